import { expect, test } from "vitest";
import { instant } from "../instant.ts";
import { priceRange } from "./price-range.ts";

const at = instant;

test("of several phases the first that is not over gives the price, then the price itself", () => {
  const early = {
    price: 3000,
    phases: [
      { until: at(10), price: 1000 },
      { until: at(20), price: 2000 },
    ],
  };
  expect(priceRange([early], at(9))).toEqual({ from: 1000, to: 1000, changesAt: 10 });
  expect(priceRange([early], at(10))).toEqual({ from: 2000, to: 2000, changesAt: 20 });
  expect(priceRange([early], at(20))).toEqual({ from: 3000, to: 3000, changesAt: null });
});

test("prices span what is visible, and change with whichever phase ends first", () => {
  const types = [
    { price: 500, phases: [{ until: at(50), price: 400 }] },
    { price: 900, phases: [{ until: at(40), price: 800 }] },
    { price: 1, hidden: true, phases: [{ until: at(30), price: 0 }] },
  ];
  expect(priceRange(types, at(0))).toEqual({ from: 400, to: 800, changesAt: 40 });
  expect(priceRange([{ price: 1, hidden: true }], at(0))).toEqual({ from: null, to: null, changesAt: null });
});
