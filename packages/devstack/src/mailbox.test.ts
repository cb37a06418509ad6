import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Faults } from "./faults.ts";
import type { Listener } from "./gate.ts";
import { type Message, openMailbox } from "./mailbox.ts";
import { freeBlock } from "./ports.ts";

const faults = new Faults();
let base: number;
let dataDir: string;
let mailbox: Listener;

const open = (): Promise<Listener> => openMailbox({ port: base, intakePort: base + 1, dataDir, faults });
const send = (mail: unknown): Promise<Response> =>
  fetch(`http://127.0.0.1:${base + 1}/`, { method: "POST", body: JSON.stringify(mail) });
const read = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${base}${path}`);
const all = async (): Promise<Message[]> =>
  ((await (await read("/messages")).json()) as { messages: Message[] }).messages;
const mail = { to: "fan@example.com", from: "tickets@liveotter.example", subject: "Your tickets", text: "Here." };

beforeEach(async () => {
  base = await freeBlock();
  dataDir = await mkdtemp(join(tmpdir(), "liveotter-mail-"));
  mailbox = await open();
});
afterEach(async () => {
  faults.clear();
  await mailbox.close();
  await rm(dataDir, { recursive: true, force: true });
});

test("mail is kept, newest first, also over a restart, and readable by its owner alone", async () => {
  await send(mail);
  await send({ ...mail, to: ["a@example.com", "b@example.com"], subject: "Second", html: "<b>Hi</b>" });
  await mailbox.close();
  mailbox = await open();
  const messages = await all();
  expect(messages.map(({ subject, to }) => [subject, to])).toEqual([
    ["Second", ["a@example.com", "b@example.com"]],
    ["Your tickets", ["fan@example.com"]],
  ]);
  expect(await (await read(`/messages/${messages[0]?.id}`)).json()).toEqual(messages[0]);
  expect((await stat(join(dataDir, "mailbox/messages.json"))).mode & 0o777).toBe(0o600);
});

test("only the last 500 are kept", async () => {
  for (let at = 0; at < 505; at += 5) {
    await Promise.all([0, 1, 2, 3, 4].map((more) => send({ ...mail, subject: String(at + more) })));
  }
  const messages = await all();
  expect(messages).toHaveLength(500);
  expect(Math.min(...messages.map(({ subject }) => Number(subject)))).toBe(5);
});

test("what comes again under its key is the same mail, at once, later and after a restart", async () => {
  const sendAs = (key: string, what: unknown = mail, path = "/") =>
    fetch(`http://127.0.0.1:${base + 1}${path}`, {
      method: "POST",
      headers: { "Idempotency-Key": key, Authorization: "Bearer any" },
      body: JSON.stringify(what),
    });
  const [first, again] = await Promise.all([sendAs("a"), sendAs("a")]);
  expect(await first.json()).toEqual(await again.json());
  await mailbox.close();
  mailbox = await open();
  expect((await sendAs("a")).status).toBe(202);
  expect((await sendAs("a", mail, "/emails")).status).toBe(200);
  expect((await sendAs("b")).status).toBe(202);
  expect((await sendAs("a", { ...mail, subject: "Another" })).status).toBe(409);
  const refused = await sendAs("a", { ...mail, subject: "Another" }, "/emails");
  expect([refused.status, await refused.json()]).toMatchObject([409, { name: "invalid_idempotent_request" }]);
  expect((await all()).map(({ key }) => key)).toEqual(["b", "a"]);
});

test("as a mail service, it asks for a key", async () => {
  const answer = await fetch(`http://127.0.0.1:${base + 1}/emails`, { method: "POST", body: JSON.stringify(mail) });
  expect([answer.status, await answer.json()]).toMatchObject([401, { name: "missing_api_key" }]);
  expect(await all()).toEqual([]);
});

test("hostile mail is shown as text; its HTML runs in a sandbox without scripts or pictures from elsewhere", async () => {
  const evil = `<script>alert(1)</script><img src=x onerror="alert(2)">`;
  await send({ to: evil, from: evil, subject: evil, text: evil, html: evil });
  const [message] = await all();
  for (const path of ["/", `/${message?.id}`]) {
    const response = await read(path);
    const page = await response.text();
    expect(page).not.toContain("<script");
    expect(page).not.toContain("<img");
    expect(page).toContain("&lt;script&gt;");
    expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
  }
  expect(await (await read(`/${message?.id}`)).text()).toContain("<iframe sandbox ");
  const frame = await read(`/${message?.id}/html`);
  expect(frame.headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'; /);
});

test.each([
  ["text", ["/to", "/from", "/subject", "/text"]],
  [{ ...mail, to: [] }, ["/to"]],
  [{ ...mail, to: ["a@example.com", 7] }, ["/to"]],
  [{ ...mail, subject: null }, ["/subject"]],
  [{ ...mail, html: 7 }, ["/html"]],
])("%j is refused, naming %j", async (body, pointers) => {
  const response = await send(body === "text" ? {} : body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: pointers.map((pointer) => ({ pointer })) });
});

test("the intake meets the faults of mail", async () => {
  faults.set("mail", { mode: "error", status: 421 });
  expect((await send(mail)).status).toBe(421);
  faults.set("mail", { mode: "drop-response" });
  await expect(send(mail)).rejects.toThrow();
  expect(await all()).toHaveLength(1);
});

test("what is not there is answered 404, and nothing is written at the reading end", async () => {
  expect((await read("/messages/none")).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${base}/`, { method: "POST" })).status).toBe(405);
});
