import { expect, test } from "vitest";
import { formatOf, isUnderWay, shareDone } from "./progress.ts";

const progress = {
  bytes: 50,
  totalBytes: 200,
  rows: 4,
  created: 2,
  updated: 2,
  unchanged: 0,
  rejected: 0,
  undone: 1,
};

test("an import runs by the bytes of its file, and is undone by what it changed", () => {
  expect(shareDone({ state: "running", progress })).toBe(0.25);
  expect(shareDone({ state: "undoing", progress })).toBe(0.25);
  expect(shareDone({ state: "queued", progress })).toBeNull();
  expect(shareDone({ state: "undoing", progress: { ...progress, created: 0, updated: 0 } })).toBeNull();
});

test("only what moves by itself is looked at again", () => {
  expect((["queued", "running", "undoing"] as const).every(isUnderWay)).toBe(true);
  expect((["done", "failed", "undone"] as const).some(isUnderWay)).toBe(false);
});

test("a file's format is told by its name before its type, and guessed for none else", () => {
  expect(formatOf({ name: "events.CSV", type: "" })).toBe("csv");
  expect(formatOf({ name: "events.ndjson", type: "" })).toBe("json");
  expect(formatOf({ name: "events", type: "application/json" })).toBe("json");
  expect(formatOf({ name: "poster.png", type: "image/png" })).toBeNull();
});
