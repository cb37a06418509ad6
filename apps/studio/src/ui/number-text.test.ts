import { CURRENCIES } from "@liveotter/core/money";
import { numberStyle } from "@liveotter/core/typed-number";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numberKey, priceOf, priceText, shareInWords, shareOf, shareText, wholeOf } from "./number-text.ts";

const currency = fc.constantFrom(...CURRENCIES);
const reader = fc.constantFrom("en-GB", "en-US", "de", "fr", "de-CH", "en-IN", "pl", "ar", "fa", "hi").map(numberStyle);
const ENGLISH = numberStyle("en");
const GERMAN = numberStyle("de");

describe("a price in a field", () => {
  it("reads back as the same minor units, in every currency and for every reader", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), currency, reader, (minor, code, style) => {
        expect(priceOf(priceText(minor, code, style), code, style)).toBe(minor);
      }),
      { seed: 20261121 },
    );
  });

  it("has the currency's own decimals, however the reader writes them", () => {
    const texts = (style: typeof ENGLISH) => ["EUR", "JPY", "KWD", "RSD"].map((code) => priceText(1250, code, style));
    expect(texts(ENGLISH)).toEqual(["12.50", "1250", "1.250", "12.50"]);
    expect(texts(GERMAN)).toEqual(["12,50", "1250", "1,250", "12,50"]);
    expect(priceText(5, "EUR", ENGLISH)).toBe("0.05");
  });

  it("is read as the reader writes numbers, or refused with both readings", () => {
    expect(priceOf("1.500", "EUR", GERMAN)).toBe(150_000);
    expect(priceOf("2,500", "USD", ENGLISH)).toBe(250_000);
    expect(priceOf("1,000", "JPY", ENGLISH)).toBe(1000);
    expect(priceOf("1.500", "EUR", ENGLISH)).toBe("1.500 could mean 1,500.00 or 1.50. Write 1500 or 1.50.");
    expect(priceOf("1,000", "JPY", GERMAN)).toBe("1,000 could mean 1.000 or 1. Write 1000 or 1.");
    expect(wholeOf("1,000", ENGLISH)).toBe(1000);
    expect(wholeOf("1.000", ENGLISH)).toBe("1.000 could mean 1,000 or 1. Write 1000 or 1.");
  });

  it("is never a guess: the error says what to type", () => {
    for (const text of ["", " ", "-1", "1e3", "12.", ".5", "€5", "Infinity"]) {
      expect(priceOf(text, "EUR", ENGLISH), text).toBe("Enter an amount in EUR, such as 12.50.");
    }
    expect(priceOf("-1", "EUR", GERMAN)).toBe("Enter an amount in EUR, such as 12,50.");
    expect(priceOf("12.505,5", "KWD", ENGLISH)).toBe(12_505_500);
    expect(priceOf("1.2505", "KWD", ENGLISH)).toBe("KWD has at most 3 decimals.");
    expect(priceOf("12.50", "JPY", ENGLISH)).toBe("JPY has no decimals.");
    expect(wholeOf("2.5", ENGLISH)).toBe("Enter a whole number.");
  });
});

it("reads shares back, without zeros that say nothing", () => {
  const shares = (style: typeof ENGLISH) =>
    (
      [
        [250, 2],
        [19_000, 3],
        [0, 2],
        [10_000, 2],
        [7, 3],
      ] as const
    ).map(([value, decimals]) => shareText(value, decimals, style));
  expect(shares(ENGLISH)).toEqual(["2.5", "19", "0", "100", "0.007"]);
  expect(shares(GERMAN)).toEqual(["2,5", "19", "0", "100", "0,007"]);
  expect(shareInWords(250, 2)).toBe("2.5");
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), reader, (value, style) => {
      expect(shareOf(shareText(value, 3, style), 3, style)).toBe(value);
    }),
    { seed: 20261121 },
  );
  expect([shareOf("8,875", 3, ENGLISH), shareOf("8.875", 3, GERMAN)]).toEqual([8875, 8875]);
  expect(shareOf("8.8755", 3, ENGLISH)).toBe("Use at most 3 decimals.");
});

it("texts of one number are alike, and one that can be read in two ways is like neither", () => {
  const same = (a: string, b: string) => numberKey(a, ENGLISH) === numberKey(b, ENGLISH);
  expect([same("12.5", "12.50"), same("1,500", "1500.00"), same("1 500", "1500")]).toEqual([true, true, true]);
  expect([same("1.500", "1.5"), same("1.500", "1500"), same("ten", "10")]).toEqual([false, false, false]);
});
