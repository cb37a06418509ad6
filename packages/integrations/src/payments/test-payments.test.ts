import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ChargeRequest,
  PaymentThrottledError,
  PaymentUnknownError,
} from "@liveotter/core/box-office/payment-provider";
import { asId, type PaymentId, type RefundId } from "@liveotter/core/ids";
import { asCurrency, type Money } from "@liveotter/core/money";
import { Faults } from "@liveotter/devstack/faults";
import type { Listener } from "@liveotter/devstack/gate";
import { openPayments } from "@liveotter/devstack/payments/serve";
import { freeBlock } from "@liveotter/devstack/ports";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Breaker } from "../breaker.ts";
import { testPayments } from "./test-payments.ts";

const faults = new Faults();
let base: number;
let dataDir: string;
let payments: Listener;
const key = "key";

beforeAll(async () => {
  base = await freeBlock();
  dataDir = await mkdtemp(join(tmpdir(), "liveotter-payments-"));
  payments = await openPayments({ port: base, dataDir, faults, key, webhookSecret: "s", webhookUrl: null });
});
afterEach(() => faults.clear());
afterAll(async () => {
  await payments.close();
  await rm(dataDir, { recursive: true, force: true });
});

const deadlines = { moveMs: 250, lookMs: 250 };
const provider = (breaker = new Breaker("payments")) =>
  testPayments({ url: `http://127.0.0.1:${base}`, key, environment: "test", breaker, deadlines });
const set = (settings: object) =>
  fetch(`http://127.0.0.1:${base}/test/settings`, { method: "PATCH", body: JSON.stringify(settings) });

function newId<T extends PaymentId | RefundId>(): T {
  const id = asId<T>(crypto.randomUUID());
  if (id === null) throw new Error("not a UUID");
  return id;
}
function euros(minor: number): Money {
  const currency = asCurrency("EUR");
  if (currency === null) throw new Error("no euro");
  return { minor, currency };
}
const paymentOf = (token: string): ChargeRequest => ({
  ...{ paymentId: newId<PaymentId>(), amount: euros(2500), token, returnUrl: null },
});

describe("a charge", () => {
  it.each([
    ["card_approve", { state: "succeeded", taken: euros(2500) }],
    ["card_decline", { state: "declined", taken: null, failure: "insufficient_funds" }],
    ["card_second_step", { state: "needs_action", actionUrl: expect.stringContaining("/second-step/ch_") }],
    ["card_succeed_late", { state: "processing", taken: null }],
    ["card_wrong_amount", { state: "succeeded", taken: euros(2501) }],
    ["no card at all", { state: "declined", failure: "invalid_card" }],
  ])("of %s is told as it stands, and the same when asked again", async (token, expected) => {
    const request = paymentOf(token);
    expect(await provider().charge(request)).toMatchObject({ paymentId: request.paymentId, ...expected });
    expect(await provider().charge(request)).toMatchObject(expected);
  });

  it.each(["card_hang", "card_lose_answer"])("of %s is unknown, and found by its payment", async (token) => {
    const request = paymentOf(token);
    const startedAt = performance.now();
    await expect(provider().charge(request)).rejects.toBeInstanceOf(PaymentUnknownError);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    const state = token === "card_hang" ? "processing" : "succeeded";
    expect(await provider().findCharge(request.paymentId)).toMatchObject({ state });
  });

  it.each(["refuse", "hang", "error", "drop-response"] as const)(
    "of a provider in mode %s is unknown whatever is asked, and made once when it is asked again",
    async (mode) => {
      const [request, refundId] = [paymentOf("card_approve"), newId<RefundId>()];
      const { paymentId, amount } = request;
      const asks = [
        () => provider().charge(request),
        () => provider().findCharge(paymentId),
        () => provider().cancelCharge(paymentId),
        () => provider().refund({ refundId, paymentId, chargeRef: null, amount }),
      ];
      faults.set("payments", { mode });
      // A dropped answer leaves it done: it is then charged and given back.
      for (const ask of asks) await expect(ask()).rejects.toBeInstanceOf(PaymentUnknownError);
      faults.clear();
      const found = await provider().findCharge(paymentId);
      expect(found?.taken ?? null).toEqual(mode === "drop-response" ? amount : null);
      expect((await provider().charge(request)).taken).toEqual(amount);
    },
  );

  it("that nobody heard of is no charge yet, and once it is called off it never becomes one", async () => {
    const request = paymentOf("card_approve");
    expect(await provider().findCharge(request.paymentId)).toBeNull();
    expect(await provider().cancelCharge(request.paymentId)).toMatchObject({ state: "cancelled" });
    expect(await provider().charge(request)).toMatchObject({ state: "cancelled", taken: null });
  });

  it("that was taken is told when it is to be cancelled", async () => {
    const request = paymentOf("card_approve");
    await provider().charge(request);
    expect(await provider().cancelCharge(request.paymentId)).toMatchObject({ state: "succeeded" });
  });

  it("is unknown while another key than ours opens the provider", async () => {
    const stranger = testPayments({
      url: `http://127.0.0.1:${base}`,
      key: "x",
      environment: "test",
      breaker: new Breaker("x"),
      deadlines,
    });
    await expect(stranger.charge(paymentOf("card_approve"))).rejects.toBeInstanceOf(PaymentUnknownError);
    await expect(stranger.findCharge(newId())).rejects.toBeInstanceOf(PaymentUnknownError);
  });
});

describe("a refund", () => {
  const refundOf = ({ paymentId }: ChargeRequest, minor: number) => ({
    ...{ refundId: newId<RefundId>(), paymentId, chargeRef: null, amount: euros(minor) },
  });

  it("is made once, and of no more than was taken", async () => {
    const charge = paymentOf("card_approve");
    await provider().charge(charge);
    const refund = refundOf(charge, 2000);
    const [one, two] = await Promise.all([provider().refund(refund), provider().refund(refund)]);
    expect(one).toEqual({ refundId: refund.refundId, state: "succeeded", ref: expect.stringMatching(/^re_/) });
    expect(two).toEqual(one);
    const failure = "amount_exceeds_charge";
    expect(await provider().refund(refundOf(charge, 501))).toMatchObject({ state: "failed", failure });
  });

  it("waits while the provider has too little, and fails where it cannot be", async () => {
    const [charge, failing] = [paymentOf("card_approve"), paymentOf("card_refund_fails")];
    await Promise.all([provider().charge(charge), provider().charge(failing)]);
    const refund = refundOf(charge, 2500);
    await set({ balance: 100 });
    expect(await provider().refund(refund)).toEqual({ refundId: refund.refundId, state: "unfunded" });
    await set({ balance: null });
    expect(await provider().refund(refund)).toMatchObject({ state: "succeeded" });
    expect(await provider().refund(refundOf(failing, 100))).toMatchObject({ state: "failed", failure: "card_closed" });
  });
});

it("a provider that asks to slow down is asked again after the time it names, and counts as alive", async () => {
  const charge = paymentOf("card_approve");
  await provider().charge(charge);
  const { paymentId, amount } = charge;
  const refund = { refundId: newId<RefundId>(), paymentId, chargeRef: null, amount };
  const breaker = new Breaker("payments", { failures: 1 });
  await set({ refundsPerSecond: 0 });
  for (let asked = 0; asked < 2; asked++) {
    const error = await provider(breaker)
      .refund(refund)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PaymentThrottledError);
    expect(error).toMatchObject({ retryAfterMs: 1000 });
  }
  await set({ refundsPerSecond: null });
  expect(await provider(breaker).refund(refund)).toMatchObject({ state: "succeeded" });
});

it("a provider that keeps failing is not asked for a while", async () => {
  faults.set("payments", { mode: "error" });
  const breaker = new Breaker("payments", { failures: 2 });
  for (let asked = 0; asked < 2; asked++) await expect(provider(breaker).findCharge(newId())).rejects.toThrow();
  faults.clear();
  await expect(provider(breaker).findCharge(newId())).rejects.toMatchObject({ message: "BreakerOpenError" });
});

describe("an answer that says nothing of the charge", () => {
  const mine = paymentOf("card_approve");
  const said = {
    id: "ch_1",
    reference: mine.paymentId,
    status: "succeeded",
    amount_taken: 2500,
    currency_taken: "EUR",
  };
  it.each([
    [200, JSON.stringify({ ...said, reference: newId<PaymentId>() })],
    [200, JSON.stringify({ ...said, amount_taken: null })],
    [200, JSON.stringify({ ...said, currency_taken: "XXQ" })],
    [200, JSON.stringify({ ...said, status: "thriving" })],
    [200, "null"],
    [200, "<html>"],
    [200, " ".repeat(100_000)],
    [302, "{}"],
    [401, JSON.stringify({ error: { code: "unauthorized" } })],
    [409, JSON.stringify({ error: { code: "reference_used" } })],
    [429, "{}"],
    [503, JSON.stringify(said)],
  ])("leaves it unknown: %d %.60s", async (status, body) => {
    const server = createServer((_request, response) => void response.writeHead(status).end(body));
    await new Promise<void>((resolve) => void server.listen(base + 1, "127.0.0.1", resolve));
    try {
      const breaker = new Breaker("payments");
      const odd = testPayments({ url: `http://127.0.0.1:${base + 1}`, key, environment: "test", breaker, deadlines });
      await expect(odd.charge(mine)).rejects.toBeInstanceOf(PaymentUnknownError);
      await expect(odd.cancelCharge(mine.paymentId)).rejects.toBeInstanceOf(PaymentUnknownError);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
