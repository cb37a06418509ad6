import type { EventId, InterestId, PerformanceId, PromoterId, TicketTypeId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { emailKeyOf } from "@liveotter/core/person/email-key";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { as, newPromoter, performance, published } from "../../test/fixture.ts";
import { heldUp } from "../../test/held-up.ts";
import { readInterestNews } from "../mail/read-interest-news.ts";
import { newId } from "../new-id.ts";
import type { Actor, EventDraft } from "../promoter/event-draft.ts";
import { moveEvent } from "../promoter/move-event.ts";
import type { MyEvent } from "../promoter/my-event.ts";
import { readSales } from "../promoter/read-sales.ts";
import { askInterest } from "./ask-interest.ts";
import { confirmInterest } from "./confirm-interest.ts";
import { endInterest } from "./end-interest.ts";
import { forgetInterests } from "./forget-interests.ts";
import { readInterest } from "./read-interest.ts";
import { returnsToLookAt } from "./returns-to-look-at.ts";
import { tellOfOpenings } from "./tell-of-openings.ts";
import { tellOfReturns } from "./tell-of-returns.ts";

const fans = as("public");
const jobs = as("jobs");
const owner = as("owner");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const anAddress = () => `Fan.${newId()}@example.org`;

/** An event of its own, whose sale opens then. */
async function opening(opensAt: number, more: Partial<EventDraft> = {}): Promise<{ actor: Actor; event: MyEvent }> {
  const actor = await newPromoter();
  const sales = { zone: "Europe/Berlin", presale: null, onSale: instant(opensAt), end: null, maxPerOrder: null };
  return { actor, event: await published(actor, { performances: [performance(24 * 30)], sales, ...more }) };
}
const selling = async () => {
  const actor = await newPromoter();
  const entry = newId<TicketTypeId>();
  const ticketTypes = [{ id: entry, name: "Entry", price: 1000 }];
  const quotas = [{ name: "Hall", capacity: 10, performance: null, ticketTypes: [entry] }];
  return { actor, event: await published(actor, { performances: [performance(24 * 30)], ticketTypes, quotas }) };
};
const ask = (event: MyEvent, email: string, kind: "on-sale" | "returned" = "on-sale", now = Date.now()) =>
  askInterest(fans, { eventSlug: event.slug, kind, performanceId: null, email, locale: "de" }, instant(now));
interface Stored {
  readonly id: InterestId;
  readonly email: string | null;
  readonly confirmed: boolean;
  readonly told: boolean;
  readonly mails: number;
}
const rowsOf = (event: MyEvent): Promise<Stored[]> =>
  owner.query<Stored>(sql`SELECT id, email, confirmed_at IS NOT NULL AS confirmed, told_at IS NOT NULL AS told, mails
    FROM event_interests WHERE event_id = ${event.id}::uuid ORDER BY confirmed_at, id`);
/** What the outbox has to say, to whom of this event. */
const mailsOf = (event: MyEvent) =>
  owner.query<{ topic: string; bulk: boolean; promoter: PromoterId; payload: unknown }>(
    sql`SELECT o.topic, o.bulk, o.promoter_id AS promoter, o.payload FROM outbox o
      JOIN event_interests i ON i.id = o.aggregate_id WHERE i.event_id = ${event.id}::uuid ORDER BY o.id`,
  );
const topicsOf = async (event: MyEvent) => (await mailsOf(event)).map(({ topic }) => topic);
async function confirmed(event: MyEvent, kind: "on-sale" | "returned" = "on-sale", email = anAddress()) {
  expect(await ask(event, email, kind)).toBe("asked");
  const [row] = await owner.query<{ id: InterestId }>(
    sql`SELECT id FROM event_interests WHERE event_id = ${event.id}::uuid AND email_key = ${emailKeyOf(email)}`,
  );
  if (row === undefined) throw new Error("not stored");
  expect(await confirmInterest(fans, row.id, instant(Date.now()))).not.toBeNull();
  return row.id;
}
/** Its first night, or another. */
function nightOf(event: MyEvent, at = 0) {
  const performanceId = event.performances[at]?.id;
  if (performanceId === undefined) throw new Error("no such night");
  return { eventId: event.id, performanceId };
}
const spread = (id: InterestId, seconds: number) =>
  owner.query(sql`UPDATE event_interests SET spread_seconds = ${seconds} WHERE id = ${id}::uuid`);
const opensAgain = (event: MyEvent, at: number | null) =>
  owner.query(sql`UPDATE events SET on_sale_at = ${at === null ? null : new Date(at).toISOString()}::timestamptz
    WHERE id = ${event.id}::uuid`);
/** Everybody whose turn it is, whoever's event: others' tests run beside. */
const tell = (now: number) => tellOfOpenings(jobs, 100_000, instant(now));
/** Does the same while somebody has done it and not committed yet: it passes that by, or waits for it. */
const meanwhile = (statement: string, again: () => Promise<unknown>) =>
  heldUp([statement], async ({ waiting }) => {
    const doing = again();
    await Promise.race([doing, waiting(1)]);
    return () => doing;
  });
const cancel = (actor: Actor, { id, version }: MyEvent) =>
  moveEvent(as("promoter"), actor, { eventId: id, version }, "cancel", instant(Date.now()));
const countsOf = async (actor: Actor, eventId: EventId) =>
  (await readSales(as("reporting"), { promoterId: actor.promoterId, eventId }))?.interests;
const NOBODY = { waiting: 0, told: 0 };

describe("asking to be told", () => {
  it("counts for the promoter once it is confirmed, and shows nobody the address", async () => {
    const { actor, event } = await opening(Date.now() + 3 * DAY);
    const [first] = [await confirmed(event), await ask(event, anAddress())];
    expect(await countsOf(actor, event.id)).toEqual({ onSale: { waiting: 1, told: 0 }, returned: NOBODY });
    expect(await readInterest(fans, first)).toMatchObject({
      ...{ kind: "on-sale", state: "waiting", eventSlug: event.slug, eventName: event.name, zone: "Europe/Berlin" },
    });
    for (const role of ["public", "promoter", "jobs", "reporting", "auth"] as const)
      await expect(as(role).query(sql`SELECT event_id FROM event_interests`)).rejects.toMatchObject({ code: "42501" });
    expect(JSON.stringify(await mailsOf(event))).not.toContain("example.org");
  });

  it("says how many wait to their own promoter alone", async () => {
    const { event } = await opening(Date.now() + 3 * DAY);
    await confirmed(event);
    const { promoterId } = await newPromoter();
    const count = sql`SELECT my_interests(${event.id}::uuid) AS counts`;
    const [, [theirs] = []] = await as("promoter").transaction([
      sql`SELECT set_config('app.promoter_id', ${promoterId}, true)`,
      count,
    ]);
    expect(theirs).toEqual({ counts: { onSale: NOBODY, returned: NOBODY } });
    await expect(fans.query(count)).rejects.toMatchObject({ code: "42501" });
  });

  it("mails an address that has not confirmed again after ten minutes, twice in all, and one that has never", async () => {
    const { event } = await opening(Date.now() + 3 * DAY);
    const [email, now] = [anAddress(), Date.now()];
    await Promise.all([ask(event, email, "on-sale", now), ask(event, email.toUpperCase(), "on-sale", now)]);
    expect(await topicsOf(event)).toHaveLength(1);
    for (const minutes of [9, 11, 22, 33, 44]) await ask(event, email, "on-sale", now + minutes * MINUTE);
    expect(await topicsOf(event)).toHaveLength(3);
    const { event: another } = await opening(Date.now() + 3 * DAY);
    await confirmed(another, "on-sale", email);
    await ask(another, email, "on-sale", now + 11 * MINUTE);
    expect(await topicsOf(another)).toHaveLength(1);
  });

  it("mails an address about five events in a day and no more, however many ask at once, and says so to nobody", async () => {
    const events = await Promise.all(Array.from({ length: 7 }, () => opening(Date.now() + 3 * DAY)));
    const email = anAddress();
    expect(await Promise.all(events.map(({ event }) => ask(event, email)))).toEqual(Array(7).fill("asked"));
    const mailed = await Promise.all(events.map(async ({ event }) => (await topicsOf(event)).length));
    expect(mailed.reduce((sum, each) => sum + each, 0)).toBe(5);
    // Who confirms is no victim: there is room for more.
    const [known] = await owner.query<{ id: InterestId }>(
      sql`SELECT id FROM event_interests WHERE email_key = ${emailKeyOf(email)} LIMIT 1`,
    );
    await confirmInterest(fans, known?.id ?? newId(), instant(Date.now()));
    const unmailed = events[mailed.indexOf(0)]?.event;
    expect(unmailed && (await ask(unmailed, email)) && (await topicsOf(unmailed)).length).toBe(1);
  });

  it("counts a mailbox once, however its address is written", async () => {
    const events = await Promise.all(Array.from({ length: 7 }, () => opening(Date.now() + 3 * DAY)));
    const name = newId();
    const written = (at: number) => `${name.slice(0, at)}.${name.slice(at)}+${at}@example.org`;
    for (const [at, { event }] of events.entries()) expect(await ask(event, written(at))).toBe("asked");
    const mailed = await Promise.all(events.map(({ event }) => mailsOf(event)));
    // Behind what was paid for.
    expect(mailed.flat().map(({ bulk }) => bulk)).toEqual(Array(5).fill(true));
    const [first] = events;
    if (first === undefined) throw new Error("no event");
    await ask(first.event, `${name}@elsewhere.example.org`);
    expect(await mailsOf(first.event)).toHaveLength(2);
  });

  it("is refused for what is not there, over, cancelled, or on sale already", async () => {
    const { actor, event } = await selling();
    expect(await ask({ ...event, slug: "no-such-event" }, anAddress())).toBe("unknown");
    expect(await ask(event, anAddress())).toBe("open");
    expect(await ask(event, anAddress(), "returned", Date.now() + 60 * DAY)).toBe("over");
    expect(await ask(event, anAddress(), "returned")).toBe("asked");
    await cancel(actor, event);
    expect(await ask(event, anAddress(), "returned")).toBe("over");
    expect(await rowsOf(event)).toHaveLength(1);
  });

  it("ends at once, as if it had never been", async () => {
    const { event } = await opening(Date.now() + 3 * DAY);
    const id = await confirmed(event);
    await endInterest(fans, id);
    await endInterest(fans, id);
    expect(await rowsOf(event)).toEqual([]);
    expect(await readInterest(fans, id)).toBeNull();
    expect(await confirmInterest(fans, id, instant(Date.now()))).toBeNull();
    expect(await readInterestNews(jobs, id, "interest-confirm", instant(Date.now()))).toBeNull();
  });
});

describe("telling that a sale opens", () => {
  it("takes the hour before it, each at their own moment, and tells nobody who has not confirmed", async () => {
    const opensAt = Date.now() + 2 * HOUR;
    const { actor, event } = await opening(opensAt);
    const [early, late] = [await confirmed(event), await confirmed(event)];
    await ask(event, anAddress());
    await Promise.all([spread(early, 0), spread(late, 2999)]);
    const told = async () => (await mailsOf(event)).filter(({ topic }) => topic === "sale-opens");
    const before = [opensAt - HOUR - 1000, opensAt - HOUR, opensAt - 11 * MINUTE, opensAt - 10 * MINUTE];
    const counts: number[] = [];
    for (const now of before) {
      await tell(now);
      counts.push((await told()).length);
    }
    expect(counts).toEqual([0, 1, 1, 2]);
    expect(await told()).toEqual(
      [early, late].map((id) => ({
        ...{ topic: "sale-opens", bulk: true, promoter: actor.promoterId, payload: { interestId: id } },
      })),
    );
    expect(await countsOf(actor, event.id)).toEqual({ onSale: { waiting: 0, told: 2 }, returned: NOBODY });
  });

  it("spreads a crowd over fifty minutes by itself", async () => {
    const { event } = await opening(Date.now() + 2 * HOUR);
    await Promise.all(Array.from({ length: 12 }, () => ask(event, anAddress())));
    const rows = await owner.query<{ spread: number }>(
      sql`SELECT spread_seconds AS spread FROM event_interests WHERE event_id = ${event.id}::uuid`,
    );
    expect(new Set(rows.map((row) => row.spread)).size).toBeGreaterThan(6);
  });

  it("happens once, however many tell at once, and again only for another opening", async () => {
    const opensAt = Date.now() + 2 * HOUR;
    const { event } = await opening(opensAt);
    const id = await confirmed(event);
    const at = new Date(opensAt - 5 * MINUTE).toISOString();
    await meanwhile(`SELECT tell_of_openings(100000, '${at}')`, () => tell(opensAt - 5 * MINUTE));
    await tell(opensAt + HOUR);
    expect(await topicsOf(event)).toEqual(["interest-confirm", "sale-opens"]);
    expect(await readInterest(fans, id)).toMatchObject({ state: "told" });

    await opensAgain(event, opensAt + DAY);
    expect(await readInterest(fans, id)).toMatchObject({ state: "waiting" });
    // The mail that was not sent yet says nothing untrue.
    expect(await readInterestNews(jobs, id, "sale-opens", instant(opensAt))).toBeNull();
    await tell(opensAt + DAY - 5 * MINUTE);
    await tell(opensAt + DAY - 4 * MINUTE);
    expect(await topicsOf(event)).toHaveLength(3);
    // Whatever a promoter moves, and how often: the row has an end.
    for (let day = 2; day < 9; day++) {
      await opensAgain(event, opensAt + day * DAY);
      await tell(opensAt + day * DAY - 5 * MINUTE);
    }
    expect(await rowsOf(event)).toMatchObject([{ mails: 6 }]);
  });

  it("comes late rather than never, and not once the event is cancelled", async () => {
    const opensAt = Date.now() + 2 * HOUR;
    const [late, gone] = [await opening(opensAt), await opening(opensAt)];
    const id = await confirmed(late.event);
    await confirmed(gone.event);
    const { actor, event } = gone;
    await cancel(actor, event);
    await tell(opensAt + 3 * HOUR);
    expect(await topicsOf(late.event)).toEqual(["interest-confirm", "sale-opens"]);
    expect(await topicsOf(event)).toEqual(["interest-confirm"]);
    const news = await readInterestNews(jobs, id, "sale-opens", instant(opensAt + 3 * HOUR));
    expect(news).toMatchObject({ locale: "de", event: late.event.name, opensAt, zone: "Europe/Berlin" });
  });
});

describe("telling that there are tickets again", () => {
  const look = async (event: MyEvent) => (await returnsToLookAt(jobs, 100_000, instant(Date.now()))).includes(event.id);

  it("looks at events alone for which somebody waits, and that have a ticket by Postgres' count", async () => {
    const { event } = await selling();
    expect(await look(event)).toBe(false);
    await ask(event, anAddress(), "returned");
    expect(await look(event)).toBe(false);
    await confirmed(event, "returned");
    const sold = (used: number) =>
      owner.query(sql`UPDATE quota_counters SET used = ${used} WHERE event_id = ${event.id}::uuid`);
    await sold(10);
    expect(await look(event)).toBe(false);
    await sold(9);
    expect(await look(event)).toBe(true);
    await owner.query(sql`UPDATE selling_settings SET stopped = true WHERE event_id = ${event.id}::uuid`);
    expect(await look(event)).toBe(false);
  });

  it("goes by who confirmed first, each once, however many tell at once", async () => {
    const { actor, event } = await selling();
    const ids = [];
    for (let at = 0; at < 4; at++) ids.push(await confirmed(event, "returned"));
    const tellTwo = () => tellOfReturns(jobs, nightOf(event), 2, instant(Date.now()));
    expect(await tellTwo()).toBe(2);
    const told = async () => (await rowsOf(event)).filter((row) => row.told).map(({ id }) => id);
    expect(await told()).toEqual(ids.slice(0, 2));
    const { eventId, performanceId } = nightOf(event);
    await meanwhile(`SELECT tell_of_returns('${eventId}', '${performanceId}', 2, now())`, tellTwo);
    await tellTwo();
    expect((await topicsOf(event)).filter((topic) => topic === "tickets-back")).toHaveLength(4);
    expect(await countsOf(actor, event.id)).toEqual({ onSale: NOBODY, returned: { waiting: 0, told: 4 } });
  });

  it("is of the night that was asked for, and of any where none was", async () => {
    const actor = await newPromoter();
    const event = await published(actor, { performances: [performance(24 * 30), performance(24 * 31)] });
    const email = anAddress();
    const wait = async (performanceId: PerformanceId | null, address = anAddress()) => {
      const request = { eventSlug: event.slug, kind: "returned", email: address, locale: "en", performanceId } as const;
      const outcome = await askInterest(fans, request, instant(Date.now()));
      await owner.query(sql`UPDATE event_interests SET confirmed_at = coalesce(confirmed_at, now())
        WHERE event_id = ${event.id}::uuid`);
      return outcome;
    };
    const [first, second] = [nightOf(event).performanceId, nightOf(event, 1).performanceId];
    // One address may wait for several.
    for (const night of [first, second, null]) expect(await wait(night, email)).toBe("asked");
    expect(await wait(second)).toBe("asked");
    expect(await wait(nightOf((await selling()).event).performanceId)).toBe("unknown");
    expect(await rowsOf(event)).toHaveLength(4);
    expect(await tellOfReturns(jobs, nightOf(event, 1), 10, instant(Date.now()))).toBe(3);
    const [waiting] = (await rowsOf(event)).filter(({ told }) => !told);
    const shown = waiting && (await readInterest(fans, waiting.id));
    expect(shown).toMatchObject({ state: "waiting", performance: { id: first, date: event.performances[0]?.date } });

    await owner.query(sql`UPDATE performances SET status = 'cancelled' WHERE id = ${first}::uuid`);
    expect(waiting && (await readInterest(fans, waiting.id))).toMatchObject({ state: "over" });
    expect(await wait(first)).toBe("over");
    await forgetInterests(jobs, instant(Date.now()));
    expect(await rowsOf(event)).toHaveLength(3);
    // Wiped rows of one night stand beside each other.
    await forgetInterests(jobs, instant(Date.now() + 8 * DAY));
    expect((await rowsOf(event)).map((row) => row.email)).toEqual([null, null, null]);
  });

  it("begins anew for whoever was told and came too late: by another confirmation", async () => {
    const { event } = await selling();
    const email = anAddress();
    const id = await confirmed(event, "returned", email);
    await tellOfReturns(jobs, nightOf(event), 10, instant(Date.now()));
    await ask(event, email, "returned");
    expect(await readInterest(fans, id)).toMatchObject({ state: "unconfirmed" });
    expect(await tellOfReturns(jobs, nightOf(event), 10, instant(Date.now()))).toBe(0);
    await confirmInterest(fans, id, instant(Date.now()));
    expect(await tellOfReturns(jobs, nightOf(event), 10, instant(Date.now()))).toBe(1);
  });
});

it("forgets who never confirmed, who was told, and all of what is over, and keeps the rest", async () => {
  const now = Date.now();
  const forget = (at: number) => forgetInterests(jobs, instant(at));
  const { actor, event } = await selling();
  const told = await confirmed(event, "returned");
  await tellOfReturns(jobs, nightOf(event), 10, instant(now));
  const waiting = await confirmed(event, "returned");
  await ask(event, anAddress(), "returned", now);
  await forget(now + DAY);
  expect(await rowsOf(event)).toHaveLength(3);
  await forget(now + 2 * DAY + MINUTE);
  expect((await rowsOf(event)).map(({ id }) => id)).toEqual([told, waiting]);
  expect(await rowsOf(event)).toMatchObject([{ email: expect.any(String) }, { email: expect.any(String) }]);
  await forget(now + 7 * DAY + MINUTE);
  expect(await rowsOf(event)).toMatchObject([{ email: null }, { email: expect.any(String) }]);
  expect(await countsOf(actor, event.id)).toMatchObject({ returned: { waiting: 1, told: 1 } });
  expect(await readInterest(fans, told)).toBeNull();
  await cancel(actor, event);
  await forget(now);
  expect(await rowsOf(event)).toEqual([]);

  const past = await selling();
  await confirmed(past.event, "returned");
  await owner.query(sql`UPDATE performances SET starts_at = now() - interval '2 days', ends_at = now() - interval '1 day'
    WHERE event_id = ${past.event.id}::uuid`);
  await forget(now);
  expect(await rowsOf(past.event)).toEqual([]);
});
