import type { EventPage } from "@liveotter/contracts/public/catalogue";
import { expect, test } from "vitest";
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
  place: { venue: { slug: "hall", name: "Hall" }, city: "Kraków", country: "PL", lat: 50.06, lon: 19.94 },
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
  description: "",
  url: null,
  performances: [performance],
  ticketTypes: [],
};
const graph = (changed: Partial<Event>) =>
  JSON.parse(eventJsonLd({ ...event, ...changed }, "https://t.example"))["@graph"];

test("no name can close the element it stands in, and it is still the same name", () => {
  const name = "</script><script>alert(1)</script>\u2028";
  expect(eventJsonLd({ ...event, name }, "https://t.example")).not.toMatch(/<|\u2028/);
  expect(graph({ name })[0].name).toBe(name);
});

test("a performance of which only the date is known starts on a date", () => {
  expect(graph({})[0]).toMatchObject({
    "@type": "Event",
    startDate: "2026-12-01",
    image: "https://t.example/covers/jazz.1.svg",
    eventStatus: "https://schema.org/EventScheduled",
    offers: { lowPrice: "25.00", highPrice: "50.00", priceCurrency: "PLN" },
    location: [{ "@type": "Place", name: "Hall" }],
  });
});

test("cancelled and online are said in schema.org's words", () => {
  const performances = [{ ...performance, online: true, place: null, status: "cancelled" as const }];
  expect(graph({ performances, priceFrom: null })[0]).toMatchObject({
    eventStatus: "https://schema.org/EventCancelled",
    eventAttendanceMode: "https://schema.org/OnlineEventAttendanceMode",
    location: [{ "@type": "VirtualLocation" }],
  });
});
