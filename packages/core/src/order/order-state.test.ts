import { expect, test } from "vitest";
import { next, unreachable } from "../transitions.ts";
import { ORDER_EVENTS, type OrderState, PAYMENT_EVENTS, REFUND_EVENTS } from "./order-state.ts";

test("every state of an order, a payment and a refund can be reached", () => {
  expect(unreachable(ORDER_EVENTS, "pending")).toEqual([]);
  expect(unreachable(PAYMENT_EVENTS, "confirming")).toEqual([]);
  expect(unreachable(REFUND_EVENTS, "requested")).toEqual([]);
});

test("an order is paid out of pending or late, and once refunded or given up it is so for good", () => {
  const states = Object.keys(ORDER_EVENTS) as OrderState[]; // a table's keys are its states
  expect(states.filter((state) => next(ORDER_EVENTS, state, "pay") === "paid")).toEqual(["pending", "expired"]);
  expect(states.filter((state) => unreachable(ORDER_EVENTS, state).length === states.length - 1)).toEqual([
    "cancelled",
    "refunded",
  ]);
  for (const state of states) expect(Object.values(ORDER_EVENTS[state])).not.toContain("pending");
});

test("money that was taken is taken whatever was said before, and stays so", () => {
  for (const [state, after] of Object.entries(PAYMENT_EVENTS)) {
    const settled = state === "succeeded" || state === "mismatched";
    expect(after).toEqual(settled ? {} : expect.objectContaining({ take: "succeeded", take_other: "mismatched" }));
  }
});
