import { expect, test } from "vitest";
import { address, FILTERS, listQuery, type Param, readQuery, searchQuery, without } from "./address.ts";

const LIST: readonly Param[] = [...FILTERS, "sort", "cursor"];
const read = (search: string, known: readonly Param[] = LIST) =>
  readQuery(new URLSearchParams(search), known, { decimal: ".", group: "," });
const canonical = (search: string) => address("/events", read(search));

test("equal questions have one address: order, case, blanks and unknown parameters change nothing", () => {
  const one = "/events?city=Krak%C3%B3w&country=PL&genre=jazz";
  expect(canonical("genre=jazz&city=Krak%C3%B3w&country=pl")).toBe(one);
  expect(canonical("utm_source=x&fbclid=y&country=PL&city=+Krak%C3%B3w+&genre=jazz&from=&online=&sort=date")).toBe(one);
});

test("values that mean nothing are left out", () => {
  const nonsense =
    "country=Poland&from=yesterday&genre=A_B&lat=1&radius=9&price=cheap&currency=XXQ&sort=price&online=yes";
  expect(canonical(nonsense)).toBe("/events");
  expect(canonical("city=%00")).toBe("/events");
  expect(canonical(`city=${"x".repeat(101)}`)).toBe("/events");
});

test("a list knows its orders, and by date is none", () => {
  expect(["date", "name", "new", "opening", "price"].map((sort) => canonical(`sort=${sort}`))).toEqual([
    ...["/events", "/events?sort=name", "/events?sort=new", "/events?sort=opening", "/events"],
  ]);
});

test("half a condition is none", () => {
  expect(canonical("price=20")).toBe("/events");
  expect(canonical("currency=EUR")).toBe("/events");
  expect(canonical("lon=4&radius=20")).toBe("/events");
});

test("dates the wrong way round are put right", () => {
  expect(canonical("from=2026-12-24&to=2026-12-20")).toBe("/events?from=2026-12-20&to=2026-12-24");
});

test("a page knows its own parameters alone", () => {
  expect(read("city=Kiel&cursor=x", ["cursor"])).toEqual({ cursor: "x" });
});

test("clearing a filter returns to the start of the list", () => {
  const query = read("city=Kiel&genre=jazz&cursor=abc");
  expect(address("/events", without(query, "genre"))).toBe("/events?city=Kiel");
});

test("prices reach the API in minor units", () => {
  expect(listQuery(read("price=12,5&currency=eur"))).toEqual({ maxPrice: 1250, currency: "EUR" });
  expect(listQuery(read("price=1500&currency=JPY"))).toEqual({ maxPrice: 1500, currency: "JPY" });
  expect(listQuery(read("price=2,500&currency=USD"))).toEqual({ maxPrice: 250_000, currency: "USD" });
  expect(canonical("price=2,500.00&currency=usd")).toBe("/events?price=2500&currency=USD");
  // What could mean two prices filters nothing, and stays in the form with an error.
  expect(listQuery(read("price=1.500&currency=EUR"))).toEqual({ currency: "EUR" });
  expect(canonical("price=1.500&currency=EUR")).toBe("/events?price=1.500&currency=EUR");
});

test("what is searched for goes along with the filters", () => {
  expect(searchQuery(read("q=+jazz+&online=true", ["q", "online"]))).toEqual({ q: "jazz", online: true });
});
