import { expect, test } from "vitest";
import { asId, type PaymentId, type RefundId } from "../ids.ts";
import { instant } from "../instant.ts";
import { asCurrency } from "../money.ts";
import { PaymentThrottledError, PaymentUnknownError, type RefundReport } from "./payment-provider.ts";
import type { BoxOffice, DueRefund, DueWork } from "./ports.ts";
import { sweepRefunds } from "./sweep.ts";

const never = () => Promise.reject(new Error("not called here"));

function idOf<Id extends PaymentId | RefundId>(at: number): Id {
  const id = asId<Id>(`01930000-0000-7000-8000-${at.toString(16).padStart(12, "0")}`);
  if (id === null) throw new Error("not an id");
  return id;
}

/** Refunds that are due, a provider that answers each after `answerMs`, and a clock that only waiting moves on. */
function sweepOf({ due, batch, answerMs = 100 }: { due: number; batch: number; answerMs?: number }) {
  const currency = asCurrency("EUR");
  if (currency === null) throw new Error("no euro");
  const left: DueRefund[] = Array.from({ length: due }, (_, at) => ({
    ...{ refundId: idOf<RefundId>(at), paymentId: idOf<PaymentId>(at), chargeRef: null, provider: "test" },
    amount: { minor: 100, currency },
  }));
  let clock = 0;
  const waiting: { readonly at: number; readonly go: () => void }[] = [];
  const sleep = (ms: number) => new Promise<void>((go) => void waiting.push({ at: clock + ms, go }));
  const state = { inFlight: 0, most: 0, asked: [] as number[], settled: [] as string[], refuseUntil: 0, breakEach: 0 };
  const refund = async ({ refundId }: { refundId: RefundId }): Promise<RefundReport> => {
    state.asked.push(clock);
    state.inFlight += 1;
    state.most = Math.max(state.most, state.inFlight);
    await sleep(answerMs);
    state.inFlight -= 1;
    if (state.refuseUntil > clock) throw new PaymentThrottledError(2000);
    if (state.breakEach > 0 && state.asked.length % state.breakEach === 0) throw new PaymentUnknownError("silent");
    return { refundId, state: "succeeded", ref: "re_1" };
  };
  const office: BoxOffice = {
    book: {
      ...{ beginPayment: never, settlePayment: never, endOrder: never, settleDispute: never, dueOrders: never },
      settleRefund: async (refundId) => state.settled.push(refundId) > 0,
      recordOrphan: never,
    },
    providers: {
      test: { ready: true, charge: never, findCharge: never, cancelCharge: never, refund },
      manual: { ready: true, charge: never, findCharge: never, cancelCharge: never, refund: never },
    },
    now: () => instant(clock),
    shards: () => ({ reserve: never, withdraw: never, giveUp: never }),
    operationId: never,
    newAttempt: () => "",
    tellShards: async () => {},
    alert: () => {},
  };
  const work: DueWork = {
    ...{ paymentsToCheck: never, eventsToCancel: never, cancelOrders: never },
    ...{ performancesToSettle: never, cancelPerformanceOrders: never },
    ...{ orphansDue: never, settleOrphan: never },
    refundsDue: async (_now, limit) => left.splice(0, limit),
  };
  const options = { until: instant(20_000), batch, atOnce: 3, onFailure: () => {}, sleep };
  const run = async () => {
    let ended = false;
    const tally = sweepRefunds(office, work, options).finally(() => {
      ended = true;
    });
    while (!ended) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = waiting.sort((a, b) => a.at - b.at).shift();
      if (next === undefined) continue;
      clock = Math.max(clock, next.at);
      next.go();
    }
    return tally;
  };
  return { run, state, clock: () => clock };
}

test("refunds never have more than the given number of requests in flight", async () => {
  const { run, state } = sweepOf({ due: 100, batch: 12 });
  expect(await run()).toEqual(new Map([["succeeded", 100]]));
  expect(state.most).toBe(3);
});

test("a provider that answers 429 gets no request for as long as it asks, and then the same refunds once each", async () => {
  const { run, state } = sweepOf({ due: 10, batch: 12 });
  state.refuseUntil = 150;
  expect(await run()).toEqual(
    new Map([
      ["throttled", 3],
      ["succeeded", 10],
    ]),
  );
  expect(state.asked.filter((at) => at > 0 && at < 2000)).toEqual([]);
  expect(new Set(state.settled).size).toBe(10);
  expect(state.settled).toHaveLength(10);
});

test("a provider that answers 429 all the time is left alone when the sweep's time is up", async () => {
  const { run, state, clock } = sweepOf({ due: 50, batch: 12 });
  state.refuseUntil = Number.POSITIVE_INFINITY;
  const tally = await run();
  expect([...tally.keys()]).toEqual(["throttled"]);
  expect(state.asked.length).toBeLessThanOrEqual(3 * 10);
  expect(clock()).toBeLessThanOrEqual(22_000);
});

test("no refund begins after the sweep's time is up, in the middle of a batch", async () => {
  const { run, state, clock } = sweepOf({ due: 1000, batch: 100, answerMs: 5000 });
  const tally = await run();
  expect(tally.get("succeeded")).toBe(12);
  expect(Math.max(...state.asked)).toBeLessThan(20_000);
  expect(clock()).toBeLessThanOrEqual(25_000);
});
