import { expect, test } from "vitest";
import { eventsSearch } from "./events-search.ts";

test("the address says what the list shows", () => {
  const search = { q: "otter", status: "draft", from: "2027-01-01", sort: "name" };
  expect(eventsSearch(search)).toEqual(search);
});

test("what means nothing is left out, digits searched for are words", () => {
  expect(eventsSearch({ q: 1999, status: "sold", from: "soon", sort: ["name"], seriesId: "x" })).toEqual({ q: "1999" });
});
