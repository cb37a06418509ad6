import { expect, test } from "vitest";
import { asId, type CodeId, type PerformanceId, type TicketTypeId } from "../ids.ts";
import { instant } from "../instant.ts";
import { asCurrency } from "../money.ts";
import { quoteOf } from "../pricing/quote.ts";
import type { PickedLine } from "./pick-lines.ts";
import { priceLines } from "./price-lines.ts";
import type { SaleCode } from "./sale-code.ts";

const TYPE = asId<TicketTypeId>("00000000-0000-7000-8000-000000000001");
const NIGHT = asId<PerformanceId>("00000000-0000-7000-8000-000000000002");
const CODE = asId<CodeId>("00000000-0000-7000-8000-000000000003");
const EARLY = instant(1000);
const LATE = instant(3000);

function picked(quantity: number, more: { price?: number; value?: number } = {}): PickedLine {
  const currency = asCurrency("EUR");
  if (TYPE === null || NIGHT === null || CODE === null || currency === null) throw new Error("no ids");
  const phases = [{ name: "Early bird", until: instant(2000), price: 1000 }];
  const code: SaleCode = {
    ...{ id: CODE, code: "C", effect: "amount", value: more.value ?? 0, maxUses: null, blocksQuotaId: null },
    ...{ bypassesQuotas: false, opensHidden: false, opensPresale: false, ticketTypeIds: null, disabled: false },
    ...{ validFrom: null, validUntil: null },
  };
  return {
    type: {
      ...{ id: TYPE, name: "Entry", description: "", price: more.price ?? 1500, hidden: false, pass: null, phases },
      ...{ minPerOrder: null, maxPerOrder: null },
    },
    ...{ performanceId: NIGHT, performances: [], quantity, code: more.value === undefined ? null : code },
  };
}

const told = (lines: ReturnType<typeof priceLines>) =>
  lines.map(({ quantity, unitPrice, phase }) => [quantity, unitPrice, phase ?? null]);

test("tickets added after a phase has ended cost what they cost then, and the first ones keep their price", () => {
  const one = priceLines([picked(1)], EARLY);
  expect(told(one)).toEqual([[1, 1000, "Early bird"]]);
  const forty = priceLines([picked(40)], LATE, one);
  expect(told(forty)).toEqual([
    [1, 1000, "Early bird"],
    [39, 1500, null],
  ]);
  const dearer = priceLines([picked(42, { price: 1800 })], LATE, forty);
  expect(told(dearer)).toEqual([
    [1, 1000, "Early bird"],
    [39, 1500, null],
    [2, 1800, null],
  ]);
  // The newest go first.
  const fewer = (quantity: number) => told(priceLines([picked(quantity)], LATE, dearer));
  expect(fewer(41)).toEqual([
    [1, 1000, "Early bird"],
    [39, 1500, null],
    [1, 1800, null],
  ]);
  expect(fewer(2)).toEqual([
    [1, 1000, "Early bird"],
    [1, 1500, null],
  ]);
  expect(fewer(1)).toEqual([[1, 1000, "Early bird"]]);
});

test("a hold's own lines, sent back as they are, are the same hold, and more at the same price is one line", () => {
  const two = priceLines([picked(3)], LATE, priceLines([picked(1)], EARLY));
  expect(told(priceLines([picked(1), picked(2)], LATE, two))).toEqual(told(two));
  expect(told(priceLines([picked(1), picked(3)], LATE, two))).toEqual([
    [1, 1000, "Early bird"],
    [3, 1500, null],
  ]);
});

test("another code counts for tickets held before as well, at their own price", () => {
  const currency = asCurrency("EUR");
  if (currency === null) throw new Error("no currency");
  const lines = priceLines([picked(3, { value: 100 })], LATE, priceLines([picked(2)], EARLY));
  const { quote } = quoteOf({ currency, rounding: "per-line", fees: null, tax: null }, lines);
  expect(quote.lines.map(({ quantity, unitPrice, discount }) => [quantity, unitPrice, discount])).toEqual([
    [2, 1000, 200],
    [1, 1500, 100],
  ]);
});
