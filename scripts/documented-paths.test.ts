import { join } from "node:path";
import { expect, test } from "vitest";
import { missingPaths } from "./documented-paths.ts";

const root = join(import.meta.dirname, "..");

test("a path in code style or behind a link must exist", () => {
  const text = "See `packages/core/src/ids.ts`, `apps/nowhere/x.ts` and [this](docs/gone.md) or [that](README.md#top).";
  expect(missingPaths(text, root, ".")).toEqual(["apps/nowhere/x.ts", "docs/gone.md"]);
});

test("links are relative to their document, patterns need one match, placeholders and addresses are left alone", () => {
  const text = "[up](../README.md) `packages/*/src` `apps/*/none` `apps/<name>/src` [web](https://example.org/apps/x)";
  expect(missingPaths(text, root, "docs")).toEqual(["apps/*/none"]);
});

test("what a build makes is not looked for: a clean checkout does not have it", () => {
  expect(missingPaths("`apps/nowhere/dist` `apps/nowhere/dist/server` `apps/distance`", root, ".")).toEqual([
    "apps/distance",
  ]);
});
