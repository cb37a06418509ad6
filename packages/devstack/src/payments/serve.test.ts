import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Faults } from "../faults.ts";
import type { Listener } from "../gate.ts";
import { freeBlock } from "../ports.ts";
import { openPayments } from "./serve.ts";

const faults = new Faults();
let base: number;
let dataDir: string;
let payments: Listener;

const open = () => openPayments({ port: base, dataDir, faults, key: "key", webhookSecret: "secret", webhookUrl: null });
const at = (path: string): string => `http://127.0.0.1:${base}${path}`;
const call = async (method: string, path: string, body?: unknown, key?: string) => {
  const headers = { authorization: "Bearer key", ...(key === undefined ? {} : { "idempotency-key": key }) };
  const response = await fetch(at(path), {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { http: response.status, ...((await response.json()) as Record<string, unknown>) } as Record<string, unknown>;
};
const charge = (card: string, reference: string, more: object = {}) =>
  call("POST", "/v1/charges", { reference, amount: 2500, currency: "EUR", card, ...more }, reference);
const refund = (of: unknown, reference: string, amount = 2500) =>
  call("POST", "/v1/refunds", { charge: of, reference, amount, currency: "EUR" }, reference);
const set = (settings: object) => fetch(at("/test/settings"), { method: "PATCH", body: JSON.stringify(settings) });

/** Once clients know that their connections are gone. */
const restart = async () => {
  await payments.close();
  payments = await open();
  await new Promise((resolve) => setTimeout(resolve, 20));
};

beforeEach(async () => {
  base = await freeBlock();
  dataDir = await mkdtemp(join(tmpdir(), "liveotter-payments-"));
  payments = await open();
});
afterEach(async () => {
  faults.clear();
  await payments.close();
  await rm(dataDir, { recursive: true, force: true });
});

test.each([
  ["card_approve", { status: "succeeded", amount_taken: 2500, currency_taken: "EUR" }],
  ["card_decline", { status: "declined", amount_taken: null, decline_code: "insufficient_funds" }],
  ["card_nobody_knows", { status: "declined", decline_code: "unknown_card" }],
  ["card_wrong_amount", { status: "succeeded", amount_taken: 2501 }],
  ["card_wrong_currency", { status: "succeeded", currency_taken: "USD" }],
  ["card_second_step", { status: "requires_action", action: { url: expect.any(String) } }],
])("%s does as it is named", async (card, after) => {
  expect(await charge(card, "a")).toMatchObject({ http: 201, ...after });
  const found = await fetch(at("/v1/charges?reference=a"), { headers: { authorization: "Bearer key" } });
  expect(await found.json()).toMatchObject({ data: [after] });
});

test("a charge is made once under its key, whatever is asked again, and over a restart", async () => {
  const [one, two] = await Promise.all([charge("card_approve", "a"), charge("card_approve", "a")]);
  expect(one.id).toBe(two.id);
  await restart();
  expect((await charge("card_approve", "a")).id).toBe(one.id);
  expect(await charge("card_decline", "a")).toMatchObject({ http: 409, error: { code: "key_reused" } });
  const other = { reference: "a", amount: 1, currency: "EUR", card: "card_approve" };
  expect(await call("POST", "/v1/charges", other, "b")).toMatchObject({ error: { code: "reference_used" } });
  expect(await call("POST", "/v1/charges", other)).toMatchObject({ http: 400, error: { code: "key_missing" } });
});

test("answers that hang or are lost leave a charge behind that can be found", async () => {
  const waiting = new AbortController();
  const headers = { authorization: "Bearer key", "idempotency-key": "a" };
  const body = JSON.stringify({ reference: "a", amount: 1, currency: "EUR", card: "card_hang" });
  const hanging = fetch(at("/v1/charges"), { method: "POST", headers, body, signal: waiting.signal });
  await vi.waitFor(async () => {
    expect(await call("GET", "/v1/charges?reference=a")).toMatchObject({ data: [{ reference: "a" }] });
  });
  waiting.abort();
  await expect(hanging).rejects.toThrow();
  await expect(charge("card_lose_answer", "b")).rejects.toThrow();
  expect(await call("GET", "/v1/charges/reference:b")).toMatchObject({ reference: "b", amount_taken: 2500 });
});

test("late, it succeeds after a minute of its own clock; cancelled before, never", async () => {
  await charge("card_succeed_late", "a");
  await charge("card_succeed_late", "b");
  expect(await call("POST", "/v1/charges/reference:b/cancellation")).toMatchObject({ amount_taken: null });
  await set({ clockOffsetMs: 61_000 });
  expect(await call("GET", "/v1/charges/reference:a")).toMatchObject({ amount_taken: 2500 });
  expect(await call("GET", "/v1/charges/reference:b")).toMatchObject({ amount_taken: null });
  // What was taken stays taken.
  expect(await call("POST", "/v1/charges/reference:a/cancellation")).toMatchObject({ amount_taken: 2500 });
});

test("what is called off before it comes takes nothing when it comes", async () => {
  await call("POST", "/v1/charges/reference:a/cancellation");
  await restart();
  expect(await charge("card_approve", "a")).toMatchObject({ amount_taken: null });
});

test("the fan's word at the second step is the last, and leads back", async () => {
  const back = "http://localhost:9999/orders/1";
  for (const [decision, taken] of [
    ["approve", 2500],
    ["refuse", null],
  ] as const) {
    const { action } = await charge("card_second_step", decision, { return_url: back });
    const { url } = action as { url: string };
    const page = await fetch(url);
    expect(await page.text()).toContain("€25.00");
    expect(page.headers.get("content-security-policy")).toContain("form-action 'self' http://localhost:9999;");
    const decide = (what: string) =>
      fetch(url, {
        method: "POST",
        redirect: "manual",
        headers: { origin: new URL(url).origin },
        body: new URLSearchParams({ decision: what }),
      });
    const answer = await decide(decision);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, back]);
    await decide(decision === "approve" ? "refuse" : "approve");
    expect(await call("GET", `/v1/charges/reference:${decision}`)).toMatchObject({ amount_taken: taken });
  }
});

test("never more is given back than was taken, and a balance that is short is a state that passes", async () => {
  const { id } = await charge("card_approve", "a");
  await set({ balance: 1000 });
  expect(await refund(id, "r1", 1500)).toMatchObject({ http: 402, error: { code: "insufficient_balance" } });
  await set({ balance: 2000 });
  expect(await refund(id, "r1", 1500)).toMatchObject({ object: "refund", amount: 1500 });
  expect(await refund(id, "r1", 1500)).toMatchObject({ amount: 1500 });
  expect(await refund(id, "r2", 1001)).toMatchObject({ http: 422, error: { code: "amount_exceeds_charge" } });
  expect(await refund(id, "r3", 1000)).toMatchObject({ http: 402 });
  expect(await (await fetch(at("/test/settings"))).json()).toMatchObject({ balance: 500 });
  const failing = await charge("card_refund_fails", "b");
  await set({ balance: null });
  expect(await refund(failing.id, "r4")).toMatchObject({ failure_code: "card_closed" });
});

test("what a fan's bank asks back is not given back as well", async () => {
  const { id } = await charge("card_approve", "a");
  const dispute = (status: string) =>
    fetch(at("/test/disputes"), { method: "POST", body: JSON.stringify({ charge: "reference:a", status }) });
  expect((await dispute("open")).status).toBe(204);
  expect(await refund(id, "r1")).toMatchObject({ http: 422, error: { code: "charge_disputed" } });
  await dispute("won");
  expect(await refund(id, "r1")).toMatchObject({ http: 201 });
  expect((await dispute("pondered")).status).toBe(400);
});

test("webhooks are signed, come twice and out of order, and again until they are taken", async () => {
  const came: { id: string; status: string }[] = [];
  let refusals = 3;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const [, t = "", v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(request.headers["payment-signature"])) ?? [];
      expect(createHmac("sha256", "secret").update(`${t}.${body}`).digest("hex")).toBe(v1);
      const event = JSON.parse(body);
      if (refusals-- > 0) return void response.writeHead(503).end();
      came.push({ id: event.id, status: event.data.status });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(base + 1, "127.0.0.1", resolve));
  try {
    await set({ maxDelayMs: 50, minDelayMs: 0 });
    await charge("card_succeed_late", "a");
    await set({ clockOffsetMs: 61_000 });
    // What nobody took before a restart is sent after it.
    await restart();
    await set({ url: at("/").replace(`:${base}`, `:${base + 1}`) });
    await vi.waitFor(() => expect(came.length).toBeGreaterThanOrEqual(4), { timeout: 5000 });
    expect(came.map(({ status }) => status).sort()).toEqual(["processing", "processing", "succeeded", "succeeded"]);
    const { events } = (await (await fetch(at("/test/events?reference=a"))).json()) as { events: { id: string }[] };
    expect(new Set(events.map(({ id }) => id))).toEqual(new Set(came.map(({ id }) => id)));
  } finally {
    server.close();
  }
});

test("everything but the back door meets the faults of payments, and asks for the key", async () => {
  const closed = await fetch(at("/v1/charges?reference=a"), { headers: { authorization: "Bearer other" } });
  expect(closed.status).toBe(401);
  faults.set("payments", { mode: "error", status: 503 });
  expect(await charge("card_approve", "a")).toMatchObject({ http: 503 });
  expect((await set({ balance: null })).status).toBe(200);
  faults.set("payments", { mode: "drop-response" });
  await expect(charge("card_approve", "a")).rejects.toThrow();
  faults.clear();
  expect(await call("GET", "/v1/charges/reference:a")).toMatchObject({ amount_taken: 2500 });
});

test.each([
  ["/v1/charges", { amount: 0 }],
  ["/v1/charges", { amount: 1.5 }],
  ["/v1/charges", { currency: "eur" }],
  ["/v1/charges", { card: "" }],
  ["/v1/charges", { return_url: "javascript:alert(1)" }],
  ["/v1/refunds", { charge: 7 }],
])("%s refuses %j", async (path, wrong) => {
  const fine = { reference: "a", amount: 1, currency: "EUR", card: "card_approve", charge: "ch_1" };
  expect(await call("POST", path, { ...fine, ...wrong }, "a")).toMatchObject({
    http: 400,
    error: { code: "invalid", message: expect.stringContaining(Object.keys(wrong)[0] ?? "") },
  });
});

test("refunds that come too fast are answered 429 and do nothing; the back door counts what came", async () => {
  const { id } = await charge("card_approve", "fast");
  await fetch(at("/test/traffic"), { method: "DELETE" });
  await set({ refundsPerSecond: 0 });
  expect(await refund(id, "too-fast", 100)).toMatchObject({ http: 429, error: { code: "rate_limited" } });
  await set({ refundsPerSecond: null });
  expect(await refund(id, "too-fast", 100)).toMatchObject({ http: 201, status: "succeeded" });
  expect(await refund(id, "too-fast", 100)).toMatchObject({ http: 200 });
  const counts = { requests: 3, made: 1, throttled: 1, peakInFlight: 1 };
  expect(await call("GET", "/test/traffic")).toMatchObject(counts);
});
