import type { Quote } from "@liveotter/contracts/public/sale";
import { formatPrice } from "../format/price.ts";
import { formatRate } from "../format/rate.ts";
import type { Locale } from "../words/locale.ts";
import type { PublicPerformance } from "./public-event.ts";

/** A quote in words: what, how many, for how much, and what is in the total. */
export interface Sums {
  readonly lines: readonly {
    readonly what: string;
    /** `null` for a pass, and where nobody can tell. */
    readonly performance: PublicPerformance | null;
    readonly amount: string;
  }[];
  /** Between the lines and the total. */
  readonly extras: readonly { readonly label: string; readonly amount: string }[];
  readonly total: string;
  /** What the total has in it. */
  readonly within: string | null;
}

export function sumsOf(
  locale: Locale,
  quote: Quote,
  performanceOf: (id: string | null) => PublicPerformance | null,
): Sums {
  const { sale } = locale.words;
  const money = (minor: number) => formatPrice(locale, minor, quote.currency);
  const { tax, fees, feePerOrder, discount } = quote;
  const linesOf = (type: string, performance: string | null) =>
    quote.lines.filter((line) => line.ticketTypeId === type && line.performanceId === performance).length;
  const within = [
    ...(fees > 0 ? [sale.fees(money(fees))] : []),
    ...(tax !== null && tax.amount > 0 ? [sale.tax(money(tax.amount), tax.name, formatRate(locale, tax.rate))] : []),
  ];
  return {
    lines: quote.lines.map(({ ticketTypeId, name, phase, performanceId, quantity, total }) => ({
      // At two prices, the phase tells them apart.
      what: `${quantity} × ${name}${phase && linesOf(ticketTypeId, performanceId) > 1 ? ` (${phase})` : ""}`,
      performance: performanceOf(performanceId),
      amount: money(total),
    })),
    extras: [
      ...(feePerOrder > 0 ? [{ label: sale.orderFee, amount: money(feePerOrder) }] : []),
      ...(discount > 0 ? [{ label: sale.codeTookOff, amount: money(discount) }] : []),
    ],
    total: money(quote.total),
    within: within.length === 0 ? null : sale.within(new Intl.ListFormat(locale.lang).format(within)),
  };
}
