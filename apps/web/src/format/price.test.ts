import { expect, test } from "vitest";
import { ENGLISH } from "../words/locale.ts";
import { decimalPrice, formatPrice, formatPriceRange, minorUnits } from "./price.ts";

test.each([
  [2500, "EUR", "€25"],
  [2550, "EUR", "€25.50"],
  [3000, "JPY", "¥3,000"],
  [2540, "BHD", "BHD 2.540"],
  [0, "USD", "Free"],
])("%i minor units of %s are %s, by the currency's own exponent", (minor, currency, shown) => {
  expect(formatPrice(ENGLISH, minor, currency).replace(/\u00a0/g, " ")).toBe(shown);
});

test("a range says both ends, one price one, and an unknown price nothing", () => {
  expect(formatPriceRange(ENGLISH, 2500, 8000, "EUR")).toBe("€25 – €80");
  expect(formatPriceRange(ENGLISH, 0, 8000, "EUR")).toBe("Free – €80");
  expect(formatPriceRange(ENGLISH, 2500, 2500, "EUR")).toBe("€25");
  expect(formatPriceRange(ENGLISH, 2500, null, "EUR")).toBe("€25");
  expect(formatPriceRange(ENGLISH, null, null, "EUR")).toBeNull();
});

test("what a person types in major units becomes minor units of that currency, and nonsense nothing", () => {
  expect(minorUnits("49,90", "EUR")).toBe(4990);
  expect(minorUnits("50", "JPY")).toBe(50);
  expect(minorUnits("2.54", "BHD")).toBe(2540);
  expect(minorUnits("0", "EUR")).toBe(0);
  for (const nonsense of ["", "-1", "1e9", "ten", "1.2.3", "0x10"]) expect(minorUnits(nonsense, "EUR")).toBeNull();
});

test("schema.org is given plain decimals", () => {
  expect(decimalPrice(123456, "EUR")).toBe("1234.56");
  expect(decimalPrice(3000, "JPY")).toBe("3000");
});
