import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EventId, PerformanceId } from "../ids.ts";
import { type Instant, instant } from "../instant.ts";
import type { Currency } from "../money.ts";
import type { CatalogueEvent, CataloguePerformance } from "./catalogue.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { facetCatalogue } from "./facet-catalogue.ts";
import { distanceKm, firstMatch, upcoming } from "./match.ts";
import { comparePageKeys, compareText, pageKey, SORT_NAME_LENGTH, sortName } from "./order.ts";
import type { CatalogueQuery, CatalogueSort } from "./query.ts";
import { queryCatalogue } from "./query-catalogue.ts";

const NOW = instant(Date.UTC(2027, 4, 1));
const DAY = 86_400_000;

const uuid = (n: number) => `0190a000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;

function performance(n: number, change: Partial<CataloguePerformance> = {}): CataloguePerformance {
  const startsAt = change.startsAt ?? instant(NOW + DAY);
  return {
    id: uuid(n) as PerformanceId,
    date: new Date(startsAt).toISOString().slice(0, 10),
    time: "20:00",
    endDate: null,
    zone: "UTC",
    startsAt,
    endsAt: instant(startsAt + 2 * 3_600_000),
    online: false,
    status: "scheduled",
    place: { venue: null, city: "Kraków", country: "PL", lat: 50.06, lon: 19.94 },
    ...change,
  };
}

function event(n: number, change: Partial<CatalogueEvent> = {}): CatalogueEvent {
  return {
    id: uuid(n) as EventId,
    slug: `event-${n}`,
    name: `Event ${n}`,
    summary: "",
    genre: "music",
    languages: [],
    tags: [],
    status: "published",
    currency: "EUR" as Currency,
    priceFrom: 1000,
    priceTo: 5000,
    promoter: { slug: "otter", name: "Otter Hall" },
    series: null,
    publishedAt: instant(NOW - DAY),
    changedAt: instant(NOW - DAY),
    performances: [performance(n)],
    ...change,
  };
}

const list = (events: CatalogueEvent[], change: Partial<CatalogueQuery> = {}, now: Instant = NOW) =>
  queryCatalogue(events, { sort: "date", limit: 100, ...change }, now).items.map(({ event }) => event.slug);

describe("which events a list shows", () => {
  test("an event whose last performance has just ended is gone", () => {
    const ends = instant(NOW + 5000);
    const events = [event(1, { performances: [performance(1, { startsAt: NOW, endsAt: ends })] })];
    expect(list(events, {}, instant(ends - 1))).toEqual(["event-1"]);
    expect(list(events, {}, ends)).toEqual([]);
  });

  test("one and the same performance must meet every condition", () => {
    const berlin = { venue: null, city: "Berlin", country: "DE", lat: 52.52, lon: 13.4 };
    const tour = event(1, {
      performances: [
        performance(1, { date: "2027-05-02" }),
        performance(2, { date: "2027-06-02", startsAt: instant(NOW + 32 * DAY), place: berlin }),
      ],
    });
    expect(list([tour], { city: "berlin", from: "2027-06-01" })).toEqual(["event-1"]);
    expect(list([tour], { city: "berlin", to: "2027-05-31" })).toEqual([]);
    expect(firstMatch(tour, { city: "berlin" }, NOW)?.id).toBe(uuid(2));
    expect(upcoming(tour, instant(NOW + 10 * DAY)).map(({ id }) => id)).toEqual([uuid(2)]);
  });

  test("a city is found without its accent, and a country only by its own code", () => {
    expect(list([event(1)], { city: "krakow" })).toEqual(["event-1"]);
    expect(list([event(1)], { city: "krakow", country: "DE" })).toEqual([]);
  });

  test("a festival matches on any of its days", () => {
    const festival = event(1, { performances: [performance(1, { date: "2027-05-02", endDate: "2027-05-05" })] });
    expect(list([festival], { from: "2027-05-05", to: "2027-05-05" })).toEqual(["event-1"]);
    expect(list([festival], { from: "2027-05-06" })).toEqual([]);
    expect(list([festival], { to: "2027-05-01" })).toEqual([]);
  });

  test("a price limit keeps free events, drops unknown prices and other currencies", () => {
    const events = [
      event(1, { priceFrom: 0 }),
      event(2, { priceFrom: null }),
      event(3, { currency: "PLN" as Currency, priceFrom: 0 }),
      event(4, { priceFrom: 1 }),
    ];
    expect(list(events, { maxPrice: { minor: 0, currency: "EUR" as Currency } })).toEqual(["event-1"]);
  });

  test("an event is found by its dates that take place, not by one that is cancelled", () => {
    const later = performance(3, { startsAt: instant(NOW + 9 * DAY) });
    const both = event(1, { performances: [performance(1, { status: "cancelled" }), later] });
    const gone = event(3, { performances: [performance(4, { status: "cancelled" })] });
    const events = [both, event(2, { performances: [performance(2)] }), gone];
    expect(list(events)).toEqual(["event-2", "event-1"]);
    expect(list(events, { to: performance(1).date })).toEqual(["event-2"]);
    expect(upcoming(both, NOW)).toEqual([later]);
  });

  test("near means along the surface, and never what has no place on the map", () => {
    const events = [
      event(1),
      event(2, { performances: [performance(2, { place: null, online: true })] }),
      event(3, {
        performances: [performance(3, { place: { venue: null, city: "X", country: "PL", lat: null, lon: null } })],
      }),
    ];
    const warsaw = { lat: 52.23, lon: 21.01 };
    const apart = distanceKm(warsaw, { lat: 50.06, lon: 19.94 });
    expect(apart).toBeGreaterThan(250);
    expect(apart).toBeLessThan(256);
    expect(list(events, { near: { ...warsaw, radiusKm: apart + 0.01 } })).toEqual(["event-1"]);
    expect(list(events, { near: { ...warsaw, radiusKm: apart - 0.01 } })).toEqual([]);
  });

  test("online, promoter, series, venue and genre narrow the list", () => {
    const events = [
      event(1, { performances: [performance(1, { place: null, online: true })] }),
      event(2, { promoter: { slug: "other", name: "Other" } }),
      event(3, { series: { slug: "talks", name: "Talks" } }),
      event(4, { genre: "theatre" }),
      event(5, {
        performances: [
          performance(5, {
            place: { venue: { slug: "hall", name: "Hall" }, city: "X", country: "DE", lat: 1, lon: 1 },
          }),
        ],
      }),
    ];
    expect(list(events, { online: true })).toEqual(["event-1"]);
    expect(list(events, { online: false, genre: "music", promoter: "otter" })).toEqual(["event-3", "event-5"]);
    expect(list(events, { promoter: "other" })).toEqual(["event-2"]);
    expect(list(events, { series: "talks" })).toEqual(["event-3"]);
    expect(list(events, { genre: "theatre" })).toEqual(["event-4"]);
    expect(list(events, { venue: "hall" })).toEqual(["event-5"]);
  });
});

describe("in which order", () => {
  test("by date then id, by folded name then id, newest first then id backwards", () => {
    const later = instant(NOW + 3 * DAY);
    const events = [
      event(3, { name: "Żaba", publishedAt: instant(1) }),
      event(2, { name: "álamo", performances: [performance(2, { startsAt: later })], publishedAt: instant(2) }),
      event(1, { name: "Zaba", publishedAt: instant(1) }),
    ];
    expect(list(events, { sort: "date" })).toEqual(["event-1", "event-3", "event-2"]);
    expect(list(events, { sort: "name" })).toEqual(["event-2", "event-1", "event-3"]);
    expect(list(events, { sort: "new" })).toEqual(["event-2", "event-3", "event-1"]);
  });

  test("by opening, soonest first, come those alone whose sale opens later and is not called off", () => {
    const opens = (hours: number) => ({ onSaleAt: instant(NOW + hours * 3_600_000) });
    const events = [
      event(1, opens(48)),
      event(2, opens(0)),
      event(3),
      event(4, { onSaleAt: null }),
      event(5, { ...opens(2), status: "cancelled" }),
      event(6, { ...opens(2), status: "postponed" }),
      event(7, opens(2)),
    ];
    expect(list(events, { sort: "opening" })).toEqual(["event-7", "event-1"]);
  });

  test("text is compared by code point, as UTF-8 bytes are", () => {
    const anyText = fc.string({ unit: "grapheme-composite" });
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect(Math.sign(compareText(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
      { seed: 20261121 },
    );
    expect(compareText("\u{1F9A6}", "\uFB01")).toBeGreaterThan(0); // UTF-16 units would say the opposite
  });

  test("pages follow one another without a gap or a repeat, whatever the sort, through the cursor's text", () => {
    const anyEvent = fc.record({
      day: fc.integer({ min: -2, max: 4 }),
      name: fc.string({ unit: "grapheme", maxLength: 3 }),
    });
    fc.assert(
      fc.property(
        fc.array(anyEvent, { maxLength: 30 }),
        fc.constantFrom<CatalogueSort>("date", "name", "new", "opening"),
        fc.integer({ min: 1, max: 7 }),
        (made, sort, limit) => {
          const events = made.map(({ day, name }, n) =>
            event(n, {
              name,
              publishedAt: instant(NOW - (day % 2) * DAY),
              onSaleAt: instant(NOW + ((day % 2) + 2) * DAY),
              performances: [performance(n, { startsAt: instant(NOW + day * DAY) })],
            }),
          );
          const whole = queryCatalogue(events, { sort, limit: 100 }, NOW);
          expect(whole.after).toBeNull();
          const walked: string[] = [];
          let query: CatalogueQuery | null = { sort, limit };
          while (query !== null) {
            const page = queryCatalogue(events, query, NOW);
            walked.push(...page.items.map((item) => item.event.id));
            const after: ReturnType<typeof decodeCursor> = page.after && decodeCursor(encodeCursor(page.after));
            expect(after).toEqual(page.after);
            query = after === null ? null : { sort, limit, after };
          }
          expect(walked).toEqual(whole.items.map((item) => item.event.id));
          expect(new Set(walked).size).toBe(events.filter((e) => firstMatch(e, {}, NOW) !== null).length);
        },
      ),
      { seed: 20261121 },
    );
  });
});

describe("cursors", () => {
  test("the cursor of any name comes back as it went, is safe in a URL and below 500 characters", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.string({ unit: "grapheme" }),
          fc.string({ minLength: 60, maxLength: 300 }),
        ),
        (name) => {
          const key = pageKey("name", { event: event(1, { name }), next: performance(1) });
          const cursor = encodeCursor(key);
          expect(decodeCursor(cursor)).toEqual(key);
          expect(encodeURIComponent(cursor)).toBe(cursor);
          expect(cursor.length).toBeLessThan(500);
        },
      ),
      { seed: 20261121 },
    );
  });

  test("the longest names fit too", () => {
    for (const name of ["\u{20000}".repeat(10_000), "ﷺ".repeat(10_000), "a".repeat(10_000)]) {
      expect([...sortName(name)].length).toBeLessThanOrEqual(SORT_NAME_LENGTH);
      const key = pageKey("name", { event: event(1, { name }), next: performance(1) });
      expect(encodeCursor(key).length).toBeLessThan(500);
      expect(decodeCursor(encodeCursor(key))).toEqual(key);
    }
  });

  test.each([
    "",
    "date",
    `date~~${uuid(1)}`,
    `date~-1~${uuid(1)}`,
    `date~1e3~${uuid(1)}`,
    `date~999999999999999~${uuid(1)}`,
    `date~1~${uuid(1)}~x`,
    "date~1~nobody",
    `price~1~${uuid(1)}`,
    `name~.0.~${uuid(1)}`,
    `name~.zzzz.~${uuid(1)}`,
    `name~.1kw0~${uuid(1)}`,
    `name~.${(0xd800).toString(36)}.~${uuid(1)}`,
    `name~A~${uuid(1)}`,
    `name~${"a".repeat(65)}~${uuid(1)}`,
  ])("%j is no cursor", (text) => {
    expect(decodeCursor(text)).toBeNull();
  });

  test("nothing makes decoding throw", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => void decodeCursor(`name~${text}~${uuid(1)}`)),
      { seed: 20261121 },
    );
  });

  test("keys of one sort are in one total order", () => {
    const a = { sort: "new", value: 5, id: uuid(1) } as const;
    expect(comparePageKeys(a, { ...a, id: uuid(2) })).toBeGreaterThan(0);
    expect(comparePageKeys(a, a)).toBeCloseTo(0);
  });
});

describe("facets", () => {
  test("an event counts once per value however many of its performances match, most first, then by value", () => {
    const place = (city: string, country: string) => ({ venue: null, city, country, lat: null, lon: null });
    const events = [
      event(1, {
        performances: [
          performance(1),
          performance(2),
          performance(3, { place: place("Krakow", "PL") }),
          performance(4, { place: place("Łódź", "PL") }),
        ],
      }),
      event(2, { genre: "theatre", performances: [performance(5, { place: place("Aachen", "DE") })] }),
      event(3, { genre: "theatre", performances: [performance(6, { place: null, online: true })] }),
      event(4, { performances: [performance(7, { startsAt: instant(NOW - DAY) })] }),
    ];
    const facets = facetCatalogue(events, {}, NOW);
    expect(facets.total).toBe(3);
    expect(facets.cities).toEqual([
      { value: "aachen", label: "Aachen", country: "DE", count: 1 },
      { value: "krakow", label: "Krakow", country: "PL", count: 1 },
      { value: "lodz", label: "Łódź", country: "PL", count: 1 },
    ]);
    expect(facets.countries.map(({ value, count }) => [value, count])).toEqual([
      ["DE", 1],
      ["PL", 1],
    ]);
    expect(facets.genres).toEqual([
      { value: "theatre", label: "theatre", count: 2 },
      { value: "music", label: "music", count: 1 },
    ]);
    expect(facets.promoters).toEqual([{ value: "otter", label: "Otter Hall", count: 3 }]);
  });

  test("only the performances that meet the filter say where an event is", () => {
    const berlin = { venue: null, city: "Berlin", country: "DE", lat: null, lon: null };
    const tour = event(1, { performances: [performance(1), performance(2, { place: berlin })] });
    expect(facetCatalogue([tour], { country: "DE" }, NOW).cities.map(({ value }) => value)).toEqual(["berlin"]);
  });

  test("no list is longer than 200 values", () => {
    const events = Array.from({ length: 300 }, (_, n) => event(n, { genre: `genre-${n}` }));
    expect(facetCatalogue(events, {}, NOW).genres.length).toBe(200);
    expect(facetCatalogue(events, {}, NOW).total).toBe(300);
  });
});
