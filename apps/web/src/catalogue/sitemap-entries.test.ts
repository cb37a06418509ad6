import { instant } from "@liveotter/core/instant";
import { expect, test } from "vitest";
import { eventNamed } from "../../test/catalogue.ts";
import { entriesOfSnapshot } from "./sitemap-entries.ts";

const [early, late] = [instant(1_700_000_000_000), instant(1_800_000_000_000)];
const events = [
  { ...eventNamed("a", "A", 1), changedAt: late },
  { ...eventNamed("b", "B", 1), changedAt: early },
];

test("a snapshot's pages are each there once, and as new as the newest of what they show", () => {
  const found = entriesOfSnapshot(events);
  const paths = found.map(({ path }) => path);
  expect(paths).toEqual([...new Set(paths)]);
  const { path: city } = found.find(({ path }) => path.startsWith("/in/")) ?? { path: "" };
  const changed = new Map(found.map(({ path, changedAt }) => [path, changedAt]));
  expect([changed.get("/events/a"), changed.get("/events/b"), changed.get(city)]).toEqual([late, early, late]);
});

test("it is gone through once, whatever parts of a sitemap are asked for", () => {
  expect(entriesOfSnapshot(events)).toBe(entriesOfSnapshot(events));
  expect(entriesOfSnapshot([...events])).not.toBe(entriesOfSnapshot(events));
});
