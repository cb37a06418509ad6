import { instant } from "@liveotter/core/instant";
import { describe, expect, it } from "vitest";
import { meilisearchFilter, quoted } from "./meilisearch-filter.ts";

describe("the filter as Meilisearch's expression", () => {
  it("always leaves out what is over", () => {
    expect(meilisearchFilter({}, instant(5))).toEqual(["endsAt > 5"]);
  });

  it("keeps a value with quotes inside its quotes", () => {
    expect(meilisearchFilter({ city: 'x" OR endsAt > 0 OR city = "' }, instant(5))).toEqual([
      "endsAt > 5",
      'city = "x\\" OR endsAt > 0 OR city = \\""',
    ]);
  });

  it("matches nothing where a value cannot be written in the language", () => {
    expect(meilisearchFilter({ city: "a\\" }, instant(5))).toBeNull();
    expect(meilisearchFilter({ venue: "a\u0000b" }, instant(5))).toBeNull();
    expect(quoted("łódź 'quoted'")).toBe("\"łódź 'quoted'\"");
  });

  it("takes days that overlap", () => {
    expect(meilisearchFilter({ from: "2026-11-21", to: "2026-12-01" }, instant(5))).toEqual([
      "endsAt > 5",
      "lastDay >= 20261121",
      "firstDay <= 20261201",
    ]);
  });
});
