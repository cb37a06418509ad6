import type { EventPage } from "@liveotter/contracts/public/catalogue";
import type { SaleState } from "@liveotter/contracts/public/sale";
import { expect, test } from "vitest";
import { ENGLISH, localeOf } from "../words/locale.ts";
import { eventJsonLd } from "./event-json-ld.ts";

type Event = EventPage["event"];
const performance: Event["performances"][number] = {
  id: "p1",
  date: "2026-12-01",
  time: null,
  endDate: null,
  zone: "Europe/Warsaw",
  startsAt: "2026-11-30T23:00:00.000Z",
  endsAt: "2026-12-01T23:00:00.000Z",
  online: false,
  status: "scheduled",
  place: { venue: { slug: "hall", name: "Hall" }, street: null, city: "Kraków", country: "PL", lat: 50.06, lon: 19.94 },
};
const event: Event = {
  id: "e1",
  slug: "jazz",
  name: "Jazz",
  summary: "",
  genre: "jazz",
  languages: [],
  tags: [],
  status: "published",
  currency: "PLN",
  priceFrom: 2500,
  priceTo: 5000,
  promoter: { slug: "p", name: "P" },
  series: null,
  cover: "/covers/jazz.1.svg",
  onSaleAt: null,
  presaleAt: null,
  salesEndAt: null,
  selling: "open",
  description: "",
  lineUp: [],
  access: "",
  url: null,
  performances: [performance],
  ticketTypes: [],
  orderFee: 0,
};
const FILE = "3f0c2f0e-6d3a-4a54-9d0b-5f3a0f6a9b1c.jpg";
const ORIGIN = "https://t.example";
const around: Parameters<typeof eventJsonLd>[1] = { origin: ORIGIN, locale: ENGLISH, state: "unknown" };
const graph = (changed: Partial<Event>, more: Partial<typeof around> = {}) =>
  JSON.parse(eventJsonLd({ ...event, ...changed }, { ...around, ...more }))["@graph"];

test("no name can close the element it stands in, and it is still the same name", () => {
  const name = "</script><script>alert(1)</script>\u2028";
  expect(eventJsonLd({ ...event, name }, around)).not.toMatch(/<|\u2028/);
  expect(graph({ name })[0].name).toBe(name);
});

test("a performance of which only the date is known starts on a date", () => {
  expect(graph({})[0]).toMatchObject({
    "@type": "Event",
    startDate: "2026-12-01",
    eventStatus: "https://schema.org/EventScheduled",
    location: [{ "@type": "Place", name: "Hall" }],
  });
});

/** https://developers.google.com/search/docs/appearance/structured-data/event: what a result cannot do without. */
test("every event has what search engines ask of one, and the offers that it names are there", () => {
  const place = {
    venue: { slug: "hall", name: "Hall" },
    street: "Rynek 1",
    city: "Kraków",
    country: "PL",
    lat: 50,
    lon: 20,
  };
  const shown: Partial<Event> = {
    ...{ lineUp: ["Ada"], summary: "Loud.", cover: `/media/${FILE}`, onSaleAt: "2026-11-20T09:00:00.000Z" },
    performances: [
      { ...performance, place },
      { ...performance, id: "p2", time: "20:00", startsAt: "2026-12-01T19:00:00Z" },
    ],
    ticketTypes: [
      { name: "Standing", price: 2500 },
      { name: "Balcony", price: 5000 },
    ],
  };
  const [first, second, ...offers] = graph(shown, { state: "upcoming" });
  expect(first).toEqual({
    "@type": "Event",
    "@id": `${ORIGIN}/events/jazz#${performance.id}`,
    ...{ name: "Jazz", url: `${ORIGIN}/events/jazz`, description: "Loud.", startDate: "2026-12-01" },
    image: [`${ORIGIN}/media/${FILE}/1200.webp`, expect.stringMatching(/^https:..t.example.events.jazz.card.jpg\?v=/)],
    eventStatus: "https://schema.org/EventScheduled",
    eventAttendanceMode: "https://schema.org/OfflineEventAttendanceMode",
    organizer: { "@type": "Organization", name: "P", url: `${ORIGIN}/promoters/p` },
    performer: [{ "@type": "PerformingGroup", name: "Ada" }],
    location: [
      {
        ...{ "@type": "Place", name: "Hall", url: `${ORIGIN}/venues/hall` },
        address: {
          ...{ "@type": "PostalAddress", streetAddress: "Rynek 1" },
          ...{ addressLocality: "Kraków", addressCountry: "PL" },
        },
        geo: { "@type": "GeoCoordinates", latitude: 50, longitude: 20 },
      },
    ],
    offers: [{ "@id": `${ORIGIN}/events/jazz#offer-1` }, { "@id": `${ORIGIN}/events/jazz#offer-2` }],
  });
  expect(second).toMatchObject({ startDate: "2026-12-01T20:00:00+01:00", offers: first.offers });
  expect(offers).toEqual(
    [
      ["Standing", "25.00"],
      ["Balcony", "50.00"],
    ].map(([name, price], at) => ({
      ...{ "@type": "Offer", "@id": `${ORIGIN}/events/jazz#offer-${at + 1}`, name, price, priceCurrency: "PLN" },
      ...{ url: `${ORIGIN}/events/jazz`, validFrom: "2026-11-20T09:00:00.000Z" },
      availability: "https://schema.org/PreOrder",
    })),
  );
});

test("a German page describes German pages, and what is not for sale is not offered", () => {
  const german = localeOf("/de", false).locale;
  expect(graph({}, { locale: german })[0]).toMatchObject({
    url: `${ORIGIN}/de/events/jazz`,
    image: [`${ORIGIN}/covers/jazz.1.svg`, expect.stringContaining("/de/events/jazz/card.png?v=")],
  });
  const ticketTypes = [{ name: "Standing", price: 2500 }];
  expect(graph({ ticketTypes, status: "cancelled" })).toHaveLength(1);
  expect(graph({ ticketTypes, onSaleAt: "2026-10-01T00:00:00Z" })[1]).not.toHaveProperty("availability");
});

test("cancelled and online are said in schema.org's words", () => {
  const performances = [{ ...performance, online: true, place: null, status: "cancelled" as const }];
  expect(graph({ performances })[0]).toMatchObject({
    eventStatus: "https://schema.org/EventCancelled",
    eventAttendanceMode: "https://schema.org/OnlineEventAttendanceMode",
    location: [{ "@type": "VirtualLocation" }],
  });
});

test.each<readonly [SaleState, string | null]>([
  ["on-sale", "InStock"],
  ["unknown", ""],
  ["upcoming", "PreOrder"],
  ["presale", "PreOrder"],
  ["sold-out", "SoldOut"],
  ["not-enough-left", "SoldOut"],
  ...(["code-only", "stopped", "postponed", "ended", "cancelled", "not-sold"] as const).map(
    (state) => [state, null] as const,
  ),
])("search engines hear of %s as %s", (state, word) => {
  const [, offer] = graph({ ticketTypes: [{ name: "Standing", price: 2500 }] }, { state });
  if (word === null) expect(offer).toBeUndefined();
  else expect(offer.availability).toBe(word === "" ? undefined : `https://schema.org/${word}`);
});
