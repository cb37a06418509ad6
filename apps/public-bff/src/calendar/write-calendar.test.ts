import type { CatalogueEventDetail, CataloguePerformance } from "@liveotter/core/catalogue/catalogue";
import type { EventId, PerformanceId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { asCurrency } from "@liveotter/core/money";
import fc from "fast-check";
import { expect, test } from "vitest";
import { writeCalendar } from "./write-calendar.ts";

const page = "https://tickets.example/events/rock-night";
const performance = (more: Partial<CataloguePerformance> = {}): CataloguePerformance => ({
  id: "01900000-0000-7000-8000-000000000002" as PerformanceId,
  date: "2027-06-12",
  time: "20:00",
  endDate: null,
  zone: "Europe/Warsaw",
  startsAt: instant(Date.parse("2027-06-12T18:00:00Z")),
  endsAt: instant(Date.parse("2027-06-12T21:00:00Z")),
  online: false,
  status: "scheduled",
  place: { venue: { slug: "arena", name: "Arena; Hall, 2" }, city: "Kraków", country: "PL", lat: 50.06, lon: 19.94 },
  ...more,
});
const event = (more: Partial<CatalogueEventDetail> = {}): CatalogueEventDetail => ({
  id: "01900000-0000-7000-8000-000000000001" as EventId,
  slug: "rock-night",
  name: "Rock Night",
  summary: "Loud.",
  genre: "music",
  languages: [],
  tags: [],
  status: "published",
  currency: asCurrency("EUR") ?? expect.fail(),
  priceFrom: null,
  priceTo: null,
  promoter: { slug: "p", name: "P" },
  series: null,
  publishedAt: instant(Date.parse("2027-01-01T00:00:00Z")),
  changedAt: instant(Date.parse("2027-01-01T01:00:00Z")),
  performances: [performance()],
  description: "",
  access: "",
  url: null,
  ticketTypes: [],
  orderFee: 0,
  ...more,
});

/** What a calendar reads: lines unfolded. */
const linesOf = (calendar: string) => calendar.replaceAll("\r\n ", "").split("\r\n");
const written = (more: Partial<CatalogueEventDetail> = {}) => linesOf(writeCalendar(event(more), page, "en"));

test("a performance with a time is an entry in UTC with a lasting id", () => {
  expect(written()).toEqual(
    expect.arrayContaining([
      "UID:01900000-0000-7000-8000-000000000002@liveotter",
      "DTSTART:20270612T180000Z",
      "DTEND:20270612T210000Z",
      "DTSTAMP:20270101T010000Z",
      "SEQUENCE:3600",
      "STATUS:CONFIRMED",
      "SUMMARY:Rock Night",
      "LOCATION:Arena\\; Hall\\, 2\\, Kraków\\, Poland",
      "GEO:50.06;19.94",
      `URL:${page}`,
    ]),
  );
});

test("a date without a time is a DATE, whose end is the day after its last", () => {
  expect(written({ performances: [performance({ time: null })] })).toEqual(
    expect.arrayContaining(["DTSTART;VALUE=DATE:20270612", "DTEND;VALUE=DATE:20270613"]),
  );
  expect(written({ performances: [performance({ time: null, date: "2027-12-30", endDate: "2027-12-31" })] })).toEqual(
    expect.arrayContaining(["DTSTART;VALUE=DATE:20271230", "DTEND;VALUE=DATE:20280101"]),
  );
});

test("a cancelled event cancels each entry, and a postponed one makes them tentative", () => {
  expect(written({ status: "cancelled" })).toEqual(
    expect.arrayContaining(["STATUS:CANCELLED", "SUMMARY:Cancelled: Rock Night"]),
  );
  expect(written({ status: "postponed" })).toEqual(
    expect.arrayContaining(["STATUS:TENTATIVE", "SUMMARY:Postponed: Rock Night"]),
  );
  const one = written({ performances: [performance(), performance({ status: "cancelled" })] });
  expect(one.filter((line) => line.startsWith("STATUS:"))).toEqual(["STATUS:CONFIRMED", "STATUS:CANCELLED"]);
});

test("it names the street where it is known, and speaks German", () => {
  const place = {
    venue: { slug: "a", name: "Arena" },
    street: "Rynek 1",
    city: "Kraków",
    country: "PL",
    lat: null,
    lon: null,
  };
  expect(written({ performances: [performance({ place })] })).toContain(
    "LOCATION:Arena\\, Rynek 1\\, Kraków\\, Poland",
  );
  const german = linesOf(writeCalendar(event({ status: "cancelled" }), page, "de"));
  expect(german).toEqual(
    expect.arrayContaining([
      "STATUS:CANCELLED",
      "SUMMARY:Abgesagt: Rock Night",
      "LOCATION:Arena\\; Hall\\, 2\\, Kraków\\, Polen",
    ]),
  );
});

test("an online performance says so", () => {
  expect(written({ performances: [performance({ online: true, place: null })] })).toContain("LOCATION:Online");
});

test("no text can add a line, and every line has at most 75 octets, whole characters and CRLF", () => {
  const hostile = fc.string({ unit: "binary", maxLength: 300 });
  fc.assert(
    fc.property(hostile, hostile, (name, summary) => {
      const calendar = writeCalendar(event({ name: name.toWellFormed(), summary: summary.toWellFormed() }), page, "en");
      expect(calendar.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
      for (const line of calendar.split("\r\n")) {
        expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
        expect(line.isWellFormed()).toBe(true);
      }
      const names = linesOf(calendar).map((line) => line.split(/[:;]/)[0]);
      expect(names).toEqual(linesOf(writeCalendar(event(), page, "en")).map((line) => line.split(/[:;]/)[0]));
    }),
    { seed: 20261121 },
  );
});

test("a line breaks before 75 octets, not before 75 characters", () => {
  const calendar = writeCalendar(event({ name: "Łódź ".repeat(40) }), page, "en");
  const lengths = calendar.split("\r\n").map((line) => new TextEncoder().encode(line).length);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(75);
  expect(Math.max(...lengths)).toBeGreaterThan(72);
});

test("text comes back as it was, without its controls", () => {
  const lines = written({ summary: "a\\b;c,d\r\ne\u0000f\u2028g\ttab" });
  expect(lines).toContain(`DESCRIPTION:a\\\\b\\;c\\,d\\nef\\ng\ttab\\n${page}`);
});
