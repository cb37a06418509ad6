import fc from "fast-check";
import { expect, test } from "vitest";
import { planRefund, type RefundableOrder, type RefundChoice } from "./plan-refund.ts";

const item = fc
  .record({
    total: fc.integer({ min: 0, max: 10_000_000 }),
    fees: fc.nat(),
    refunded: fc.nat(),
    cancelled: fc.boolean(),
  })
  .map(({ total, fees, refunded, cancelled }) => ({
    ...{ total, cancelled, fees: fees % (total + 1), refunded: refunded % (total + 1) },
  }));
const orders = fc.array(item, { minLength: 1, maxLength: 8 }).map((items): RefundableOrder => {
  const sum = (of: (one: (typeof items)[number]) => number) => items.reduce((total, one) => total + of(one), 0);
  return {
    ...{ total: sum(({ total }) => total), refunded: sum(({ refunded }) => refunded) },
    items: items.map((one, index) => ({ ...one, id: `${index}` })),
  };
});
const choices: fc.Arbitrary<RefundChoice> = fc.oneof(
  fc.record({ what: fc.constant("whole" as const), keepFees: fc.boolean() }),
  fc.record({
    what: fc.constant("items" as const),
    itemIds: fc.uniqueArray(fc.nat(8).map(String), { minLength: 1 }),
    keepFees: fc.boolean(),
  }),
  fc.record({ what: fc.constant("amount" as const), amount: fc.integer({ min: 1, max: 90_000_000 }) }),
);

test("whatever is chosen, no item and no order gives back more than is left of it, and the parts come to the sum", () => {
  fc.assert(
    fc.property(orders, choices, (order, choice) => {
      const plan = planRefund(order, choice);
      if (!("items" in plan)) {
        expect(plan.length).toBeGreaterThan(0);
        return;
      }
      for (const part of plan.items) {
        const own = order.items.find(({ id }) => id === part.id);
        expect(part.amount).toBeGreaterThanOrEqual(0);
        expect(part.amount + part.feesKept).toBeLessThanOrEqual((own?.total ?? 0) - (own?.refunded ?? 0));
      }
      expect(plan.items.reduce((sum, { amount }) => sum + amount, 0)).toBe(plan.total);
      if (choice.what === "amount") expect(plan.total).toBe(choice.amount);
      if (choice.what === "whole" && !choice.keepFees) expect(plan.total).toBe(order.total - order.refunded);
      expect(order.refunded + plan.total).toBeLessThanOrEqual(order.total);
    }),
    { seed: 20261121 },
  );
});

test("what was free stays while it is all that is left, unless it is chosen itself", () => {
  const free = { total: 0, fees: 0, refunded: 0, cancelled: false };
  const left: RefundableOrder = {
    ...{ total: 1000, refunded: 1000 },
    items: [
      { id: "paid", total: 1000, fees: 0, refunded: 1000, cancelled: true },
      { ...free, id: "a" },
      { ...free, id: "b" },
    ],
  };
  expect(planRefund(left, { what: "items", itemIds: ["a"], keepFees: false })).toMatchObject({
    total: 0,
    cancelled: ["a"],
  });
});

const order: RefundableOrder = {
  ...{ total: 5000, refunded: 500 },
  items: [
    { id: "a", total: 2000, fees: 200, refunded: 500, cancelled: false },
    { id: "b", total: 2000, fees: 200, refunded: 0, cancelled: false },
    { id: "c", total: 1000, fees: 100, refunded: 0, cancelled: true },
  ],
};

test("fees that are kept stay with the ticket they were paid for", () => {
  expect(planRefund(order, { what: "whole", keepFees: true })).toEqual({
    items: [
      { id: "a", amount: 1300, feesKept: 200 },
      { id: "b", amount: 1800, feesKept: 200 },
      { id: "c", amount: 900, feesKept: 100 },
    ],
    ...{ total: 4000, feesKept: 500, cancel: true, cancelled: ["a", "b"] },
  });
});

test("an amount leaves every ticket good, unless it is all that was paid", () => {
  expect(planRefund(order, { what: "amount", amount: 100 })).toMatchObject({
    total: 100,
    cancel: false,
    cancelled: [],
  });
  expect(planRefund(order, { what: "amount", amount: 4500 })).toMatchObject({ cancel: false, cancelled: ["a", "b"] });
  expect(planRefund(order, { what: "amount", amount: 4501 })).toEqual([
    { pointer: "/amount", detail: "is more than the 4500 that are left" },
  ]);
});

test("what is no item of the order, comes twice or was given back is pointed at", () => {
  const refused = planRefund(order, { what: "items", itemIds: ["a", "a", "c", "x"], keepFees: false });
  expect(refused).toMatchObject([{ pointer: "/itemIds/1" }, { pointer: "/itemIds/2" }, { pointer: "/itemIds/3" }]);
});
