import type { InterestId, QuotaId, TicketTypeId } from "@liveotter/core/ids";
import { type Instant, instant } from "@liveotter/core/instant";
import { NOT_READ } from "@liveotter/core/inventory/inventory";
import type { InventoryShards } from "@liveotter/core/inventory/shard-api";
import { connect } from "@liveotter/database/connect";
import { askInterest } from "@liveotter/database/interests/ask-interest";
import { confirmInterest } from "@liveotter/database/interests/confirm-interest";
import { tellOfOpenings } from "@liveotter/database/interests/tell-of-openings";
import { mailRow } from "@liveotter/database/mail/send-mail";
import { newId } from "@liveotter/database/new-id";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { openInterestToken } from "@liveotter/integrations/order-key/interest-token";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Env } from "../src/env.ts";
import { tellInterested } from "../src/tell-interested.ts";
import { drainAll, runMinute } from "../src/work.ts";
import { newJobs } from "./jobs.ts";
import { faults, jobs, newPromoter, now, owner, published, variable } from "./outbox.ts";

const fans = connect({ url: variable("DATABASE_URL_PUBLIC"), httpEndpoint: variable("DATABASE_HTTP_ENDPOINT") });
const HOUR = 3_600_000;
afterEach(() => faults.clear());
/** Whoever held them was another test, and what it left is settled. */
beforeEach(async () => {
  await owner().query(sql`UPDATE job_leases SET held_until = now()`);
  await owner().query(
    sql`UPDATE outbox SET done_at = now(), parked_at = NULL WHERE consumer = 'mail' AND done_at IS NULL`,
  );
});

interface OnSale {
  readonly event: MyEvent;
  readonly quota: QuotaId;
}
/** Sold out, by Postgres' count, save `free`. */
async function onSale({ opensAt = null as Instant | null, free = 0 } = {}): Promise<OnSale> {
  const [entry, quota] = [newId<TicketTypeId>(), newId<QuotaId>()];
  const event = await published(await newPromoter(), {
    name: "Łódź & Größe <live>",
    ticketTypes: [{ id: entry, name: "Entry", price: 1500 }],
    quotas: [{ id: quota, name: "Hall", capacity: 100, performance: null, ticketTypes: [entry] }],
    sales: { zone: "Europe/Berlin", presale: null, onSale: opensAt, end: null, maxPerOrder: null },
  });
  await owner().query(sql`UPDATE quota_counters SET used = ${100 - free} WHERE quota_id = ${quota}::uuid`);
  return { event, quota };
}
/** What the event's shards say is free, carts and all. */
const withFree = (quota: QuotaId, left: number, more: Partial<Env> = {}) => {
  const summary = async () => ({
    ...{ outcome: "counted", asOf: now(), stopped: false },
    pools: [{ id: quota, left, over: 0, held: 0 }],
  });
  // Nothing else of a shard is asked for.
  return newJobs({ ...more, INVENTORY: { getByName: () => ({ summary }) } as unknown as InventoryShards });
};

async function asked({ event }: OnSale, kind: "on-sale" | "returned", locale: "en" | "de" = "en") {
  const email = `${crypto.randomUUID()}@example.org`;
  const performanceId = kind === "returned" ? (event.performances[0]?.id ?? null) : null;
  expect(await askInterest(fans, { eventSlug: event.slug, kind, performanceId, email, locale }, now())).toBe("asked");
  const [row] = await owner().query<{ id: InterestId }>(sql`SELECT id FROM event_interests WHERE email_key = ${email}`);
  if (row === undefined) throw new Error("not stored");
  return { email, id: row.id };
}
async function confirmed(of: OnSale, kind: "on-sale" | "returned", locale: "en" | "de" = "en") {
  const fan = await asked(of, kind, locale);
  await confirmInterest(fans, fan.id, now());
  return fan;
}
interface Arrived {
  readonly to: readonly string[];
  readonly at: string;
  readonly subject: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}
async function arrived({ email }: { email: string }): Promise<Arrived[]> {
  const { messages } = await (await fetch(`${variable("MAILBOX")}/messages`)).json<{ messages: Arrived[] }>();
  return messages.filter(({ to }) => to.includes(email)).reverse();
}
const subjects = async (fan: { email: string }) => (await arrived(fan)).map(({ subject }) => subject);
const minute = async (deps = newJobs()) => {
  await owner().query(sql`UPDATE job_leases SET held_until = now()`);
  await runMinute(deps, now());
};
const told = async (ids: readonly { id: InterestId }[]) => {
  const rows = await owner().query(sql`SELECT FROM event_interests
    WHERE told_at IS NOT NULL AND id = ANY(${sql.param(ids.map(({ id }) => id))}::uuid[])`);
  return rows.length;
};

test("whoever asks is mailed a link in their language, which their mail program can end by itself", async () => {
  const sale = await onSale({ opensAt: instant(Date.now() + 72 * HOUR) });
  const [english, german] = [await asked(sale, "on-sale"), await asked(sale, "returned", "de")];
  await drainAll(newJobs());
  const [mail, ...more] = await arrived(english);
  expect(more).toEqual([]);
  expect(mail?.subject).toBe("Shall we tell you about Łódź & Größe <live>?");
  const [, link = "", token = ""] = /^(https?:\/\/[^/]+\/tell-me\/(\S+))$/m.exec(mail?.text ?? "") ?? [];
  expect(link).toContain(variable("PUBLIC_ORIGIN"));
  expect(await openInterestToken(variable("ORDER_SECRET"), token)).toBe(english.id);
  expect(mail?.headers).toEqual({
    "List-Unsubscribe": `<${link}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  });
  expect((await arrived(german))[0]?.text).toMatch(/\/de\/tell-me\/[\w-]{64}$/m);
  // Nothing of it stays behind in the outbox.
  const rows = await owner().query(sql`SELECT payload FROM outbox WHERE aggregate_id = ${english.id}::uuid`);
  expect(rows).toEqual([{ payload: {} }]);
});

test("before a sale opens each is told once, also when jobs end between telling and sending", async () => {
  const sale = await onSale({ opensAt: instant(Date.now() + 5 * 60_000) });
  const fan = await confirmed(sale, "on-sale", "de");
  const scanner = await asked(sale, "on-sale");
  // Marked and written, and then nothing more of this run.
  await tellOfOpenings(jobs(), 1000, now());
  await faults.put("mail", { mode: "drop-response" });
  await minute();
  await faults.clear();
  await owner().query(sql`UPDATE outbox SET next_attempt_at = now() WHERE aggregate_id = ${fan.id}::uuid`);
  await Promise.all([minute(), minute()]);
  await minute();
  expect(await subjects(fan)).toEqual([
    expect.stringMatching(/^Tickets für Łódź & Größe <live>: ab \d+\. \S+ \d{4} um \d\d:\d\d ME/),
  ]);
  expect((await arrived(fan))[0]?.text).toContain(`${variable("PUBLIC_ORIGIN")}/de/events/${sale.event.slug}\n`);
  expect(await subjects(scanner)).toHaveLength(1);
});

test("once there are tickets again ten are told for each, those who asked first, and the rest when there are more", async () => {
  const sale = await onSale({ free: 5 });
  const those = [];
  for (let at = 0; at < 23; at++) those.push(await confirmed(sale, "returned"));
  // All five lie in carts.
  await tellInterested(withFree(sale.quota, 0));
  expect(await told(those)).toBe(0);
  await tellInterested(withFree(sale.quota, 1));
  expect([await told(those), await told(those.slice(0, 10))]).toEqual([10, 10]);
  await tellInterested(withFree(sale.quota, 0));
  expect(await told(those)).toBe(10);
  await minute(withFree(sale.quota, 5));
  expect(await told(those)).toBe(23);
  const last = those.at(-1);
  for (let turn = 0; turn < 5; turn++) await minute(withFree(sale.quota, 5));
  expect(last && (await subjects(last)).at(-1)).toBe("There are tickets for Łódź & Größe <live> again");
  const text = last && (await arrived(last)).at(-1)?.text;
  const night = sale.event.performances[0]?.id;
  for (const link of [
    `/events/${sale.event.slug}/tickets/${night}`,
    `/events/${sale.event.slug}/tell-me?date=${night}`,
  ])
    expect(text).toContain(`:\n${variable("PUBLIC_ORIGIN")}${link}\n`);
});

test("without the shards, or while one does not answer, nobody is told what nobody knows", async () => {
  const sale = await onSale({ free: 5 });
  const fan = await confirmed(sale, "returned");
  await tellInterested(newJobs());
  const silent = { getByName: () => ({ summary: () => Promise.reject(new Error("gone")) }) };
  await tellInterested(newJobs({ INVENTORY: silent as unknown as InventoryShards }));
  const busy = { getByName: () => ({ summary: async () => NOT_READ }) };
  await tellInterested(newJobs({ INVENTORY: busy as unknown as InventoryShards }));
  expect(await told([fan])).toBe(0);
});

test("whoever waits for a mail of their own overtakes what is for a crowd", async () => {
  const sale = await onSale({ free: 5 });
  const crowd = [];
  for (let at = 0; at < 14; at++) crowd.push(await confirmed(sale, "returned"));
  await drainAll(newJobs());
  await tellInterested(withFree(sale.quota, 5));
  const late = { email: `${crypto.randomUUID()}@example.org` };
  const params = { name: "Ada", link: "https://studio.example/verify?token=x", hours: 24 };
  const mail = { template: "verify-email", to: late.email, locale: "en", params } as const;
  await owner().query(mailRow(mail, { aggregateId: newId() }));
  await owner().query(sql`UPDATE job_leases SET held_until = now()`);
  await drainAll(newJobs());
  const [own] = await arrived(late);
  const times = await Promise.all(crowd.map(async (fan) => (await arrived(fan)).at(-1)?.at ?? ""));
  expect(times).not.toContain("");
  // It is in the first batch, of six.
  expect(times.filter((at) => at < (own?.at ?? "")).length).toBeLessThan(6);
});

test("who runs out of time has the rest mailed at once, and who is done wakes nobody", async () => {
  const sale = await onSale({ free: 5 });
  for (let at = 0; at < 14; at++) await confirmed(sale, "returned");
  await drainAll(newJobs());
  await tellInterested(withFree(sale.quota, 5));
  let woken = 0;
  let at = Date.now();
  const wake = async () => void woken++;
  // A clock by which one batch takes longer than an invocation has.
  const later = () => {
    at += 15_000;
    return instant(at);
  };
  const hurried = { ...newJobs(), wake, now: later };
  await owner().query(sql`UPDATE job_leases SET held_until = now()`);
  await drainAll({ ...hurried, consumers: hurried.consumers.filter(({ name }) => name === "mail") });
  expect(woken).toBe(1);
  const calm = { ...newJobs(), wake };
  await owner().query(sql`UPDATE job_leases SET held_until = now()`);
  await drainAll(calm);
  expect(woken).toBe(1);
});

test("whoever ended it, or whose event was cancelled meanwhile, gets no mail, and no row is left waiting", async () => {
  const sale = await onSale({ opensAt: instant(Date.now() + 5 * 60_000) });
  const [gone, waiting] = [await confirmed(sale, "on-sale"), await confirmed(sale, "on-sale")];
  await drainAll(newJobs());
  await tellOfOpenings(jobs(), 1000, now());
  await owner().query(sql`DELETE FROM event_interests WHERE id = ${gone.id}::uuid`);
  await owner().query(sql`UPDATE events SET status = 'cancelled' WHERE id = ${sale.event.id}::uuid`);
  await minute();
  for (const fan of [gone, waiting]) {
    expect(await arrived(fan)).toEqual([]);
    const rows = await owner().query(sql`SELECT FROM outbox WHERE aggregate_id = ${fan.id}::uuid AND done_at IS NULL`);
    expect(rows).toEqual([]);
  }
  expect(await owner().query(sql`SELECT FROM event_interests WHERE event_id = ${sale.event.id}::uuid`)).toEqual([]);
});
