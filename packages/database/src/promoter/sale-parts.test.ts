import type { SeriesId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { as, created, draft, newPromoter, performance, sale } from "../../test/fixture.ts";
import { newId } from "../new-id.ts";
import { createEvent } from "./create-event.ts";
import type { Actor, EventChange } from "./event-draft.ts";
import type { MyEvent } from "./my-event.ts";
import { updateEvent } from "./update-event.ts";

const now = () => instant(Date.now());
const update = (actor: Actor, { id, version }: MyEvent, change: EventChange) =>
  updateEvent(as("promoter"), actor, { eventId: id, version }, change, now());
const FOREIGN_KEY = { kind: "refused", code: "23503" };

describe("how an event is sold", () => {
  it("comes back as it was written", async () => {
    const parts = sale();
    const event = await created(await newPromoter(), parts);
    expect(event).toMatchObject({
      ...{ sales: parts.sales, fees: parts.fees, tax: parts.tax, performanceCount: 2, series: null, cover: null },
      next: { zone: "UTC", city: "Kraków", date: event.performances[0]?.date },
      ticketTypes: parts.ticketTypes?.map((type) => ({
        ...{ description: "", minPerOrder: null, maxPerOrder: null, hidden: false, phases: [], pass: null },
        ...type,
      })),
      quotas: parts.quotas,
    });
  });

  it("is from publication and in the zone of the first performance when nothing is said", async () => {
    const event = await created(await newPromoter(), { performances: [performance(24, { zone: "Asia/Tokyo" })] });
    const sales = { zone: "Asia/Tokyo", presale: null, onSale: null, end: null, maxPerOrder: null };
    expect(event).toMatchObject({ sales, fees: null, tax: null, quotas: [] });
  });

  it("stays where a change says nothing of it, and goes where it says so", async () => {
    const actor = await newPromoter();
    const before = await created(actor, sale());
    const renamed = await update(actor, before, { name: "Another" });
    if (renamed === null) throw new Error("not renamed");
    expect(renamed).toEqual({ ...before, name: "Another", version: 2, changedAt: renamed.changedAt });

    const [entry] = before.ticketTypes;
    const [hall] = before.quotas;
    if (!entry || !hall) throw new Error("nothing to keep");
    const after = await update(actor, renamed, {
      ticketTypes: [{ ...entry, phases: entry.phases.slice(1) }],
      quotas: [{ ...hall, capacity: 5, ticketTypes: [entry.id] }],
      fees: null,
      tax: null,
    });
    expect(after).toMatchObject({
      ticketTypes: [{ id: entry.id, phases: [{ name: "Advance" }] }],
      quotas: [{ id: hall.id, capacity: 5, ticketTypes: [entry.id] }],
      ...{ fees: null, tax: null, sales: before.sales },
    });
    expect(after?.quotas).toHaveLength(1);
    const [left] = await as("owner").query(
      sql`SELECT (SELECT count(*)::int FROM price_phases WHERE event_id = ${before.id}::uuid) AS phases,
        (SELECT count(*)::int FROM ticket_type_admissions WHERE event_id = ${before.id}::uuid) AS admissions,
        (SELECT count(*)::int FROM quota_ticket_types WHERE event_id = ${before.id}::uuid) AS covered`,
    );
    expect(left).toEqual({ phases: 1, admissions: 0, covered: 1 });
  });

  it("lets everything be replaced at once, lines that others pointed at included", async () => {
    const actor = await newPromoter();
    const before = await created(actor, sale());
    const { performances, ticketTypes, quotas } = sale();
    const after = await update(actor, before, { performances, ticketTypes, quotas });
    expect(after).toMatchObject({ quotas });
    const emptied = await update(actor, after ?? before, { performances: [], ticketTypes: [], quotas: [] });
    expect(emptied).toMatchObject({ performances: [], ticketTypes: [], quotas: [], next: null, performanceCount: 0 });
  });

  it("cannot point at what is taken away: nothing is written then", async () => {
    const actor = await newPromoter();
    const before = await created(actor, sale());
    await expect(update(actor, before, { performances: [] })).rejects.toMatchObject(FOREIGN_KEY);
    await expect(update(actor, before, { ticketTypes: [] })).rejects.toMatchObject(FOREIGN_KEY);
    expect(await update(actor, before, { name: "Still there" })).toMatchObject({ quotas: before.quotas });
  });

  it("cannot point at another event's lines, of one promoter or of another, nor at another's series", async () => {
    const [actor, stranger] = [await newPromoter(), await newPromoter()];
    for (const other of [await created(actor, sale()), await created(stranger, sale())]) {
      const [type, performanceOfOther] = [other.ticketTypes[0], other.performances[0]];
      if (!type || !performanceOfOther) throw new Error("nothing to point at");
      const mine = await created(actor, sale());
      const quota = { name: "Planted", capacity: 1, performance: null, ticketTypes: [type.id] };
      await expect(update(actor, mine, { quotas: [quota] })).rejects.toMatchObject(FOREIGN_KEY);
      const night = { ...quota, performance: performanceOfOther.id, ticketTypes: [] };
      await expect(update(actor, mine, { quotas: [night] })).rejects.toMatchObject(FOREIGN_KEY);
      const pass = { name: "Pass", price: 1, pass: [performanceOfOther.id] };
      await expect(update(actor, mine, { ticketTypes: [pass], quotas: [] })).rejects.toMatchObject(FOREIGN_KEY);
    }
    const seriesId = newId<SeriesId>();
    await as("owner").query(sql`INSERT INTO series (id, promoter_id, slug, name)
      VALUES (${seriesId}::uuid, ${stranger.promoterId}::uuid, ${`s-${seriesId}`}, 'Theirs')`);
    const refused = { constraint: "events_promoter_id_series_id_fkey" };
    const request = { key: crypto.randomUUID(), body: "{}" };
    await expect(createEvent(as("promoter"), actor, draft({ seriesId }), request, now())).rejects.toMatchObject(
      refused,
    );
    const mine = await created(actor);
    await expect(update(actor, mine, { seriesId })).rejects.toMatchObject(refused);
    const theirs = await created(stranger, { seriesId });
    expect(theirs.series).toEqual({ id: seriesId, slug: `s-${seriesId}`, name: "Theirs" });
  });

  it("of one version is changed by one of two people, whole, whichever parts they change", async () => {
    const actor = await newPromoter();
    for (let round = 0; round < 5; round++) {
      const drafted = sale();
      const before = await created(actor, drafted);
      // Whoever wins, its lines point at lines of this event.
      const changes: EventChange[] = [
        { quotas: [] },
        { ticketTypes: drafted.ticketTypes, quotas: [] },
        { sales: { ...before.sales, onSale: null } },
      ];
      const results = await Promise.all(changes.map((change) => update(actor, before, change)));
      const won = results.filter((result) => result !== null);
      expect(won).toHaveLength(1);
      const [row] = await as("owner").query<{ version: number }>(
        sql`SELECT version FROM events WHERE id = ${before.id}::uuid`,
      );
      expect(row?.version).toBe(before.version + 1);
    }
  });
});
