import { withDeadline } from "../deadline.ts";
import { MailError, type MailMessage, type MailSender } from "./mail-sender.ts";

export interface HttpMailOptions {
  /** Origin and base path of the service: `https://api.resend.com`. */
  readonly url: string;
  readonly key: string;
  /** How long handing one mail over may take. */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 5000;
/** An error's body is a few words; nobody makes us read more. */
const MAX_ERROR_BYTES = 4096;

/**
 * A mail service with Resend's API: `POST /emails`, a bearer key, and `Idempotency-Key`, which it remembers for a day
 * (https://resend.com/docs/api-reference/emails/send-email, https://resend.com/docs/dashboard/emails/idempotency-keys).
 */
export function httpMail({ url, key, deadlineMs = DEADLINE_MS }: HttpMailOptions): MailSender {
  const target = `${url.replace(/\/+$/, "")}/emails`;
  return {
    send: (message, idempotencyKey, signal) => {
      const body = { ...asSent(message), to: [message.to] };
      return post(target, body, { Authorization: `Bearer ${key}` }, idempotencyKey, deadlineMs, signal);
    },
  };
}

/** The local stack's mailbox, which keeps mail for people and tests to read: `POST /`, no key of its own. */
export function mailboxMail({ url, deadlineMs = DEADLINE_MS }: Omit<HttpMailOptions, "key">): MailSender {
  return {
    send: (message, idempotencyKey, signal) => post(url, asSent(message), {}, idempotencyKey, deadlineMs, signal),
  };
}

/** Unsubscribing by one click of a mail program: RFC 2369's header, and RFC 8058's beside it. */
function asSent({ endLink, ...message }: MailMessage) {
  if (endLink === undefined || endLink === null) return message;
  const headers = { "List-Unsubscribe": `<${endLink}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
  return { ...message, headers };
}

async function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
  idempotencyKey: string,
  deadlineMs: number,
  outer: AbortSignal,
): Promise<void> {
  const request = (signal: AbortSignal) =>
    fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": idempotencyKey, ...headers },
      body: JSON.stringify(body),
      redirect: "manual",
      signal,
    }).then(async (response) => ({ status: response.status, name: await errorName(response) }));
  const { status, name } = await withDeadline(request, deadlineMs, outer).catch((error: unknown) => {
    throw new MailError("outage", `no answer: ${error instanceof Error ? error.name : "unknown"}`, { cause: error });
  });
  if (status >= 200 && status < 300) return;
  throw new MailError(isOutage(status, name) ? "outage" : "refused", `answered ${status} ${name}`);
}

/**
 * What says nothing about the mail: their own failures, too much at once, the same key still in the works, and a key or
 * domain of ours that is not in order (https://resend.com/docs/api-reference/errors).
 */
function isOutage(status: number, name: string): boolean {
  if (status === 409) return name === "concurrent_idempotent_requests";
  return status >= 500 || [401, 403, 404, 405, 408, 425, 429].includes(status) || status < 400;
}

/** The error's name in Resend's words, such as `validation_error`; its message may quote an address, and is left. */
async function errorName(response: Response): Promise<string> {
  if (response.ok) {
    await response.body?.cancel();
    return "";
  }
  try {
    const text = await readUpTo(response, MAX_ERROR_BYTES);
    const said: unknown = JSON.parse(text);
    const name = typeof said === "object" && said !== null && "name" in said ? said.name : undefined;
    return typeof name === "string" && /^[a-z_]{1,60}$/.test(name) ? name : "without a name";
  } catch {
    return "without a name";
  }
}

async function readUpTo(response: Response, bytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > bytes) break;
  }
  return text;
}
