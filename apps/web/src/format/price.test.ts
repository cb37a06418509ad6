import { numberStyle } from "@liveotter/core/typed-number";
import { expect, test } from "vitest";
import { ENGLISH } from "../words/locale.ts";
import { canonicalPrice, decimalPrice, formatPrice, formatPriceRange, minorUnits, unclearPrice } from "./price.ts";

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

const [english, german] = ["en", "de"].map((lang) => numberStyle(lang));
if (english === undefined || german === undefined) throw new Error("no styles");

test("a typed price is read as the page's language writes numbers, and its address means the same in every language", () => {
  const cases: [text: string, currency: string, en: number | null, de: number | null][] = [
    ["49,90", "EUR", 4990, 4990],
    ["50", "JPY", 50, 50],
    ["2.54", "BHD", 2540, 2540],
    ["0", "EUR", 0, 0],
    ["1.500", "EUR", null, 150_000],
    ["1,500", "EUR", 150_000, null],
    ["1.500", "BHD", 1500, 1_500_000],
    ["1,000", "JPY", 1000, null],
    ["1 500,00", "EUR", 150_000, 150_000],
    ["12.345", "KWD", 12_345, 12_345_000],
  ];
  for (const [text, currency, en, de] of cases) {
    for (const [style, minor] of [
      [english, en],
      [german, de],
    ] as const) {
      const canonical = canonicalPrice(text, currency, style);
      expect(canonical === null ? null : minorUnits(canonical, currency), `${text} ${currency}`).toBe(minor);
      // A link to the page in another language keeps its price.
      if (minor === null) expect(canonical).toBe(text);
      else
        for (const other of [english, german]) expect(canonicalPrice(canonical ?? "", currency, other)).toBe(canonical);
    }
  }
  for (const nonsense of ["", "-1", "1e9", "ten", "1.2.3", "0x10", "12.5", "1,0000"]) {
    expect(canonicalPrice(nonsense, "JPY", english), nonsense).toBeNull();
  }
});

test("a price that can be read in two ways is named with both", () => {
  expect(unclearPrice(ENGLISH, "1.500", "EUR")).toBe("1.500 could mean 1,500.00 or 1.50. Write 1500 or 1.50.");
  expect(unclearPrice(ENGLISH, "1,500", "EUR")).toBeNull();
  expect(unclearPrice(ENGLISH, "1500", "EUR")).toBeNull();
});

test("schema.org is given plain decimals", () => {
  expect(decimalPrice(123456, "EUR")).toBe("1234.56");
  expect(decimalPrice(3000, "JPY")).toBe("3000");
});
