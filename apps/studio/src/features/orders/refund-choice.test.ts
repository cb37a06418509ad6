import { expect, test } from "vitest";
import { choiceOf, NEW_REFUND } from "./refund-choice.ts";

const order = { currency: "EUR", refundable: 4600 };

test("nothing is asked for before something was chosen", () => {
  expect(choiceOf({ ...NEW_REFUND, what: "items" }, order)).toBe("");
  expect(choiceOf({ ...NEW_REFUND, what: "amount" }, order)).toBe("");
});

test("an amount is whole minor units of the order's currency, and never more than is left", () => {
  const amount = (text: string, currency = "EUR") =>
    choiceOf({ ...NEW_REFUND, what: "amount", amount: text }, { ...order, currency });
  expect(amount("12,50")).toEqual({ what: "amount", amount: 1250 });
  expect(amount("46")).toEqual({ what: "amount", amount: 4600 });
  expect(amount("4600", "JPY")).toEqual({ what: "amount", amount: 4600 });
  expect(amount("46.01")).toBe("This is more than is left.");
  expect(amount("0")).toBe("Enter an amount above zero.");
  expect(amount("1.234")).toBe("1.234 could mean 1,234.00 or 1.234. Write 1234.");
  for (const text of ["ten", "-1"]) expect(amount(text), text).toBe("Enter an amount in EUR, such as 12.50.");
});

test("fees are kept or not, of all that is left or of some tickets", () => {
  expect(choiceOf({ ...NEW_REFUND, keepFees: true }, order)).toEqual({ what: "whole", keepFees: true });
  expect(choiceOf({ ...NEW_REFUND, what: "items", itemIds: ["a"] }, order)).toEqual({
    what: "items",
    itemIds: ["a"],
    keepFees: false,
  });
});
