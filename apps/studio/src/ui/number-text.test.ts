import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { priceOf, priceText, shareOf, shareText } from "./number-text.ts";

const currency = fc.constantFrom(...Intl.supportedValuesOf("currency"));

describe("a price in a field", () => {
  it("reads back as the same minor units, in every currency", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), currency, (minor, code) => {
        expect(priceOf(priceText(minor, code), code)).toBe(minor);
      }),
      { seed: 20261121 },
    );
  });

  it("has the currency's own decimals", () => {
    expect([priceText(1250, "EUR"), priceText(1250, "JPY"), priceText(1250, "KWD"), priceText(5, "EUR")]).toEqual([
      "12.50",
      "1250",
      "1.250",
      "0.05",
    ]);
    expect([
      priceOf("12,5", "EUR"),
      priceOf("12.50", "JPY"),
      priceOf("12.00", "JPY"),
      priceOf("1.2505", "KWD"),
    ]).toEqual([1250, null, 12, null]);
  });

  it("is never a guess", () => {
    for (const text of ["", " ", "-1", "1e3", "1,000.00", "12.", ".5", "€5", "1 000", "Infinity"]) {
      expect(priceOf(text, "EUR"), text).toBeNull();
    }
    // 0.29 * 100 is 28.999999999999996 in binary fractions.
    expect(priceOf("0.29", "EUR")).toBe(29);
  });
});

it("reads shares back, without zeros that say nothing", () => {
  expect([shareText(250, 2), shareText(19_000, 3), shareText(0, 2), shareText(10_000, 2), shareText(7, 3)]).toEqual([
    ...["2.5", "19", "0", "100", "0.007"],
  ]);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), (value) => {
      expect(shareOf(shareText(value, 3), 3)).toBe(value);
    }),
    { seed: 20261121 },
  );
});
