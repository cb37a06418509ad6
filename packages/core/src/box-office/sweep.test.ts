import { expect, test } from "vitest";
import type { EventId, PerformanceId } from "../ids.ts";
import { instant } from "../instant.ts";
import type { BoxOffice, CancelledOrders, DueWork } from "./ports.ts";
import { sweepCancelledEvents, sweepCancelledPerformances } from "./sweep.ts";

const never = () => Promise.reject(new Error("not asked for here"));
const office: BoxOffice = {
  book: {
    ...{ beginPayment: never, settlePayment: never, endOrder: never },
    ...{ settleRefund: never, settleDispute: never, dueOrders: never, recordOrphan: never },
  },
  providers: {
    test: { ready: true, charge: never, findCharge: never, cancelCharge: never, refund: never },
    manual: { ready: true, charge: never, findCharge: never, cancelCharge: never, refund: never },
  },
  now: () => instant(0),
  shards: () => ({ reserve: never, withdraw: never, giveUp: never }),
  operationId: never,
  newAttempt: () => "",
  tellShards: () => Promise.resolve(),
  alert: () => {},
};

test("a cancelled event that breaks keeps nobody else's orders waiting", async () => {
  const [broken, sound] = ["broken", "sound"] as EventId[]; // what they are called is all that matters here
  const left = new Map([[sound, 3]]);
  const cancelOrders = async (eventId: EventId): Promise<CancelledOrders> => {
    const done = left.get(eventId);
    if (done === undefined) throw new Error("broken");
    left.set(eventId, 0);
    return { done, paying: [], freed: [] };
  };
  const events = [broken, sound].filter((one) => one !== undefined);
  const work: DueWork = {
    ...{ paymentsToCheck: never, refundsDue: never, performancesToSettle: never, cancelPerformanceOrders: never },
    ...{ eventsToCancel: async () => events, cancelOrders },
    ...{ orphansDue: never, settleOrphan: never },
  };
  const failures: unknown[] = [];
  const onFailure = (error: unknown) => void failures.push(error);
  const options = { until: instant(1), batch: 10, atOnce: 1, onFailure, sleep: never };
  const tally = await sweepCancelledEvents(office, work, options);
  expect([failures.length, [...tally]]).toEqual([
    1,
    [
      ["error", 1],
      ["cancelled", 3],
    ],
  ]);
});

test("orders of a cancelled performance are settled batch by batch, and its shards told", async () => {
  const [eventId, performanceId] = ["event" as EventId, "night" as PerformanceId];
  const batches = [2, 1, 0];
  const told: unknown[] = [];
  const work: DueWork = {
    ...{ paymentsToCheck: never, refundsDue: never, eventsToCancel: never, cancelOrders: never },
    ...{ orphansDue: never, settleOrphan: never },
    performancesToSettle: async () => [{ eventId, performanceId }],
    cancelPerformanceOrders: async () => ({ done: batches.shift() ?? 0, paying: [], freed: ["house"] }),
  };
  const tellShards = async (...of: unknown[]) => void told.push(of);
  const options = { until: instant(1), batch: 2, atOnce: 1, onFailure: () => expect.fail(), sleep: never };
  const tally = await sweepCancelledPerformances({ ...office, tellShards }, work, options);
  expect([[...tally], told]).toEqual([
    [["cancelled", 3]],
    [
      [eventId, ["house"]],
      [eventId, ["house"]],
    ],
  ]);
});
