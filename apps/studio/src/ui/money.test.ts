import { expect, test } from "vitest";
import { counted, formatMoney } from "./money.ts";

test("money has its currency's own decimals, on either side of nothing", () => {
  expect(formatMoney(1250, "EUR")).toBe("€12.50");
  expect(formatMoney(1250, "JPY")).toBe("JP¥1,250");
  expect(formatMoney(1250, "KWD").replaceAll(/\s/g, " ")).toBe("KWD 1.250");
  expect(formatMoney(-5, "EUR")).toBe("-€0.05");
  expect(formatMoney(9_007_199_254_740_991, "EUR")).toBe("€90,071,992,547,409.91");
});

test("a code that a payment provider made up is shown as it is", () => {
  expect(formatMoney(1250, "not one")).toBe("12.50 not one");
});

test("one is one, and everything else is many", () => {
  expect([0, 1, 2, 12_500].map((count) => counted(count, "ticket"))).toEqual([
    "0 tickets",
    "1 ticket",
    "2 tickets",
    "12,500 tickets",
  ]);
});
