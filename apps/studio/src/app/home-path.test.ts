import { expect, test } from "vitest";
import { homePath } from "./home-path.ts";

test("after signing in one goes on to a page of the studio", () => {
  expect(homePath("/events/1?tab=2")).toBe("/events/1?tab=2");
});

test("no address leads out of the studio", () => {
  for (const next of [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "",
    7,
    "/\t/evil.example",
  ]) {
    expect(homePath(next) ?? "").not.toMatch(/evil|javascript/);
  }
});
