import { expect, test } from "vitest";
import { CURRENCIES_AS_OF, CURRENCY_DIGITS } from "./currency-digits.ts";
import { asCurrency, CURRENCIES, decimalText, formatMoney, minorDigits } from "./money.ts";

test("currencies are the current ones of ISO 4217, each with its own decimals", () => {
  expect(CURRENCIES_AS_OF).toBe("2026-01-01");
  expect(CURRENCIES).toHaveLength(155);
  expect(new Set(CURRENCIES).size).toBe(155);
  expect(CURRENCIES.every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
  expect(["EUR", "JPY", "KWD", "RSD", "IDR", "HUF", "ISK", "CLP", "MRU", "XCG"].map(minorDigits)).toEqual([
    ...[2, 0, 3, 2, 2, 2, 0, 0, 2, 2],
  ]);
  // Withdrawn, a fund, a metal, a test code, none at all.
  expect(["HRK", "BGN", "ANG", "CLF", "XAU", "XTS", "", "EURO"].map(asCurrency)).toEqual(Array(8).fill(null));
  expect(asCurrency("eur")).toBe("EUR");
});

test("Intl shows every currency with the table's decimals, whatever its own data say", () => {
  for (const [currency, digits] of CURRENCY_DIGITS) {
    for (const language of ["en", "de", "en-GB"]) {
      const [shown = ""] = /\d[\d.,]*\d/.exec(formatMoney(123_456_789, currency, language)) ?? [];
      const [group, decimal] = language === "de" ? [".", ","] : [",", "."];
      const plain = shown.replaceAll(group, "").replace(decimal, ".");
      expect(plain, `${currency} in ${language}`).toBe(decimalText(123_456_789, digits));
    }
  }
});

test("short money leaves out decimals that are all zero, and only those", () => {
  const shown = (minor: number, currency: string) =>
    formatMoney(minor, currency, "en", { short: true }).replaceAll(/\s/g, " ");
  expect([shown(2500, "EUR"), shown(2550, "EUR"), shown(3000, "JPY"), shown(3000, "RSD")]).toEqual([
    ...["€25", "€25.50", "¥3,000", "RSD 30"],
  ]);
});

test("digits move as text, on either side of zero", () => {
  expect([
    decimalText(5, 2),
    decimalText(-1250, 2),
    decimalText(1250, 0),
    decimalText(1250, 3),
    decimalText(0, 2),
  ]).toEqual([...["0.05", "-12.50", "1250", "1.250", "0.00"]]);
  expect(formatMoney(9_007_199_254_740_991, "EUR", "en")).toBe("€90,071,992,547,409.91");
});

test("a code that a payment provider made up is shown as it is", () => {
  expect(formatMoney(1250, "not one", "en")).toBe("12.50 not one");
});
