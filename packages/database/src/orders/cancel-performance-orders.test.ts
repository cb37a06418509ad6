import type { OrderId, PerformanceId, TicketTypeId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { as, performance } from "../../test/fixture.ts";
import {
  codeOf,
  minutes,
  now,
  orderOf,
  paidOrder,
  payable,
  refund,
  type Stage,
  stage,
  usedOf,
} from "../../test/stage.ts";
import { readPerformanceNews } from "../mail/read-performance-news.ts";
import { newId } from "../new-id.ts";
import { cancelPerformance, type PassChoice } from "../promoter/cancel-performance.ts";
import { countCancellation } from "../promoter/count-cancellation.ts";
import { listRevocations } from "../promoter/list-revocations.ts";
import { readRefundProgress } from "../promoter/read-refund-progress.ts";
import { readTickets } from "../tickets/read-tickets.ts";
import { cancelPerformanceOrders, performancesToSettle } from "./cancel-performance-orders.ts";
import { endOrder } from "./end-order.ts";
import type { NewItem } from "./place-order.ts";
import { placeOrder } from "./place-order.ts";
import { readOrder } from "./read-order.ts";
import { settlePayment } from "./settle-payment.ts";
import { settleRefund } from "./settle-refund.ts";
import { unbalanced } from "./unbalanced.ts";

const [fans, jobs, promoter, owner] = [as("public"), as("jobs"), as("promoter"), as("owner")];

/** Two nights and a quota for both; type 0 is for one night, type 1 a pass. */
async function nights(): Promise<Stage> {
  const performances = [performance(48, { id: newId() }), performance(72, { id: newId() })];
  const ids = performances.flatMap(({ id }) => id ?? []);
  const [entry, pass] = [newId<TicketTypeId>(), newId<TicketTypeId>()];
  return stage([{ capacity: 100, types: [0] }], {
    performances,
    ticketTypes: [
      { id: entry, name: "Entry", price: 850 },
      { id: pass, name: "Pass", price: 850, pass: ids },
    ],
    quotas: [{ name: "House", capacity: 100, performance: null, ticketTypes: [entry, pass] }],
  });
}
const versionOf = async ({ eventId }: Stage) => {
  const [row] = await owner.query<{ version: number }>(sql`SELECT version FROM events WHERE id = ${eventId}::uuid`);
  return row?.version ?? 0;
};
const first = ({ performances }: Stage): PerformanceId => performances[0] ?? newId();
async function cancel(of: Stage, passes: PassChoice = "keep", night = first(of)) {
  const at = { eventId: of.eventId, version: await versionOf(of) };
  return cancelPerformance(promoter, of.actor, at, night, passes);
}
const settle = (of: Stage, limit = 100) => cancelPerformanceOrders(jobs, first(of), now(), limit);
const isOpen = async (of: Stage) =>
  (await performancesToSettle(jobs, 1000)).some(({ performanceId }) => performanceId === first(of));
/** A ticket to the first night, and one to the second. */
function both(of: Stage, more: Partial<NewItem> = {}) {
  const order = orderOf(of, [0, 0], { each: more });
  const items = order.items.map((item, at) => ({ ...item, performanceId: of.performances[at] ?? null }));
  return { ...order, items };
}
const passFor = (of: Stage) => {
  const order = orderOf(of, [1]);
  return { ...order, items: order.items.map((item) => ({ ...item, performanceId: null })) };
};
const statesOf = async (orderId: OrderId, { performances }: Stage) => {
  const page = await readTickets(fans, orderId, { skip: 0, take: 100 });
  return performances.map((night) =>
    page?.tickets.filter(({ performanceId }) => performanceId === night).map(({ state }) => state),
  );
};
const mailsOf = (orderId: OrderId) =>
  owner.query<{ topic: string; payload: { refundId?: string } }>(
    sql`SELECT topic, payload FROM outbox WHERE consumer = 'mail' AND aggregate_id = ${orderId}::uuid
      AND topic <> 'order-confirmed' ORDER BY id`,
  );

describe("a cancelled performance", () => {
  it("refunds its own items alone, once, and leaves the order's other tickets valid", async () => {
    const of = await nights();
    const { orderId } = await paidOrder(fans, both(of));
    const other = await paidOrder(fans, orderOf(of, [0], { at: 1 }));
    await cancel(of);
    await Promise.all([settle(of), settle(of)]);
    expect((await settle(of)).done).toBe(0);
    expect(await statesOf(orderId, of)).toEqual([["cancelled"], ["valid"]]);
    const order = await readOrder(fans, orderId);
    expect(order).toMatchObject({ state: "partly_refunded", total: 2000, refunded: 1000 });
    expect(order?.refunds).toMatchObject([{ amount: 1000, reason: "performance_cancelled", state: "requested" }]);
    expect(await readOrder(fans, other.orderId)).toMatchObject({ state: "paid", refunded: 0 });
    expect(await usedOf(of)).toEqual([2]);
    const [mail, ...more] = await mailsOf(orderId);
    expect([mail?.topic, more]).toEqual(["performance-cancelled", []]);
    expect(await mailsOf(other.orderId)).toEqual([]);
    await settleRefund(jobs, { refundId: order?.refunds[0]?.id ?? newId(), outcome: "succeeded", now: now() });
    expect(await unbalanced(owner, of.eventId)).toEqual([]);
    expect(await isOpen(of)).toBe(false);
  });

  it("is settled batch by batch, each order once, wherever it is cut off", async () => {
    const of = await nights();
    const orders = [];
    for (let n = 0; n < 5; n++) orders.push(await paidOrder(fans, both(of)));
    await cancel(of);
    const progress = async () =>
      (await readRefundProgress(promoter, { promoterId: of.actor.promoterId, eventId: of.eventId }))?.ordersWaiting;
    expect(await progress()).toBe(5);
    expect((await settle(of, 2)).done).toBe(2);
    expect(await progress()).toBe(3);
    expect(await isOpen(of)).toBe(true);
    const done = [await settle(of, 2), await settle(of, 2), await settle(of, 2)].map((run) => run.done);
    expect(done).toEqual([2, 1, 0]);
    expect([await progress(), await isOpen(of)]).toEqual([0, false]);
    const [row] = await owner.query<{ sum: string; count: string }>(
      sql`SELECT sum(amount_minor), count(*) FROM refunds JOIN orders ON orders.id = order_id
        WHERE event_id = ${of.eventId}::uuid`,
    );
    expect([Number(row?.sum), Number(row?.count)]).toEqual([5000, 5]);
    expect(await unbalanced(owner, of.eventId)).toEqual([]);
  });

  it("sells nothing more and names the reason, and the other performance sells on", async () => {
    const of = await nights();
    await cancel(of);
    const refused = await placeOrder(fans, orderOf(of, [0])).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "LO006", detail: expect.stringContaining(first(of)) });
    await expect(placeOrder(fans, passFor(of))).rejects.toMatchObject({ code: "LO006" });
    await paidOrder(fans, orderOf(of, [0], { at: 1 }));
  });

  it("ends unpaid orders that contain it, refuses to take their money, and sends late money back", async () => {
    const of = await nights();
    const idle = await placeOrder(fans, both(of));
    const expired = await placeOrder(fans, both(of));
    const late = await payable(fans, expired.orderId);
    await settlePayment(fans, { paymentId: late, outcome: "declined", now: now() });
    await endOrder(fans, expired.orderId, "expired", minutes(now(), 40));
    const other = await placeOrder(fans, orderOf(of, [0], { at: 1 }));
    await cancel(of);
    await expect(payable(fans, idle.orderId)).rejects.toMatchObject({
      code: "LO006",
      detail: expect.stringContaining(first(of)),
    });
    await settle(of);
    const states = [idle, expired, other].map(async ({ orderId }) => (await readOrder(fans, orderId))?.state);
    expect(await Promise.all(states)).toEqual(["cancelled", "expired", "pending"]);
    await settlePayment(fans, { paymentId: late, outcome: "succeeded", providerRef: late, now: now() });
    expect(await readOrder(fans, expired.orderId)).toMatchObject({
      state: "expired",
      refunds: [{ reason: "performance_cancelled", amount: 2000 }],
    });
    expect(await unbalanced(owner, of.eventId)).toEqual([]);
  });

  it("waits for a payment that is under way, and refunds its part of it", async () => {
    const of = await nights();
    const { orderId } = await placeOrder(fans, both(of));
    const paymentId = await payable(fans, orderId);
    await cancel(of);
    expect(await settle(of)).toMatchObject({ done: 0, paying: [{ orderId, paymentId }] });
    expect(await isOpen(of)).toBe(true);
    await settlePayment(fans, { paymentId, outcome: "succeeded", providerRef: paymentId, now: now() });
    expect((await settle(of)).done).toBe(1);
    expect(await statesOf(orderId, of)).toEqual([["cancelled"], ["valid"]]);
    expect(await readOrder(fans, orderId)).toMatchObject({ state: "partly_refunded", refunded: 1000 });
    await settle(of);
    expect(await isOpen(of)).toBe(false);
  });

  it("refunds what is left of each item, with a code's discount, fees and tax, to the cent", async () => {
    const of = await nights();
    const codeId = await codeOf(of, { maxUses: 5 });
    const order = both(of);
    const priced = order.items.map((item, at) => ({
      ...item,
      ...(at === 0
        ? { price: 850, discount: 85, fees: 134, tax: 77, total: 899 }
        : { price: 850, discount: 85, fees: 133, tax: 77, total: 898 }),
    }));
    const { orderId } = await paidOrder(fans, { ...order, codeId, items: priced });
    const part = priced[0]?.id ?? "";
    await refund(orderId, { items: [{ id: part, amount: 100 }], cancel: false });
    await cancel(of);
    await settle(of);
    const read = await readOrder(fans, orderId);
    expect(read?.refunds.map(({ amount }) => amount).sort()).toEqual([100, 799]);
    expect(read).toMatchObject({ total: 1797, refunded: 899, state: "partly_refunded" });
    const [code] = await owner.query<{ used: number }>(sql`SELECT used FROM codes WHERE id = ${codeId}::uuid`);
    expect(code?.used).toBe(1);
    for (const { id } of read?.refunds ?? [])
      await settleRefund(jobs, { refundId: id, outcome: "succeeded", now: now() });
    expect(await unbalanced(owner, of.eventId)).toEqual([]);
  });

  it("leaves what was free beside it valid, although all money is back", async () => {
    const of = await nights();
    const order = both(of);
    const free = { price: 0, discount: 0, fees: 0, tax: 0, total: 0 };
    const items = order.items.map((item, at) => (at === 1 ? { ...item, ...free } : item));
    const { orderId } = await paidOrder(fans, { ...order, items });
    await cancel(of);
    await settle(of);
    expect(await statesOf(orderId, of)).toEqual([["cancelled"], ["valid"]]);
    expect(await readOrder(fans, orderId)).toMatchObject({ refunded: 1000, state: "partly_refunded" });
    expect(await unbalanced(owner, of.eventId)).toEqual([]);
    await refund(orderId, { items: [{ id: items[1]?.id, amount: 0 }] });
    expect(await readOrder(fans, orderId)).toMatchObject({ refunded: 1000, state: "refunded" });
    expect(await statesOf(orderId, of)).toEqual([["cancelled"], ["cancelled"]]);
    expect(await unbalanced(owner, of.eventId)).toEqual([]);
  });

  it("voids free tickets without any refund", async () => {
    const of = await nights();
    const { orderId } = await placeOrder(fans, both(of, { price: 0, discount: 0, fees: 0, tax: 0, total: 0 }));
    await cancel(of);
    await settle(of);
    expect(await statesOf(orderId, of)).toEqual([["cancelled"], ["valid"]]);
    expect(await readOrder(fans, orderId)).toMatchObject({ state: "paid", refunds: [] });
    expect((await mailsOf(orderId)).map(({ topic }) => topic)).toEqual(["performance-cancelled"]);
  });

  it("tells the door which codes no longer count, and the fan which tickets stay valid", async () => {
    const of = await nights();
    const { orderId } = await paidOrder(fans, both(of));
    const before = await readTickets(fans, orderId, { skip: 0, take: 10 });
    const gone = before?.tickets.find(({ performanceId }) => performanceId === first(of));
    await cancel(of);
    await settle(of);
    const where = { promoterId: of.actor.promoterId, eventId: of.eventId };
    const revoked = await listRevocations(promoter, where, { limit: 10 });
    expect(revoked?.items.map(({ credentialId }) => credentialId)).toEqual([gone?.credential?.id]);
    const [mail] = await mailsOf(orderId);
    const about = { orderId, performanceId: first(of), refundId: mail?.payload.refundId ?? null };
    expect(await readPerformanceNews(jobs, about)).toMatchObject({
      cancelled: { id: first(of) },
      remaining: [{ id: of.performances[1] }],
      refund: { amount: 1000, reason: "performance_cancelled" },
      passesKept: false,
    });
  });
});

describe("a pass to a cancelled performance", () => {
  it("that is kept loses this admission alone, and is refunded once it admits to nothing", async () => {
    const of = await nights();
    const { orderId } = await paidOrder(fans, passFor(of));
    const counts = await countCancellation(
      promoter,
      { promoterId: of.actor.promoterId, eventId: of.eventId },
      first(of),
    );
    expect(counts).toEqual({
      ...{ orders: 1, pendingOrders: 0, tickets: 1, mails: 1, amount: 0 },
      passes: { count: 1, amount: 1000 },
    });
    await cancel(of, "keep");
    await settle(of);
    expect(await statesOf(orderId, of)).toEqual([["cancelled"], ["valid"]]);
    expect(await readOrder(fans, orderId)).toMatchObject({ state: "paid", refunded: 0 });
    expect(await unbalanced(owner, of.eventId)).toEqual([]);
    const about = { orderId, performanceId: first(of), refundId: null };
    expect(await readPerformanceNews(jobs, about)).toMatchObject({ passesKept: true, refund: null });
    // The last one cannot be cancelled by itself, and a database that was told to all the same refunds the pass.
    const last = of.performances[1] ?? newId<PerformanceId>();
    expect(await cancel(of, "keep", last)).toBeNull();
    await owner.query(sql`UPDATE performances SET status = 'cancelled', passes = 'keep', orders_to_settle = true
      WHERE id = ${last}::uuid`);
    await cancelPerformanceOrders(jobs, last, now(), 10);
    expect(await readOrder(fans, orderId)).toMatchObject({ state: "refunded", refunded: 1000 });
    expect(await unbalanced(owner, of.eventId)).toEqual([]);
  });

  it("that is refunded goes back as a whole", async () => {
    const of = await nights();
    const { orderId } = await paidOrder(fans, passFor(of));
    const single = await paidOrder(fans, orderOf(of, [0], { at: 1 }));
    await cancel(of, "refund");
    await settle(of);
    expect(await statesOf(orderId, of)).toEqual([["cancelled"], ["cancelled"]]);
    expect(await readOrder(fans, orderId)).toMatchObject({ state: "refunded", refunded: 1000 });
    expect(await readOrder(fans, single.orderId)).toMatchObject({ state: "paid" });
    expect(await unbalanced(owner, of.eventId)).toEqual([]);
  });
});

describe("cancelling a performance", () => {
  it("is done once, for the version that was read, and never to the last one", async () => {
    const of = await nights();
    const version = await versionOf(of);
    const at = { eventId: of.eventId, version };
    const [one, two] = await Promise.all([
      cancelPerformance(promoter, of.actor, at, first(of), "keep"),
      cancelPerformance(promoter, of.actor, at, first(of), "keep"),
    ]);
    expect([one, two].filter((event) => event !== null)).toHaveLength(1);
    expect((one ?? two)?.performances.map(({ status }) => status)).toEqual(["cancelled", "scheduled"]);
    expect(await cancel(of)).toBeNull();
    expect(await cancel(of, "keep", of.performances[1])).toBeNull();
    expect(await versionOf(of)).toBe(version + 1);
    const told = await owner.query<{ consumer: string }>(
      sql`SELECT consumer FROM outbox WHERE aggregate_id = ${of.eventId}::uuid AND topic = 'event.cancel-performance'
        ORDER BY consumer`,
    );
    expect(told.map(({ consumer }) => consumer)).toEqual(["cache", "search", "snapshot"]);
    const audit = await owner.query<{ details: unknown }>(
      sql`SELECT details FROM audit_log WHERE subject_id = ${of.eventId}::uuid AND action = 'event.cancel-performance'`,
    );
    expect(audit).toMatchObject([{ details: { performanceId: first(of), passes: "keep" } }]);
  });
});
