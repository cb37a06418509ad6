import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

test("what is missing or empty is null", () => {
  const { settings, wrong } = readSettings({ MEILI_KEY: "" });
  expect(Object.values(settings).every((value) => value === null)).toBe(true);
  expect(wrong).toEqual([]);
});

test("a wrong variable is named without its value, and leaves the others", () => {
  const { settings, wrong } = readSettings({ DATABASE_URL_PUBLIC: "secret!", MEILI_URL: "http://127.0.0.1:7700" });
  expect(wrong).toEqual(["DATABASE_URL_PUBLIC"]);
  expect(settings).toMatchObject({ databaseUrl: null, meiliUrl: "http://127.0.0.1:7700" });
});

test("an origin is only that", () => {
  expect(readSettings({ PUBLIC_ORIGIN: "https://tickets.example/" }).settings.publicOrigin).toBe(
    "https://tickets.example",
  );
});
