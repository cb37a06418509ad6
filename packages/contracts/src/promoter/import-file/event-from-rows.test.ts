import { describe, expect, test } from "vitest";
import { eventFromRows, groupOf, nameOfRow } from "./event-from-rows.ts";
import type { FileRecord } from "./file-reader.ts";

const DEFAULTS = { genre: "other", currency: "EUR" };
const row = (fields: Record<string, unknown>, number = 2): FileRecord => ({ row: number, end: 0, fields, errors: [] });
const read = (...rows: Record<string, unknown>[]) =>
  eventFromRows(
    rows.map((fields) => row(fields)),
    DEFAULTS,
  );
const KRAKOW = { name: "Otters", date: "2027-06-12", city: "Kraków", country: "Poland" };

describe("a row becomes an event", () => {
  test("with a place, and the most likely zone where none is said", () => {
    const { event } = read({ ...KRAKOW, city: "Austin, TX", country: "U.S.A." });
    expect(event).toMatchObject({
      input: {
        name: "Otters",
        genre: "other",
        currency: "EUR",
        performances: [
          { date: "2027-06-12", where: { kind: "place", city: "Austin", country: "US", zone: "America/Chicago" } },
        ],
      },
      zoneGuessed: [true],
    });
  });

  test("under whatever names its columns go", () => {
    const { event } = read({
      ...{
        Title: "Otters",
        "Start Date": "2027-06-12",
        "start-time": "9:30",
        END_DATE: "2027-06-13",
        Topics: "a, b;a",
        Artists: "Tyler, The Creator | Otto",
        Accessibility: "Step-free.",
      },
      ...{ Venue: "The River", Address: "Bank 1", Latitude: "50.06", lng: 19.94, City: "Kraków", Country: "pl" },
      ...{ timezone: "Europe/Warsaw", locales: ["EN", "PL"], Website: "https://example.test/", isOnline: "yes" },
    });
    expect(event?.input).toMatchObject({
      ...{ name: "Otters", url: "https://example.test/", tags: ["a", "b"], languages: ["en", "pl"] },
      ...{ lineUp: ["Tyler, The Creator", "Otto"], access: "Step-free." },
      performances: [
        {
          ...{ date: "2027-06-12", time: "09:30", endDate: "2027-06-13", online: true },
          where: { kind: "new-venue", name: "The River", street: "Bank 1", lat: 50.06, lon: 19.94, country: "PL" },
        },
      ],
    });
    expect(event?.zoneGuessed).toEqual([false]);
  });

  test("online without a place", () => {
    expect(read({ name: "A", date: "2027-06-12", online: true }).event?.input.performances[0]).toMatchObject({
      online: true,
      where: { kind: "online", zone: "UTC" },
    });
  });

  test("with ticket types, prices in minor units and a quota for each performance", () => {
    const tickets = "Standard:25.00:300|VIP:80,5:50;Friends:0";
    const { event } = read({ ...KRAKOW, id: 7, tickets }, { ...KRAKOW, date: "2027-06-13", id: 7 });
    expect(event?.input.ticketTypes).toMatchObject([
      { name: "Standard", price: 2500 },
      { name: "VIP", price: 8050 },
      { name: "Friends", price: 0 },
    ]);
    expect(event?.input.quotas).toMatchObject([
      { name: "Standard", capacity: 300, performance: "p0", ticketTypes: ["t0"] },
      { name: "Standard", capacity: 300, performance: "p1", ticketTypes: ["t0"] },
      { name: "VIP", capacity: 50, performance: "p0", ticketTypes: ["t1"] },
      { name: "VIP", capacity: 50, performance: "p1", ticketTypes: ["t1"] },
      { name: "Tickets", capacity: null, ticketTypes: ["t2"] },
    ]);
    const yen = read({ ...KRAKOW, currency: "jpy", price: 1200, quota: "10" }).event?.input;
    expect(yen).toMatchObject({ currency: "JPY", ticketTypes: [{ name: "Standard", price: 1200 }] });
    expect(yen?.quotas).toMatchObject([{ capacity: 10, ticketTypes: ["t0"] }]);
  });

  test("with prices in every form that means one thing", () => {
    const price = (typed: unknown, currency = "EUR") =>
      read({ ...KRAKOW, price: typed, currency }).event?.input.ticketTypes?.[0]?.price;
    const texts = [
      "1500",
      "1500.00",
      "1500,00",
      "1 500",
      "1'500",
      "1.500,00",
      "1,500.00",
      "１５００",
      "1500.0000",
      1500,
    ];
    for (const typed of texts) expect(price(typed), String(typed)).toBe(150_000);
    expect([price("25.500", "KWD"), price(1.005, "KWD"), price(25.5), price("3000", "RSD")]).toEqual([
      ...[25_500, 1005, 2550, 300_000],
    ]);
    expect(read({ ...KRAKOW, price: "5", quota: "1 000" }).event?.input.quotas).toMatchObject([{ capacity: 1000 }]);
  });

  test("with as many ticket types as an event may have, however many performances each would count for", () => {
    const tickets = Array.from({ length: 51 }, (_, index) => `Type ${index}:1:1`).join("|");
    const rows = Array.from({ length: 3 }, (_, index) => ({ ...KRAKOW, id: 1, date: `2027-06-1${index}` }));
    expect(read(...rows.map((each) => ({ ...each, tickets }))).errors?.[0]).toEqual([
      { pointer: "tickets", detail: "has more than 50 of them" },
    ]);
    expect(read({ ...KRAKOW, tickets: tickets.replace(/\|Type 50.*$/, "") }).event?.input.ticketTypes).toHaveLength(50);
  });

  test("formulas, markup and text from right to left are data", () => {
    for (const name of ["=HYPERLINK(1)", "+1", "@x", "<script>alert(1)</script>", "אירוע גדול", "a: b | c"]) {
      expect(read({ ...KRAKOW, name }).event?.input.name).toBe(name);
    }
  });
});

describe("what is wrong is said of the file's own column", () => {
  test.each([
    [{ name: undefined }, "name", "is missing"],
    [{ name: "x".repeat(10_000) }, "name", "has more than 200 characters"],
    [{ name: "a\u0000b" }, "name", "must not contain control characters"],
    [{ name: "\ud800" }, "name", "must be well-formed Unicode"],
    [{ name: { a: 1 } }, "name", "is no text"],
    [{ date: "12.06.2027" }, "date", "must be a date like 2027-06-12"],
    [{ date: undefined }, "startDate", "is missing"],
    [{ city: undefined }, "city", "is missing, and it is not online either"],
    [{ country: "Atlantis" }, "country", "is no country that we know"],
    [{ country: undefined }, "country", "is missing: a city has one"],
    [{ time: "25:00" }, "time", "must be a time like 20:00"],
    [{ fold: "first" }, "fold", "is none of: earlier, later"],
    [{ duration: "0" }, "duration", "is less than 1"],
    [{ duration: "1.5" }, "duration", "is no whole number"],
    [{ lat: "91", lon: "0" }, "lat", "is more than 90"],
    [{ lat: "north" }, "lat", "is no number"],
    [{ lat: "50" }, "lon", "lat and lon go together"],
    [{ online: "perhaps" }, "online", "is neither yes nor no"],
    [{ url: "javascript:alert(1)" }, "url", "is no address that begins with https:// or http://"],
    [{ topics: Array.from({ length: 31 }, (_, index) => `t${index}`) }, "topics", "has more than 30 entries"],
    [{ topics: [{ a: 1 }] }, "topics", "is no list of texts"],
    [{ currency: "euros" }, "currency", "must be three capital letters, ISO 4217"],
    [{ tickets: "Standard" }, "tickets", "has a price that is no amount: 25 or 25.00"],
    [{ tickets: ":25" }, "tickets", "has a ticket without a name"],
    [{ price: "99999999999" }, "price", "has a price that is too high"],
    [{ price: "1500 EUR" }, "price", "has a price that is no amount: 25 or 25.00"],
    [{ price: "1.500" }, "price", "has an unclear price: 1.500 could mean 1,500.00 or 1.50. Write 1500 or 1.50."],
    [{ price: "2,500" }, "price", "has an unclear price: 2,500 could mean 2,500.00 or 2.50. Write 2500 or 2.50."],
    [
      { price: "1,000", currency: "JPY" },
      "price",
      "has an unclear price: 1,000 could mean 1,000 or 1. Write 1000 or 1.",
    ],
    [
      { price: "5", quota: "1,000" },
      "quota",
      "has an unclear number of tickets: 1,000 could mean 1,000 or 1. Write 1000 or 1.",
    ],
    [{ price: "99999999" }, "price", "has a price that is too high"],
    [{ tickets: "Standard:1.0055" }, "tickets", "has a price with more decimals than EUR has"],
    [{ price: 1.005 }, "price", "has a price with more decimals than EUR has"],
    [{ price: "5", quota: "many" }, "quota", "has a number of tickets that is no whole number"],
  ])("%j", (change, pointer, detail) => {
    expect(read({ ...KRAKOW, ...change }).errors).toEqual([[{ pointer, detail }]]);
  });

  test("and of the row of the group in which it stands", () => {
    const { errors } = read({ ...KRAKOW, id: "a" }, { ...KRAKOW, id: "a", name: "Another", date: "never" });
    expect(errors).toEqual([
      [],
      [
        { pointer: "name", detail: "is not what the first row of this event says" },
        { pointer: "date", detail: "must be a date like 2027-06-12" },
      ],
    ]);
  });
});

test("an event is known again by its own id, or else by name, day, place and address", () => {
  const identity = (change: Record<string, unknown>) => read({ ...KRAKOW, ...change }).event?.identity;
  expect(identity({ id: "7" })).toBe(identity({ eventId: 7, name: "Renamed", date: "2028-01-01" }));
  expect(identity({ name: "OTTERS!" })).toBe(identity({ topics: ["more"], summary: "Changed" }));
  for (const other of [
    { date: "2027-06-13" },
    { city: "Gdańsk" },
    { name: "Beavers" },
    { url: "https://a.test" },
    { id: 7 },
  ])
    expect(identity(other)).not.toBe(identity({}));
});

test("rows belong together by the promoter's own id, and have a name for the report whatever they are", () => {
  expect(groupOf(row({ event: " 7 " }))).toBe("7");
  expect(groupOf(row({ name: "x" }))).toBeNull();
  expect(nameOfRow(row({ name: `\u0000\ud800${"x".repeat(300)}` }))).toBe(` \uFFFD${"x".repeat(198)}`);
  expect(nameOfRow(row({ name: [] }))).toBe("");
});
