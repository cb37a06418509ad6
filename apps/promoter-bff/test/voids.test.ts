import type { MyAttendeeList } from "@liveotter/contracts/promoter/attendees";
import type { MyEvent } from "@liveotter/contracts/promoter/events";
import { type MyOrder, VoidPreview } from "@liveotter/contracts/promoter/orders";
import type { PaymentId } from "@liveotter/core/ids";
import { cancelEventOrders } from "@liveotter/database/orders/cancel-event-orders";
import { eventsToCancel } from "@liveotter/database/orders/events-to-cancel";
import { readOrder } from "@liveotter/database/orders/read-order";
import { settleDispute } from "@liveotter/database/orders/settle-dispute";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { faults, type Member, newIsolate, pointers } from "./api.ts";
import { as, owner } from "./promoters.ts";
import { expectBalance, idOf, key, now, ok, onSale, ordered, paid, read, told } from "./sold.ts";

const api = newIsolate();
let me: Member;
let event: MyEvent;
beforeAll(async () => {
  await faults.clear();
  me = await api.signIn();
  event = await onSale(me);
});

const preview = async (orderId: string, body: object) =>
  VoidPreview.parse(await ok(200, me.call("POST", `/v1/orders/${orderId}/void-preview`, { body })));
const voids = (orderId: string, body: object, headers = key()) =>
  me.call("POST", `/v1/orders/${orderId}/voids`, { body, headers });
const all = { reason: "fraud", freePlaces: true } as const;

async function lostDispute(orderId: string): Promise<void> {
  const paymentId = idOf<PaymentId>((await read(me, orderId)).payments[0]?.id);
  const dispute = { paymentId, providerRef: `dispute-${paymentId}`, amount: 1000, currency: "EUR" };
  for (const outcome of ["open", "lost"] as const)
    await settleDispute(as("DATABASE_URL_PUBLIC"), { ...dispute, outcome, now: now() });
}
const usedOf = async ({ id }: MyEvent) => {
  const rows = await owner().query<{ used: number }>(
    sql`SELECT used FROM quota_counters JOIN quotas ON id = quota_id WHERE quotas.event_id = ${id}::uuid ORDER BY position`,
  );
  return rows.map(({ used }) => used);
};

describe("voiding tickets without a refund", () => {
  test("after a lost dispute ends the tickets everywhere, frees the places and leaves the money alone", async () => {
    const own = await onSale(me);
    const orderId = await paid(own, { email: "eve@example.org" });
    await lostDispute(orderId);
    expect((await read(me, orderId)).may).toMatchObject({ refund: false, void: true });
    const seen = await preview(orderId, { reason: "lost_dispute", freePlaces: true });
    expect(seen).toMatchObject({ ticketsVoided: 1, ticketsLeft: 0, notRefunded: 1000, kept: [] });
    expect(seen.freed.map(({ name, quantity }) => [name, quantity])).toEqual([
      ["First night", 1],
      ["House", 1],
    ]);
    expect(seen.mail).toMatchObject({ to: "eve@example.org", subject: expect.stringContaining("no longer valid") });
    expect(seen.mail?.text).toContain("Your bank has taken back the payment");

    const before = await told(own);
    const same = key();
    const body = { reason: "lost_dispute", freePlaces: true, version: seen.version, note: "Case 7" };
    const done = await ok<MyOrder>(201, voids(orderId, body, same));
    expect(done).toMatchObject({ state: "paid", refunded: 0, refunds: [], may: { void: false, resendMail: false } });
    expect(done.items).toMatchObject([{ cancelled: true, void: "lost_dispute", placesKept: false }]);
    expect(done.history[0]).toMatchObject({
      action: "order.void",
      details: { reason: "lost_dispute", tickets: 1, freePlaces: true, note: "Case 7" },
    });
    expect(done.mails.map(({ topic }) => topic)).toContain("tickets-void");
    expect(await told(own)).toBeGreaterThan(before);
    expect(await usedOf(own)).toEqual([0, 0, 0]);
    // Once per key; under another key there is nothing left to do.
    expect((await ok<MyOrder>(201, voids(orderId, body, same))).mails).toHaveLength(done.mails.length);
    expect((await voids(orderId, { ...body, version: seen.version + 1 })).status).toBe(409);

    const { items } = await ok<MyAttendeeList>(200, me.call("GET", `/v1/events/${own.id}/attendees?state=valid`));
    expect(items).toEqual([]);
    const revoked = await ok<{ items: unknown[] }>(200, me.call("GET", `/v1/events/${own.id}/revocations`));
    expect(revoked.items).toHaveLength(1);
    expect((await readOrder(as("DATABASE_URL_PUBLIC"), orderId))?.tickets).toMatchObject([{ state: "cancelled" }]);
    await expectBalance(own);
  });

  test("of some tickets keeps the others valid, and their places stay taken until they are freed", async () => {
    const own = await onSale(me);
    const orderId = await paid(own, { tickets: 3 });
    const [first, second] = (await read(me, orderId)).items.map(({ id }) => id);
    const choice = { itemIds: [first, second], reason: "other", freePlaces: false };
    const seen = await preview(orderId, choice);
    expect(seen).toMatchObject({ ticketsVoided: 2, ticketsLeft: 1, notRefunded: 2000, freed: [] });
    expect(seen.kept.map(({ quantity }) => quantity)).toEqual([2, 2]);
    const done = await ok<MyOrder>(201, voids(orderId, { ...choice, version: seen.version }));
    expect(done.items.map(({ cancelled, placesKept }) => [cancelled, placesKept])).toEqual([
      [true, true],
      [true, true],
      [false, false],
    ]);
    expect(done.may).toMatchObject({ refund: true, void: true });
    expect(await usedOf(own)).toEqual([3, 0, 3]);
    await expectBalance(own);

    const later = { itemIds: [first], reason: "other", freePlaces: true };
    expect(await preview(orderId, later)).toMatchObject({ ticketsVoided: 0, mail: null });
    const version = seen.version + 1;
    await ok<MyOrder>(201, voids(orderId, { ...later, version }));
    expect(await usedOf(own)).toEqual([2, 0, 2]);
    const again = await voids(orderId, { ...later, version: version + 1 });
    expect([again.status, await pointers(again)]).toEqual([400, ["/itemIds/0"]]);
    // The money of void tickets can still go back, if that was a mistake.
    const refund = { what: "items", itemIds: [first], total: 1000 };
    const refunded = await ok<MyOrder>(
      201,
      me.call("POST", `/v1/orders/${orderId}/refunds`, { body: refund, headers: key() }),
    );
    expect(refunded).toMatchObject({ state: "partly-refunded", refunded: 1000 });
    await expectBalance(own);
  });

  test("names the version that was shown: what changed since is a conflict, and nothing is done", async () => {
    const orderId = await paid(event);
    const { version } = await preview(orderId, all);
    const answers = await Promise.all(Array.from({ length: 4 }, () => voids(orderId, { ...all, version })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(await refused?.json()).toMatchObject({ code: "conflict" });
    await expectBalance(event);
  });

  test("ends a guest's tickets, and is refused for an order that was never paid", async () => {
    const each = { price: 0, discount: 0, fees: 0, tax: 0, total: 0 };
    const orderId = await paid(event, { each });
    const { version } = await preview(orderId, { ...all, reason: "other" });
    expect(await ok<MyOrder>(201, voids(orderId, { ...all, reason: "other", version }))).toMatchObject({
      state: "cancelled",
    });
    const pending = await ordered(event);
    expect((await me.call("POST", `/v1/orders/${pending}/void-preview`, { body: all })).status).toBe(409);
    expect((await voids(pending, { ...all, version: 1 })).status).toBe(409);
    await expectBalance(event);
  });

  test("is not undone by cancelling the event: nobody is refunded for void tickets, and the run ends", async () => {
    const own = await onSale(me);
    const [whole, part] = [await paid(own), await paid(own, { tickets: 2 })];
    const [item] = (await read(me, part)).items;
    for (const [orderId, itemIds] of [
      [whole, undefined],
      [part, [item?.id]],
    ] as const) {
      const choice = { ...all, ...(itemIds && { itemIds }) };
      await ok(201, voids(orderId, { ...choice, version: (await preview(orderId, choice)).version }));
    }
    await owner().query(sql`UPDATE events SET status = 'cancelled' WHERE id = ${own.id}::uuid`);
    const jobs = as("DATABASE_URL_JOBS");
    expect(await cancelEventOrders(jobs, idOf(own.id), now(), 100)).toMatchObject({ done: 1 });
    expect(await cancelEventOrders(jobs, idOf(own.id), now(), 100)).toMatchObject({ done: 0 });
    expect(await eventsToCancel(jobs, 1000)).not.toContain(own.id);
    expect(await read(me, whole)).toMatchObject({ state: "paid", refunded: 0 });
    expect(await read(me, part)).toMatchObject({ state: "partly-refunded", refunded: 1000 });
    await expectBalance(own);
  });

  test("gives a code's uses back with the places, not before", async () => {
    const own = await onSale(me);
    const codeId = crypto.randomUUID();
    await owner().query(sql`INSERT INTO codes (id, promoter_id, event_id, code, code_key, max_uses, blocks_quota_id)
      SELECT ${codeId}::uuid, promoter_id, id, ${codeId}, ${codeId}, 2, ${own.quotas[0]?.id}::uuid FROM events WHERE id = ${own.id}::uuid`);
    const orderId = await paid(own, { codeId });
    const uses = async () =>
      (await owner().query<{ used: number }>(sql`SELECT used FROM codes WHERE id = ${codeId}::uuid`)).map(
        ({ used }) => used,
      );
    for (const [freePlaces, used] of [
      [false, 1],
      [true, 0],
    ] as const) {
      const choice = { reason: "fraud", freePlaces };
      await ok(201, voids(orderId, { ...choice, version: (await preview(orderId, choice)).version }));
      expect(await uses()).toEqual([used]);
      await expectBalance(own);
    }
  });
});
