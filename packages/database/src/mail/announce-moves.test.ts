import { setTimeout as sleep } from "node:timers/promises";
import type { OrderId, PerformanceId, TicketId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { as, performance } from "../../test/fixture.ts";
import { minutes, now, orderOf, paidOrder, payable, refund, type Stage, stage } from "../../test/stage.ts";
import { newId } from "../new-id.ts";
import { placeOrder } from "../orders/place-order.ts";
import { returnOrder } from "../orders/return-order.ts";
import { settlePayment } from "../orders/settle-payment.ts";
import type { PerformanceDraft } from "../promoter/event-draft.ts";
import { moveEvent } from "../promoter/move-event.ts";
import { updateEvent } from "../promoter/update-event.ts";
import { changeHolder } from "../tickets/change-holder.ts";
import { announceMoves } from "./announce-moves.ts";
import { markTold, readChangeNews } from "./read-change-news.ts";

const [fans, jobs, promoter, owner] = [as("public"), as("jobs"), as("promoter"), as("owner")];

const versionOf = async ({ eventId }: Stage) => {
  const [row] = await owner.query<{ version: number }>(sql`SELECT version FROM events WHERE id = ${eventId}::uuid`);
  return row?.version ?? 0;
};
/** Saves both nights, one with these changes. */
async function move(of: Stage, more: Partial<PerformanceDraft>, options: { at?: number; refundWindow?: boolean } = {}) {
  const { at = 0, refundWindow } = options;
  const performances = [48, 72].map((hours, night) =>
    performance(hours, { id: of.performances[night] as PerformanceId, ...(night === at ? more : {}) }),
  );
  const event = { eventId: of.eventId, version: await versionOf(of) };
  expect(await updateEvent(promoter, of.actor, event, { performances, refundWindow }, now())).not.toBeNull();
}
/** Six minutes later, when changes have settled. */
const announce = () => announceMoves(jobs, 1000, minutes(now(), 6));
const mailsOf = (orderId: OrderId) =>
  owner.query<{ payload: { orderId: string; ticketId?: string }; bulk: boolean }>(
    sql`SELECT payload, bulk FROM outbox WHERE consumer = 'mail' AND topic = 'performance-changed'
      AND aggregate_id = ${orderId}::uuid ORDER BY id`,
  );
const newsFor = (orderId: string, ticketId: string | null = null) => readChangeNews(jobs, { orderId, ticketId }, now());
/** As when its mail goes out. */
async function tell(orderId: string, ticketId: string | null = null) {
  const news = await newsFor(orderId, ticketId);
  if (news !== null) await markTold(jobs, { orderId, ticketId }, news.told);
  return news;
}
// Times are told to the minute, and counted from now: a test that ran into the next minute would expect the wrong one.
const TEST_MS = 6000;
beforeEach(async () => {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < TEST_MS) await sleep(left);
});
const hall = () => stage([{ capacity: 100, types: [0] }]);

describe("a change of something sold", () => {
  it("is told once to its buyers, however often it was saved, with what they knew and what is true", async () => {
    const event = await hall();
    const { orderId } = await paidOrder(fans, orderOf(event, [0, 0]));
    await move(event, performance(50));
    await move(event, performance(52));
    expect(await announceMoves(jobs, 1000, now())).toBe(0);
    await Promise.all([announce(), announce()]);
    await announce();
    expect(await mailsOf(orderId)).toEqual([{ payload: { orderId }, bulk: true }]);
    const [was, is] = [performance(48), performance(52)];
    expect(await tell(orderId)).toMatchObject({
      changes: [{ was: { date: was.date, time: was.time }, is: { date: is.date, time: is.time }, rescheduled: false }],
    });
    expect(await tell(orderId)).toBeNull();
    await move(event, performance(54));
    await announce();
    expect(await mailsOf(orderId)).toHaveLength(2);
    expect(await tell(orderId)).toMatchObject({ changes: [{ was: { time: is.time } }] });
  });

  it("that was undone is told to nobody, whether before its mails were written or after", async () => {
    const event = await hall();
    const { orderId } = await paidOrder(fans, orderOf(event, [0]));
    await move(event, performance(50));
    await move(event, {});
    await announce();
    expect(await mailsOf(orderId)).toEqual([]);
    await move(event, performance(50));
    await announce();
    await move(event, {});
    expect(await tell(orderId)).toBeNull();
    await announce();
    expect(await tell(orderId)).toBeNull();
    // Nobody was told of 50: what is compared is what they know.
    await move(event, performance(60));
    expect(await tell(orderId)).toMatchObject({ changes: [{ was: { time: performance(48).time } }] });
  });

  it("is told to those alone who have a valid ticket to what moved", async () => {
    const event = await hall();
    const other = await paidOrder(fans, orderOf(event, [0], { at: 1 }));
    const mine = await paidOrder(fans, orderOf(event, [0]));
    const refunded = await paidOrder(fans, orderOf(event, [0]));
    await refund(refunded.orderId);
    const pending = await placeOrder(fans, orderOf(event, [0]));
    await move(event, performance(50));
    const later = await paidOrder(fans, orderOf(event, [0], { now: minutes(now(), 1) }));
    await announce();
    const told = [mine, other, refunded, pending, later].map(({ orderId }) => mailsOf(orderId));
    expect((await Promise.all(told)).map((mails) => mails.length)).toEqual([1, 0, 0, 0, 1]);
    // Bought after the change: there is nothing that they do not know.
    expect(await newsFor(later.orderId)).toBeNull();
  });

  it("is told to those who ordered before it and pay after it was announced", async () => {
    const event = await hall();
    const { orderId } = await placeOrder(fans, orderOf(event, [0]));
    const paymentId = await payable(fans, orderId);
    await move(event, performance(50));
    await announce();
    await settlePayment(fans, { paymentId, outcome: "succeeded", providerRef: paymentId, now: now() });
    expect(await mailsOf(orderId)).toHaveLength(1);
    expect(await newsFor(orderId)).toMatchObject({ changes: [{ was: { time: performance(48).time } }] });
  });

  it("is told to attendees with an address of their own, once each, and not to a buyer who is one", async () => {
    const event = await hall();
    const { orderId } = await paidOrder(fans, orderOf(event, [0, 0, 0, 0], { email: "Ada@example.org" }));
    const tickets = await owner.query<{ id: TicketId }>(
      sql`SELECT id FROM tickets WHERE order_id = ${orderId}::uuid ORDER BY id`,
    );
    const emails = ["eve@example.org", "EVE@example.org", "ada@example.org", null];
    for (const [at, { id: ticketId }] of tickets.entries())
      await changeHolder(fans, { orderId, ticketId }, { name: `Guest ${at}`, email: emails[at] ?? null }, null);
    await move(event, performance(50));
    await announce();
    const mails = await mailsOf(orderId);
    expect(mails.map(({ payload }) => payload.ticketId)).toEqual([undefined, tickets[0]?.id]);
    const eve = await tell(orderId, tickets[0]?.id);
    expect(eve).toMatchObject({ to: "eve@example.org", name: "Guest 0", changes: [{ rescheduled: false }] });
    expect(await newsFor(orderId, tickets[1]?.id)).toBeNull();
    expect(await newsFor(orderId)).toMatchObject({ to: "Ada@example.org" });
  });

  it("is told when the venue's own street changes, and calendars count it as a change", async () => {
    const event = await hall();
    const where = { kind: "new-venue", name: `Hall ${newId()}`, street: "Rynek 1" } as const;
    await move(event, { where: { ...where, city: "Kraków", country: "PL", lat: null, lon: null } });
    const { orderId } = await paidOrder(fans, orderOf(event, [0], { now: minutes(now(), 1) }));
    const changedAt = () =>
      owner.query<{ at: number }>(sql`SELECT epoch_ms(changed_at) AS at FROM events WHERE id = ${event.eventId}::uuid`);
    const [before] = await changedAt();
    await owner.query(sql`UPDATE venues SET street = 'Rynek 2' WHERE name = ${where.name}`);
    const [after] = await changedAt();
    expect(Number(after?.at)).toBeGreaterThan(Number(before?.at));
    await announce();
    expect(await mailsOf(orderId)).toHaveLength(1);
    expect(await newsFor(orderId)).toMatchObject({
      changes: [{ was: { place: { street: "Rynek 1" } }, is: { place: { street: "Rynek 2" } } }],
    });
  });

  it("is no news while it is over, cancelled, or changes what no ticket says", async () => {
    const event = await hall();
    const { orderId } = await paidOrder(fans, orderOf(event, [0]));
    const { endsAt } = performance(48);
    await move(event, { endsAt: instant(endsAt + 3_600_000) });
    const [none] = await owner.query<{ count: string }>(
      sql`SELECT count(*) FROM performance_changes WHERE event_id = ${event.eventId}::uuid`,
    );
    expect(Number(none?.count)).toBe(0);
    await move(event, performance(50));
    await owner.query(sql`UPDATE events SET status = 'cancelled' WHERE id = ${event.eventId}::uuid`);
    await announce();
    expect(await mailsOf(orderId)).toEqual([]);
    expect(await newsFor(orderId)).toBeNull();
  });
});

describe("a postponed event", () => {
  it("that gets its new date is told to everyone with a ticket, once it takes place again, with a new refund window", async () => {
    const event = await hall();
    const { orderId } = await paidOrder(fans, orderOf(event, [0]));
    const step = async (action: "postpone" | "reschedule") =>
      moveEvent(promoter, event.actor, { eventId: event.eventId, version: await versionOf(event) }, action, now());
    await step("postpone");
    const moved = performance(100);
    await owner.query(
      sql`UPDATE selling_settings SET refundable_until = now() WHERE event_id = ${event.eventId}::uuid`,
    );
    await move(event, moved);
    await announce();
    expect(await mailsOf(orderId)).toEqual([]);
    await step("reschedule");
    await announce();
    expect(await mailsOf(orderId)).toHaveLength(1);
    const news = await tell(orderId);
    expect(news).toMatchObject({
      changes: [{ was: { time: performance(48).time }, is: { time: moved.time }, rescheduled: true }],
    });
    expect(news?.refundableUntil).toBeGreaterThan(Date.now() + 13 * 86_400_000);
    expect(await tell(orderId)).toBeNull();
  });
});

describe("the refund window of a move", () => {
  it("opens only where its promoter says so, and only for tickets to what moved", async () => {
    const event = await hall();
    const [mine, other] = [
      await paidOrder(fans, orderOf(event, [0])),
      await paidOrder(fans, orderOf(event, [0], { at: 1 })),
    ];
    const giveBack = (orderId: OrderId) =>
      returnOrder(fans, { orderId, refundId: newId(), requestKey: newId(), now: now() });
    await move(event, performance(50));
    await expect(giveBack(mine.orderId)).rejects.toMatchObject({ code: "LO008" });
    await move(event, performance(52), { refundWindow: true });
    expect((await newsFor(mine.orderId))?.refundableUntil).toBeGreaterThan(Date.now() + 13 * 86_400_000);
    await expect(giveBack(other.orderId)).rejects.toMatchObject({ code: "LO008" });
    expect(await giveBack(mine.orderId)).toMatchObject({ amount: expect.any(Number), orderState: "refunded" });
  });
});
