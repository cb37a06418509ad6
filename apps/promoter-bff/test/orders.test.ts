import type { MyEvent } from "@liveotter/contracts/promoter/events";
import {
  type MyOrder,
  type MyOrderList,
  MyOrder as MyOrderSchema,
  type MyRefundList,
  RefundPreview,
} from "@liveotter/contracts/promoter/orders";
import type { PaymentId } from "@liveotter/core/ids";
import { settleDispute } from "@liveotter/database/orders/settle-dispute";
import { settlePayment } from "@liveotter/database/orders/settle-payment";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { faults, type Member, newIsolate, pointers } from "./api.ts";
import { as, owner } from "./promoters.ts";
import {
  expectBalance,
  idOf,
  key,
  now,
  ok,
  onSale,
  ordered,
  paid,
  paying,
  read,
  settingsOf,
  settleRefunds,
  told,
} from "./sold.ts";

const api = newIsolate();
let me: Member;
let event: MyEvent;
beforeAll(async () => {
  await faults.clear();
  me = await api.signIn();
  event = await onSale(me, { quotas: [{ name: "House", capacity: null, ticketTypes: ["entry", "pass"] }] });
});

const preview = (orderId: string, body: unknown) => me.call("POST", `/v1/orders/${orderId}/refund-preview`, { body });
const refund = (orderId: string, body: unknown, headers = key()) =>
  me.call("POST", `/v1/orders/${orderId}/refunds`, { body, headers });
const received = (orderId: string, body: unknown, headers = key()) =>
  me.call("POST", `/v1/orders/${orderId}/payment-received`, { body, headers });
const cancel = (orderId: string) => me.call("POST", `/v1/orders/${orderId}/cancellation`);

describe("the list", () => {
  test("finds orders by number, address and name, and filters by event, state and day, page by page", async () => {
    const other = await onSale(me);
    const grace = await paid(other, { name: "Grace Hopper", email: "grace@navy.example" });
    const linus = await ordered(other, { name: "Linus", email: "linus@example.org" });
    const find = async (query: string) => {
      const { items } = await ok<MyOrderList>(200, me.call("GET", `/v1/orders?eventId=${other.id}&${query}`));
      return items.map(({ id }) => id);
    };
    const { number } = await read(me, grace);
    expect(await find("")).toEqual([linus, grace]);
    expect(await find(`q=${number.toLowerCase()}`)).toEqual([grace]);
    expect(await find("q=GRACE@nav")).toEqual([grace]);
    expect(await find("q=hopper")).toEqual([grace]);
    expect(await find("q=nobody")).toEqual([]);
    expect(await find("state=pending")).toEqual([linus]);
    expect(await find("kind=guest")).toEqual([]);
    expect(await find("to=2020-01-01")).toEqual([]);
    const page = await ok<MyOrderList>(200, me.call("GET", `/v1/orders?eventId=${other.id}&limit=1`));
    expect(page.items.map(({ id }) => id)).toEqual([linus]);
    expect(await find(`limit=1&cursor=${page.nextCursor}`)).toEqual([grace]);
  });
});

describe("an order", () => {
  test("tells all that became of it", async () => {
    const orderId = await paid(event, { tickets: 2, name: "Ada" });
    const order = MyOrderSchema.parse(await read(me, orderId));
    expect(order).toMatchObject({ state: "paid", total: 2000, fees: 300, tax: 154, refundable: 2000, name: "Ada" });
    expect(order.items.map(({ tickets }) => tickets.length)).toEqual([1, 1]);
    expect(order.payments).toMatchObject([{ method: "card", state: "succeeded", amount: 2000 }]);
    expect(order.link).toMatch(new RegExp(`/orders/${orderId}/[\\w-]{32}$`));
    const [entry] = order.ledger;
    expect(entry?.source).toBe(`payment:${order.payments[0]?.id}`);
    expect(entry?.lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
    expect(order.mails).toMatchObject([{ topic: "order-confirmed", state: "waiting" }]);
    expect(order.may).toEqual({
      refund: true,
      void: true,
      cancel: false,
      receivePayment: ["transfer", "door"],
      resendMail: true,
      changeEmail: true,
    });
  });

  test("that is not paid can be cancelled, which frees its place and tells whoever counts", async () => {
    const orderId = await ordered(event);
    const toldBefore = await told(event);
    expect((await read(me, orderId)).may).toMatchObject({ cancel: true, refund: false });
    expect(await ok<MyOrder>(200, cancel(orderId))).toMatchObject({ state: "cancelled", refundable: 0 });
    expect(await told(event)).toBeGreaterThan(toldBefore);
    expect(await ok<MyOrder>(200, cancel(orderId))).toMatchObject({ state: "cancelled" });
    expect((await read(me, orderId)).history.map(({ action }) => action)).toEqual(["order.cancel"]);
    await expectBalance(event);
  });

  test("that waits for a transfer can be cancelled; one whose card is being charged or that is paid cannot", async () => {
    await sell({ transfer: { instructions: "To us", days: 3 } });
    const waiting = await ordered(event);
    await paying(waiting, "transfer");
    expect(await ok<MyOrder>(200, cancel(waiting))).toMatchObject({ state: "cancelled" });
    const charging = await ordered(event);
    await paying(charging);
    expect((await cancel(charging)).status).toBe(409);
    expect((await cancel(await paid(event))).status).toBe(409);
    await expectBalance(event);
  });

  test("has its mail sent again, once per key", async () => {
    const orderId = await paid(event);
    const same = key();
    const send = () => me.call("POST", `/v1/orders/${orderId}/mails`, { headers: same });
    const answers = await Promise.all([send(), send()]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect((await read(me, orderId)).mails.map(({ topic }) => topic)).toEqual(["order-confirmed", "order-confirmed"]);
    expect((await me.call("POST", `/v1/orders/${await ordered(event)}/mails`, { headers: key() })).status).toBe(409);
  });
});

describe("a refund", () => {
  test("does what its preview said, or nothing", async () => {
    const orderId = await paid(event, { tickets: 3 });
    const [first, second] = (await read(me, orderId)).items.map(({ id }) => id);
    const choice = { what: "items", itemIds: [first], keepFees: true };
    const shown = RefundPreview.parse(await ok(200, preview(orderId, choice)));
    expect(shown).toMatchObject({
      total: 850,
      feesKept: 150,
      ticketsCancelled: 1,
      refundableAfter: 2150,
      method: "card",
    });
    expect(shown.freed).toEqual([{ quotaId: event.quotas[0]?.id, name: "House", quantity: 1 }]);
    const other = await refund(orderId, { ...choice, total: 1000 });
    expect([other.status, await pointers(other)]).toEqual([409, ["/total"]]);
    const done = await ok<MyOrder>(201, refund(orderId, { ...choice, total: shown.total, note: "Sorry" }));
    expect(done).toMatchObject({ state: shown.stateAfter, refunded: 850, refundable: shown.refundableAfter });
    expect(done.items.map(({ cancelled }) => cancelled)).toEqual([true, false, false]);
    expect(done.items[0]?.tickets).toMatchObject([{ state: "cancelled" }]);
    expect(done.refunds).toMatchObject([{ amount: 850, state: "requested", reason: "promoter", note: "Sorry" }]);
    expect(done.history[0]).toMatchObject({ action: "order.refund", details: { amount: 850, tickets: 1 } });
    const again = await refund(orderId, { what: "items", itemIds: [first, second], total: 1000 });
    expect([again.status, await pointers(again)]).toEqual([400, ["/itemIds/0"]]);
    await settleRefunds(done.id);
    await expectBalance(event);
  });

  test("promises only places that anyone can buy again", async () => {
    const one = [{ name: "House", capacity: 3, ticketTypes: ["entry", "pass"] }];
    const own = await onSale(me, { quotas: one });
    const quota = own.quotas[0]?.id ?? "";
    const orderId = await paid(own, { tickets: 3 });
    const freed = async () => RefundPreview.parse(await ok(200, preview(orderId, { what: "whole" }))).freed;
    const three = [{ quotaId: quota, name: "House", quantity: 3 }];
    expect(await freed()).toEqual(three);
    // Lowered under what is sold: the first two places given back only make up for that.
    await owner().query(sql`UPDATE quotas SET capacity = 1 WHERE id = ${quota}::uuid`);
    expect(await freed()).toEqual([{ quotaId: quota, name: "House", quantity: 1 }]);
    await owner().query(sql`UPDATE quotas SET capacity = NULL WHERE id = ${quota}::uuid`);
    expect(await freed()).toEqual(three);
    await owner().query(sql`UPDATE events SET sales_end_at = now() - interval '1 minute' WHERE id = ${own.id}::uuid`);
    expect(await freed()).toEqual([]);
  });

  test("under one key is one, however often it comes, and under another is another", async () => {
    const orderId = await paid(event, { tickets: 2 });
    const body = { what: "amount", amount: 300, total: 300 };
    const same = key();
    const answers = await Promise.all([
      refund(orderId, body, same),
      refund(orderId, body, same),
      refund(orderId, body, same),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(await ok<MyOrder>(201, refund(orderId, body, same))).toMatchObject({ refunded: 300 });
    expect((await refund(orderId, { ...body, amount: 200, total: 200 }, same)).status).toBe(409);
    const done = await ok<MyOrder>(201, refund(orderId, body));
    expect(done).toMatchObject({ refunded: 600, state: "partly-refunded" });
    expect(done.items.every(({ cancelled }) => !cancelled)).toBe(true);
  });

  test("many at once never give back more than was paid", async () => {
    const orderId = await paid(event, { tickets: 3 });
    const bodies = [
      ...Array.from({ length: 4 }, () => ({ what: "whole", total: 3000 })),
      ...Array.from({ length: 4 }, () => ({ what: "amount", amount: 1700, total: 1700 })),
    ];
    const answers = await Promise.all(bodies.map((body) => refund(orderId, body)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    for (const late of answers.filter(({ status }) => status !== 201 && status !== 409)) {
      // Who looks once one is through hears that the amount is more than is left.
      expect([late.status, await pointers(late)]).toEqual([400, ["/amount"]]);
    }
    const order = await read(me, orderId);
    const given = order.refunds.reduce((sum, { amount }) => sum + amount, 0);
    expect(given).toBe(order.refunded);
    expect(given).toBeLessThanOrEqual(3000);
    await settleRefunds(orderId);
    await expectBalance(event);
  });

  test("of one ticket asked for many times at once, with its fees kept, goes back once", async () => {
    // So little that several would fit into what was paid.
    const each = { price: 400, discount: 0, fees: 600, tax: 40, total: 1000 };
    const orderId = await paid(event, { tickets: 2, each });
    const itemIds = [(await read(me, orderId)).items[0]?.id];
    const body = { what: "items", itemIds, keepFees: true, total: 400 };
    const answers = await Promise.all(Array.from({ length: 5 }, () => refund(orderId, body)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await read(me, orderId)).toMatchObject({ refunded: 400 });
    await settleRefunds(orderId);
    await expectBalance(event);
  });

  test("of what costs nothing voids the tickets and sends no money", async () => {
    const free = { price: 0, discount: 0, fees: 0, tax: 0, total: 0 };
    const orderId = await paid(event, { each: free });
    const shown = await ok(200, preview(orderId, { what: "whole" }));
    expect(shown).toMatchObject({ total: 0, method: null, ticketsCancelled: 1, stateAfter: "cancelled" });
    const done = await ok<MyOrder>(201, refund(orderId, { what: "whole", total: 0 }));
    expect(done).toMatchObject({ state: "cancelled", refunds: [] });
    await expectBalance(event);
  });

  test("of money that the fan's bank has asked for is refused until that is won", async () => {
    const own = await onSale(me);
    const orderId = await paid(own);
    const paymentId = idOf<PaymentId>((await read(me, orderId)).payments[0]?.id);
    const dispute = { paymentId, providerRef: `dispute-${paymentId}`, amount: 1000, currency: "EUR" };
    const fans = as("DATABASE_URL_PUBLIC");
    await settleDispute(fans, { ...dispute, outcome: "open", now: now() });
    expect((await read(me, orderId)).may.refund).toBe(false);
    const body = { what: "whole", total: 1000 };
    const refused = await refund(orderId, body);
    expect([refused.status, (await refused.json<{ detail: string }>()).detail]).toEqual([
      409,
      expect.stringContaining("bank"),
    ]);
    await settleDispute(fans, { ...dispute, outcome: "won", now: now() });
    expect(await ok<MyOrder>(201, refund(orderId, body))).toMatchObject({ state: "refunded" });
  });

  test("of an order that is not paid, or of nothing, is refused with the reason", async () => {
    const pending = await ordered(event);
    expect((await preview(pending, { what: "whole" })).status).toBe(409);
    expect((await refund(pending, { what: "whole", total: 1000 })).status).toBe(409);
    const orderId = await paid(event);
    const more = await preview(orderId, { what: "amount", amount: 1001 });
    expect([more.status, await pointers(more)]).toEqual([400, ["/amount"]]);
    const strange = await preview(orderId, { what: "items", itemIds: [crypto.randomUUID()] });
    expect([strange.status, await pointers(strange)]).toEqual([400, ["/itemIds/0"]]);
  });
});

describe("refunds that wait for a person", () => {
  const listed = async (eventId: string, state: string) =>
    (await ok<MyRefundList>(200, me.call("GET", `/v1/refunds?state=${state}&eventId=${eventId}`))).items;

  test("are listed when they failed, and tried again when told", async () => {
    const own = await onSale(me);
    const orderId = await paid(own);
    await ok(201, refund(orderId, { what: "whole", total: 1000 }));
    const [id] = await settleRefunds(orderId, "failed");
    expect(await listed(own.id, "failed")).toMatchObject([{ id, lastError: "card_closed", amount: 1000 }]);
    expect(await listed(own.id, "needs-you")).toMatchObject([{ id }]);
    const again = () => ok(200, me.call("POST", `/v1/refunds/${id}/retry`));
    expect(await again()).toMatchObject({ state: "requested", lastError: null });
    expect(await again()).toMatchObject({ state: "requested" });
    expect(await settleRefunds(orderId)).toEqual([id]);
    expect(await again()).toMatchObject({ state: "succeeded" });
    // A provider's refund is not a person's to settle.
    expect((await read(me, orderId)).history.map(({ action }) => action)).toEqual(["refund.retry", "order.refund"]);
    await expectBalance(own);
  });

  test("by hand are noted once the money went back, and a card's never", async () => {
    const own = await onSale(me);
    await sell({ payAtDoor: true }, own);
    const orderId = await ordered(own);
    await ok(200, received(orderId, { method: "door", amount: 1000 }));
    await ok(201, refund(orderId, { what: "whole", total: 1000 }));
    const [id] = await settleRefunds(orderId, "by_hand");
    const settle = (which = id) => ok(200, me.call("POST", `/v1/refunds/${which}/settlement`));
    expect(await listed(own.id, "pending")).toMatchObject([{ id, method: "door", lastError: "by_hand" }]);
    expect(await listed(own.id, "needs-you")).toMatchObject([{ id }]);
    expect(await settle()).toMatchObject({ state: "succeeded" });
    expect(await settle()).toMatchObject({ state: "succeeded" });
    const byCard = await paid(own);
    const { refunds } = await ok<MyOrder>(201, refund(byCard, { what: "whole", total: 1000 }));
    expect(await settle(refunds[0]?.id as typeof id)).toMatchObject({ state: "requested" });
    // What runs by itself, or is done, needs nobody.
    expect(await listed(own.id, "needs-you")).toEqual([]);
    await expectBalance(own);
  });
});

test("money for an order that expired, whose places others have by now, is to go back by hand", async () => {
  const own = await onSale(me, { quotas: [{ name: "House", capacity: 1, ticketTypes: ["entry", "pass"] }] });
  await sell({ transfer: { instructions: "To us", days: 3 } }, own);
  const orderId = await ordered(own);
  const paymentId = await paying(orderId, "transfer");
  await settlePayment(as("DATABASE_URL_PUBLIC"), { paymentId, outcome: "cancelled", now: now() });
  await owner().transaction([
    sql`UPDATE orders SET expires_at = now() - interval '1 minute' WHERE id = ${orderId}::uuid`,
    sql`SELECT end_order(${orderId}::uuid, 'expired', now())`,
  ]);
  await paid(own);
  const order = await ok<MyOrder>(200, received(orderId, { method: "transfer", amount: 1000 }));
  expect(order).toMatchObject({
    state: "expired",
    refunds: [{ reason: "sold_out", amount: 1000, method: "transfer" }],
  });
  await expectBalance(own);
});

/** Changes how an event is sold. */
async function sell(more: Record<string, unknown>, { id } = event): Promise<void> {
  const path = `/v1/events/${id}/selling`;
  const response = await me.call("GET", path);
  const selling = await response.json<Record<string, unknown>>();
  const headers = { "if-match": response.headers.get("etag") ?? "" };
  await ok(200, me.call("PUT", path, { body: { ...settingsOf(selling), ...more }, headers }));
}

describe("correcting an order's email address", () => {
  const correct = (orderId: string, email: string, headers = key()) =>
    me.call("POST", `/v1/orders/${orderId}/email`, { body: { email }, headers });

  test("replaces its link and ticket codes, notifies the old address, and is done once per key", async () => {
    const orderId = await paid(event, { tickets: 2, email: "wrnog@example.org" });
    const before = await read(me, orderId);
    const same = key();
    const after = await ok<MyOrder>(200, correct(orderId, "right@example.org", same));
    expect(after).toMatchObject({ email: "right@example.org", state: "paid" });
    expect(after.link).not.toBe(before.link);
    expect(after.history.map(({ action }) => action)).toContain("order.email");
    expect(after.mails.map(({ topic }) => topic).sort()).toEqual([
      "order-confirmed",
      "order-confirmed",
      "order-email-changed",
    ]);
    const again = await ok<MyOrder>(200, correct(orderId, "right@example.org", same));
    expect(again.link).toBe(after.link);
    expect(again.mails).toHaveLength(3);
    const codes = await owner().query<{ live: boolean }>(
      sql`SELECT revoked_at IS NULL AS live FROM ticket_credentials c JOIN tickets t ON t.id = c.ticket_id
        WHERE t.order_id = ${orderId}::uuid`,
    );
    expect(codes.filter(({ live }) => live)).toHaveLength(2);
    expect(codes).toHaveLength(4);
    await expectBalance(event);
  });

  test("to the address it has already changes nothing", async () => {
    const orderId = await paid(event, { email: "same@example.org" });
    const { link, mails } = await read(me, orderId);
    expect(await ok<MyOrder>(200, correct(orderId, "same@example.org"))).toMatchObject({ link, mails });
  });

  test("is refused for a malformed address, an order that has ended, and another promoter's order", async () => {
    const orderId = await ordered(event);
    expect(await pointers(await correct(orderId, "nobody"))).toEqual(["/email"]);
    await ok(200, cancel(orderId));
    expect((await correct(orderId, "ada@example.org")).status).toBe(409);
    expect((await read(me, orderId)).may.changeEmail).toBe(false);
    const other = await api.signIn();
    const response = await other.call("POST", `/v1/orders/${orderId}/email`, {
      body: { email: "ada@example.org" },
      headers: key(),
    });
    expect(response.status).toBe(404);
  });
});
