import { expect, test } from "vitest";
import { type WhenAndWhere, whatChanged } from "./when-and-where.ts";

const place = { venue: { name: "Hall" }, street: "Rynek 1", city: "Kraków", country: "PL" };
const was: WhenAndWhere = {
  ...{ date: "2027-06-12", time: "20:00", endDate: null, zone: "Europe/Warsaw", online: false, place },
};

test.each<[string, Partial<WhenAndWhere>, string[]]>([
  ["nothing", {}, []],
  ["a new date", { date: "2027-06-13" }, ["date"]],
  ["a last day", { endDate: "2027-06-13" }, ["date"]],
  ["a new time", { time: "20:30" }, ["time"]],
  ["a time that is no longer known", { time: null }, ["time"]],
  ["another zone", { zone: "Europe/London" }, ["time"]],
  ["a new venue", { place: { ...place, venue: { name: "Club" } } }, ["place"]],
  ["a new street", { place: { ...place, street: "Rynek 2" } }, ["place"]],
  ["a stream instead", { online: true, place: null }, ["place"]],
  ["everything", { date: "2027-07-01", time: "19:00", place: { ...place, city: "Łódź" } }, ["date", "time", "place"]],
])("%s is news of exactly that", (_, change, parts) => {
  expect(whatChanged(was, { ...was, ...change })).toEqual(parts);
});

test("coordinates, and a street that is absent instead of unknown, are no news", () => {
  const { street: _, ...without } = place;
  const located = { ...was, place: { ...without, lat: 1, lon: 2 } };
  expect(whatChanged({ ...was, place: { ...place, street: null } }, located)).toEqual([]);
});
