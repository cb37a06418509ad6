/**
 * Where the stack's mail ends: nothing leaves this machine. Mail comes in behind the `mail` gate: by `POST /`, or by
 * `POST /emails` as a mail service with Resend's API takes it. What comes again under its `Idempotency-Key` is the same
 * mail. People read it at the mailbox's own port, tests by `GET /messages` there.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { uuidv7 } from "uuidv7";
import type { Faults } from "./faults.ts";
import { type GateAnswer, type GateRequest, gated, json, type Listener, listen, problem } from "./gate.ts";

export interface Message {
  id: string;
  /** When it came, ISO 8601. */
  at: string;
  to: string[];
  from: string;
  subject: string;
  text: string;
  html?: string;
  /** Others than those above. */
  headers?: Record<string, string>;
  /** The `Idempotency-Key` it came with. */
  key?: string;
  /** SHA-256 of what came, in hex. */
  digest?: string;
}

export interface MailboxOptions {
  /** Where people read. */
  port: number;
  /** Where mail comes in. */
  intakePort: number;
  dataDir: string;
  faults: Faults;
}

const KEPT = 500;
const MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

/** Opens the mailbox with the messages that the data folder still holds, newest first. */
export async function openMailbox(options: MailboxOptions): Promise<Listener> {
  const folder = join(options.dataDir, "mailbox");
  const file = join(folder, "messages.json");
  await mkdir(folder, { recursive: true });
  const messages = await readMessages(file);
  let written: Promise<void> = Promise.resolve();

  const accept = async (request: GateRequest): Promise<GateAnswer> => {
    const asService = new URL(request.url, "http://mailbox").pathname === "/emails";
    if (request.method !== "POST") return problem(405, "Mail comes in by POST.");
    const answer = asService ? SERVICE : MAILBOX;
    if (asService && !/^Bearer .+$/.test(request.headers.authorization ?? "")) return missingKey();
    const message = parseMessage(request);
    if (Array.isArray(message)) return answer.refused(message);
    const known = message.key === undefined ? undefined : messages.find(({ key }) => key === message.key);
    if (known !== undefined) return known.digest === message.digest ? answer.taken(known.id) : answer.otherMail();
    messages.unshift(message);
    messages.length = Math.min(messages.length, KEPT);
    // One write after another, each whole: a crash leaves the one before.
    written = written.then(async () => {
      await writeFile(`${file}.new`, JSON.stringify(messages), { mode: 0o600 });
      await rename(`${file}.new`, file);
    });
    await written;
    return answer.taken(message.id);
  };

  const intake = await listen({
    port: options.intakePort,
    maxBytes: MAX_MESSAGE_BYTES,
    handle: gated({
      dependency: "mail",
      faults: options.faults,
      handle: accept,
      errorBody: (message) => ({ message }),
    }),
  });
  try {
    const reader = await listen({
      port: options.port,
      maxBytes: 0,
      handle: async (request) => show(request, messages),
    });
    return {
      async close() {
        await Promise.all([intake.close(), reader.close()]);
        await written.catch(() => undefined);
      },
    };
  } catch (error) {
    await intake.close();
    throw error;
  }
}

type Faulty = readonly { pointer: string; detail: string }[];

const MAILBOX = {
  taken: (id: string) => json(202, { id }),
  refused: (errors: Faulty) => problem(400, "This is no mail.", [...errors]),
  otherMail: () => problem(409, "This key came with another mail."),
};

const serviceError = (status: number, name: string, message: string) =>
  json(status, { statusCode: status, name, message });

const missingKey = () => serviceError(401, "missing_api_key", "Missing API key in the authorization header.");

/** As https://resend.com/docs/api-reference/errors says. */
const SERVICE: typeof MAILBOX = {
  taken: (id) => json(200, { id }),
  refused: ([error]) => serviceError(422, "validation_error", `${error?.pointer ?? ""} ${error?.detail ?? ""}`),
  otherMail: () =>
    serviceError(409, "invalid_idempotent_request", "Same idempotency key used with a different request payload."),
};

/** A mailbox that cannot be read begins empty: it is a record of nothing. */
async function readMessages(file: string): Promise<Message[]> {
  try {
    const stored: unknown = JSON.parse(await readFile(file, "utf8"));
    return Array.isArray(stored) ? stored.filter(isMessage) : [];
  } catch {
    return [];
  }
}

const isMessage = (value: unknown): value is Message =>
  typeof value === "object" &&
  value !== null &&
  "id" in value &&
  typeof value.id === "string" &&
  "at" in value &&
  typeof value.at === "string" &&
  !Array.isArray(checkFields(value));

function parseMessage({ body, headers }: GateRequest): Message | { pointer: string; detail: string }[] {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    return [{ pointer: "", detail: "A JSON object." }];
  }
  const fields = checkFields(value);
  if (Array.isArray(fields)) return fields;
  const key = headers["idempotency-key"];
  const known = typeof key === "string" ? { key, digest: createHash("sha256").update(body).digest("hex") } : {};
  return { id: uuidv7(), at: new Date().toISOString(), ...fields, ...known };
}

function checkFields(value: unknown): Omit<Message, "id" | "at"> | { pointer: string; detail: string }[] {
  if (typeof value !== "object" || value === null) return [{ pointer: "", detail: "A JSON object." }];
  const given = new Map<string, unknown>(Object.entries(value));
  const errors: { pointer: string; detail: string }[] = [];
  const text = (name: string): string => {
    const found = given.get(name);
    if (typeof found === "string") return found;
    errors.push({ pointer: `/${name}`, detail: "A text." });
    return "";
  };
  const to = [given.get("to")].flat();
  const addresses = to.filter((address) => typeof address === "string");
  if (addresses.length === 0 || addresses.length !== to.length)
    errors.push({ pointer: "/to", detail: "An address or several." });
  const fields = { to: addresses, from: text("from"), subject: text("subject"), text: text("text") };
  const html = given.get("html") === undefined ? undefined : text("html");
  const headers = Object.entries(given.get("headers") ?? {});
  if (headers.some(([, value]) => typeof value !== "string"))
    errors.push({ pointer: "/headers", detail: "A text for each name." });
  if (errors.length > 0) return errors;
  return {
    ...fields,
    ...(html !== undefined && { html }),
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
  };
}

/** `/` and `/{id}` for people, `/{id}/html` for the frame, `/messages` and `/messages/{id}` for tests. */
function show(request: GateRequest, messages: readonly Message[]): GateAnswer {
  if (request.method !== "GET" && request.method !== "HEAD") return problem(405, "Here one only reads.");
  const [first = "", second = ""] = new URL(request.url, "http://mailbox").pathname.split("/").slice(1);
  if (first === "") return page("Mailbox", list(messages));
  if (first === "messages" && second === "") return json(200, { messages });
  const message = messages.find(({ id }) => id === (first === "messages" ? second : first));
  if (message === undefined) return problem(404, "No such message.");
  if (first === "messages") return json(200, message);
  if (second === "html" && message.html !== undefined) return htmlPart(message.html);
  return page(message.subject, single(message));
}

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:60rem;margin:2rem auto;padding:0 1rem}
a{color:inherit}
ol{list-style:none;padding:0}
li{padding:.75rem 0;border-top:1px solid #8884}
small,dt{opacity:.7}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}
dd{margin:0;overflow-wrap:anywhere}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}
iframe{width:100%;height:32rem;border:1px solid #8884;background:#fff}`;
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

const SAFETY = { "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-store" };

const page = (title: string, main: string): GateAnswer => ({
  status: 200,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
    ...SAFETY,
  },
  body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>${main}</main></body></html>`,
});

/** The mail's own HTML, in a sandbox: no script, no form, no picture from elsewhere that would tell it was read. */
const htmlPart = (html: string): GateAnswer => ({
  status: 200,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy":
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
    ...SAFETY,
  },
  body: html,
});

function list(messages: readonly Message[]): string {
  const items = messages.map(
    ({ id, at, to, subject }) =>
      `<li><a href="/${escapeHtml(id)}">${escapeHtml(subject || "(no subject)")}</a><br><small>${escapeHtml(to.join(", "))}, ${escapeHtml(at)}</small></li>`,
  );
  return `<h1>Mailbox</h1>${items.length === 0 ? "<p>No mail yet. What LiveOtter sends arrives here.</p>" : `<ol>${items.join("")}</ol>`}`;
}

function single({ id, at, to, from, subject, text, html }: Message): string {
  const frame =
    html === undefined
      ? ""
      : `<h2>HTML</h2><iframe sandbox title="The mail as HTML" src="/${escapeHtml(id)}/html"></iframe>`;
  return `<p><a href="/">All mail</a></p><h1>${escapeHtml(subject || "(no subject)")}</h1><dl><dt>From</dt><dd>${escapeHtml(from)}</dd><dt>To</dt><dd>${escapeHtml(to.join(", "))}</dd><dt>At</dt><dd>${escapeHtml(at)}</dd></dl><pre>${escapeHtml(text)}</pre>${frame}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? "");
