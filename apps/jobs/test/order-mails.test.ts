import type { OrderId, PaymentId, TicketTypeId } from "@liveotter/core/ids";
import { ORDER_TEMPLATES } from "@liveotter/core/mail/order-news";
import { connect } from "@liveotter/database/connect";
import { newId } from "@liveotter/database/new-id";
import { beginPayment } from "@liveotter/database/orders/begin-payment";
import type { NewOrder } from "@liveotter/database/orders/place-order";
import { settlePayment } from "@liveotter/database/orders/settle-payment";
import { openInventory, orderTickets, type SoldEvent } from "@liveotter/devstack/order-tickets";
import { readOrderKey } from "@liveotter/integrations/order-key/order-key";
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { drainAll, runMinute } from "../src/work.ts";
import { newJobs } from "./jobs.ts";
import { newPromoter, now, owner, published, variable } from "./outbox.ts";

const fans = connect({ url: variable("DATABASE_URL_PUBLIC"), httpEndpoint: variable("DATABASE_HTTP_ENDPOINT") });
let event: SoldEvent & { readonly name: string };
let shards: NewOrder["shards"];
beforeAll(async () => {
  const entry = newId<TicketTypeId>();
  event = await published(await newPromoter(), {
    name: "Łódź & Größe <live>",
    ticketTypes: [{ id: entry, name: "Entry", price: 1500 }],
    quotas: [{ name: "Hall", capacity: null, performance: null, ticketTypes: [entry] }],
  });
  shards = await openInventory(fans, event);
});
/** Whoever held them was another test, and what it left is settled. */
beforeEach(async () => {
  await owner().query(sql`UPDATE job_leases SET held_until = now()`);
  await owner().query(
    sql`UPDATE outbox SET done_at = now(), parked_at = NULL WHERE consumer = 'mail' AND done_at IS NULL`,
  );
});

async function ordered(): Promise<{ id: OrderId; email: string }> {
  const email = `${crypto.randomUUID()}@example.org`;
  const { orderId } = await orderTickets(fans, event, shards, { email });
  return { id: orderId, email };
}
const write = (orderId: OrderId, topic: string, more: Record<string, string> = {}) =>
  owner().query(sql`INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
    SELECT 'mail', promoter_id, id, ${topic}, ${JSON.stringify({ orderId, ...more })}::jsonb FROM orders WHERE id = ${orderId}::uuid`);
const rowsOf = (orderId: OrderId) =>
  owner().query<{ topic: string; done: boolean; parked: boolean; error: string | null; payload: unknown }>(
    sql`SELECT topic, done_at IS NOT NULL AS done, parked_at IS NOT NULL AS parked, last_error AS error, payload
      FROM outbox WHERE consumer = 'mail' AND aggregate_id = ${orderId}::uuid ORDER BY id`,
  );
interface Arrived {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
/** What arrived for this address, oldest first. */
async function arrived(email: string): Promise<Arrived[]> {
  const { messages } = await (await fetch(`${variable("MAILBOX")}/messages`)).json<{ messages: Arrived[] }>();
  return messages.filter(({ to }) => to.includes(email)).reverse();
}
const drained = async (jobs = newJobs()): Promise<void> => {
  await owner().query(sql`UPDATE job_leases SET held_until = now()`);
  await drainAll(jobs);
};

test("an order that is settled twice is confirmed by one mail, whose link opens it", async () => {
  const { id, email } = await ordered();
  const payment = { orderId: id, paymentId: newId<PaymentId>(), method: "card", provider: "test" } as const;
  await beginPayment(fans, { ...payment, requestKey: id, requestHash: "0".repeat(64), now: now() });
  const report = { paymentId: payment.paymentId, outcome: "succeeded", now: now() } as const;
  await Promise.all([settlePayment(fans, report), settlePayment(fans, report)]);
  await drained();
  await drained();
  const mails = await arrived(email);
  expect(mails).toHaveLength(1);
  expect(mails[0]?.subject).toBe("Your tickets for Łódź & Größe <live>");
  expect(mails[0]?.text).toContain("for 2 tickets for Łódź & Größe <live> has arrived.");
  expect(mails[0]?.html).toContain("Łódź &#38; Größe &#60;live&#62;");
  const [, origin, order, key] = /^(https?:\/\/[^/]+)\/orders\/([\w-]+)\/([\w-]+)$/m.exec(mails[0]?.text ?? "") ?? [];
  expect([origin, order]).toEqual([variable("PUBLIC_ORIGIN"), id]);
  expect(await readOrderKey(variable("ORDER_SECRET"), id, key ?? "")).toBe(0);
  expect(await rowsOf(id)).toMatchObject([{ topic: "order-confirmed", done: true, payload: {} }]);
});

test("whoever pays by transfer is mailed how, until when, and the way back", async () => {
  await owner().query(sql`UPDATE selling_settings SET transfer_instructions = 'IBAN PL61 1090', transfer_days = 3
    WHERE event_id = ${event.id}::uuid`);
  const { id, email } = await ordered();
  const payment = { orderId: id, paymentId: newId<PaymentId>(), method: "transfer", provider: "manual" } as const;
  const request = { ...payment, requestKey: id, requestHash: "0".repeat(64), now: now() };
  await Promise.all([beginPayment(fans, request), beginPayment(fans, request)]);
  await drained();
  const [mail, ...more] = await arrived(email);
  expect(more).toEqual([]);
  expect(mail?.subject).toBe("Your order for Łódź & Größe <live> waits for your payment");
  expect(mail?.text).toMatch(/IBAN PL61 1090[\s\S]*are kept for you until \d+ \w+ \d{4} at/);
  expect(mail?.text).toContain(`/orders/${id}/`);
});

test("each mail about an order goes out, in the order's own language, and in its turn", async () => {
  const { id, email } = await ordered();
  await owner().query(sql`UPDATE orders SET locale = 'de' WHERE id = ${id}::uuid`);
  for (const topic of ORDER_TEMPLATES) await write(id, topic);
  for (let turn = 0; turn < 3; turn++) await drained();
  expect((await rowsOf(id)).map(({ topic, done, error }) => [topic, done, error])).toEqual(
    ORDER_TEMPLATES.map((topic) => [topic, true, null]),
  );
  const mails = await arrived(email);
  expect(mails.map(({ html }) => /<html lang="(\w+)">/.exec(html)?.[1])).toEqual(
    Array(ORDER_TEMPLATES.length).fill("de"),
  );
  expect(new Set(mails.map(({ subject }) => subject)).size).toBe(ORDER_TEMPLATES.length);
  const pages = mails.map(({ text }) => new URL(/https?:\S+/.exec(text)?.[0] ?? "").pathname);
  expect(pages.filter((path) => !path.startsWith(`/de/orders/${id}/`))).toEqual([]);
});

test("whoever was forgotten meanwhile is told nothing, and no row is left waiting for it", async () => {
  const { id, email } = await ordered();
  await write(id, "order-confirmed");
  await owner().query(sql`UPDATE order_people SET email = NULL, email_key = NULL WHERE order_id = ${id}::uuid`);
  await drained();
  expect(await rowsOf(id)).toMatchObject([{ done: true, error: null }]);
  expect(await arrived(email)).toEqual([]);
});

test("mail about orders waits while nobody knows what links to make, and the rest goes on", async () => {
  const { id } = await ordered();
  await write(id, "order-confirmed");
  for (const missing of ["ORDER_SECRET", "PUBLIC_ORIGIN"]) {
    await drained(newJobs({ [missing]: "" }));
    expect(await rowsOf(id)).toMatchObject([{ done: false, parked: false }]);
    await owner().query(sql`UPDATE outbox SET next_attempt_at = now() WHERE aggregate_id = ${id}::uuid`);
  }
  await drained();
  expect(await rowsOf(id)).toMatchObject([{ done: true }]);
});

test("a row that names no order is parked at once", async () => {
  const { id } = await ordered();
  await write(id, "order-confirmed", { orderId: "x" });
  await drained();
  expect(await rowsOf(id)).toMatchObject([{ parked: true, error: "RefusedError: `orderId` is missing" }]);
});

test("whose order is about to expire is told in the same minute, once", async () => {
  const { id, email } = await ordered();
  await owner().query(sql`UPDATE orders SET expires_at = now() + interval '4 minutes' WHERE id = ${id}::uuid`);
  for (let minute = 0; minute < 2; minute++) {
    await owner().query(sql`UPDATE job_leases SET held_until = now()`);
    await runMinute(newJobs(), now());
  }
  const mails = await arrived(email);
  expect(mails.map(({ subject }) => subject)).toEqual(["Your order for Łódź & Größe <live> is about to expire"]);
  expect(mails[0]?.text).toMatch(/kept for you until \d+ \w+ \d{4} at \d\d:\d\d UTC/);
});

test("scenario 68: everyone with a ticket to what was moved is mailed once, in the order's language, with what changed", async () => {
  const entry = newId<TicketTypeId>();
  const sold = await published(await newPromoter(), {
    name: "Jazz",
    ticketTypes: [{ id: entry, name: "Entry", price: 0 }],
    quotas: [{ name: "Hall", capacity: null, performance: null, ticketTypes: [entry] }],
  });
  const email = `${crypto.randomUUID()}@example.org`;
  const guest = `${crypto.randomUUID()}@example.org`;
  const { orderId } = await orderTickets(fans, sold, await openInventory(fans, sold), { email });
  await owner().query(sql`UPDATE orders SET locale = 'de' WHERE id = ${orderId}::uuid`);
  await owner().query(sql`UPDATE ticket_holders SET email = ${guest}, name = 'Eve' WHERE ticket_id = (
    SELECT id FROM tickets WHERE order_id = ${orderId}::uuid ORDER BY id LIMIT 1)`);
  const moveTo = (time: string) =>
    owner().query(sql`UPDATE performances SET local_time = ${time}::time WHERE event_id = ${sold.id}::uuid`);
  /** Ten minutes later. */
  const settled = async () => {
    await owner().query(
      sql`UPDATE performance_changes SET at = at - interval '10 minutes' WHERE event_id = ${sold.id}::uuid`,
    );
    await owner().query(sql`UPDATE job_leases SET held_until = now()`);
    await runMinute(newJobs(), now());
    await drained();
  };
  await moveTo("18:00");
  await moveTo("18:30");
  await runMinute(newJobs(), now());
  expect(await rowsOf(orderId)).toMatchObject([{ topic: "order-confirmed" }]);
  await settled();
  await settled();
  const [buyers, attendees] = [await arrived(email), await arrived(guest)];
  expect(buyers.map(({ subject }) => subject)).toEqual(["Ihre Tickets für Jazz", "Neue Uhrzeit: Jazz"]);
  expect(buyers[1]?.text).toMatch(/Bisher: [^\n]+\n\nJetzt: [^\n]+, 18:30, /);
  expect(buyers[1]?.text).toMatch(new RegExp(`/de/orders/${orderId}/[\\w-]+/tickets.ics`));
  expect(attendees.map(({ subject }) => subject)).toEqual(["Neue Uhrzeit: Jazz"]);
  expect(attendees[0]?.text).toContain("Hallo Eve,");
  expect(attendees[0]?.text).toContain(`/v1/events/${sold.slug}.ics?locale=de`);
  // The order's key is its buyer's alone.
  expect(attendees[0]?.html).not.toContain("/orders/");

  await moveTo("19:00");
  await moveTo("18:30");
  await settled();
  expect(await arrived(email)).toHaveLength(2);
});
