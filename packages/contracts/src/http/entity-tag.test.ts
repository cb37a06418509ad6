import { expect, test } from "vitest";
import { entityTag, namesTag } from "./entity-tag.ts";

test("equal content has an equal tag, other content another", async () => {
  expect(await entityTag("a")).toBe(await entityTag("a"));
  expect(await entityTag("a")).not.toBe(await entityTag("b"));
  expect(await entityTag("a")).toMatch(/^"[0-9a-f]{24}"$/);
});

test.each([
  ['"a"', true],
  ['W/"a"', true],
  ['"b", "a"', true],
  ['"b",W/"a" ,"c"', true],
  ["*", true],
  [" * ", true],
  ['"b"', false],
  ["a", false],
  ["", false],
])("If-None-Match %s", (header, named) => {
  expect(namesTag(header, '"a"')).toBe(named);
});

test("a comma inside a tag does not end it", () => {
  expect(namesTag('"p,q", "r"', '"p,q"')).toBe(true);
  expect(namesTag('"p,q"', '"q"')).toBe(false);
});

test("without the header nothing is named", () => {
  expect(namesTag(undefined, '"a"')).toBe(false);
});
