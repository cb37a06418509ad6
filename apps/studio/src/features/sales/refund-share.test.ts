import { expect, test } from "vitest";
import { refundShare } from "./refund-share.ts";

const count = (number: number) => ({ count: number, amount: number * 100 });
const refunds = { requested: count(1), pending: count(2), succeeded: count(5), failed: count(1) };

test("refunds are done once every one has succeeded, and orders that wait for theirs count along", () => {
  expect(refundShare({ ordersWaiting: 1, refunds })).toBe(0.5);
  expect(
    refundShare({ ordersWaiting: 0, refunds: { ...refunds, requested: count(0), pending: count(0) } }),
  ).toBeLessThan(1);
  const none = { requested: count(0), pending: count(0), succeeded: count(0), failed: count(0) };
  expect(refundShare({ ordersWaiting: 3, refunds: none })).toBe(0);
  expect(refundShare({ ordersWaiting: 0, refunds: { ...none, succeeded: count(3) } })).toBe(1);
});
