import type { Terms } from "../sale/sale.ts";
import { roundTogether } from "./round-together.ts";

/** Some tickets of one type that a fan chose, and the price of each as it is shown. */
export interface Chosen {
  readonly quantity: number;
  /** With everything in it. */
  readonly price: number;
  /** Of that. */
  readonly fees: number;
  readonly tax: number;
}

/** What `quoteOf` will charge for the tickets chosen: the prices shown, rounded together, and the fee per order. */
export function choiceTotal(
  terms: Pick<Terms, "rounding" | "tax">,
  feePerOrder: number,
  chosen: readonly Chosen[],
): number {
  const tickets = chosen.flatMap(({ quantity, price, fees, tax }) =>
    Array.from({ length: quantity }, () => ({ net: price - fees - tax, tax, fees })),
  );
  const total = roundTogether(terms, tickets).reduce((sum, { net, tax, fees }) => sum + net + tax + fees, 0);
  return total === 0 ? 0 : total + feePerOrder;
}
