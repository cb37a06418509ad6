import { instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { describe, expect, it } from "vitest";
import { as, created, draft, newPromoter, performance, published } from "../../test/fixture.ts";
import { DatabaseError } from "../database-error.ts";
import { listCatalogue } from "../public/list-catalogue.ts";
import { readEvent } from "../public/read-event.ts";
import { readVenue } from "../public/read-venue.ts";
import { createEvent, type IdempotentRequest } from "./create-event.ts";
import type { Actor, EventAt, EventChange, EventDraft } from "./event-draft.ts";
import { listMyEvents } from "./list-my-events.ts";
import { moveEvent } from "./move-event.ts";
import type { MyEvent } from "./my-event.ts";
import { publishEvent } from "./publish-event.ts";
import { readMyEvent } from "./read-my-event.ts";
import { readVenuesById } from "./read-venues-by-id.ts";
import { updateEvent } from "./update-event.ts";

const now = () => instant(Date.now());
const at = ({ id, version }: MyEvent): EventAt => ({ eventId: id, version });

const create = (actor: Actor, event: EventDraft, request: IdempotentRequest) =>
  createEvent(as("promoter"), actor, event, request, now());
const update = (actor: Actor, event: EventAt, change: EventChange) =>
  updateEvent(as("promoter"), actor, event, change, now());

/** What happened to an event, as its topics in the outbox and its actions in the audit log. */
async function traces(eventId: string): Promise<{ outbox: string[]; audit: string[] }> {
  const owner = as("owner");
  const rows = await owner.query<{ consumer: string; topic: string }>(
    sql`SELECT consumer, topic FROM outbox WHERE aggregate_id = ${eventId}::uuid ORDER BY id`,
  );
  const audit = await owner.query<{ action: string }>(
    sql`SELECT action FROM audit_log WHERE subject_id = ${eventId}::uuid ORDER BY id`,
  );
  return {
    outbox: rows.map(({ consumer, topic }) => `${topic} for ${consumer}`).sort(),
    audit: audit.map(({ action }) => action),
  };
}

describe("creating an event", () => {
  it("writes performances, ticket types, prices and an audit row, and tells nobody of a draft", async () => {
    const actor = await newPromoter();
    const event = await created(actor, {
      name: "Zażółć 🎷",
      languages: ["pl", 'a "quoted", {one}'],
      tags: [],
      performances: [performance(72, { time: null }), performance(24)],
      ticketTypes: [
        { name: "Late", price: 3000 },
        { name: "Early", price: 1000 },
        { name: "Crew", price: 0, hidden: true },
      ],
    });

    expect(event).toMatchObject({
      name: "Zażółć 🎷",
      status: "draft",
      version: 1,
      languages: ["pl", 'a "quoted", {one}'],
    });
    expect(event.publishedAt).toBeNull();
    expect(event.performances.map(({ time }) => time === null)).toEqual([false, true]);
    expect(event.ticketTypes.map(({ name }) => name)).toEqual(["Late", "Early", "Crew"]);
    const [row] = await as("owner").query(
      sql`SELECT price_from::int, price_to::int, name_key FROM events WHERE id = ${event.id}::uuid`,
    );
    expect(row).toEqual({ price_from: 1000, price_to: 3000, name_key: "zazolc" });
    expect(await traces(event.id)).toEqual({ outbox: [], audit: ["event.create"] });
  });

  it("answers the same event to the same key and body, also to many at once", async () => {
    const actor = await newPromoter();
    const request = { key: uuidv7(), body: '{"a":1}' };
    const results = await Promise.all(Array.from({ length: 8 }, () => create(actor, draft(), request)));
    const events = results.map((result) => (result.outcome === "conflict" ? null : result.event.id));
    expect(new Set(events).size).toBe(1);
    expect(results.filter(({ outcome }) => outcome === "created")).toHaveLength(1);
    expect((await listMyEvents(as("promoter"), actor.promoterId, { limit: 10 }, now())).items).toHaveLength(1);
  });

  it("refuses a key that belongs to another body, and keeps keys of promoters apart", async () => {
    const [actor, other] = [await newPromoter(), await newPromoter()];
    const key = uuidv7();
    expect((await create(actor, draft(), { key, body: "one" })).outcome).toBe("created");
    expect(await create(actor, draft(), { key, body: "two" })).toEqual({ outcome: "conflict" });
    expect((await create(other, draft(), { key, body: "two" })).outcome).toBe("created");
  });

  it("writes nothing at all when one part is refused, and frees the key", async () => {
    const actor = await newPromoter();
    const request = { key: uuidv7(), body: "x" };
    const wrong = draft({ performances: [performance(24), performance(48, { endsAt: instant(0) })] });
    await expect(create(actor, wrong, request)).rejects.toMatchObject({
      kind: "refused",
      code: "23514",
    });
    expect((await create(actor, draft(), request)).outcome).toBe("created");
  });

  it("says which slug is taken", async () => {
    const actor = await newPromoter();
    const { slug } = await created(actor);
    const again = create(await newPromoter(), draft({ slug }), { key: uuidv7(), body: "x" });
    await expect(again).rejects.toMatchObject({ kind: "refused", constraint: "events_slug_key" });
  });

  it("finds a venue by its name and city however they are spelled, or creates it, once for many at a time", async () => {
    const actor = await newPromoter();
    const name = `Café ${uuidv7()}`;
    const where = (spelled: string) =>
      ({
        kind: "new-venue",
        name: spelled,
        street: null,
        city: "Łódź",
        country: "PL",
        lat: 51.77,
        lon: 19.46,
      }) as const;
    const events = await Promise.all(
      [name, name.toUpperCase(), name].map((spelled) =>
        created(actor, {
          performances: [performance(24, { where: where(spelled) }), performance(30, { where: where(spelled) })],
        }),
      ),
    );
    const venues = events.flatMap(({ performances }) => performances.map(({ place }) => place?.venue?.id));
    expect(new Set(venues).size).toBe(1);

    const id = venues[0];
    if (id === undefined) throw new Error("no venue");
    const [known] = await readVenuesById(as("promoter"), [id]);
    expect(known).toMatchObject({ city: "Łódź", country: "PL", zone: "UTC" });
    const there = await created(actor, { performances: [performance(24, { where: { kind: "venue", venueId: id } })] });
    expect(there.performances[0]?.place).toMatchObject({ city: "Łódź", lat: 51.77, venue: { id } });
    const { venue } = await readVenue(as("public"), known?.slug ?? "");
    expect(venue).toMatchObject({ city: "Łódź", street: null, lon: 19.46 });
  });

  it("gives venues without a Latin letter addresses of their own", async () => {
    const actor = await newPromoter();
    const where = (name: string) =>
      ({ kind: "new-venue", name, street: null, city: "東京", country: "JP", lat: null, lon: null }) as const;
    const mark = String.fromCodePoint(0x4e00 + Math.floor(Math.random() * 20_000));
    const event = await created(actor, {
      performances: ["会", "館"].map((word, hour) =>
        performance(24 + hour, { where: where(`${word}${mark}${Date.now()}`) }),
      ),
    });
    expect(new Set(event.performances.map(({ place }) => place?.venue?.slug)).size).toBe(2);
  });
});

describe("changing an event", () => {
  it("keeps, changes, adds and removes performances and ticket types, and announces what is public", async () => {
    const actor = await newPromoter();
    const before = await published(actor, { performances: [performance(24), performance(48)] });
    const [kept] = before.performances;
    const [type] = before.ticketTypes;
    if (!kept || !type) throw new Error("nothing to keep");
    const after = await update(actor, at(before), {
      name: "Another evening",
      url: "https://example.test/",
      performances: [performance(30, { id: kept.id }), performance(96, { where: { kind: "online" } })],
      ticketTypes: [
        { name: "Door", price: 2000 },
        { id: type.id, name: "Standard", price: 1200 },
      ],
    });

    expect(after).toMatchObject({ name: "Another evening", version: before.version + 1, genre: "jazz" });
    expect(after?.performances.map(({ id }) => id === kept.id)).toEqual([true, false]);
    expect(after?.performances[0]?.startsAt).toBe(performance(30).startsAt);
    expect(after?.performances[1]).toMatchObject({ online: true, place: null });
    expect(after?.ticketTypes).toMatchObject([{ name: "Door" }, { id: type.id, price: 1200 }]);
    expect((await readEvent(as("public"), before.slug)).event).toMatchObject({ priceFrom: 1200, priceTo: 2000 });
    expect(await traces(before.id)).toMatchObject({
      outbox: ["cache", "search", "snapshot"]
        .flatMap((consumer) => [`event.changed for ${consumer}`])
        .concat(["cache", "search", "snapshot"].map((consumer) => `event.publish for ${consumer}`)),
      audit: ["event.create", "event.publish", "event.update"],
    });
  });

  it("lets one of many writers of the same version through, with one audit row and one announcement", async () => {
    const actor = await newPromoter();
    const before = await published(actor);
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, n) => update(actor, at(before), { name: `Name ${n}` })),
    );
    const won = results.filter((result) => result !== null);
    expect(won).toHaveLength(1);
    const stored = await readMyEvent(as("promoter"), { promoterId: actor.promoterId, eventId: before.id });
    expect(stored).toEqual(won[0]);
    const { audit, outbox } = await traces(before.id);
    expect(audit.filter((action) => action === "event.update")).toHaveLength(1);
    expect(outbox.filter((line) => line.startsWith("event.changed"))).toHaveLength(3);
  });

  it("tells nobody of a changed draft", async () => {
    const actor = await newPromoter();
    const event = await created(actor);
    expect(await update(actor, at(event), { performances: [] })).toMatchObject({
      performances: [],
    });
    expect((await traces(event.id)).outbox).toEqual([]);
  });

  it("leaves another event's performance alone when its id is sent along", async () => {
    const actor = await newPromoter();
    const [one, other] = [await created(actor), await created(actor)];
    const [theirs] = other.performances;
    if (!theirs) throw new Error("no performance");
    const after = await update(actor, at(one), {
      performances: [performance(90, { id: theirs.id })],
    });
    expect(after?.performances).toEqual([]);
    const untouched = await readMyEvent(as("promoter"), { promoterId: actor.promoterId, eventId: other.id });
    expect(untouched).toEqual(other);
  });

  it("is impossible for another promoter, for events as for performances", async () => {
    const [actor, stranger] = [await newPromoter(), await newPromoter()];
    const [theirs, mine] = [await created(actor), await created(stranger)];
    expect(await update(stranger, at(theirs), { name: "Stolen" })).toBeNull();
    expect(await publishEvent(as("promoter"), stranger, at(theirs), now())).toBeNull();
    expect(await readMyEvent(as("promoter"), { promoterId: stranger.promoterId, eventId: theirs.id })).toBeNull();
    const [performanceOfTheirs] = theirs.performances;
    const after = await update(stranger, at(mine), {
      performances: [performance(24, { id: performanceOfTheirs?.id })],
    });
    expect(after?.performances).toEqual([]);
    const untouched = await readMyEvent(as("promoter"), { promoterId: actor.promoterId, eventId: theirs.id });
    expect(untouched).toEqual(theirs);
  });
});

describe("moving an event", () => {
  it("publishes a draft once, which then is in lists and has a page", async () => {
    const actor = await newPromoter();
    const event = await created(actor);
    expect((await readEvent(as("public"), event.slug)).event).toBeNull();
    const results = await Promise.all(
      Array.from({ length: 4 }, () => publishEvent(as("promoter"), actor, at(event), now())),
    );
    expect(results.filter((result) => result !== null)).toHaveLength(1);
    expect((await readEvent(as("public"), event.slug)).event).toMatchObject({ id: event.id, status: "published" });
    const { page } = await listCatalogue(as("public"), { sort: "date", limit: 5, promoter: actor.slug }, now());
    expect(page.items.map((item) => item.event.id)).toEqual([event.id]);
    expect((await traces(event.id)).outbox).toHaveLength(3);
  });

  it("does not publish what has nothing upcoming", async () => {
    const actor = await newPromoter();
    const over = await created(actor, { performances: [performance(-48)] });
    const empty = await created(actor, { performances: [] });
    expect(await publishEvent(as("promoter"), actor, at(over), now())).toBeNull();
    expect(await publishEvent(as("promoter"), actor, at(empty), now())).toBeNull();
    expect(await traces(over.id)).toEqual({ outbox: [], audit: ["event.create"] });
  });

  it("does not publish what was changed since it was read", async () => {
    const actor = await newPromoter();
    const event = await created(actor);
    expect(await update(actor, at(event), { name: "Changed" })).not.toBeNull();
    expect(await publishEvent(as("promoter"), actor, at(event), now())).toBeNull();
    expect((await traces(event.id)).outbox).toEqual([]);
  });

  it("takes what is withdrawn out of the public's sight and tells everybody", async () => {
    const actor = await newPromoter();
    const event = await published(actor);
    const draftAgain = await moveEvent(as("promoter"), actor, at(event), "withdraw", now());
    expect(draftAgain?.status).toBe("draft");
    expect((await readEvent(as("public"), event.slug)).event).toBeNull();
    expect((await traces(event.id)).outbox).toHaveLength(6);
  });

  it("archives a draft that nobody saw in silence, and tells everybody of one that was public", async () => {
    const actor = await newPromoter();
    const draftOnly = await created(actor);
    expect(await moveEvent(as("promoter"), actor, at(draftOnly), "archive", now())).toMatchObject({
      status: "archived",
    });
    expect((await traces(draftOnly.id)).outbox).toEqual([]);

    const event = await published(actor);
    expect(await moveEvent(as("promoter"), actor, at(event), "archive", now())).toBeNull();
    const later = instant(now() + 30 * 24 * 3_600_000);
    const archived = await moveEvent(as("promoter"), actor, at(event), "archive", later);
    expect(archived?.status).toBe("archived");
    expect((await readEvent(as("public"), event.slug)).event).toBeNull();
    expect((await traces(event.id)).outbox).toHaveLength(6);
  });

  it("publishes what was postponed only with something upcoming", async () => {
    const actor = await newPromoter();
    const postponed = await moveEvent(as("promoter"), actor, at(await published(actor)), "postpone", now());
    if (postponed === null) throw new Error("not postponed");
    const later = instant(now() + 30 * 24 * 3_600_000);
    expect(await moveEvent(as("promoter"), actor, at(postponed), "reschedule", later)).toBeNull();
    expect(await moveEvent(as("promoter"), actor, at(postponed), "reschedule", now())).toMatchObject({
      ...{ status: "published", publishedAt: postponed.publishedAt },
    });
  });

  it("leaves a cancelled event cancelled", async () => {
    const actor = await newPromoter();
    const cancelled = await moveEvent(as("promoter"), actor, at(await published(actor)), "cancel", now());
    if (cancelled === null) throw new Error("not cancelled");
    expect(await moveEvent(as("promoter"), actor, at(cancelled), "postpone", now())).toBeNull();
    expect(await publishEvent(as("promoter"), actor, at(cancelled), now())).toBeNull();
    expect((await readEvent(as("public"), cancelled.slug)).event?.status).toBe("cancelled");
  });
});

it("knows its errors by their class", async () => {
  const failed = as("public").query(sql`SELECT 1 / 0`);
  await expect(failed).rejects.toBeInstanceOf(DatabaseError);
  await expect(failed).rejects.toMatchObject({ kind: "refused", code: "22012" });
});
