import type { EventId, OrderId, PaymentId, RefundId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { TICKET } from "@liveotter/devstack/new-order";
import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { as, performance } from "../../test/fixture.ts";
import { heldUp, rowOf } from "../../test/held-up.ts";
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
import { newId } from "../new-id.ts";
import { beginPayment } from "./begin-payment.ts";
import { cancelEventOrders } from "./cancel-event-orders.ts";
import { claimPayments } from "./claim-payments.ts";
import { claimRefunds } from "./claim-refunds.ts";
import { dueOrders } from "./due-orders.ts";
import { endOrder } from "./end-order.ts";
import { eventsToCancel } from "./events-to-cancel.ts";
import { placeOrder } from "./place-order.ts";
import { readOrder } from "./read-order.ts";
import { returnOrder } from "./return-order.ts";
import { settleDispute } from "./settle-dispute.ts";
import { type PaymentReport, settlePayment } from "./settle-payment.ts";
import { settleRefund } from "./settle-refund.ts";
import { asked, step } from "./step.ts";
import { unbalanced } from "./unbalanced.ts";

const [fans, jobs, owner] = [as("public"), as("jobs"), as("owner")];

const stages: Stage[] = [];
async function staged(...of: Parameters<typeof stage>): Promise<Stage> {
  const made = await stage(...of);
  stages.push(made);
  return made;
}
afterEach(async () => {
  for (const { eventId } of stages.splice(0)) expect(await unbalanced(jobs, eventId)).toEqual([]);
});

const settle = (paymentId: PaymentId, outcome: PaymentReport["outcome"], more: Partial<PaymentReport> = {}) =>
  settlePayment(fans, { paymentId, outcome, now: now(), ...more });
const topicsOf = async (orderId: OrderId): Promise<string[]> => {
  const rows = await owner.query<{ topic: string }>(
    sql`SELECT topic FROM outbox WHERE consumer = 'mail' AND aggregate_id = ${orderId}::uuid ORDER BY id`,
  );
  return rows.map(({ topic }) => topic);
};
/** Sums of an order's ledger by account. */
const ledgerOf = async (orderId: OrderId): Promise<Record<string, number>> => {
  const rows = await owner.query<{ account: string; sum: number }>(
    sql`SELECT account, sum(amount_minor)::int AS sum FROM ledger_entries JOIN ledger_lines ON entry_id = id
      WHERE order_id = ${orderId}::uuid GROUP BY account HAVING sum(amount_minor) <> 0`,
  );
  return Object.fromEntries(rows.map(({ account, sum }) => [account, sum]));
};
/** An order that expired with a payment whose outcome nobody knew. */
async function expiredOrder(hall: Stage, lines: readonly number[], more: Parameters<typeof orderOf>[2] = {}) {
  const order = orderOf(hall, lines, more);
  await placeOrder(fans, order);
  const paymentId = await payable(fans, order.orderId, order.now);
  await settle(paymentId, "cancelled");
  const ended = await endOrder(jobs, order.orderId, "expired", minutes(order.now, 31));
  expect(ended).toMatchObject({ state: "expired" });
  return { ...order, paymentId };
}

describe("a payment", () => {
  it("pays its order once, however often and from where that is reported", async () => {
    const hall = await staged([{ capacity: 9, types: [0] }]);
    const order = orderOf(hall, [0, 0]);
    await placeOrder(fans, order);
    const paymentId = await payable(fans, order.orderId);
    const said = await Promise.all(
      [fans, jobs, fans, jobs].map((db) => settlePayment(db, { paymentId, outcome: "succeeded", now: now() })),
    );
    for (const each of said)
      expect(each).toMatchObject({ orderState: "paid", paymentState: "succeeded", refundId: null });
    for (const outcome of ["declined", "cancelled", "needs_action"] as const)
      expect(await settle(paymentId, outcome)).toMatchObject({ orderState: "paid", paymentState: "succeeded" });
    const fees = -2 * TICKET.fees;
    const tax = -2 * TICKET.tax;
    expect(await ledgerOf(order.orderId)).toEqual({ provider: 2000, fees, tax, tickets: -2000 - fees - tax });
    expect(await topicsOf(order.orderId)).toEqual(["order-confirmed"]);
    expect((await readOrder(fans, order.orderId))?.tickets).toHaveLength(2);
    expect(await settle(newId(), "succeeded")).toBeNull();
  });

  it("is one at a time, and one for each key", async () => {
    const hall = await staged([{ capacity: 9, types: [0] }]);
    const { orderId } = await placeOrder(fans, orderOf(hall, [0]));
    const request = {
      orderId,
      requestKey: "pay",
      requestHash: "0".repeat(64),
      method: "card",
      provider: "test",
    } as const;
    const begun = await Promise.all(
      Array.from({ length: 5 }, () => beginPayment(fans, { ...request, paymentId: newId(), now: now() })),
    );
    expect(new Set(begun.map(({ paymentId }) => paymentId)).size).toBe(1);
    expect(begun.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const again = { ...request, paymentId: newId<PaymentId>(), now: now() };
    await expect(beginPayment(fans, { ...again, requestHash: "1".repeat(64) })).rejects.toMatchObject({
      code: "LO007",
    });
    await expect(beginPayment(fans, { ...again, requestKey: "other" })).rejects.toMatchObject({ code: "LO009" });
    await expect(endOrder(fans, orderId, "cancelled", now())).rejects.toMatchObject({ code: "LO009" });
    const unoffered = { ...again, requestKey: "by transfer", method: "transfer", provider: "manual" } as const;
    await settle(begun[0]?.paymentId ?? newId(), "needs_action", { actionUrl: "https://bank.example/3ds" });
    expect((await readOrder(fans, orderId))?.payments).toMatchObject([
      { state: "needs_action", actionUrl: "https://bank.example/3ds", amount: 1000 },
    ]);
    await settle(begun[0]?.paymentId ?? newId(), "cancelled");
    await expect(beginPayment(fans, unoffered)).rejects.toMatchObject({
      code: "LO008",
      detail: '{"method": "transfer"}',
    });
    await endOrder(fans, orderId, "cancelled", now());
    await expect(beginPayment(fans, { ...again, requestKey: "late" })).rejects.toMatchObject({
      ...{ code: "LO008", detail: '{"state": "cancelled"}' },
    });
  });

  it("that is declined leaves ten minutes for another, never more than thirty in all", async () => {
    const hall = await staged([{ capacity: 9, types: [0] }]);
    const order = orderOf(hall, [0]);
    await placeOrder(fans, order);
    const until = async (at: number, outcome: "declined" | "cancelled") => {
      const when = minutes(order.now, at);
      await settle(await payable(fans, order.orderId, when), outcome, { now: when, failure: "insufficient_funds" });
      return ((await readOrder(fans, order.orderId))?.expiresAt ?? 0) - order.now;
    };
    expect(await until(1, "declined")).toBe(15 * 60_000);
    expect(await until(14, "cancelled")).toBe(15 * 60_000);
    expect(await until(14, "declined")).toBe(24 * 60_000);
    expect(await until(23, "declined")).toBe(30 * 60_000);
    expect(await until(29, "declined")).toBe(30 * 60_000);
    await expect(payable(fans, order.orderId, minutes(order.now, 30))).rejects.toMatchObject({ code: "LO008" });
    expect(await endOrder(jobs, order.orderId, "expired", minutes(order.now, 29))).toMatchObject({ state: "pending" });
    expect(await endOrder(jobs, order.orderId, "expired", minutes(order.now, 30))).toMatchObject({
      ...{ state: "expired", freed: [hall.eventId] },
    });
    expect(await endOrder(jobs, order.orderId, "expired", minutes(order.now, 30))).toMatchObject({ freed: [] });
    expect(await usedOf(hall)).toEqual([0]);
  });

  it("that comes late is fulfilled where there is room, after no and yes alike", async () => {
    const hall = await staged([{ capacity: 2, types: [0], performance: 0 }]);
    const codeId = await codeOf(hall, { maxUses: 2 });
    const { orderId, paymentId } = await expiredOrder(hall, [0, 0], { codeId });
    expect(await usedOf(hall)).toEqual([0]);
    expect(await settle(paymentId, "succeeded")).toMatchObject({
      ...{ orderState: "paid", paymentState: "succeeded", refundId: null },
      freed: [...new Set([hall.eventId, hall.performances[0]])].sort(),
    });
    expect(await usedOf(hall)).toEqual([2]);
    await expect(placeOrder(fans, orderOf(hall, [0], { codeId }))).rejects.toMatchObject({ code: "LO003" });
    expect((await readOrder(fans, orderId))?.tickets).toHaveLength(2);
  });

  it("that comes late goes back where there is no room, or no code, and the fan is told", async () => {
    const hall = await staged([{ capacity: 2, types: [0] }]);
    const codeId = await codeOf(hall, { maxUses: 1 });
    const full = await expiredOrder(hall, [0, 0]);
    const codeless = await expiredOrder(hall, [0], { codeId });
    const { orderId } = await placeOrder(fans, orderOf(hall, [0], { codeId }));
    for (const late of [full, codeless]) {
      const said = await settle(late.paymentId, "succeeded");
      expect(said).toMatchObject({ orderState: "expired", paymentState: "succeeded", freed: [] });
      expect(await settle(late.paymentId, "succeeded")).toEqual(said);
      const read = await readOrder(fans, late.orderId);
      expect(read).toMatchObject({ state: "expired", tickets: [] });
      expect(read?.refunds).toMatchObject([{ id: said?.refundId, state: "requested", reason: "sold_out" }]);
      expect(await ledgerOf(late.orderId)).toEqual({ provider: read?.total, unapplied: -(read?.total ?? 0) });
      await settleRefund(jobs, { refundId: said?.refundId ?? newId(), outcome: "succeeded", now: now() });
      expect(await ledgerOf(late.orderId)).toEqual({});
      expect(await topicsOf(late.orderId)).toEqual(["refund-started", "refund-succeeded"]);
    }
    expect(await usedOf(hall)).toEqual([1]);
    // What its fan gave up is not taken again, room or not.
    const given = await payable(fans, orderId);
    await settle(given, "cancelled");
    await endOrder(fans, orderId, "cancelled", now());
    expect(await settle(given, "succeeded")).toMatchObject({ orderState: "cancelled" });
    expect((await readOrder(fans, orderId))?.refunds).toMatchObject([{ reason: "late" }]);
  });

  it("of two expired orders with one ticket left pays one, and the other goes back", async () => {
    const hall = await staged([{ capacity: 1, types: [0] }]);
    const first = await expiredOrder(hall, [0]);
    const second = await expiredOrder(hall, [0]);
    const said = await Promise.all([settle(first.paymentId, "succeeded"), settle(second.paymentId, "succeeded")]);
    expect(said.map((each) => each?.orderState).sort()).toEqual(["expired", "paid"]);
    expect(said.filter((each) => each?.refundId != null)).toHaveLength(1);
    expect(await usedOf(hall)).toEqual([1]);
  });

  it("of another amount or currency pays nothing and goes back, and the order may be paid again", async () => {
    const hall = await staged([{ capacity: 9, types: [0] }]);
    const { orderId } = await placeOrder(fans, orderOf(hall, [0]));
    for (const [taken, takenCurrency] of [
      [999, "EUR"],
      [1000, "USD"],
    ] as const) {
      const said = await settle(await payable(fans, orderId), "succeeded", { taken, takenCurrency });
      expect(said).toMatchObject({ orderState: "pending", paymentState: "mismatched" });
      await settleRefund(jobs, { refundId: said?.refundId ?? newId(), outcome: "succeeded", now: now() });
    }
    const read = await readOrder(fans, orderId);
    expect(read?.refunds).toMatchObject([
      { amount: 1000, currency: "USD", reason: "mismatch" },
      { amount: 999, currency: "EUR", reason: "mismatch" },
    ]);
    await settle(await payable(fans, orderId), "succeeded", { taken: 1000, takenCurrency: "EUR" });
    expect((await readOrder(fans, orderId))?.state).toBe("paid");
  });

  it("that comes twice goes back once, and the order stays paid", async () => {
    const hall = await staged([{ capacity: 9, types: [0] }]);
    const { orderId } = await placeOrder(fans, orderOf(hall, [0]));
    const declined = await payable(fans, orderId);
    await settle(declined, "declined");
    await settle(await payable(fans, orderId), "succeeded");
    const said = await settle(declined, "succeeded");
    expect(said).toMatchObject({ orderState: "paid", paymentState: "succeeded" });
    await settleRefund(jobs, { refundId: said?.refundId ?? newId(), outcome: "succeeded", now: now() });
    expect(await readOrder(fans, orderId)).toMatchObject({
      ...{ state: "paid", refunded: 0, refunds: [{ reason: "duplicate", amount: 1000 }] },
    });
    expect(await topicsOf(orderId)).toEqual(["order-confirmed", "refund-started", "refund-succeeded"]);
  });

  it("that comes for what has been given back already goes back, too", async () => {
    const hall = await staged([{ capacity: 9, types: [0] }]);
    const { orderId } = await placeOrder(fans, orderOf(hall, [0]));
    const declined = await payable(fans, orderId);
    await settle(declined, "declined");
    await settle(await payable(fans, orderId), "succeeded");
    await refund(orderId);
    expect(await settle(declined, "succeeded")).toMatchObject({ orderState: "refunded" });
    expect((await readOrder(fans, orderId))?.refunds.map(({ reason }) => reason).sort()).toEqual([
      "duplicate",
      "promoter",
    ]);
  });

  it("that several report at the same moment pays once: who waits for the order looks at the payment again", async () => {
    const hall = await staged([{ capacity: 9, types: [0] }]);
    const { orderId } = await placeOrder(fans, orderOf(hall, [0]));
    const paymentId = await payable(fans, orderId);
    const said = await heldUp([rowOf("orders", "id", orderId)], async ({ waiting }) => {
      const reports = Promise.all(
        [jobs, jobs].map((db) => settlePayment(db, { paymentId, outcome: "succeeded", now: now() })),
      );
      await waiting(2);
      return () => reports;
    });
    for (const each of said) expect(each).toMatchObject({ orderState: "paid", refundId: null });
  });

  it("by transfer waits until its deadline, and at the door until the first performance is over", async () => {
    const hall = await staged([{ capacity: 9, types: [0] }]);
    await owner.query(sql`UPDATE selling_settings SET transfer_instructions = 'IBAN', transfer_days = 3, pay_at_door = true
      WHERE event_id = ${hall.eventId}::uuid`);
    const by = async (method: "transfer" | "door", in_?: number) => {
      const order = orderOf(hall, [0]);
      await placeOrder(fans, order);
      const request = { requestKey: "k", requestHash: "0".repeat(64), method, provider: "manual" } as const;
      const { orderId } = order;
      const until = in_ === undefined ? {} : { until: minutes(order.now, in_ * 60) };
      const payment = await beginPayment(fans, { ...request, ...until, orderId, paymentId: newId(), now: order.now });
      expect(payment.state).toBe("awaiting_transfer");
      const read = await readOrder(fans, orderId);
      return { ...payment, hours: Math.round(((read?.expiresAt ?? 0) - order.now) / 3_600_000), read };
    };
    // It begins in 48 hours and lasts two; a transfer must be there 24 hours before.
    const [transfer, door] = [await by("transfer", 20), await by("door", 49)];
    expect([transfer.hours, door.hours]).toEqual([20, 49]);
    // Workers of the version before say no deadline: it still ends before the event.
    expect([(await by("transfer")).hours, (await by("door")).hours]).toEqual([24, 50]);
    await expect(by("transfer", 25)).rejects.toMatchObject({
      code: "LO008",
      detail: expect.stringContaining("too_late"),
    });
    await expect(by("door", 51)).rejects.toMatchObject({ code: "LO008" });
    await owner.query(
      sql`UPDATE events SET sales_end_at = now() + interval '10 hours' WHERE id = ${hall.eventId}::uuid`,
    );
    await expect(by("transfer", 20)).rejects.toMatchObject({ code: "LO008" });
    expect((await by("transfer", 9)).hours).toBe(9);
    // The event moves forward: nobody is waited for beyond its beginning, or at the door its end.
    await owner.query(sql`UPDATE performances SET starts_at = now() + interval '5 hours', ends_at = now() + interval '8 hours'
      WHERE id = ${hall.performances[0]}::uuid`);
    const hoursOf = async ({ orderId }: { orderId: OrderId }) =>
      Math.round((((await readOrder(fans, orderId))?.expiresAt ?? 0) - Date.now()) / 3_600_000);
    expect([await hoursOf(transfer), await hoursOf(door)]).toEqual([5, 8]);
    expect(transfer.read).toMatchObject({ instructions: "IBAN", paymentMethods: ["card", "transfer", "door"] });
    await settlePayment(owner, { paymentId: transfer.paymentId, outcome: "succeeded", now: now() });
    expect(await ledgerOf(transfer.orderId)).toMatchObject({ manual: 1000 });
  });

  it("that is open is asked about, less and less often, by one at a time; and is the last that an order dies of", async () => {
    const hall = await staged([{ capacity: 9, types: [0] }]);
    const order = orderOf(hall, [0]);
    const alone = orderOf(hall, [0]);
    await placeOrder(fans, order);
    await placeOrder(fans, { ...alone, now: minutes(order.now, 1) });
    const paymentId = await payable(fans, order.orderId, order.now);
    const mine = async (at: Instant) =>
      (await Promise.all([claimPayments(jobs, at, 500), claimPayments(jobs, at, 500)]))
        .flat()
        .filter((each) => each.paymentId === paymentId).length;
    const asked: number[] = [];
    for (let at = 0; at < 120; at += 5) if ((await mine(minutes(order.now, at / 60))) > 0) asked.push(at);
    expect(asked).toEqual([20, 25, 35, 55, 95]);
    const due = await dueOrders(jobs, hall.eventId, minutes(order.now, 60), 1000);
    expect(due.map((each) => [each.orderId, each.payments.map((one) => one.paymentId)])).toEqual([
      [alone.orderId, []],
      [order.orderId, [paymentId]],
    ]);
  });
});

describe("a refund", () => {
  it("of a part gives back that part's fees and tax, and twice at once never more than was paid", async () => {
    const hall = await staged([{ capacity: 9, types: [0] }]);
    const order = orderOf(hall, [0, 0, 0], { promoterFees: 100 });
    const { orderId } = await paidOrder(fans, order);
    const [first, second, third] = order.items.map(({ id }) => id);
    const outcomes = await Promise.allSettled([
      refund(orderId, {
        items: [
          { id: first, amount: 1000 },
          { id: second, amount: 700 },
        ],
      }),
      refund(orderId, {
        items: [
          { id: first, amount: 1000 },
          { id: second, amount: 700 },
        ],
      }),
      refund(orderId, {
        items: [
          { id: first, amount: 1000 },
          { id: second, amount: 700 },
        ],
      }),
    ]);
    const done = outcomes.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    expect(done).toMatchObject([{ amount: 1700, orderState: "partly_refunded", freed: [hall.eventId] }]);
    const refused = outcomes.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    expect(refused).toMatchObject([{ code: "LO008" }, { code: "LO008" }]);
    expect(await usedOf(hall)).toEqual([1]);
    await settleRefund(jobs, { refundId: done[0]?.refundId ?? newId(), outcome: "succeeded", now: now() });
    // Of the first ticket all fees and tax, of the second seven tenths, and of the promoter's own 1700 / 3000.
    const left = { fees: -(3 * 150 + 100) + 150 + 105 + 56, tax: -3 * 77 + 77 + 53 };
    expect(await ledgerOf(orderId)).toEqual({ provider: 1300, ...left, tickets: -1300 - left.fees - left.tax });

    // Money alone keeps the ticket; the last of it takes everything.
    const some = await refund(orderId, { items: [{ id: third, amount: 1 }], cancel: false });
    expect((await readOrder(fans, orderId))?.tickets.map(({ state }) => state)).toEqual([
      "cancelled",
      "cancelled",
      "valid",
    ]);
    const rest = await refund(orderId, { items: null });
    expect(rest).toMatchObject({ amount: 1299, orderState: "refunded" });
    for (const { refundId } of [rest, some, rest])
      await settleRefund(jobs, { refundId: refundId ?? newId(), outcome: "succeeded", now: now() });
    expect(await ledgerOf(orderId)).toEqual({});
    expect(await usedOf(hall)).toEqual([0]);
    await expect(refund(orderId)).rejects.toMatchObject({ code: "LO008", message: "nothing to give back" });
  });

  it("asked for twice under one key is one, and items taken back free their room once", async () => {
    const hall = await staged([{ capacity: 2, types: [0] }]);
    const codeId = await codeOf(hall, { maxUses: 2 });
    const order = orderOf(hall, [0, 0], { codeId });
    const { orderId } = await paidOrder(fans, order);
    const one = { requestKey: "k", items: [{ id: order.items[0]?.id, amount: 1000 }] };
    const twice = await Promise.all([refund(orderId, one), refund(orderId, one)]);
    expect(twice.map(({ replayed }) => replayed).sort()).toEqual([false, true]);
    expect(new Set(twice.map(({ refundId }) => refundId)).size).toBe(1);
    expect(await usedOf(hall)).toEqual([1]);
    await refund(orderId, { requestKey: "all" });
    expect(await usedOf(hall)).toEqual([0]);
    await placeOrder(fans, orderOf(hall, [0, 0], { codeId }));
  });

  it("is of the order's own items, and never of less than nothing", async () => {
    const hall = await staged([{ capacity: 9, types: [0] }]);
    const [mine, other] = [orderOf(hall, [0, 0]), orderOf(hall, [0])];
    const { orderId } = await paidOrder(fans, mine);
    await paidOrder(fans, other);
    const [first, second] = mine.items.map(({ id }) => id);
    for (const items of [
      [{ id: other.items[0]?.id, amount: 1 }],
      [
        { id: first, amount: 900 },
        { id: second, amount: -100 },
      ],
      [
        { id: first, amount: 1 },
        { id: first, amount: 1 },
      ],
    ]) {
      await expect(refund(orderId, { items })).rejects.toMatchObject({ code: "LO008", message: "more than is left" });
    }
  });

  it("goes through its states, waits for money or for a person, and succeeds once", async () => {
    const hall = await staged([{ capacity: 9, types: [0] }]);
    const { orderId } = await paidOrder(fans, orderOf(hall, [0]));
    const refundId = (await refund(orderId)).refundId ?? newId<RefundId>();
    const at = now();
    const mine = async (when: Instant) => {
      const claimed = (await Promise.all([claimRefunds(jobs, when, 500), claimRefunds(jobs, when, 500)])).flat();
      return claimed.filter((each) => each.refundId === refundId);
    };
    expect(await mine(at)).toMatchObject([{ orderId, provider: "test", amount: 1000, currency: "EUR", attempts: 1 }]);
    expect(await mine(minutes(at, 0.5))).toEqual([]);
    const become = async (outcome: Parameters<typeof settleRefund>[1]["outcome"]) =>
      (await settleRefund(jobs, { refundId, outcome, error: "gone", now: at }))?.state;
    expect(await become("unfunded")).toBe("requested");
    expect(await mine(minutes(at, 1))).toHaveLength(1);
    expect(await become("pending")).toBe("pending");
    expect(await mine(minutes(at, 1.9))).toEqual([]);
    expect(await mine(minutes(at, 2))).toHaveLength(1);
    expect(await become("failed")).toBe("failed");
    expect(await become("pending")).toBe("failed");
    expect(await mine(minutes(at, 999))).toEqual([]);
    const retry = () => step(owner, sql`retry_refund(${refundId}::uuid, ${new Date(at).toISOString()}::timestamptz)`);
    expect([await retry(), await retry()]).toEqual([true, false]);
    expect(await mine(at)).toHaveLength(1);
    expect(await become("by_hand")).toBe("pending");
    expect(await mine(minutes(at, 999))).toEqual([]);
    expect(await Promise.all([become("succeeded"), become("succeeded")])).toEqual(["succeeded", "succeeded"]);
    expect(await become("failed")).toBe("succeeded");
    expect(await topicsOf(orderId)).toEqual(["order-confirmed", "refund-started", "refund-failed", "refund-succeeded"]);
    expect(await ledgerOf(orderId)).toEqual({});
    expect(await settleRefund(jobs, { refundId: newId(), outcome: "succeeded", now: at })).toBeNull();
  });
});

describe("guests and blocks", () => {
  it("take room like anybody, and give it back", async () => {
    const hall = await staged([{ capacity: 4, types: [0] }]);
    const [quota] = hall.quotas;
    const block = (id: string, quantity: number) =>
      step(owner, sql`change_block(${id}::uuid, ${quota}::uuid, ${quantity}::int, 'press', now())`);
    const press = newId();
    await block(press, 2);
    await block(press, 2);
    await expect(block(newId(), 3)).rejects.toMatchObject({ code: "LO001" });
    const { orderId, items, ...order } = orderOf(hall, [0, 0]);
    const guest = {
      ...order,
      orderId,
      items: items.map(({ id, ticketTypeId, performanceId }) => ({ id, ticketTypeId, performanceId })),
    };
    const placed = await step(owner, sql`place_guest(${asked(guest)})`);
    expect(placed).toMatchObject({ orderId, state: "paid", replayed: false, freed: [hall.eventId] });
    expect(await step(owner, sql`place_guest(${asked(guest)})`)).toMatchObject({ orderId, replayed: true });
    expect(await readOrder(fans, orderId)).toMatchObject({ kind: "guest", total: 0, tickets: [{}, {}] });
    await expect(placeOrder(fans, orderOf(hall, [0]))).rejects.toMatchObject({ code: "LO001" });
    await block(press, 1);
    await placeOrder(fans, orderOf(hall, [0]));
    expect(await block(press, 0)).toEqual({ eventId: hall.eventId, freed: [hall.eventId] });
    await block(press, 0);
    await expect(block(press, 1)).rejects.toMatchObject({ code: "LO008" });
    await placeOrder(fans, orderOf(hall, [0]));
    expect(await refund(orderId)).toMatchObject({ refundId: null, amount: 0, orderState: "cancelled" });
    expect(await usedOf(hall)).toEqual([2]);
    expect(await step(owner, sql`change_block(${newId()}::uuid, ${newId()}::uuid, 1, '', now())`)).toBeNull();
  });
});

describe("changed plans", () => {
  const become = (eventId: EventId, status: string) =>
    owner.query(sql`UPDATE events SET status = ${status} WHERE id = ${eventId}::uuid`);

  it("of a payment that a bank has given back waits in a person's queue, however often it is tried", async () => {
    const hall = await staged([{ capacity: 9, types: [0] }]);
    const { orderId, paymentId } = await paidOrder(fans, orderOf(hall, [0]));
    for (const outcome of ["open", "lost"] as const) {
      await settleDispute(fans, {
        ...{ paymentId, providerRef: `dispute-${paymentId}`, outcome },
        ...{ amount: TICKET.total, currency: "EUR", now: now() },
      });
    }
    await become(hall.eventId, "cancelled");
    await cancelEventOrders(jobs, hall.eventId, now(), 10);
    const how = async () => {
      const [row] = await owner.query<{ state: string; why: string }>(
        sql`SELECT state, last_error AS why FROM refunds WHERE order_id = ${orderId}::uuid`,
      );
      return row;
    };
    expect(await how()).toEqual({ state: "failed", why: "dispute_lost" });
    await owner.query(sql`SELECT retry_refund(id, now()) FROM refunds WHERE order_id = ${orderId}::uuid`);
    expect(await how()).toEqual({ state: "failed", why: "dispute_lost" });
  });

  it("of a fan's own key take no refund's place that is to come by itself", async () => {
    const hall = await staged([{ capacity: 9, types: [0] }]);
    const order = await placeOrder(fans, orderOf(hall, [0]));
    const declined = await payable(fans, order.orderId);
    await settle(declined, "declined");
    await settle(await payable(fans, order.orderId), "succeeded");
    await owner.query(sql`SELECT open_refund_window(${hall.eventId}::uuid, now())`);
    const again = { orderId: order.orderId, refundId: newId<RefundId>(), now: now() };
    await returnOrder(fans, { ...again, requestKey: `payment:${declined}` });
    expect(await settle(declined, "succeeded")).toMatchObject({ paymentState: "succeeded", orderState: "refunded" });
    const replayed = await returnOrder(fans, { ...again, requestKey: `payment:${declined}` });
    expect(replayed).toMatchObject({ refundId: again.refundId, replayed: true });
  });

  it("of a cancelled event end a bounded number of tickets at a time, however large each order is", async () => {
    const run = Array.from({ length: 40 }, (_, at) => performance(48 + at));
    const hall = await staged([{ capacity: null, types: [0] }], { performances: run });
    await owner.query(sql`INSERT INTO ticket_type_admissions (promoter_id, event_id, ticket_type_id, performance_id)
      SELECT promoter_id, event_id, ${hall.types[0] ?? null}::uuid, id FROM performances WHERE event_id = ${hall.eventId}::uuid`);
    const passes = Array.from({ length: 50 }, () => 0);
    for (const lines of [passes, [0], passes]) {
      await paidOrder(fans, orderOf(hall, lines, { each: { performanceId: null } }));
    }
    await become(hall.eventId, "cancelled");
    const batches = [];
    do batches.push((await cancelEventOrders(jobs, hall.eventId, now(), 100)).done);
    while (batches.at(-1) !== 0);
    expect(batches).toEqual([1, 2, 0]);
  });

  it("of a cancelled event end what is pending and pay back what is paid, batch by batch and once", async () => {
    const hall = await staged([{ capacity: 99, types: [0] }]);
    const paid = [await paidOrder(fans, orderOf(hall, [0])), await paidOrder(fans, orderOf(hall, [0, 0]))];
    const pending = await placeOrder(fans, orderOf(hall, [0]));
    const paying = await placeOrder(fans, orderOf(hall, [0]));
    const free = await placeOrder(fans, orderOf(hall, [0], { each: { price: 0, fees: 0, tax: 0, total: 0 } }));
    const paymentId = await payable(fans, paying.orderId);
    // Paid by what had been given up, while another attempt is still open.
    const twice = await placeOrder(fans, orderOf(hall, [0]));
    const early = await payable(fans, twice.orderId);
    await settle(early, "cancelled");
    await payable(fans, twice.orderId);
    await settle(early, "succeeded");
    await expect(cancelEventOrders(jobs, hall.eventId, now(), 2)).rejects.toMatchObject({ code: "LO006" });
    await become(hall.eventId, "cancelled");
    const batches = [];
    do batches.push(await cancelEventOrders(jobs, hall.eventId, now(), 2));
    while (batches.at(-1)?.done !== 0);
    expect(batches.map(({ done }) => done)).toEqual([2, 2, 1, 0]);
    expect(batches.at(-1)?.paying).toMatchObject([{ paymentId, orderId: paying.orderId, provider: "test" }]);
    expect(await eventsToCancel(jobs, 1000)).toContain(hall.eventId);
    await expect(payable(fans, paying.orderId)).rejects.toMatchObject({ code: "LO006" });
    // It went through after all.
    expect(await settle(paymentId, "succeeded")).toMatchObject({ orderState: "pending" });
    expect((await cancelEventOrders(jobs, hall.eventId, now(), 2)).done).toBe(1);
    expect(await eventsToCancel(jobs, 1000)).not.toContain(hall.eventId);
    const states = await Promise.all(
      [...paid, twice, pending, paying, free].map(async ({ orderId }) => (await readOrder(fans, orderId))?.state),
    );
    expect(states).toEqual(["refunded", "refunded", "refunded", "cancelled", "cancelled", "cancelled"]);
    expect(await topicsOf(paid[0]?.orderId ?? newId())).toEqual(["order-confirmed", "event-cancelled"]);
    expect((await readOrder(fans, paying.orderId))?.refunds).toMatchObject([{ reason: "event_cancelled" }]);
    expect(await usedOf(hall)).toEqual([0]);
  });

  it("of a cancelled or postponed event are told after everyone else's mail; a refund of one order is not", async () => {
    const halls = await Promise.all(Array.from({ length: 3 }, () => staged([{ capacity: 9, types: [0] }])));
    const [cancelled, postponed, open] = halls;
    if (cancelled === undefined || postponed === undefined || open === undefined) throw new Error("no halls");
    const orders = await Promise.all(halls.map((hall) => paidOrder(fans, orderOf(hall, [0]))));
    const [ended, , kept] = orders;
    if (ended === undefined || kept === undefined) throw new Error("no orders");
    await become(cancelled.eventId, "cancelled");
    await cancelEventOrders(jobs, cancelled.eventId, now(), 9);
    await become(postponed.eventId, "postponed");
    await owner.query(sql`SELECT open_refund_window(${postponed.eventId}::uuid, now())`);
    await refund(kept.orderId);
    for (const { orderId } of [ended, kept]) {
      const [made] = (await readOrder(fans, orderId))?.refunds ?? [];
      await settleRefund(jobs, { refundId: made?.id ?? newId(), outcome: "succeeded", now: now() });
    }
    const ids = `{${orders.map(({ orderId }) => orderId).join()}}`;
    const rows = await owner.query<{ topic: string; bulk: boolean }>(
      sql`SELECT topic, bulk FROM outbox WHERE consumer = 'mail' AND aggregate_id = ANY(${ids}::uuid[])
        AND topic <> 'order-confirmed' ORDER BY topic, bulk`,
    );
    expect(rows.map(({ topic, bulk }) => [topic, bulk])).toEqual([
      ["event-cancelled", true],
      ["event-postponed", true],
      ["refund-started", false],
      ["refund-succeeded", false],
      ["refund-succeeded", true],
    ]);
  });

  it("of a postponed event tell its fans, who may return their tickets for some days", async () => {
    const hall = await staged([{ capacity: 9, types: [0] }]);
    const [{ orderId }, kept] = [await paidOrder(fans, orderOf(hall, [0])), await paidOrder(fans, orderOf(hall, [0]))];
    const at = now();
    const back = (when: Instant, requestKey = "back") =>
      returnOrder(fans, { orderId, refundId: newId(), requestKey, now: when });
    await expect(back(at)).rejects.toMatchObject({ code: "LO008", detail: '{"refundable": false}' });
    await become(hall.eventId, "postponed");
    await step(owner, sql`open_refund_window(${hall.eventId}::uuid, ${new Date(at).toISOString()}::timestamptz)`);
    expect((await readOrder(fans, orderId))?.refundableUntil).toBe(minutes(at, 14 * 24 * 60));
    await expect(back(minutes(at, 14 * 24 * 60))).rejects.toMatchObject({ code: "LO008" });
    expect(await back(at)).toMatchObject({ amount: 1000, orderState: "refunded", replayed: false });
    expect(await back(at)).toMatchObject({ amount: 1000, orderState: "refunded", replayed: true });
    await expect(back(at, "more")).rejects.toMatchObject({ code: "LO008" });
    expect(await topicsOf(kept.orderId)).toEqual(["order-confirmed", "event-postponed"]);
    expect((await readOrder(fans, kept.orderId))?.tickets).toMatchObject([{ state: "valid" }]);
  });
});
