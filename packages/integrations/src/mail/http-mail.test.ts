import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Faults } from "@liveotter/devstack/faults";
import type { Listener } from "@liveotter/devstack/gate";
import { type Message, openMailbox } from "@liveotter/devstack/mailbox";
import { freeBlock } from "@liveotter/devstack/ports";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { httpMail, mailboxMail } from "./http-mail.ts";
import { MailError, type MailMessage } from "./mail-sender.ts";

const faults = new Faults();
const never = new AbortController().signal;
let base: number;
let dataDir: string;
let mailbox: Listener;
const message: MailMessage = {
  from: "LiveOtter <hello@liveotter.example>",
  to: "ada@example.org",
  subject: "Hello",
  text: "Here.",
  html: "<p>Here.</p>",
};

beforeAll(async () => {
  base = await freeBlock();
  dataDir = await mkdtemp(join(tmpdir(), "liveotter-mail-"));
  mailbox = await openMailbox({ port: base, intakePort: base + 1, dataDir, faults });
});
afterEach(() => faults.clear());
afterAll(async () => {
  await mailbox.close();
  await rm(dataDir, { recursive: true, force: true });
});

const senders = {
  mailbox: () => mailboxMail({ url: `http://127.0.0.1:${base + 1}`, deadlineMs: 300 }),
  http: () => httpMail({ url: `http://127.0.0.1:${base + 1}/`, key: "re_123", deadlineMs: 300 }),
};
const arrived = async (key: string): Promise<Message[]> => {
  const { messages } = (await (await fetch(`http://127.0.0.1:${base}/messages`)).json()) as { messages: Message[] };
  return messages.filter((each) => each.key === key);
};

describe.each(["mailbox", "http"] as const)("by %s", (name) => {
  const sender = () => senders[name]();

  it("a mail arrives as it was written, once however often it is sent", async () => {
    const key = crypto.randomUUID();
    await Promise.all([sender().send(message, key, never), sender().send(message, key, never)]);
    await sender().send(message, key, never);
    expect(await arrived(key)).toEqual([expect.objectContaining({ ...message, to: [message.to] })]);
  });

  it.each(["refuse", "hang", "error", "drop-response"] as const)(
    "a service in mode %s is an outage, and the mail sent again afterwards is one",
    async (mode) => {
      const key = crypto.randomUUID();
      faults.set("mail", { mode });
      const startedAt = performance.now();
      await expect(sender().send(message, key, never)).rejects.toMatchObject({ code: "outage" });
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      faults.clear();
      await sender().send(message, key, never);
      expect(await arrived(key)).toHaveLength(1);
    },
  );

  it("a slow service is waited for until the deadline, and no longer", async () => {
    faults.set("mail", { mode: "slow", latencyMs: 100 });
    await sender().send(message, crypto.randomUUID(), never);
    faults.set("mail", { mode: "slow", latencyMs: 2000 });
    await expect(sender().send(message, crypto.randomUUID(), never)).rejects.toMatchObject({ code: "outage" });
  });

  it("a mail that is not taken whoever sends it is refused", async () => {
    const key = crypto.randomUUID();
    await sender().send(message, key, never);
    await expect(sender().send({ ...message, subject: "Another" }, key, never)).rejects.toMatchObject({
      code: "refused",
    });
  });
});

describe("an answer", () => {
  let server: Server;
  let answer: { status: number; body: string } = { status: 200, body: "" };
  let url: string;
  beforeAll(async () => {
    server = createServer((_request, response) => {
      response.writeHead(answer.status, { location: "http://127.0.0.1:9/" });
      response.end(answer.body);
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  });
  afterAll(() => void server.close());

  const named = (name: string) => JSON.stringify({ name, message: "about ada@example.org" });
  it.each([
    [422, named("validation_error"), "refused", "answered 422 validation_error"],
    [400, named("validation_error"), "refused", "answered 400 validation_error"],
    [413, "x".repeat(100_000), "refused", "answered 413 without a name"],
    [409, named("concurrent_idempotent_requests"), "outage", "answered 409 concurrent_idempotent_requests"],
    [409, named("invalid_idempotent_request"), "refused", "answered 409 invalid_idempotent_request"],
    [429, named("daily_quota_exceeded"), "outage", "answered 429 daily_quota_exceeded"],
    [401, named("missing_api_key"), "outage", "answered 401 missing_api_key"],
    [403, named("invalid_api_key"), "outage", "answered 403 invalid_api_key"],
    [500, named("ada@example.org"), "outage", "answered 500 without a name"],
    [503, "<html>", "outage", "answered 503 without a name"],
    [302, "", "outage", "answered 302 without a name"],
  ] as const)("of %d is no word about an address: %s", async (status, body, code, words) => {
    answer = { status, body };
    const error: unknown = await httpMail({ url, key: "k" })
      .send(message, "key", never)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MailError);
    expect(error).toMatchObject({ code, message: words });
  });
});
