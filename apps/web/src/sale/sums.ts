import type { Quote } from "@liveotter/contracts/public/sale";
import { formatPrice } from "../format/price.ts";
import { ENGLISH } from "../words/locale.ts";
import { formatRate } from "./tickets/tickets-view.ts";

/** A quote in words: what, how many, for how much, and what is in the total. */
export interface Sums {
  readonly lines: readonly { readonly what: string; readonly when: string; readonly amount: string }[];
  /** Between the lines and the total. */
  readonly extras: readonly { readonly label: string; readonly amount: string }[];
  readonly total: string;
  /** What the total has in it. */
  readonly within: string | null;
  /** `3 tickets` */
  readonly count: number;
}

export function sumsOf(quote: Quote, when: (performanceId: string | null) => string): Sums {
  const money = (minor: number) => formatPrice(ENGLISH, minor, quote.currency);
  const { tax, fees, feePerOrder, discount } = quote;
  const within = [
    ...(fees > 0 ? [`${money(fees)} fees`] : []),
    ...(tax !== null && tax.amount > 0 ? [`${money(tax.amount)} ${tax.name} (${formatRate(tax.rate)})`] : []),
  ];
  return {
    lines: quote.lines.map(({ name, performanceId, quantity, total }) => ({
      what: `${quantity} × ${name}`,
      when: when(performanceId),
      amount: money(total),
    })),
    extras: [
      ...(feePerOrder > 0 ? [{ label: "Fee for the order", amount: money(feePerOrder) }] : []),
      ...(discount > 0 ? [{ label: "The code took off", amount: money(discount) }] : []),
    ],
    total: money(quote.total),
    within: within.length === 0 ? null : `With ${within.join(" and ")} in it.`,
    count: quote.lines.reduce((sum, { quantity }) => sum + quantity, 0),
  };
}
