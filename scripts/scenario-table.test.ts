import { join } from "node:path";
import { expect, test } from "vitest";
import { tableFaults } from "./scenario-table.ts";

const root = join(import.meta.dirname, "..");
const head = "| situation | tests |\n| --- | --- |\n";
const row = (situation: string, ...tests: string[]) => `${head}| ${situation} | ${tests.join("<br>")} |\n`;
const here = '`scripts/scenario-table.test.ts` "a table names';

test("a table names a test that is there, whole or by its beginning, for each number", () => {
  const whole = `${here} a test that is there, whole or by its beginning, for each number"`;
  expect(tableFaults(row("1. One", whole) + row("2. Two", `${here} a test…"`), root, [1, 2])).toEqual([]);
  expect(tableFaults(row("1. One", whole), root, [1, 2])).toEqual(["2 has no row"]);
});

test("a file that is gone, a title that changed, and a row without a test are told", () => {
  const gone = '`scripts/gone.test.ts` "a title"';
  expect(tableFaults(row("1. One", gone, `${here} ${"no"}thing"`), root, [1])).toEqual([
    "scripts/gone.test.ts does not exist",
    `scripts/scenario-table.test.ts has no test "a table names ${"no"}thing"`,
  ]);
  // A title that goes on is not the whole of it.
  expect(tableFaults(row("1. One", `${here} a test"`), root, [1])).toHaveLength(1);
  expect(tableFaults(row("Redis", "later"), root, [])).toEqual(["Redis names no test"]);
});
