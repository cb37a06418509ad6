import { expect, test } from "vitest";
import { mayVoid, planVoid } from "./plan-void.ts";

const item = (id: string, more = {}) => ({ id, cancelled: false, placesKept: false, ...more });
const order = {
  state: "paid",
  items: [item("a"), item("b", { cancelled: true }), item("c"), item("d", { cancelled: true, placesKept: true })],
};
const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);

test("everything that is left becomes void, and places kept earlier come free when asked", () => {
  for (const freePlaces of [false, true]) {
    const plan = planVoid(order, { itemIds: null, freePlaces });
    if (!("voided" in plan)) throw new Error("refused");
    expect(ids(plan.voided)).toEqual(["a", "c"]);
    expect(ids(plan.freedLater)).toEqual(freePlaces ? ["d"] : []);
  }
});

test("an item of another order, named twice or not valid any more is pointed at", () => {
  const plan = planVoid(order, { itemIds: ["a", "a", "b", "x", "d"], freePlaces: false });
  expect(plan).toMatchObject([
    { pointer: "/itemIds/1" },
    { pointer: "/itemIds/2" },
    { pointer: "/itemIds/3" },
    { pointer: "/itemIds/4" },
  ]);
});

test("only paid orders have tickets to make void; kept places can be freed whatever became of the order", () => {
  expect(mayVoid({ state: "pending", items: [item("a")] })).toBe(false);
  expect(mayVoid({ state: "partly_refunded", items: [item("a")] })).toBe(true);
  expect(mayVoid({ state: "refunded", items: [item("a", { cancelled: true })] })).toBe(false);
  expect(mayVoid({ state: "refunded", items: [item("a", { cancelled: true, placesKept: true })] })).toBe(true);
});
