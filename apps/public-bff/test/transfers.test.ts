import type { OrderReply } from "@liveotter/contracts/public/orders";
import { asId, type EventId } from "@liveotter/core/ids";
import { unbalanced } from "@liveotter/database/orders/unbalanced";
import { paymentsBackDoor } from "@liveotter/devstack/payments/back-door";
import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { faults, newIsolate } from "./api.ts";
import { owner, variable } from "./catalogue.ts";
import { clientOf, fanOf, good, line, newKey, refused, type SoldEvent, selling, settings } from "./selling.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const provider = paymentsBackDoor(variable("PAYMENTS_URL"));

beforeEach(async () => {
  await faults.clear();
  await provider.set({ url: null, balance: null, clockOffsetMs: 0 });
});

function newFan() {
  const clock = { offset: 0 };
  const client = clientOf(newIsolate({ clock }));
  const { hold, held, ordered } = fanOf(client);
  const options = ({ key }: OrderReply) => ({ key: newKey(), bearer: key });
  return {
    ...{ clock, client, hold, ordered },
    order: async (event: SoldEvent) => ordered(await held(event, 1)),
    read: async ({ id, key }: OrderReply) => good(await client.readOrder(id, { bearer: key })),
    card: (order: OrderReply, token: string) => client.payOrder(order.id, { method: "card", token }, options(order)),
    by: (order: OrderReply, method: "transfer" | "door") => client.payOrder(order.id, { method }, options(order)),
    cancel: (order: OrderReply) => client.cancelOrder(order.id, options(order)),
  };
}
/** An event that also takes transfers and money at the door. */
async function event(hours: number[], transfer = sql`transfer_days = 3`): Promise<SoldEvent> {
  const made = await selling({ performances: hours });
  await settings(made, sql`transfer_instructions = 'IBAN PL00', pay_at_door = true, ${transfer}`);
  return made;
}
const balanced = async ({ id }: SoldEvent) => expect(await unbalanced(owner(), asId<EventId>(id))).toEqual([]);

test("a transfer that could not arrive in time is not offered: the hold, the order and the answer say so", async () => {
  const soon = await event([40]);
  const fan = newFan();
  const { asks } = good(await fan.hold(soon, [line(soon, 1)]));
  // 24 hours before it begins must be a whole day's end; in 16 hours there is at most one.
  const possible = asks.transferUntil !== null;
  await settings(soon, sql`transfer_hours_before = 39`);
  const order = await fan.order(soon);
  expect(order).toMatchObject({ payable: true, paymentMethods: ["card", "door"], tooLate: ["transfer"] });
  const late = refused(await fan.by(order, "transfer"));
  expect(late).toMatchObject({ code: "invalid-state", errors: [{ pointer: "/method" }] });
  expect(late.detail).toContain("would not arrive in time");
  expect(asks.paymentMethods.includes("transfer")).toBe(possible);
  expect(asks.tooLate).toEqual(possible ? [] : ["transfer"]);
});

test("a deadline is never after the sale ends", async () => {
  const ends = await event([240]);
  await owner().query(sql`UPDATE events SET sales_end_at = now() + interval '50 hours' WHERE id = ${ends.id}::uuid`);
  const fan = newFan();
  const order = await fan.order(ends);
  good(await fan.by(order, "transfer"));
  const { expiresAt } = await fan.read(order);
  expect(Date.parse(expiresAt ?? "")).toBeLessThanOrEqual(Date.now() + 50 * 60 * MINUTE);
  expect(expiresAt).toMatch(/:59:59\.999Z$/);
});

test("the door takes money until the first performance of the order is over, not the last", async () => {
  const nights = await selling({
    ...{ performances: [48, 240], ticketTypes: [{}], passes: [{ type: 0, performances: [0, 1] }] },
    quotas: [{ capacity: 5, performance: null }],
  });
  await settings(nights, sql`pay_at_door = true`);
  const fan = newFan();
  const order = await fan.ordered(good(await fan.hold(nights, [line(nights, 1, 0, null)])));
  good(await fan.by(order, "door"));
  const expires = Date.parse((await fan.read(order)).expiresAt ?? "");
  expect(Math.round((expires - Date.now()) / (60 * MINUTE))).toBeLessThan(60);
});

test("a fan who waits for a transfer may pay by card: paid at once, and nothing is awaited any more", async () => {
  const shop = await event([240]);
  const fan = newFan();
  const order = await fan.order(shop);
  good(await fan.by(order, "transfer"));
  expect(await fan.read(order)).toMatchObject({ payable: true, paymentMethods: ["card"] });
  good(await fan.card(order, "card_approve"));
  const paid = await fan.read(order);
  expect(paid).toMatchObject({ state: "paid", missing: 0 });
  expect(paid.payments.map(({ method, state }) => [method, state])).toEqual([
    ["card", "succeeded"],
    ["transfer", "cancelled"],
  ]);
  await balanced(shop);
});

test("a card that is declined or abandoned leaves the transfer and its deadline as they were", async () => {
  const shop = await event([240]);
  const fan = newFan();
  const order = await fan.order(shop);
  good(await fan.by(order, "transfer"));
  const { expiresAt } = await fan.read(order);

  expect(good(await fan.card(order, "card_decline"))).toMatchObject({ state: "declined" });
  expect(await fan.read(order)).toMatchObject({ state: "pending", expiresAt, payable: true, paymentMethods: ["card"] });

  good(await fan.card(order, "card_second_step"));
  expect(await fan.read(order)).toMatchObject({ state: "pending", expiresAt, payable: false });
  expect(refused(await fan.card(order, "card_approve"))).toMatchObject({ code: "conflict" });
  // Nobody took the second step: half an hour later another card can be tried.
  fan.clock.offset = 31 * MINUTE;
  await fan.read(order);
  expect(await fan.read(order)).toMatchObject({ state: "pending", expiresAt, payable: true });
  good(await fan.card(order, "card_second_step"));

  fan.clock.offset = 5 * DAY;
  await fan.read(order);
  const over = await fan.read(order);
  expect(over).toMatchObject({ state: "expired" });
  expect(over.payments.map(({ state }) => state)).toEqual(["cancelled", "cancelled", "declined", "cancelled"]);
  await balanced(shop);
});

test("a fan may cancel while a transfer and a card are open: both are ended first", async () => {
  const shop = await event([240]);
  const fan = newFan();
  const order = await fan.order(shop);
  good(await fan.by(order, "transfer"));
  good(await fan.card(order, "card_second_step"));
  expect(good(await fan.cancel(order))).toMatchObject({ state: "cancelled" });
  expect((await fan.read(order)).payments.map(({ state }) => state)).toEqual(["cancelled", "cancelled"]);
  await balanced(shop);
});
