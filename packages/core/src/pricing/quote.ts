import type { PerformanceId, TicketTypeId } from "../ids.ts";
import type { Currency } from "../money.ts";
import type { Tax, Terms } from "../sale/sale.ts";
import type { CodeEffect } from "../sale/sale-code.ts";
import { inAll, priceTicket, type TicketPrice } from "./price-ticket.ts";
import { roundTogether } from "./round-together.ts";

/** So many tickets alike, at the price that was in force when they were picked. */
export interface PricedLine {
  readonly ticketTypeId: TicketTypeId;
  readonly name: string;
  /** `null`: a pass. */
  readonly performanceId: PerformanceId | null;
  readonly quantity: number;
  readonly unitPrice: number;
  /** The price phase in force then. Absent in documents that are older than this field. */
  readonly phase?: string | null;
  /** What a code makes of it; `null` where there is none for it. */
  readonly code: CodeEffect | null;
}

/** One ticket's share of every sum: what a refund of it gives back. */
export interface QuotedItem {
  /** Place of its line, and its place in that. */
  readonly line: number;
  readonly at: number;
  readonly price: number;
  readonly discount: number;
  /** Of the fan's fees, per order included. */
  readonly fees: number;
  readonly tax: number;
  readonly total: number;
}

export interface Quote {
  readonly currency: Currency;
  readonly lines: readonly QuotedLine[];
  readonly fees: number;
  readonly feePerOrder: number;
  readonly discount: number;
  readonly tax: (Tax & { readonly amount: number }) | null;
  readonly total: number;
}

export interface QuotedLine extends Omit<PricedLine, "code"> {
  readonly discount: number;
  readonly total: number;
}

export interface Quoted {
  readonly quote: Quote;
  readonly items: readonly QuotedItem[];
  /** Fees that the promoter pays out of the total; at most what is left of the prices without tax. */
  readonly promoterFees: number;
}

/**
 * What `lines` cost together. Sums are exact: the items' shares add up to the quote's in every rounding mode. With tax
 * included the fan never pays more than the tickets' own prices add up to.
 */
export function quoteOf(terms: Terms, lines: readonly PricedLine[]): Quoted {
  const tickets = lines.flatMap(({ quantity, unitPrice, code }, line) => {
    const ticket = priceTicket(terms, unitPrice, code);
    return Array.from({ length: quantity }, (_, at) => ({ ...ticket, line, at }));
  });
  const rounded = roundTogether(terms, tickets);
  const paying = rounded.filter((ticket) => inAll(ticket) > 0).length;
  const perOrder = paying === 0 ? 0 : (terms.fees?.perOrder ?? 0);
  const byFan = terms.fees?.paidBy === "fan" ? perOrder : 0;
  const shares = evenShares(byFan, paying);

  const items: QuotedItem[] = [];
  const totals = lines.map(() => ({ discount: 0, total: 0 }));
  for (const ticket of rounded) {
    const { line, at, price, discount, tax } = ticket;
    const own = inAll(ticket);
    const share = own > 0 ? (shares.next().value ?? 0) : 0;
    items.push({ line, at, price, discount, fees: ticket.fees + share, tax, total: own + share });
    const of = totals[line];
    if (of !== undefined) {
      of.discount += discount;
      of.total += own;
    }
  }
  const sum = (of: (item: QuotedItem) => number) => items.reduce((total, item) => total + of(item), 0);
  const quote: Quote = {
    currency: terms.currency,
    lines: lines.map(({ code: _, ...line }, at) => ({ ...line, ...(totals[at] ?? { discount: 0, total: 0 }) })),
    fees: sum(({ fees }) => fees),
    feePerOrder: byFan,
    discount: sum(({ discount }) => discount),
    tax: terms.tax && { ...terms.tax, amount: sum(({ tax }) => tax) },
    total: sum(({ total }) => total),
  };
  return { quote, items, promoterFees: promoterFeesOf(rounded, perOrder - byFan) };
}

/** Each ticket bears fees up to its own net price, and all of them together the one per order: no payout is negative. */
function promoterFeesOf(tickets: readonly Pick<TicketPrice, "net" | "promoterFees">[], perOrder: number): number {
  const fees = tickets.reduce((sum, { net, promoterFees }) => sum + Math.min(net, promoterFees), 0);
  const net = tickets.reduce((sum, ticket) => sum + ticket.net, 0);
  return fees + Math.min(perOrder, net - fees);
}

/** `amount` in `count` shares, the first ones a minor unit larger where it does not divide. */
function* evenShares(amount: number, count: number): Generator<number, undefined> {
  for (let at = 0; at < count; at++) yield Math.floor(amount / count) + (at < amount % count ? 1 : 0);
}
