import type { OrderId, PerformanceId, TicketTypeId } from "@liveotter/core/ids";
import { asCurrency } from "@liveotter/core/money";
import { TICKET } from "@liveotter/devstack/new-order";
import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { as, performance } from "../../test/fixture.ts";
import { codeOf, minutes, now, orderOf, type Stage, stage, usedOf } from "../../test/stage.ts";
import { newId } from "../new-id.ts";
import { endOrder } from "./end-order.ts";
import { placeOrder } from "./place-order.ts";
import { readOrder } from "./read-order.ts";
import { unbalanced } from "./unbalanced.ts";

const fans = as("public");
const owner = as("owner");
const place = (...order: Parameters<typeof orderOf>) => placeOrder(fans, orderOf(...order));
const FREE = { price: 0, fees: 0, tax: 0, total: 0 };

const stages: Stage[] = [];
async function staged(...of: Parameters<typeof stage>): Promise<Stage> {
  const made = await stage(...of);
  stages.push(made);
  return made;
}
afterEach(async () => {
  for (const { eventId } of stages.splice(0)) expect(await unbalanced(as("jobs"), eventId)).toEqual([]);
});
const setting = ({ eventId }: Stage, column: string, value: number | boolean) =>
  owner.query(sql`UPDATE selling_settings SET ${sql.identifier(column)} = ${value} WHERE event_id = ${eventId}::uuid`);

describe("an order", () => {
  it("takes one of each of its quotas, waits for its money, and is the same order whoever asks again", async () => {
    const hall = await staged([
      { capacity: 3, types: [0, 1] },
      { capacity: null, types: [1] },
    ]);
    const order = orderOf(hall, [0, 1]);
    const placed = await placeOrder(fans, order);
    expect(placed).toMatchObject({ orderId: order.orderId, state: "pending", replayed: false });
    expect(placed.expiresAt).toBe(minutes(order.now, 15));
    expect(placed.number).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
    expect(await placeOrder(fans, order)).toEqual({ ...placed, replayed: true });
    // Another tab, with a key and an id of its own.
    const other = { ...order, orderId: newId<OrderId>(), requestKey: newId(), requestHash: "1".repeat(64) };
    expect(await placeOrder(fans, other)).toEqual({ ...placed, replayed: true });
    await expect(placeOrder(fans, { ...order, requestHash: "2".repeat(64) })).rejects.toMatchObject({ code: "LO007" });
    expect(await usedOf(hall)).toEqual([2, 1]);
    expect(await readOrder(fans, order.orderId)).toMatchObject({
      ...{ state: "pending", total: 2000, email: "fan@example.org", tickets: [], payments: [], refunds: [] },
      ...{ event: { id: hall.eventId, status: "published" }, quote: order.quote, paymentMethods: ["card"] },
    });
    expect(await readOrder(fans, newId<OrderId>())).toBeNull();
  });

  it("that costs nothing is paid at once, with its tickets, their holders and its mail", async () => {
    const hall = await staged([{ capacity: 5, types: [0] }]);
    const order = orderOf(hall, [0, 0], { each: FREE });
    const [first, second] = order.items;
    const attendees = [{ item: second?.id ?? "", name: "Łucja", email: "l@example.org", answers: [] }];
    expect(await placeOrder(fans, { ...order, attendees })).toMatchObject({ state: "paid", expiresAt: null });
    const read = await readOrder(fans, order.orderId);
    expect(read?.tickets).toMatchObject([
      { itemId: first?.id, ticketType: "Type 0", state: "valid", holder: { name: null, email: null } },
      { itemId: second?.id, performanceId: hall.performances[0], holder: { name: "Łucja", email: "l@example.org" } },
    ]);
    const mails = await owner.query(sql`SELECT topic, payload FROM outbox WHERE aggregate_id = ${order.orderId}::uuid`);
    expect(mails).toEqual([{ topic: "order-confirmed", payload: { orderId: order.orderId } }]);
  });

  it("of a pass draws one from each night and one from what spans them all", async () => {
    const [first, second] = [newId<PerformanceId>(), newId<PerformanceId>()];
    const [pass, entry] = [newId<TicketTypeId>(), newId<TicketTypeId>()];
    const nights = await staged([{ capacity: null, types: [1] }], {
      performances: [performance(48, { id: first }), performance(72, { id: second })],
      ticketTypes: [
        { id: pass, name: "Pass", price: 5000, pass: [first, second] },
        { id: entry, name: "Entry", price: 3000 },
      ],
      quotas: [
        { name: "Hall", capacity: 10, performance: null, ticketTypes: [pass, entry] },
        { name: "First", capacity: 10, performance: first, ticketTypes: [pass, entry] },
        { name: "Second", capacity: 1, performance: second, ticketTypes: [pass, entry] },
      ],
    });
    const order = orderOf(nights, [0], { each: { ...FREE, performanceId: null } });
    await placeOrder(fans, order);
    expect(await usedOf(nights)).toEqual([1, 1, 1]);
    const read = await readOrder(fans, order.orderId);
    expect(read?.tickets.map(({ performanceId }) => performanceId)).toEqual(nights.performances);
    // The second night is full: its tickets and passes are gone, and nothing of the first.
    const full = { code: "LO001", detail: expect.stringContaining(`"${nights.quotas[2]}"`) };
    await expect(place(nights, [0], { each: { performanceId: null } })).rejects.toMatchObject(full);
    await expect(place(nights, [1], { at: 1 })).rejects.toMatchObject(full);
    await place(nights, [1]);
    // A pass names no performance, and a ticket does.
    await expect(place(nights, [0])).rejects.toMatchObject({ code: "LO006" });
    await expect(place(nights, [1], { each: { performanceId: null } })).rejects.toMatchObject({ code: "LO006" });
    expect(await usedOf(nights)).toEqual([2, 2, 1]);
  });

  it("is refused where one quota is full, however large the others, and no other type with it", async () => {
    const hall = await staged([
      { capacity: 100, types: [0, 1] },
      { capacity: 1, types: [1] },
    ]);
    await place(hall, [1]);
    await expect(place(hall, [0, 1])).rejects.toMatchObject({ code: "LO001" });
    // Lowered under what is sold: that stays, and its own types alone are gone.
    await owner.query(sql`UPDATE quotas SET capacity = 0 WHERE id = ${hall.quotas[1]}::uuid`);
    await expect(place(hall, [1])).rejects.toMatchObject({ code: "LO001" });
    await place(hall, [0]);
    expect(await usedOf(hall)).toEqual([2, 1]);
  });

  it("is refused where its event, its performance or its type is not on sale", async () => {
    const hall = await staged([{ capacity: 9, types: [0], performance: 0 }]);
    const refused = { code: "LO006" };
    await expect(place(hall, [0], { at: 1 })).rejects.toMatchObject(refused);
    await expect(place(hall, [7])).rejects.toMatchObject(refused);
    await expect(place(hall, [0], { eventId: newId() })).rejects.toMatchObject(refused);
    // Priced before the event's currency became another.
    const { quote, ...order } = orderOf(hall, [0]);
    const usd = asCurrency("USD") ?? quote.currency;
    await expect(placeOrder(fans, { ...order, quote: { ...quote, currency: usd } })).rejects.toMatchObject(refused);
    await setting(hall, "stopped", true);
    await expect(place(hall, [0])).rejects.toMatchObject(refused);
    await setting(hall, "stopped", false);
    await place(hall, [0]);
    await owner.query(sql`UPDATE performances SET status = 'cancelled' WHERE id = ${hall.performances[0]}::uuid`);
    await expect(place(hall, [0])).rejects.toMatchObject(refused);
    await owner.query(sql`UPDATE performances SET status = 'scheduled' WHERE id = ${hall.performances[0]}::uuid`);
    await owner.query(sql`UPDATE events SET status = 'postponed' WHERE id = ${hall.eventId}::uuid`);
    await expect(place(hall, [0])).rejects.toMatchObject(refused);
  });

  it("is refused that names an epoch that is over, or not every shard it draws from", async () => {
    const hall = await staged([
      { capacity: 9, types: [0] },
      { capacity: 9, types: [0], performance: 0 },
    ]);
    const [whole, first] = hall.shards;
    if (whole === undefined || first === undefined) throw new Error("no shards");
    for (const shards of [
      [],
      [whole],
      [first],
      [whole, { ...first, epoch: 2 }],
      [whole, first, { scope: newId(), epoch: 1 }],
    ])
      await expect(place(hall, [0], { shards })).rejects.toMatchObject({ code: "LO002" });
    expect(await usedOf(hall)).toEqual([0, 0]);
    await place(hall, [0], { shards: [whole, first] });
  });

  it("never comes once its id is void, and a void id is none once it has come", async () => {
    const hall = await staged([{ capacity: 9, types: [0] }]);
    const [lost, kept] = [orderOf(hall, [0]), orderOf(hall, [0])];
    const become = ({ orderId }: typeof lost) =>
      fans.query(sql`SELECT void_order(${orderId}::uuid) AS state`).then(([row]) => row);
    expect(await become(lost)).toEqual({ state: "void" });
    await expect(placeOrder(fans, lost)).rejects.toMatchObject({ code: "LO005" });
    await placeOrder(fans, kept);
    expect(await become(kept)).toEqual({ state: "pending" });
  });

  it("counts what one fan has, over all their orders that stand, whoever asks how often", async () => {
    const hall = await staged([{ capacity: 99, types: [0] }]);
    await setting(hall, "max_per_fan", 3);
    const { orderId } = await place(hall, [0, 0]);
    const over = { code: "LO004", detail: '{"has": 2, "limit": 3}' };
    await expect(place(hall, [0, 0])).rejects.toMatchObject(over);
    await place(hall, [0, 0], { email: "b@example.org", emailKey: "b@example.org" });
    await endOrder(fans, orderId, "cancelled", now());
    await place(hall, [0, 0, 0]);
  });
});

describe("a code", () => {
  it("is used once for each ticket of the types it is for, and given back with them", async () => {
    const hall = await staged([{ capacity: 99, types: [0, 1] }]);
    const codeId = await codeOf(hall, { maxUses: 3, type: 0 });
    const { orderId } = await place(hall, [0, 0, 1], { codeId });
    await expect(place(hall, [0, 0], { codeId })).rejects.toMatchObject({ code: "LO003" });
    await place(hall, [0, 1, 1], { codeId });
    await endOrder(fans, orderId, "cancelled", now());
    await endOrder(fans, orderId, "cancelled", now());
    await place(hall, [0, 0], { codeId });
    await expect(place(hall, [0], { codeId })).rejects.toMatchObject({ code: "LO003" });
  });

  it("keeps room for its uses in the quota it blocks, until it is over", async () => {
    const hall = await staged([{ capacity: 5, types: [0] }]);
    const codeId = await codeOf(hall, { maxUses: 3, blocks: 0, validUntil: minutes(now(), 60) });
    await place(hall, [0, 0]);
    await expect(place(hall, [0])).rejects.toMatchObject({ code: "LO001" });
    const used = await place(hall, [0, 0], { codeId });
    await expect(place(hall, [0])).rejects.toMatchObject({ code: "LO001" });
    await endOrder(fans, used.orderId, "cancelled", now());
    await expect(place(hall, [0])).rejects.toMatchObject({ code: "LO001" });
    // A hold of just before may still be ordered; half an hour later nothing is kept any more.
    await place(hall, [0], { codeId, now: minutes(now(), 75) });
    await expect(place(hall, [0], { codeId, now: minutes(now(), 95) })).rejects.toMatchObject({ code: "LO003" });
    await place(hall, [0, 0], { now: minutes(now(), 61) });
    expect(await usedOf(hall)).toEqual([5]);
  });

  it("that bypasses quotas needs no room, and is refused when it is another event's or disabled", async () => {
    const hall = await staged([{ capacity: 0, types: [0] }]);
    const codeId = await codeOf(hall, { bypasses: true });
    const order = orderOf(hall, [0, 0], { codeId, each: FREE });
    await placeOrder(fans, order);
    expect(await usedOf(hall)).toEqual([0]);
    expect((await readOrder(fans, order.orderId))?.tickets).toHaveLength(2);
    const elsewhere = await staged([{ capacity: 9, types: [0] }]);
    await expect(place(elsewhere, [0], { codeId })).rejects.toMatchObject({ code: "LO003" });
    await owner.query(sql`UPDATE codes SET disabled = true WHERE id = ${codeId}::uuid`);
    await expect(place(hall, [0], { codeId })).rejects.toMatchObject({ code: "LO003" });
  });
});

it("fans' role may place an order, and do nothing to one that is not a step of selling", async () => {
  const hall = await staged([{ capacity: 9, types: [0] }]);
  const { orderId } = await place(hall, [0]);
  const forbidden = { code: "42501" };
  for (const statement of [
    sql`SELECT fulfil_order(${orderId}::uuid, now())`,
    sql`SELECT release_items(${orderId}::uuid, NULL, now())`,
    sql`SELECT request_refund('{}')`,
    sql`SELECT place_guest('{}')`,
    sql`SELECT cancel_event_orders(${hall.eventId}::uuid, 1, now())`,
    sql`SELECT FROM orders`,
    sql`SELECT FROM order_people`,
    sql`UPDATE quota_counters SET used = 0`,
  ]) {
    await expect(fans.query(statement)).rejects.toMatchObject(forbidden);
  }
  expect(TICKET.total).toBe(TICKET.price + TICKET.fees);
});
