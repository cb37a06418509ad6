import type { Fees, Tax, Terms } from "../sale/sale.ts";
import type { CodeEffect } from "../sale/sale-code.ts";
import { divideRounded } from "./divide-rounded.ts";

/** One ticket's price taken apart, in minor units. */
export interface TicketPrice {
  /** Before a code's effect. */
  readonly price: number;
  readonly discount: number;
  /** What the fan pays of fees, those per order aside. */
  readonly fees: number;
  /** At most `net`: fees above it are not charged. */
  readonly promoterFees: number;
  /** What is left of the price without tax. */
  readonly net: number;
  readonly tax: number;
}

/** Hundredths of a per cent in a whole, and thousandths. */
const WHOLE_FEE = 10_000;
const WHOLE_TAX = 100_000;

/**
 * One ticket by itself. Tax is on the ticket; fees have theirs in them. What costs nothing, were it by a code, bears
 * neither.
 */
export function priceTicket(
  { fees, tax }: Pick<Terms, "fees" | "tax">,
  price: number,
  code: CodeEffect | null,
): TicketPrice {
  const left = code === null ? price : after(code, price);
  const fee = left === 0 ? 0 : feeOn(left, fees);
  const byFan = fees?.paidBy === "fan";
  const { net, tax: own } = taxed(left, tax);
  return {
    price,
    discount: price - left,
    fees: byFan ? fee : 0,
    promoterFees: byFan ? 0 : Math.min(fee, net),
    net,
    tax: own,
  };
}

/** What the fan pays for it. */
export const inAll = ({ net, tax, fees }: Pick<TicketPrice, "net" | "tax" | "fees">): number => net + tax + fees;

/** The tax on a net amount, and the net of a gross one. */
export const taxOn = (net: number, { rate }: Tax): number => divideRounded(net, rate, WHOLE_TAX);
export const netOf = (gross: number, { rate }: Tax): number => divideRounded(gross, WHOLE_TAX, WHOLE_TAX + rate);

function taxed(amount: number, tax: Tax | null): { net: number; tax: number } {
  if (tax === null) return { net: amount, tax: 0 };
  if (!tax.included) return { net: amount, tax: taxOn(amount, tax) };
  const net = netOf(amount, tax);
  return { net, tax: amount - net };
}

/** A code takes off at most everything, and adds nothing. */
function after({ effect, value }: CodeEffect, price: number): number {
  switch (effect) {
    case "none":
      return price;
    case "percent":
      return divideRounded(price, WHOLE_FEE - value, WHOLE_FEE);
    case "amount":
      return Math.max(0, price - value);
    case "price":
      return Math.min(price, value);
  }
}

/** The fees on one ticket at a price, before any cap. */
export const feeOn = (amount: number, fees: Fees | null): number =>
  fees === null ? 0 : fees.perTicket + divideRounded(amount, fees.percent, WHOLE_FEE);
