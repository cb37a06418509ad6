import type { CatalogueEvent, CataloguePerformance, Place } from "@liveotter/core/catalogue/catalogue";
import { facetCatalogue } from "@liveotter/core/catalogue/facet-catalogue";
import type { CatalogueFilter } from "@liveotter/core/catalogue/query";
import { queryCatalogue } from "@liveotter/core/catalogue/query-catalogue";
import type { EventId, PerformanceId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { asCurrency, type Currency } from "@liveotter/core/money";
import { buildSearchIndex, loadSearchIndex } from "@liveotter/core/search/search-index";
import { type EmbeddedMeilisearch, startMeilisearch } from "@liveotter/devstack/meilisearch/serve";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BEFORE_ALL, id, realCatalogue, realDataIsHere } from "../../test/real-catalogue.ts";
import type { CatalogueSearch } from "./catalogue-search.ts";
import { ensureSearchIndex, putEvents } from "./index-catalogue.ts";
import { meilisearchSearch } from "./meilisearch.ts";
import { snapshotSearch } from "./snapshot-search.ts";

let embedded: EmbeddedMeilisearch;
beforeAll(async () => {
  embedded = await startMeilisearch({ port: 0 });
});
afterAll(() => embedded.stop());

const soon = () => AbortSignal.timeout(20_000);

/** The same catalogue behind both engines. */
async function engines(events: readonly CatalogueEvent[], index: string): Promise<Record<string, CatalogueSearch>> {
  const target = { url: embedded.url, key: embedded.key, index };
  await ensureSearchIndex(target, soon());
  await putEvents(target, events, instant(0), soon());
  const snapshot = { events, index: loadSearchIndex(buildSearchIndex(events), events) };
  return { meilisearch: meilisearchSearch(target), snapshot: snapshotSearch(async () => snapshot) };
}

if (!realDataIsHere) console.error("LOUD: ../shared/data/real-events.json is absent: search is not tried on real data");

describe.skipIf(!realDataIsHere)("search on real data", () => {
  let both: Record<string, CatalogueSearch>;
  let events: readonly CatalogueEvent[];
  beforeAll(async () => {
    events = realCatalogue();
    both = await engines(events, "real");
  }, 60_000);

  const found = async (engine: string, text: string, filter: CatalogueFilter = {}, limit = 20, offset = 0) => {
    const search = both[engine];
    if (search === undefined) throw new Error(`no engine ${engine}`);
    return search.search({ text, filter, limit, offset }, BEFORE_ALL, soon());
  };
  const names = async (engine: string, text: string, filter: CatalogueFilter = {}) =>
    (await found(engine, text, filter)).items.map(({ event }) => event.name);

  describe.each(["meilisearch", "snapshot"])("%s", (engine) => {
    it.each(["JSConf", "jsconf", "JSCnof", "JSCnf", "JSConff", "js conf"])(
      "finds JSConf when asked for %s",
      async (text) => {
        expect((await names(engine, text)).slice(0, 8).some((name) => /^js ?conf/i.test(name))).toBe(true);
      },
    );

    it("puts the event of exactly the name asked for first", async () => {
      expect((await names(engine, "JSConf"))[0]?.toLowerCase()).toBe("jsconf");
    });

    it.each(["krakow", "Kraków", "KRAKÓW", "Krakwo"])("finds what is in Kraków when asked for %s", async (text) => {
      const { items, total } = await found(engine, text, {}, 100);
      const there = events.filter(({ performances }) => performances.some(({ place }) => place?.city === "Kraków"));
      expect(total).toBeGreaterThanOrEqual(there.length);
      const ids = new Set(items.map(({ event }) => event.id));
      for (const { id } of there) expect(ids).toContain(id);
    });

    it.each(["we speed", "We ❤️ Speed", "we ❤ speed", "❤️", "❤"])(
      "finds a name with an emoji when asked for %s",
      async (text) => {
        expect(await names(engine, text)).toContain("We ❤️ Speed");
      },
    );

    it.each(["🦦", "!!!", "\\", '"', "' OR 1 = 1"])(
      "finds nothing it should not for %s, and does not fail",
      async (text) => {
        expect((await found(engine, text)).total).toBeLessThan(events.length / 10);
      },
    );

    it("finds a compound by its parts and a pair of words written as one", async () => {
      const { items } = await found(engine, "ruby conf", {}, 100);
      expect(items.map(({ event }) => event.name)).toContain("RubyConf");
      expect(await names(engine, "bigruby")).toContain("Big Ruby");
    });

    it("finds letters that are not Latin", async () => {
      expect(await names(engine, "testμ")).toContain("Testμ");
    });

    it("finds a beginning, and a synonym", async () => {
      expect((await names(engine, "rubyfu"))[0]).toBe("Rubyfuza");
      expect(await names(engine, "rubyfuza festival")).not.toEqual([]);
    });

    it("demands all words, and settles for some only where no event has all", async () => {
      const all = await found(engine, "ruby berlin", {}, 100);
      for (const { event } of all.items) {
        const words = JSON.stringify([
          event.name,
          event.tags,
          event.performances.map(({ place }) => place),
        ]).toLowerCase();
        expect(words).toMatch(/rub[yi]/);
        expect(words).toContain("berlin");
      }
      for (const text of ["rubyfuza qqqqqqqqqqqqqqqq", "qqqqqqqqqqqqqqqq rubyfuza"]) {
        expect(await names(engine, text)).toContain("Rubyfuza");
      }
      expect((await found(engine, "rubyfuza gardencity")).total).toBeGreaterThan(0);
    });

    it("finds nothing in a city without events, and says so", async () => {
      const { items, total, facets } = await found(engine, "", { city: "atlantis" });
      expect({ items, total, facetTotal: facets.total }).toEqual({ items: [], total: 0, facetTotal: 0 });
    });

    it("counts facets over all that is found, as lists do", async () => {
      const { facets, total } = await found(engine, "", { country: "PL" }, 5);
      expect(facets).toEqual(facetCatalogue(events, { country: "PL" }, BEFORE_ALL));
      expect(total).toBe(facets.total);
    });

    it("gives one unbroken row of pages, whatever their size", async () => {
      const whole = await found(engine, "conf", { country: "DE" }, 40);
      const parts = [
        ...(await found(engine, "conf", { country: "DE" }, 15)).items,
        ...(await found(engine, "conf", { country: "DE" }, 10, 15)).items,
        ...(await found(engine, "conf", { country: "DE" }, 15, 25)).items,
      ];
      expect(parts.map(({ event }) => event.slug)).toEqual(whole.items.map(({ event }) => event.slug));
    });

    it("suggests events, and cities, by how they begin", async () => {
      const suggest = (text: string) => both[engine]?.suggest({ text, limit: 10 }, BEFORE_ALL, soon());
      expect(await suggest("krak")).toContainEqual({ kind: "city", label: "Kraków", slug: "krakow" });
      expect((await suggest("rubyfuz"))?.map(({ label }) => label)).toContain("Rubyfuza");
      expect(await suggest("🦦")).toEqual([]);
    });
  });
});

const NOW = instant(Date.parse("2026-11-21T12:00:00Z"));
const EUR = asCurrency("EUR") ?? fail();
const USD = asCurrency("USD") ?? fail();

function fail(): never {
  throw new Error("unreachable");
}

const DAY = 86_400_000;

const places: readonly (Place | null)[] = [
  null,
  { venue: { slug: "blue-room", name: "Blue Room" }, city: "Kraków", country: "PL", lat: 50.06, lon: 19.94 },
  { venue: null, city: "Krakow", country: "PL", lat: null, lon: null },
  { venue: { slug: "o2", name: "O₂" }, city: "Łódź", country: "PL", lat: 51.76, lon: 19.46 },
  { venue: { slug: "olympia", name: "L'Olympia" }, city: "Paris", country: "FR", lat: 48.87, lon: 2.33 },
  { venue: null, city: "Paris", country: "US", lat: 33.66, lon: -95.56 },
];

const performances = fc
  .array(
    fc.record({
      day: fc.integer({ min: -3, max: 6 }),
      days: fc.integer({ min: 1, max: 3 }),
      place: fc.constantFrom(...places),
      online: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((list) => list.toSorted((a, b) => a.day - b.day));

const catalogue = fc
  .array(
    fc.record({
      genre: fc.constantFrom("rock", "jazz"),
      currency: fc.constantFrom(EUR, USD),
      price: fc.option(fc.constantFrom(0, 1000, 2000)),
      promoter: fc.constantFrom("otter-hall", "kraken"),
      series: fc.option(fc.constantFrom("summer")),
      performances,
    }),
    { minLength: 30, maxLength: 60 },
  )
  .map((events) => events.map((event, at) => made(event, at)));

interface Drawn {
  readonly genre: string;
  readonly currency: Currency;
  readonly price: number | null;
  readonly promoter: string;
  readonly series: string | null;
  readonly performances: readonly { day: number; days: number; place: Place | null; online: boolean }[];
}

function made(drawn: Drawn, at: number): CatalogueEvent {
  return {
    id: id<EventId>(`event ${at}`),
    slug: `event-${at}`,
    name: `Evening ${at}`,
    summary: "",
    genre: drawn.genre,
    languages: [],
    tags: [],
    status: "published",
    currency: drawn.currency,
    priceFrom: drawn.price,
    priceTo: drawn.price,
    promoter: { slug: drawn.promoter, name: drawn.promoter.toUpperCase() },
    series: drawn.series === null ? null : { slug: drawn.series, name: drawn.series },
    publishedAt: instant(at),
    changedAt: instant(at),
    performances: drawn.performances.map((one, index): CataloguePerformance => {
      const start = Date.parse("2026-11-21T00:00:00Z") + one.day * DAY;
      const date = (ms: number) => new Date(ms).toISOString().slice(0, 10);
      return {
        id: id<PerformanceId>(`performance ${at} ${index}`),
        date: date(start),
        time: null,
        endDate: one.days === 1 ? null : date(start + (one.days - 1) * DAY),
        zone: "Etc/UTC",
        startsAt: instant(start),
        endsAt: instant(start + one.days * DAY),
        online: one.online,
        status: "scheduled",
        place: one.place,
      };
    }),
  };
}

const day = fc.integer({ min: -4, max: 8 }).map((days) => new Date(NOW + days * DAY).toISOString().slice(0, 10));

const filters: fc.Arbitrary<CatalogueFilter> = fc.record(
  {
    city: fc.constantFrom("krakow", "lodz", "paris", "nowhere"),
    country: fc.constantFrom("PL", "FR", "US"),
    near: fc.constantFrom({ lat: 50, lon: 20, radiusKm: 50 }, { lat: 51, lon: 19.7, radiusKm: 500 }),
    from: day,
    to: day,
    genre: fc.constantFrom("rock", "jazz"),
    maxPrice: fc.record({ minor: fc.constantFrom(0, 1500), currency: fc.constantFrom(EUR, USD) }),
    online: fc.boolean(),
    promoter: fc.constantFrom("otter-hall", "kraken"),
    venue: fc.constantFrom("blue-room", "olympia"),
    series: fc.constant("summer"),
  },
  { requiredKeys: [] },
);

describe("filters without a text", () => {
  it("find the events, the order, the total and the facets of lists, in both engines", {
    timeout: 120_000,
  }, async () => {
    const drawn = fc.sample(catalogue, { numRuns: 4, seed: 20261121 });
    for (const [at, events] of drawn.entries()) {
      const both = await engines(events, `drawn-${at}`);
      await fc.assert(
        fc.asyncProperty(filters, fc.integer({ min: 0, max: 7 }), async (filter, offset) => {
          const list = queryCatalogue(events, { ...filter, sort: "date", limit: 100 }, NOW).items;
          const facets = facetCatalogue(events, filter, NOW);
          for (const search of Object.values(both)) {
            const answer = await search.search({ text: " ", filter, limit: 5, offset }, NOW, soon());
            expect(answer.items).toEqual(list.slice(offset, offset + 5));
            expect(answer.total).toBe(list.length);
            expect(answer.facets).toEqual(facets);
          }
        }),
        { numRuns: 60, seed: at },
      );
    }
  });
});
