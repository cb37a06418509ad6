import { setTimeout as sleep } from "node:timers/promises";
import type { CredentialId, OrderId, TicketId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import { Client } from "pg";
import { expect, it } from "vitest";
import { as, newPromoter, performance, published, urlOf } from "../../test/fixture.ts";
import { soldOrder } from "../../test/sold-order.ts";
import { readOrderNews } from "../mail/read-order-news.ts";
import { newId } from "../new-id.ts";
import { listRevocations, type RevocationQuery } from "../promoter/list-revocations.ts";
import { readEvent } from "../public/read-event.ts";
import { changeHolder } from "./change-holder.ts";
import { readTickets } from "./read-tickets.ts";

const fans = as("public");
const all = { skip: 0, take: 100 };

async function order(more: Parameters<typeof soldOrder>[2] = {}) {
  const actor = await newPromoter();
  const event = await published(actor);
  return { ...(await soldOrder(actor, event, more)), event, actor };
}
const mailsOf = (id: OrderId) =>
  as("owner").query<{ topic: string; payload: unknown }>(
    sql`SELECT topic, payload FROM outbox WHERE consumer = 'mail' AND aggregate_id = ${id}::uuid ORDER BY id`,
  );

it("reads an order's tickets in pages that meet, with what they are for", async () => {
  const { id, number, event, tickets } = await order({ tickets: 3 });
  const page = await readTickets(fans, id, all);
  expect(page).toMatchObject({ orderId: id, orderNumber: number, total: 3, attendeeNames: "none", questions: [] });
  expect(page?.event).toMatchObject({ id: event.id, slug: event.slug, name: event.name, status: "published" });
  expect(page?.performances).toMatchObject([{ id: event.performances[0]?.id, place: { city: "Kraków" } }]);
  expect(page?.tickets.map((ticket) => ticket.credential)).toEqual(
    tickets.map(({ credentialId }) => ({ id: credentialId, kind: "static" })),
  );
  const parts = await Promise.all([0, 1, 2, 3].map((skip) => readTickets(fans, id, { skip, take: 1 })));
  expect(parts.flatMap((part) => part?.tickets)).toEqual(page?.tickets);
  const one = await readTickets(fans, id, { ...all, ticketId: tickets[1]?.id });
  expect([one?.total, one?.tickets[0]?.id]).toEqual([1, tickets[1]?.id]);
  expect(await readTickets(fans, newId<OrderId>(), all)).toBeNull();
});

it("tells ticket holders the place that the public event page shows, with its street", async () => {
  const actor = await newPromoter();
  const spot = { street: "Rynek 1", city: "Kraków", country: "PL", lat: 50.06, lon: 19.94 };
  const where = { kind: "new-venue", name: `Hall ${newId()}`, ...spot } as const;
  const event = await published(actor, { performances: [performance(48, { where }), performance(72, { where })] });
  const { id } = await soldOrder(actor, event);
  const [first] = event.performances;
  const { event: shown } = await readEvent(fans, event.slug);
  const place = shown?.performances[0]?.place;
  expect(place).toMatchObject({ ...spot, venue: { name: where.name } });
  expect((await readTickets(fans, id, all))?.performances).toMatchObject([{ id: first?.id, place }]);
  const news = await readOrderNews(as("jobs"), { orderId: id, refundId: null, ticketId: null });
  expect(news?.performances).toMatchObject([{ date: first?.date, online: false, place }]);
  const [night] = await as("owner").query<{ night: unknown }>(sql`SELECT night_of(${first?.id}::uuid) AS night`);
  expect(night?.night).toMatchObject({ id: first?.id, online: false, place });
});

it("gives a ticket another holder, in what was said alone, and keeps its code", async () => {
  const { id, tickets } = await order();
  const ticketId = tickets[0]?.id ?? newId<TicketId>();
  expect(await changeHolder(fans, { orderId: id, ticketId }, { name: "Łucja", email: "l@example.org" }, null)).toBe(
    "changed",
  );
  const answers = [{ questionId: newId(), answer: "L" }];
  expect(await changeHolder(fans, { orderId: id, ticketId }, { name: null, answers }, null)).toBe("changed");
  const page = await readTickets(fans, id, all);
  expect(page?.tickets[0]).toMatchObject({ name: null, email: "l@example.org", answers });
  expect(page?.tickets[0]?.credential?.id).toBe(tickets[0]?.credentialId);
  expect(await mailsOf(id)).toEqual([]);
});

it("replaces the code of a ticket once asked, leaves one in use whoever asks at once, and has it told", async () => {
  const { id, tickets } = await order({ tickets: 1 });
  const where = { orderId: id, ticketId: tickets[0]?.id ?? newId<TicketId>() };
  const fresh = Array.from({ length: 8 }, () => newId<CredentialId>());
  await Promise.all(fresh.map((credential) => changeHolder(fans, where, { name: "Łucja" }, credential)));
  const rows = await as("owner").query<{ id: string; live: boolean }>(
    sql`SELECT id, revoked_at IS NULL AS live FROM ticket_credentials WHERE ticket_id = ${where.ticketId}::uuid`,
  );
  expect([rows.length, rows.filter(({ live }) => live).length]).toEqual([9, 1]);
  expect(rows.find((row) => row.id === tickets[0]?.credentialId)?.live).toBe(false);
  const mails = await mailsOf(id);
  expect(mails).toHaveLength(8);
  expect(mails[0]).toEqual({ topic: "ticket-replaced", payload: where });
  const about = { orderId: id, refundId: null, ticketId: where.ticketId };
  expect((await readOrderNews(as("jobs"), about))?.ticket).toEqual({ ticketType: "Standard", holder: "Łucja" });
});

it("lists to their promoter alone what must be refused at the door: replaced codes and those of cancelled tickets", async () => {
  const { id, tickets, event, actor } = await order({ tickets: 3 });
  const [replaced, cancelled, good] = tickets;
  if (replaced === undefined || cancelled === undefined || good === undefined) throw new Error("no tickets");
  await changeHolder(fans, { orderId: id, ticketId: replaced.id }, {}, newId());
  await as("owner").query(
    sql`UPDATE tickets SET state = 'cancelled', cancelled_at = now() WHERE id = ${cancelled.id}::uuid`,
  );
  const where = { promoterId: actor.promoterId, eventId: event.id };
  const list = async (more: Partial<RevocationQuery> = {}) => {
    const page = await listRevocations(as("promoter"), where, { limit: 10, ...more });
    return [page?.items.map(({ credentialId }) => credentialId), page?.after];
  };
  const gone = [replaced.credentialId, cancelled.credentialId];
  expect(await list()).toEqual([gone, null]);
  expect(await list({ limit: 1 })).toEqual([gone.slice(0, 1), replaced.credentialId]);
  expect(await list({ limit: 1, after: replaced.credentialId })).toEqual([gone.slice(1), null]);
  expect(await list({ since: instant(Date.now() + 60_000) })).toEqual([[], null]);
  const { promoterId } = await newPromoter();
  expect(await listRevocations(as("promoter"), { ...where, promoterId }, { limit: 10 })).toBeNull();
});

it("touches no ticket of another order and none that was cancelled", async () => {
  const [mine, other] = [await order(), await order()];
  const theirs = other.tickets[0]?.id ?? newId<TicketId>();
  expect(await changeHolder(fans, { orderId: mine.id, ticketId: theirs }, { name: "Eve" }, newId())).toBe("absent");
  await as("owner").query(sql`UPDATE tickets SET state = 'cancelled', cancelled_at = now() WHERE id = ${theirs}::uuid`);
  expect(await changeHolder(fans, { orderId: other.id, ticketId: theirs }, { name: "Eve" }, newId())).toBe("cancelled");
  const page = await readTickets(fans, other.id, all);
  expect(page?.tickets[0]).toMatchObject({ state: "cancelled", name: null, credential: null });
  expect((await readTickets(fans, other.id, { ...all, validOnly: true }))?.total).toBe(1);
});

it("changes nothing of a ticket that is being cancelled at the same time", async () => {
  const { id, tickets } = await order({ tickets: 1 });
  const ticketId = tickets[0]?.id ?? newId<TicketId>();
  const cancelling = new Client(urlOf("owner"));
  await cancelling.connect();
  try {
    await cancelling.query("BEGIN");
    await cancelling.query("UPDATE tickets SET state = 'cancelled', cancelled_at = now() WHERE id = $1", [ticketId]);
    const changing = changeHolder(fans, { orderId: id, ticketId }, { name: "Eve" }, newId());
    const first = await Promise.race([changing, sleep(150).then(() => "waits")]);
    await cancelling.query("COMMIT");
    expect([first, await changing]).toEqual(["waits", "cancelled"]);
  } finally {
    await cancelling.end();
  }
});

it("knows for a mail what to say of an order, and nothing once its person was forgotten", async () => {
  const email = `${newId()}@Example.org`;
  const { id, number, event } = await order({ email });
  const news = await readOrderNews(as("jobs"), { orderId: id, refundId: null, ticketId: null });
  expect(news).toMatchObject({
    to: email,
    name: "Ada",
    locale: "en",
    number,
    event: event.name,
    tickets: 2,
    total: 3000,
  });
  expect(news).toMatchObject({
    zone: "UTC",
    refund: null,
    ticket: null,
    performances: [{ place: { city: "Kraków", venue: null } }],
  });
  await as("owner").query(sql`UPDATE order_people SET email = NULL, email_key = NULL WHERE order_id = ${id}::uuid`);
  expect(await readOrderNews(as("jobs"), { orderId: id, refundId: null, ticketId: null })).toBeNull();
});

it("opens no table to fans' role or jobs'", async () => {
  for (const role of ["public", "jobs"] as const) {
    for (const table of [
      "tickets",
      "ticket_credentials",
      "ticket_holders",
      "persons",
      "person_codes",
      "order_people",
    ]) {
      await expect(as(role).query(sql`SELECT FROM ${sql.identifier(table)}`)).rejects.toMatchObject({ code: "42501" });
    }
  }
});
