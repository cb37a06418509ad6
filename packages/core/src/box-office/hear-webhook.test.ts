import { expect, test } from "vitest";
import type { EventId, PaymentId } from "../ids.ts";
import { instant } from "../instant.ts";
import { asCurrency } from "../money.ts";
import { APPLICATION, hearWebhook, type ProviderNews } from "./hear-webhook.ts";
import type { BoxOffice, DueWork, Settled, Unsettled } from "./ports.ts";
import { sweepOrphans } from "./sweep.ts";

const [eventId, paymentId] = ["event" as EventId, "payment" as PaymentId]; // what they are called is all that matters here
const ours = { application: APPLICATION, environment: "here" };
const never = () => Promise.reject(new Error("not asked for here"));

function officeOf(answer: Settled | Unsettled | null) {
  const calls: string[] = [];
  const office: BoxOffice = {
    book: {
      ...{ beginPayment: never, endOrder: never, settleRefund: never, settleDispute: never, dueOrders: never },
      settlePayment: async () => answer,
      recordOrphan: async () => ({ news: calls.push("recorded") > 0 }),
    },
    providers: {
      test: {
        ready: true,
        charge: never,
        findCharge: never,
        cancelCharge: never,
        refund: async ({ refundId }) => {
          calls.push("refunded");
          return { refundId, state: "succeeded", ref: "re_1" };
        },
      },
      manual: { ready: true, charge: never, findCharge: never, cancelCharge: never, refund: never },
    },
    now: () => instant(0),
    // Shards that do not answer.
    shards: () => ({ reserve: never, withdraw: never, giveUp: never }),
    operationId: async () => "operation",
    newAttempt: () => "attempt",
    tellShards: async () => {},
    alert: (what) => void calls.push(what),
  };
  return { office, calls };
}
const currency = asCurrency("EUR");
if (currency === null) throw new Error("no currency");
const amount = { minor: 500, currency };
const news = (environment = ours.environment): ProviderNews => ({
  about: "charge",
  origin: { application: APPLICATION, environment, paymentId },
  report: { paymentId, state: "succeeded", ref: "ch_1", taken: amount, actionUrl: null, failure: null },
});
/** The payment is known, and its order expired: its capacity has to be reserved first. */
const late: Unsettled = { eventId, needs: [{ scope: "s", draws: [], limits: [], frozen: [] }] };

test("a late payment that waits for a shard is neither an orphan nor refunded as one", async () => {
  const { office, calls } = officeOf(late);
  expect(await hearWebhook(office, ours, news())).toBe("settled");
  const due = {
    orphanId: "o",
    provider: "test",
    paymentId,
    chargeRef: "ch_1",
    refundId: "r" as never,
    amount,
  } as const;
  const outcomes: unknown[] = [];
  const work: DueWork = {
    ...{ paymentsToCheck: never, refundsDue: never, eventsToCancel: never, cancelOrders: never },
    ...{ performancesToSettle: never, cancelPerformanceOrders: never },
    orphansDue: async () => [due],
    settleOrphan: async (_orphan, outcome) => void outcomes.push(outcome),
  };
  const options = { until: instant(1), batch: 2, atOnce: 1, onFailure: (error: unknown) => void outcomes.push(error) };
  await sweepOrphans(office, work, { ...options, sleep: async () => {} });
  expect([outcomes, calls]).toEqual([["matched"], []]);
});

test("a payment nobody knows is recorded if it is ours, and left alone if it is another copy's", async () => {
  const { office, calls } = officeOf(null);
  expect(await hearWebhook(office, ours, news("there"))).toBe("foreign");
  expect(await hearWebhook(office, ours, { ...news(), origin: null })).toBe("foreign");
  expect(calls).toEqual([]);
  expect(await hearWebhook(office, ours, news())).toBe("orphaned");
  expect(calls).toEqual(["recorded", "payment_orphaned"]);
});
