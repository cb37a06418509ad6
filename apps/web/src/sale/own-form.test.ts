import { expect, test } from "vitest";
import { isOwnForm } from "./own-form.ts";

const OURS = ["https://fans.example"];
const from = (headers: Record<string, string>, keyed = false) => isOwnForm(new Headers(headers), OURS, keyed);

test("a form from a page of ours is one of ours", () => {
  expect(from({ "Sec-Fetch-Site": "same-origin", Origin: "null" })).toBe(true);
  expect(from({ Origin: "https://fans.example" })).toBe(true);
});

test.each(["cross-site", "same-site", "none"])("a form from elsewhere (%s) is not, whatever else it says", (site) => {
  expect(from({ "Sec-Fetch-Site": site, Origin: "https://fans.example" }, true)).toBe(false);
});

test("a form that says nothing of where it comes from is not one of ours", () => {
  expect(from({})).toBe(false);
  expect(from({}, true)).toBe(false);
  expect(from({ Origin: "https://evil.example" }, true)).toBe(false);
});

test("a browser that hides the origin is believed where the address has a key, and there alone", () => {
  expect(from({ Origin: "null" }, true)).toBe(true);
  expect(from({ Origin: "null" })).toBe(false);
});
