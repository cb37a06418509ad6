import fc from "fast-check";
import { expect, test } from "vitest";
import { asId, type TicketTypeId } from "../ids.ts";
import { asCurrency, type Currency, minorDigits } from "../money.ts";
import { planRefund, type RefundableOrder, type RefundChoice } from "../order/plan-refund.ts";
import type { Fees, Tax, Terms } from "../sale/sale.ts";
import type { CodeEffect } from "../sale/sale-code.ts";
import { choiceTotal } from "./choice-total.ts";
import { inAll, priceTicket } from "./price-ticket.ts";
import { type PricedLine, quoteOf } from "./quote.ts";

const MODES = ["per-line", "net-sum", "net-sum-keep-gross"] as const;
const currencyOf = (code: string): Currency => {
  const currency = asCurrency(code);
  if (currency === null) throw new Error(code);
  return currency;
};
const EUR = currencyOf("EUR");
const VAT = (rate: number): Tax => ({ name: "VAT", rate: rate * 1000, included: true });
const terms = (more: Partial<Terms> = {}): Terms => ({
  currency: EUR,
  rounding: "per-line",
  fees: null,
  tax: null,
  ...more,
});
const TYPE = asId<TicketTypeId>("0198c5b2-6a3e-7e01-9f0c-3f6f6a1b2c3d");
function line(quantity: number, unitPrice: number, code: CodeEffect | null = null): PricedLine {
  if (TYPE === null) throw new Error("not an id");
  return { ticketTypeId: TYPE, name: "Standard", performanceId: null, quantity, unitPrice, code };
}
const totals = (given: Terms, lines: readonly PricedLine[]) => {
  const { quote } = quoteOf(given, lines);
  return [quote.total, quote.tax?.amount];
};

test.each([
  ["per-line", 500_00, 79_85],
  ["net-sum", 499_98, 79_83],
  ["net-sum-keep-gross", 500_00, 79_83],
] as const)(
  "rounded %s, 5 lines of 100.00 including 19 per cent come to %i, of it %i of tax",
  (rounding, total, tax) => {
    const five = Array.from({ length: 5 }, () => line(1, 100_00));
    expect(totals(terms({ rounding, tax: VAT(19) }), five)).toEqual([total, tax]);
    // As many alike on one line, and something free beside them, change nothing.
    expect(totals(terms({ rounding, tax: VAT(19) }), [line(5, 100_00), line(3, 0)])).toEqual([total, tax]);
  },
);

test.each(MODES.map((mode) => [mode]))(
  "rounded %s, 2 x 25.00 including 10 per cent are charged 50.00, never 50.01",
  (rounding) => {
    expect(totals(terms({ rounding, tax: VAT(10) }), [line(2, 25_00)])).toEqual([
      50_00,
      rounding === "per-line" ? 4_54 : 4_55,
    ]);
  },
);

test("codes take off a share, an amount, or all but another price; never below zero, never more than before", () => {
  const pay = (effect: CodeEffect["effect"], value: number, price = 23_00) =>
    inAll(priceTicket(terms(), price, { effect, value }));
  expect(pay("percent", 1000)).toBe(20_70);
  expect(pay("amount", 10_00)).toBe(13_00);
  expect(pay("amount", 99_00)).toBe(0);
  expect(pay("percent", 10_000)).toBe(0);
  expect(pay("price", 5_00)).toBe(5_00);
  expect(pay("price", 50_00)).toBe(23_00);
  expect(pay("none", 0)).toBe(23_00);
});

test("fees per ticket, per cent and per order are in what the fan pays, or out of what the promoter gets", () => {
  const fees: Fees = { perTicket: 1_00, perOrder: 2_50, percent: 500, paidBy: "fan" };
  const lines = [line(2, 30_00), line(1, 0)];
  const { quote, items, promoterFees } = quoteOf(terms({ fees }), lines);
  expect(quote).toMatchObject({ fees: 2 * 2_50 + 2_50, feePerOrder: 2_50, total: 2 * 32_50 + 2_50 });
  expect(quote.lines.map(({ total }) => total)).toEqual([65_00, 0]);
  expect([promoterFees, items.map(({ fees }) => fees)]).toEqual([0, [3_75, 3_75, 0]]);

  const paid = quoteOf(terms({ fees: { ...fees, paidBy: "promoter" } }), lines);
  expect([paid.quote.total, paid.quote.fees, paid.promoterFees]).toEqual([60_00, 0, 7_50]);
});

test("an order of nothing but free tickets costs nothing, whatever the fees", () => {
  const fees: Fees = { perTicket: 1_00, perOrder: 2_50, percent: 500, paidBy: "fan" };
  const { quote, promoterFees } = quoteOf(terms({ fees, tax: VAT(19) }), [
    line(3, 0),
    line(1, 5_00, { effect: "percent", value: 10_000 }),
  ]);
  expect([quote.total, quote.fees, quote.tax?.amount, promoterFees]).toEqual([0, 0, 0, 0]);
});

test("tax that is not included comes on top of the price, and a percentage's half is rounded up", () => {
  const tax: Tax = { name: "Sales tax", rate: 8_875, included: false };
  expect(totals(terms({ tax }), [line(2, 20_00)])).toEqual([2 * 21_78, 2 * 1_78]);
  expect(totals(terms({ tax, rounding: "net-sum" }), [line(2, 20_00)])).toEqual([43_55, 3_55]);
});

test.each([
  ["per-line", 108_80, 8_85],
  ["net-sum", 108_82, 8_87],
  ["net-sum-keep-gross", 108_82, 8_87],
] as const)(
  "rounded %s, 5 x 19.99 with 8.875 per cent on top come to %i, of it %i of tax",
  (rounding, total, amount) => {
    const tax: Tax = { name: "Sales tax", rate: 8_875, included: false };
    const given = terms({ rounding, tax });
    expect(totals(given, [line(5, 19_99)])).toEqual([total, amount]);
    expect(
      totals(
        given,
        Array.from({ length: 5 }, () => line(1, 19_99)),
      ),
    ).toEqual([total, amount]);
    // Free tickets get no part of what rounding adds.
    const { items } = quoteOf(given, [line(3, 0), line(5, 19_99)]);
    expect(items.slice(0, 3).map((item) => item.total)).toEqual([0, 0, 0]);
    expect(items.map((item) => item.total - item.tax)).toEqual([0, 0, 0, 19_99, 19_99, 19_99, 19_99, 19_99]);
  },
);

test("fees that the promoter pays end at what a code and the tax leave of the price", () => {
  const fees: Fees = { perTicket: 10_00, perOrder: 5_00, percent: 0, paidBy: "promoter" };
  const half: CodeEffect = { effect: "percent", value: 5000 };
  expect(quoteOf(terms({ fees }), [line(2, 4_00)]).promoterFees).toBe(8_00);
  expect(quoteOf(terms({ fees }), [line(2, 4_00, half)]).promoterFees).toBe(4_00);
  expect(quoteOf(terms({ fees }), [line(1, 4_00), line(1, 12_00)]).promoterFees).toBe(4_00 + 10_00 + 2_00);
  expect(quoteOf(terms({ fees, tax: VAT(25) }), [line(1, 5_00)]).promoterFees).toBe(4_00);
  expect(priceTicket(terms({ fees }), 4_00, null).promoterFees).toBe(4_00);
  // A fan who pays them pays them on top.
  expect(quoteOf(terms({ fees: { ...fees, paidBy: "fan" } }), [line(1, 4_00)]).quote.total).toBe(19_00);
});

test.each([
  ["JPY", 0],
  ["EUR", 2],
  ["KWD", 3],
])("amounts of %s are whole units of 10^-%i", (code, exponent) => {
  expect(minorDigits(code)).toBe(exponent);
  const unit = 10 ** exponent;
  const { quote } = quoteOf(terms({ currency: currencyOf(code), tax: VAT(10) }), [line(3, 1100 * unit)]);
  expect(quote).toMatchObject({ currency: code, total: 3300 * unit, tax: { amount: 300 * unit } });
});

const anyPrice = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 50_00 }),
  fc.integer({ min: 0, max: 1_000_000_000 }),
);
const anyCode = fc.oneof(
  fc.constant(null),
  fc.record({ effect: fc.constant("percent" as const), value: fc.integer({ min: 0, max: 10_000 }) }),
  fc.record({ effect: fc.constantFrom("amount" as const, "price" as const), value: anyPrice }),
);
const anyLines = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), anyPrice, anyCode)
    .map(([quantity, price, code]) => line(quantity, price, code)),
  { minLength: 1, maxLength: 8 },
);
const anyTerms = fc.record({
  currency: fc.constantFrom("EUR", "JPY", "KWD").map(currencyOf),
  rounding: fc.constantFrom(...MODES),
  fees: fc.option(
    fc.record({
      perTicket: fc.integer({ min: 0, max: 10_00 }),
      perOrder: fc.integer({ min: 0, max: 10_00 }),
      percent: fc.integer({ min: 0, max: 10_000 }),
      paidBy: fc.constantFrom("fan" as const, "promoter" as const),
    }),
  ),
  tax: fc.option(
    fc.record({ name: fc.constant("VAT"), rate: fc.integer({ min: 0, max: 100_000 }), included: fc.boolean() }),
  ),
});
const sum = <T>(all: readonly T[], of: (one: T) => number) => all.reduce((total, one) => total + of(one), 0);

test("items and lines add up to the quote in every mode, and no share is below zero", () => {
  fc.assert(
    fc.property(anyTerms, anyLines, (given, lines) => {
      const { quote, items, promoterFees } = quoteOf(given, lines);
      expect(items.length).toBe(sum(lines, ({ quantity }) => quantity));
      expect(sum(items, ({ total }) => total)).toBe(quote.total);
      expect(sum(items, ({ tax }) => tax)).toBe(quote.tax?.amount ?? 0);
      expect(sum(items, ({ fees }) => fees)).toBe(quote.fees);
      expect(sum(items, ({ discount }) => discount)).toBe(quote.discount);
      expect(sum(quote.lines, ({ total }) => total) + (quote.total === 0 ? 0 : quote.feePerOrder)).toBe(quote.total);
      expect(promoterFees).toBeGreaterThanOrEqual(0);
      // What the promoter is left with, before the tax that they owe.
      expect(quote.total - quote.fees - (quote.tax?.amount ?? 0) - promoterFees).toBeGreaterThanOrEqual(0);
      for (const { price, discount, fees, tax, total } of items) {
        expect(Math.min(price - discount, fees, tax, total - fees - tax)).toBeGreaterThanOrEqual(0);
        expect([price, discount, fees, tax, total].every(Number.isSafeInteger)).toBe(true);
        if (price === discount) expect([fees, tax, total]).toEqual([0, 0, 0]);
      }
    }),
    { seed: 20261121, numRuns: 300 },
  );
});

test("what tickets are shown at is what is charged; summed net with tax included, it is never more", () => {
  fc.assert(
    fc.property(anyTerms, anyLines, (given, lines) => {
      const { quote } = quoteOf(given, lines);
      const shown = sum(
        lines,
        ({ quantity, unitPrice, code }) => quantity * inAll(priceTicket(given, unitPrice, code)),
      );
      const onTop = given.tax !== null && !given.tax.included && given.rounding !== "per-line";
      if (onTop) return;
      if (given.rounding === "net-sum") expect(quote.total).toBeLessThanOrEqual(shown + quote.feePerOrder);
      else expect(quote.total).toBe(shown + quote.feePerOrder);
    }),
    { seed: 20261121, numRuns: 300 },
  );
});

test("what a page adds up for the tickets chosen is what the quote says", () => {
  fc.assert(
    fc.property(anyTerms, anyLines, (given, lines) => {
      const chosen = lines.map(({ quantity, unitPrice, code }) => {
        const ticket = priceTicket(given, unitPrice, code);
        return { quantity, price: inAll(ticket), fees: ticket.fees, tax: ticket.tax };
      });
      const perOrder = given.fees?.paidBy === "fan" ? given.fees.perOrder : 0;
      expect(choiceTotal(given, perOrder, chosen)).toBe(quoteOf(given, lines).quote.total);
    }),
    { seed: 20261130, numRuns: 300 },
  );
});

test("tax on top is that of the net sum, and net prices are what they were", () => {
  const onTop = anyTerms.map((given) => ({ ...given, tax: given.tax && { ...given.tax, included: false } }));
  fc.assert(
    fc.property(onTop, anyLines, (given, lines) => {
      const { quote, items } = quoteOf(given, lines);
      for (const { price, discount, tax, fees, total } of items) expect(total - tax - fees).toBe(price - discount);
      const net = sum(items, ({ price, discount }) => price - discount);
      const { tax, rounding } = given;
      if (tax === null || rounding === "per-line") return;
      // Exactly: within half a minor unit of net times rate.
      const exact = BigInt(net) * BigInt(tax.rate);
      const twice = 2n * (BigInt(quote.tax?.amount ?? 0) * 100_000n - exact);
      expect(twice <= 100_000n && twice > -100_000n).toBe(true);
    }),
    { seed: 20261130, numRuns: 300 },
  );
});

test("every subset of an order is refunded by its items' shares, and all parts come to the whole", () => {
  const anyParts = fc.array(fc.array(fc.boolean(), { minLength: 96, maxLength: 96 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(anyTerms, anyLines, anyParts, fc.boolean(), (given, lines, parts, keepFees) => {
      const { quote, items } = quoteOf(given, lines);
      let order: RefundableOrder = {
        ...{ total: quote.total, refunded: 0 },
        items: items.map(({ total, fees }, at) => ({ id: String(at), total, fees, refunded: 0, cancelled: false })),
      };
      const refund = (choice: RefundChoice) => {
        const plan = planRefund(order, choice);
        if (!("items" in plan)) throw new Error(JSON.stringify(plan));
        order = {
          ...order,
          refunded: order.refunded + plan.total,
          items: order.items.map((item) => {
            const amount = plan.items.find(({ id }) => id === item.id)?.amount ?? 0;
            return {
              ...item,
              refunded: item.refunded + amount,
              cancelled: item.cancelled || plan.cancelled.includes(item.id),
            };
          }),
        };
        return plan;
      };
      for (const part of parts) {
        const itemIds = order.items.filter(({ cancelled }, at) => !cancelled && part[at]).map(({ id }) => id);
        if (itemIds.length === 0) continue;
        const chosen = order.items.filter(({ id }) => itemIds.includes(id));
        const { total, feesKept } = refund({ what: "items", itemIds, keepFees });
        expect(total + feesKept).toBe(sum(chosen, (item) => item.total));
      }
      refund({ what: "whole", keepFees: false });
      expect([order.refunded, sum(order.items, ({ refunded }) => refunded)]).toEqual([quote.total, quote.total]);
    }),
    { seed: 20261130, numRuns: 300 },
  );
});
