import type { CatalogueEvent, CataloguePerformance } from "@liveotter/core/catalogue/catalogue";
import { facetCatalogue } from "@liveotter/core/catalogue/facet-catalogue";
import { sortName } from "@liveotter/core/catalogue/order";
import type { CatalogueFilter, CatalogueQuery, PageKey } from "@liveotter/core/catalogue/query";
import { queryCatalogue } from "@liveotter/core/catalogue/query-catalogue";
import { foldText } from "@liveotter/core/fold-text";
import type { EventId, PerformanceId, PromoterId, TicketTypeId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { asCurrency } from "@liveotter/core/money";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { uuidv7 } from "uuidv7";
import { beforeAll, describe, expect, it } from "vitest";
import { as, created, newPromoter, performance, published } from "../../test/fixture.ts";
import { newId } from "../new-id.ts";
import { moveEvent } from "../promoter/move-event.ts";
import { listCatalogue } from "./list-catalogue.ts";
import { readCatalogueVersion } from "./read-catalogue-version.ts";
import { readEvent } from "./read-event.ts";
import { readFacets } from "./read-facets.ts";
import { readPromoter } from "./read-promoter.ts";
import { readVenue } from "./read-venue.ts";
import { readAllVenues, readEventsById, readWholeCatalogue } from "./read-whole-catalogue.ts";

const NOW = instant(Date.UTC(2027, 4, 1, 12));
const DAY = 86_400_000;
const MINUTE = 60_000;
const currencyOf = (code: string) => asCurrency(code) ?? fail(code);
const fail = (what: string): never => {
  throw new Error(`no such currency: ${what}`);
};

interface Spot {
  readonly city: string;
  readonly country: string;
  readonly lat: number | null;
  readonly lon: number | null;
}
const SPOTS: readonly Spot[] = [
  { city: "Kraków", country: "PL", lat: 50.06, lon: 19.94 },
  { city: "KRAKOW", country: "PL", lat: 50.07, lon: 19.95 },
  { city: "Wieliczka", country: "PL", lat: 49.98, lon: 20.06 },
  { city: "Berlin", country: "DE", lat: 52.52, lon: 13.4 },
  { city: "Berlin", country: "US", lat: 44.47, lon: -71.18 },
  { city: "東京", country: "JP", lat: null, lon: null },
  { city: "Suva", country: "FJ", lat: -18.14, lon: 178.44 },
  { city: "Apia", country: "WS", lat: -13.83, lon: -171.77 },
];
/** Beyond U+FFFF beside U+FA0E: UTF-16 order and code-point order disagree. */
const NAMES = [
  "Ábel",
  "abel",
  "Abel 2",
  "Zoë",
  "🎷 Jazz",
  "Jazz",
  "﨎 night",
  "𠀀 night",
  "東京",
  "東",
  "",
  "Łódź calling",
];

const performances = fc.array(
  fc.record({
    start: fc.integer({ min: -30, max: 30 }),
    minute: fc.constantFrom(0, 0, 0, 30),
    hours: fc.constantFrom(1, 3, 24, 240, 9600),
    days: fc.constantFrom(0, 0, 1, 9),
    timed: fc.boolean(),
    spot: fc.option(fc.nat(SPOTS.length - 1), { freq: 5 }),
    atVenue: fc.boolean(),
    online: fc.boolean(),
    status: fc.constantFrom("scheduled", "scheduled", "cancelled" as const),
  }),
  { minLength: 1, maxLength: 4 },
);

const eventShapes = fc.array(
  fc.record({
    name: fc.nat(NAMES.length - 1),
    genre: fc.constantFrom("jazz", "rock", "talk"),
    currency: fc.constantFrom("EUR", "PLN"),
    prices: fc.constantFrom<readonly [number | null, number | null]>([null, null], [0, 0], [500, 900], [1500, 1500]),
    status: fc.constantFrom("published", "published", "cancelled" as const),
    inSeries: fc.boolean(),
    publishedMinutesAgo: fc.integer({ min: 0, max: 5 }),
    opensInMinutes: fc.option(fc.integer({ min: -1, max: 2 })),
    performances,
  }),
  { minLength: 60, maxLength: 60 },
);

type Shape = typeof eventShapes extends fc.Arbitrary<(infer S)[]> ? S : never;

const conditions: fc.Arbitrary<Required<Omit<CatalogueFilter, "promoter" | "venue" | "series">>> = fc.record({
  city: fc.constantFrom("krakow", "berlin", "東京", "nowhere"),
  country: fc.constantFrom("PL", "US", "XX"),
  near: fc.record({
    lat: fc.constantFrom(50.06, 0, -16),
    lon: fc.constantFrom(19.94, 179.99, -179.99),
    radiusKm: fc.constantFrom(1, 13, 500, 2000),
  }),
  from: fc.constantFrom("2027-04-20", "2027-05-01", "2027-05-09"),
  to: fc.constantFrom("2027-04-20", "2027-05-01", "2027-05-09"),
  genre: fc.constantFrom("jazz", "none"),
  maxPrice: fc.record({
    minor: fc.constantFrom(0, 500, 9999),
    currency: fc.constantFrom(currencyOf("EUR"), currencyOf("JPY")),
  }),
  online: fc.boolean(),
});
/** Two conditions at most: with more, nearly nothing matches and nearly nothing is compared. */
const filters: fc.Arbitrary<CatalogueFilter> = fc
  .tuple(
    conditions,
    fc.subarray(["city", "country", "near", "from", "to", "genre", "maxPrice", "online"] as const, { maxLength: 2 }),
  )
  .map(([all, keys]) => Object.fromEntries(keys.map((key) => [key, all[key]])));

describe("the SQL list, beside core's", () => {
  let promoter = "";
  let venue = "";
  let series = "";
  let events: CatalogueEvent[] = [];

  beforeAll(async () => {
    const actor = await newPromoter();
    promoter = actor.slug;
    const owner = as("owner");
    [venue, series] = [`venue-${uuidv7()}`, `series-${uuidv7()}`];
    const [venueId, seriesId] = [uuidv7(), uuidv7()];
    await owner.query(sql`INSERT INTO venues (id, slug, name, name_key, city, city_key, country, zone)
      VALUES (${venueId}::uuid, ${venue}, ${venue}, ${venue}, 'Somewhere', 'somewhere', 'PL', 'UTC')`);
    await owner.query(sql`INSERT INTO series (id, promoter_id, slug, name)
      VALUES (${seriesId}::uuid, ${actor.promoterId}::uuid, ${series}, 'A series')`);
    const [shapes = []] = fc.sample(eventShapes, { seed: 20261121, numRuns: 1 });
    events = shapes.map((shape) => eventOf(shape, actor, venue, series));
    await store(events, actor.promoterId, venueId, seriesId);
  }, 60_000);

  it("gives the same events in the same order on every page, under any filter and sort", async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        filters,
        fc.constantFrom("date", "name", "new", "opening" as const),
        fc.constantFrom(1, 3, 7, 100),
        fc.constantFrom("", "", "venue", "series"),
        async (filter, sort, limit, also) => {
          const own = { ...filter, promoter, ...(also === "venue" && { venue }), ...(also === "series" && { series }) };
          let after: PageKey | null = null;
          for (let pages = 0; pages < 4; pages++) {
            const query: CatalogueQuery = { ...own, sort, limit, ...(after && { after }) };
            const expected = queryCatalogue(events, query, NOW);
            const { page } = await listCatalogue(as("public"), query, NOW);
            expect(page.items.map(({ event, next }) => [event.id, next])).toEqual(
              expected.items.map(({ event, next }) => [event.id, next]),
            );
            expect(page.after).toEqual(expected.after);
            compared += page.items.length;
            after = page.after;
            if (after === null) break;
          }
        },
      ),
      { seed: 20261121, numRuns: 200 },
    );
    expect(compared).toBeGreaterThan(1000);
  }, 120_000);

  it("gives each event whole, with exactly its upcoming performances", async () => {
    const { page } = await listCatalogue(as("public"), { sort: "new", limit: 100, promoter }, NOW);
    const upcoming = (event: CatalogueEvent) => event.performances.filter(({ endsAt }) => endsAt > NOW);
    for (const { event } of page.items) {
      const stored = events.find(({ id }) => id === event.id);
      expect(event).toEqual(stored && { ...stored, performances: upcoming(stored) });
    }
    const takesPlace = (event: CatalogueEvent) => upcoming(event).some(({ status }) => status !== "cancelled");
    expect(page.items).toHaveLength(events.filter(takesPlace).length);
  });

  it("counts the same facets in the same order", async () => {
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const { facets } = await readFacets(as("public"), { ...filter, promoter }, NOW);
        expect(facets).toEqual(facetCatalogue(events, { ...filter, promoter }, NOW));
      }),
      { seed: 20261121, numRuns: 60 },
    );
  }, 60_000);

  it("shows a series by its own address only", async () => {
    const { page } = await listCatalogue(as("public"), { sort: "date", limit: 100, promoter, series }, NOW);
    expect(page.items.every(({ event }) => event.series?.slug === series)).toBe(true);
    expect(page.items.length).toBeGreaterThan(0);
  });

  function eventOf(
    shape: Shape,
    actor: { slug: string; promoterId: PromoterId },
    venueSlug: string,
    seriesSlug: string,
  ): CatalogueEvent {
    const id = newId<EventId>();
    const name = NAMES[shape.name] || "🎉";
    return {
      ...{ id, slug: `event-${id}`, name, summary: "", genre: shape.genre, languages: [], tags: ["a,b", '"c"'] },
      ...{
        status: shape.status,
        currency: currencyOf(shape.currency),
        priceFrom: shape.prices[0],
        priceTo: shape.prices[1],
      },
      promoter: { slug: actor.slug, name: `Promoter ${actor.promoterId.slice(-4)}` },
      series: shape.inSeries ? { slug: seriesSlug, name: "A series" } : null,
      cover: null,
      lineUp: [],
      onSaleAt: shape.opensInMinutes === null ? null : instant(NOW + shape.opensInMinutes * MINUTE),
      ...{ presaleAt: null, salesEndAt: null, selling: "nothing" },
      publishedAt: instant(NOW - shape.publishedMinutesAgo * MINUTE),
      changedAt: instant(NOW - 1234),
      performances: shape.performances
        .map((one): CataloguePerformance => {
          const startsAt = instant(NOW + one.start * DAY + one.minute * MINUTE);
          const day = (offset: number) => new Date(startsAt + offset * DAY).toISOString().slice(0, 10);
          const spot = one.spot === null ? undefined : SPOTS[one.spot];
          return {
            ...{ id: newId<EventId>() as string as PerformanceId, date: day(0), zone: "Europe/Warsaw", startsAt },
            time: one.timed ? new Date(startsAt).toISOString().slice(11, 16) : null,
            endDate: one.days === 0 ? null : day(one.days),
            endsAt: instant(startsAt + one.hours * 60 * MINUTE),
            online: one.online || spot === undefined,
            status: one.status,
            place: spot
              ? { venue: one.atVenue ? { slug: venueSlug, name: venueSlug } : null, ...spot, street: null }
              : null,
          };
        })
        .sort((a, b) => a.startsAt - b.startsAt || (a.id < b.id ? -1 : 1)),
    };
  }

  async function store(all: readonly CatalogueEvent[], promoterId: PromoterId, venueId: string, seriesId: string) {
    const rows = all.map((event) => ({
      ...{ id: event.id, slug: event.slug, name: event.name, name_key: sortName(event.name), genre: event.genre },
      ...{ currency: event.currency, price_from: event.priceFrom, price_to: event.priceTo, status: event.status },
      ...{ promoter_id: promoterId, series_id: event.series ? seriesId : null },
      ...{ published_at: new Date(event.publishedAt), changed_at: new Date(event.changedAt) },
      on_sale_at: event.onSaleAt == null ? null : new Date(event.onSaleAt),
    }));
    const parts = all.flatMap((event) =>
      event.performances.map(({ place, ...own }) => ({
        ...{
          id: own.id,
          promoter_id: promoterId,
          event_id: event.id,
          zone: own.zone,
          online: own.online,
          status: own.status,
        },
        ...{ local_date: own.date, local_time: own.time, end_local_date: own.endDate },
        ...{ starts_at: new Date(own.startsAt), ends_at: new Date(own.endsAt) },
        venue_id: place?.venue ? venueId : null,
        ...(place && {
          city: place.city,
          city_key: foldText(place.city),
          country: place.country,
          lat: place.lat,
          lon: place.lon,
        }),
      })),
    );
    await as("owner").transaction([
      sql`INSERT INTO events (id, promoter_id, series_id, slug, name, name_key, genre, currency, price_from, price_to, tags,
          status, published_at, changed_at, on_sale_at)
        SELECT id, promoter_id, series_id, slug, name, name_key, genre, currency, price_from, price_to, '{"a,b","\\"c\\""}',
          status, published_at, changed_at, on_sale_at
        FROM jsonb_populate_recordset(null::events, ${JSON.stringify(rows)}::jsonb)`,
      sql`INSERT INTO performances (id, promoter_id, event_id, listed, venue_id, city, city_key, country, lat, lon, zone,
          online, local_date, local_time, end_local_date, starts_at, ends_at, status)
        SELECT id, promoter_id, event_id, true, venue_id, city, city_key, country, lat, lon, zone,
          online, local_date, local_time, end_local_date, starts_at, ends_at, status
        FROM jsonb_populate_recordset(null::performances, ${JSON.stringify(parts)}::jsonb)`,
    ]);
  }
});

describe("an event's page", () => {
  it("outlives the event in every list, with all its performances", async () => {
    const actor = await newPromoter();
    const event = await published(actor, {
      description: "All of it",
      url: "https://example.test/x",
      performances: [performance(1), performance(26)],
      ticketTypes: [
        { name: "Seen", price: 10 },
        { name: "Crew", price: 1, hidden: true },
      ],
    });
    const later = instant(Date.now() + 3 * DAY);
    const { page, version } = await listCatalogue(
      as("public"),
      { sort: "date", limit: 10, promoter: actor.slug },
      later,
    );
    expect(page).toEqual({ items: [], after: null });
    expect(version).toEqual(await readCatalogueVersion(as("public")));
    const { event: shown } = await readEvent(as("public"), event.slug);
    expect(shown).toMatchObject({
      ...{ description: "All of it", url: "https://example.test/x", priceFrom: 10, priceTo: 10 },
      ticketTypes: [{ name: "Seen", price: 10 }],
    });
    expect(shown?.performances).toHaveLength(2);
  });

  it("says to whom it sells: everybody, holders of a code, nobody at present, or nobody at all", async () => {
    const actor = await newPromoter();
    const selling = async (hidden: boolean, quota: boolean) => {
      const type = newId<TicketTypeId>();
      const ticketTypes = [{ id: type, name: "Entry", price: 10, hidden }];
      const quotas = quota ? [{ name: "Hall", capacity: 5, performance: null, ticketTypes: [type] }] : [];
      return published(actor, { ticketTypes, quotas });
    };
    const of = async ({ slug }: { slug: string }) => (await readEvent(as("public"), slug)).event?.selling;
    const [open, hidden, none] = [await selling(false, true), await selling(true, true), await selling(false, false)];
    expect([await of(open), await of(hidden), await of(none)]).toEqual(["open", "nothing", "nothing"]);
    const code = async (key: string, disabled: boolean) =>
      as("owner").query(sql`INSERT INTO codes (id, promoter_id, event_id, code, code_key, opens_hidden, disabled)
        VALUES (${uuidv7()}::uuid, ${actor.promoterId}::uuid, ${hidden.id}::uuid, ${key}, ${key}, true, ${disabled})`);
    await code("OVER", true);
    expect(await of(hidden)).toBe("nothing");
    await code("FRIENDS", false);
    expect(await of(hidden)).toBe("code-only");
    await as("owner").query(sql`UPDATE selling_settings SET stopped = true WHERE event_id = ${open.id}::uuid`);
    expect(await of(open)).toBe("stopped");
  });

  it("answers null for what does not exist", async () => {
    expect((await readEvent(as("public"), "no-such-event")).event).toBeNull();
    expect((await readVenue(as("public"), "no-such-venue")).venue).toBeNull();
    expect((await readPromoter(as("public"), "no-such-promoter")).promoter).toBeNull();
  });
});

describe("a promoter's page", () => {
  it("is there from their first public event on, and not before", async () => {
    const actor = await newPromoter();
    const read = async () => (await readPromoter(as("public"), actor.slug)).promoter;
    await created(actor);
    expect(await read()).toBeNull();
    await published(actor);
    expect(await read()).toEqual({ slug: actor.slug, name: `Promoter ${actor.promoterId.slice(-4)}` });
  });
});

describe("the whole catalogue, for jobs", () => {
  it("comes in pages by id, without drafts, hidden ticket types and what is over", async () => {
    const actor = await newPromoter();
    const where = {
      kind: "new-venue",
      name: uuidv7(),
      street: "Main St 1",
      city: "Graz",
      country: "AT",
      lat: 47,
      lon: 15.4,
    } as const;
    const one = await published(actor, { performances: [performance(24, { where }), performance(-48)] });
    const two = await published(actor, { ticketTypes: [{ name: "Crew", price: 1, hidden: true }] });
    const gone = await published(actor);
    await moveEvent(
      as("promoter"),
      actor,
      { eventId: gone.id, version: gone.version },
      "withdraw",
      instant(Date.now()),
    );
    const now = instant(Date.now());

    const found = new Map<string, unknown>();
    for (let afterId: EventId | undefined; ; ) {
      const page = await readWholeCatalogue(as("jobs"), now, { afterId, limit: 7 });
      for (const event of page) found.set(event.id, event);
      afterId = page.at(-1)?.id;
      if (page.length < 7) break;
    }
    expect(found.get(one.id)).toMatchObject({ performances: [{ place: { city: "Graz" } }] });
    expect(found.get(two.id)).toMatchObject({ ticketTypes: [], priceFrom: null });
    expect(found.has(gone.id)).toBe(false);
    expect([...found.keys()]).toEqual([...found.keys()].toSorted());

    const some = await readEventsById(as("jobs"), now, [gone.id, two.id]);
    expect(some).toEqual([found.get(two.id)]);
    const venues = await readAllVenues(as("jobs"), { limit: 100_000 });
    expect(venues.map(({ venue }) => venue)).toContainEqual(
      expect.objectContaining({ city: "Graz", street: "Main St 1" }),
    );
  });
});
