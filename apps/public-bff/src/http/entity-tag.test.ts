import { expect, test } from "vitest";
import { entityTag, namesTag } from "./entity-tag.ts";

test("equal content has an equal tag, other content another", () => {
  expect(entityTag("a")).toBe(entityTag("a"));
  expect(entityTag("a")).not.toBe(entityTag("b"));
  expect(entityTag("a")).toMatch(/^"[\w-]{22}"$/);
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
