import type { MyEvent } from "@liveotter/contracts/promoter/events";
import type { MyOrder } from "@liveotter/contracts/promoter/orders";
import type { OrderId } from "@liveotter/core/ids";
import { endOrder } from "@liveotter/database/orders/end-order";
import { readOrder } from "@liveotter/database/orders/read-order";
import { settlePayment } from "@liveotter/database/orders/settle-payment";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { faults, type Member, newIsolate, pointers } from "./api.ts";
import { as, owner } from "./promoters.ts";
import { expectBalance, key, now, ok, onSale, ordered, paid, paying, read, settingsOf, settleRefunds } from "./sold.ts";

const api = newIsolate();
let me: Member;
let event: MyEvent;
beforeAll(async () => {
  await faults.clear();
  me = await api.signIn();
  event = await onSale(me, { quotas: [{ name: "House", capacity: null, ticketTypes: ["entry", "pass"] }] });
  await sell({ transfer: { instructions: "To us", days: 3 }, payAtDoor: true });
});

const fans = as("DATABASE_URL_PUBLIC");
const received = (orderId: string, amount: number, more: object = {}, headers = key()) =>
  me.call("POST", `/v1/orders/${orderId}/payment-received`, { body: { method: "transfer", amount, ...more }, headers });
const receive = (orderId: string, amount: number, more?: object) => ok<MyOrder>(200, received(orderId, amount, more));
const backs = ({ refunds }: MyOrder) => refunds.map(({ reason, amount, method }) => [reason, amount, method]);
const topics = ({ mails }: MyOrder) => mails.map(({ topic }) => topic);
/** Of 1,000. */
async function waiting(of: MyEvent = event): Promise<OrderId> {
  const orderId = await ordered(of);
  await paying(orderId, "transfer");
  return orderId;
}
async function expired(of: MyEvent = event): Promise<OrderId> {
  const orderId = await ordered(of);
  await settlePayment(fans, { paymentId: await paying(orderId, "transfer"), outcome: "cancelled", now: now() });
  await owner().query(sql`UPDATE orders SET expires_at = now() - interval '1 minute' WHERE id = ${orderId}::uuid`);
  await endOrder(fans, orderId, "expired", now());
  return orderId;
}
/** All refunds are made by hand, and then every account is what it should be. */
async function settled(of: MyEvent, order: MyOrder): Promise<Record<string, number>> {
  await settleRefunds(order.id);
  await expectBalance(of);
  const sums: Record<string, number> = {};
  for (const { account, amount } of (await read(me, order.id)).ledger.flatMap(({ lines }) => lines))
    sums[account] = (sums[account] ?? 0) + amount;
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
}

describe("money from outside", () => {
  test("pays an order once, whatever waited for it and however often it is recorded", async () => {
    const orderId = await waiting();
    expect((await read(me, orderId)).may.receivePayment).toEqual(["transfer", "door"]);
    const same = key();
    const answers = await Promise.all([1, 2].map(() => received(orderId, 1000, { reference: "Statement 7" }, same)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const order = await read(me, orderId);
    expect(order).toMatchObject({ state: "paid", missing: 0, payments: [{ method: "transfer", state: "succeeded" }] });
    expect(order.history).toMatchObject([{ action: "order.payment-received", details: { reference: "Statement 7" } }]);
    expect((await received(orderId, 1000, { reference: "other" }, same)).status).toBe(409);
    expect(order.refunds).toEqual([]);
    await expectBalance(event);
  });

  test("opens its own payment where none was waited for, unless a card is being charged", async () => {
    expect(await receive(await ordered(event), 1000, { method: "door" })).toMatchObject({ state: "paid" });
    const charging = await ordered(event);
    await paying(charging);
    expect((await received(charging, 1000)).status).toBe(409);
    expect((await read(me, charging)).may.receivePayment).toEqual([]);
    const free = await paid(event, { each: { price: 0, discount: 0, fees: 0, tax: 0, total: 0 } });
    const nothing = await received(free, 5);
    expect([nothing.status, await pointers(nothing)]).toEqual([409, ["/amount"]]);
    await expectBalance(event);
  });

  test("scenario 71: a cent short waits for the rest, and both hear what is missing; the rest completes it", async () => {
    const orderId = await waiting();
    const { expiresAt } = await read(me, orderId);
    const short = await receive(orderId, 999);
    expect(short).toMatchObject({
      state: "pending",
      missing: 1,
      expiresAt,
      payments: [{ state: "awaiting-transfer", received: 999 }],
    });
    expect(topics(short)[0]).toBe("payment-incomplete");
    expect((await readOrder(fans, orderId))?.payments).toMatchObject([{ received: 999 }]);
    await expectBalance(event);
    const done = await receive(orderId, 1, { method: "door" });
    expect(done).toMatchObject({ state: "paid", missing: 0, refunds: [] });
    expect(topics(done)[0]).toBe("order-confirmed");
    expect(await settled(event, done)).toMatchObject({ manual: 1000 });
    // It is one payment, so all of it can be refunded at once.
    const body = { what: "whole", total: 1000 };
    const back = await ok<MyOrder>(201, me.call("POST", `/v1/orders/${orderId}/refunds`, { body, headers: key() }));
    expect(back).toMatchObject({ state: "refunded", refunds: [{ amount: 1000, method: "door" }] });
    expect(await settled(event, back)).toEqual({});
  });

  test("scenario 71: a cent over pays the order, and the difference goes back by hand", async () => {
    const orderId = await waiting();
    await receive(orderId, 400);
    const over = await receive(orderId, 601);
    expect(over.state).toBe("paid");
    expect(backs(over)).toEqual([["overpaid", 1, "transfer"]]);
    expect(await settled(event, over)).toMatchObject({ manual: 1000 });
    expect(over.refundable).toBe(1000);
  });

  test("an order nobody was sending money for gets the time of a transfer to send the rest", async () => {
    const own = await onSale(me);
    await owner().query(sql`UPDATE performances SET starts_at = starts_at + interval '300 days', ends_at = ends_at + interval '300 days'
      WHERE event_id = ${own.id}::uuid`);
    await sell({ transfer: { instructions: "To us", days: 3 } }, own);
    const orderId = await ordered(own);
    const before = Date.parse((await read(me, orderId)).expiresAt ?? "");
    const part = await receive(orderId, 300);
    expect(part).toMatchObject({ state: "pending", missing: 700 });
    expect(Date.parse(part.expiresAt ?? "") - before).toBeGreaterThan(24 * 3_600_000);
    await expectBalance(own);
  });

  test("a part whose rest never comes goes back when the order ends", async () => {
    const orderId = await waiting();
    await receive(orderId, 300);
    const ended = await ok<MyOrder>(200, me.call("POST", `/v1/orders/${orderId}/cancellation`));
    expect(ended.state).toBe("cancelled");
    expect(backs(ended)).toEqual([["incomplete", 300, "transfer"]]);
    expect(await settled(event, ended)).toEqual({});
  });

  test("for an order that expired: all of it pays late, too little goes back, too much pays and the rest goes back", async () => {
    expect(await receive(await expired(), 1000)).toMatchObject({ state: "paid", refunds: [] });
    const short = await receive(await expired(), 999);
    expect([short.state, backs(short)]).toEqual(["expired", [["incomplete", 999, "transfer"]]]);
    expect(await settled(event, short)).toEqual({});
    const over = await receive(await expired(), 1001);
    expect([over.state, backs(over)]).toEqual(["paid", [["overpaid", 1, "transfer"]]]);
    await expectBalance(event);
  });

  test("scenario 71: after the event a transfer goes back; cash noted later was taken at the door", async () => {
    const own = await onSale(me);
    await sell({ transfer: { instructions: "To us", days: 3 }, payAtDoor: true }, own);
    const [late, door] = [await expired(own), await expired(own)];
    await owner().query(sql`UPDATE performances SET starts_at = now() - interval '5 hours', ends_at = now() - interval '2 hours'
      WHERE event_id = ${own.id}::uuid`);
    const order = await receive(late, 1000);
    expect([order.state, backs(order)]).toEqual(["expired", [["late", 1000, "transfer"]]]);
    expect(await settled(own, order)).toEqual({});
    expect(await receive(door, 1000, { method: "door" })).toMatchObject({ state: "paid", refunds: [] });
    await expectBalance(own);
  });

  test("for an order that was cancelled, or is paid already, goes back whole", async () => {
    const cancelled = await waiting();
    await ok(200, me.call("POST", `/v1/orders/${cancelled}/cancellation`));
    expect(backs(await receive(cancelled, 1000))).toEqual([["late", 1000, "transfer"]]);
    const order = await receive(await paid(event), 700);
    expect([order.state, backs(order)]).toEqual(["paid", [["duplicate", 700, "transfer"]]]);
    expect(await settled(event, order)).toMatchObject({ provider: 1000 });
  });

  test("and a card, both arriving, is one paid order and one refund, in either order", async () => {
    const first = await waiting();
    const card = await paying(first);
    await receive(first, 300);
    await settlePayment(fans, { paymentId: card, outcome: "succeeded", now: now() });
    const byCard = await read(me, first);
    expect([byCard.state, backs(byCard)]).toEqual(["paid", [["duplicate", 300, "transfer"]]]);
    const rest = await receive(first, 700);
    expect(backs(rest)).toHaveLength(2);
    expect(await settled(event, rest)).toMatchObject({ provider: 1000 });

    const second = await waiting();
    const slow = await paying(second);
    expect(await receive(second, 1000)).toMatchObject({ state: "paid", refunds: [] });
    await settlePayment(fans, { paymentId: slow, outcome: "succeeded", now: now() });
    const byTransfer = await read(me, second);
    expect([byTransfer.state, backs(byTransfer)]).toEqual(["paid", [["duplicate", 1000, "card"]]]);
    expect(await settled(event, byTransfer)).toMatchObject({ manual: 1000 });
  });

  test("many parts at once never count twice", async () => {
    const orderId = await waiting();
    await Promise.all(Array.from({ length: 12 }, () => received(orderId, 100)));
    const order = await read(me, orderId);
    const back = order.refunds.reduce((sum, { amount }) => sum + amount, 0);
    const came = order.history.filter(({ action }) => action === "order.payment-received").length * 100;
    expect([order.state, came - back]).toEqual(["paid", 1000]);
    await expectBalance(event);
  });
});

/** Changes how an event is sold. */
async function sell(more: Record<string, unknown>, { id } = event): Promise<void> {
  const path = `/v1/events/${id}/selling`;
  const response = await me.call("GET", path);
  const selling = await response.json<Record<string, unknown>>();
  const headers = { "if-match": response.headers.get("etag") ?? "" };
  await ok(200, me.call("PUT", path, { body: { ...settingsOf(selling), ...more }, headers }));
}
