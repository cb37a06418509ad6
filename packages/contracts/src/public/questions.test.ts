import { expect, test } from "vitest";
import { ListParams, SearchParams } from "./catalogue.ts";
import { keyOf, listQueryOf, nextSearchCursor, searchQuestionOf } from "./questions.ts";

const key = (params: Record<string, string>) => {
  const query = listQueryOf(ListParams.parse(params));
  return query.ok ? keyOf("list", query.value) : query.errors;
};

test("questions that mean the same have the same key", () => {
  expect(key({ city: " KRAKÓW ", country: "pl", lat: "50.0612", lon: "19.9399" })).toBe(
    key({ lon: "19.94", lat: "50.06", radius: "50", country: "PL", city: "krakow", sort: "date", limit: "20" }),
  );
});

test("questions that differ have other keys", () => {
  const keys = [
    {},
    { city: "oslo" },
    { genre: "oslo" },
    { online: "true" },
    { online: "false" },
    { limit: "21" },
    { sort: "new" },
  ];
  expect(new Set(keys.map((params) => key(params as Record<string, string>))).size).toBe(keys.length);
});

test("a cursor of another order was not given out for this list", () => {
  const cursor = "date~1~01900000-0000-7000-8000-000000000000";
  expect(key({ cursor })).toContain("01900000");
  expect(key({ cursor, sort: "new" })).toMatchObject([{ pointer: "cursor" }]);
});

test("search pages end before what Meilisearch counts, and their cursors are the ones that are understood", () => {
  const question = (params: Record<string, string>) => searchQuestionOf(SearchParams.parse(params));
  let cursor = nextSearchCursor({ text: "", filter: {}, limit: 100, offset: 0 }, 5000);
  const offsets: number[] = [];
  while (cursor !== null) {
    const next = question({ cursor, limit: "100" });
    if (!next.ok) throw new Error(cursor);
    offsets.push(next.value.offset);
    cursor = nextSearchCursor(next.value, 5000);
  }
  expect(offsets).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900]);
  expect(nextSearchCursor({ text: "", filter: {}, limit: 20, offset: 20 }, 40)).toBeNull();
  for (const wrong of ["from~0", "from~1000", "from~-1", "from~1e2", "x"])
    expect(question({ cursor: wrong }).ok).toBe(false);
});
