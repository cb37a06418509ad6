import type { Instant } from "../instant.ts";
import { inAll, priceTicket, type TicketPrice } from "../pricing/price-ticket.ts";
import { quotasOf } from "./draws-of.ts";
import { admitted, fitting, isShown, isSoldAt, MOST_TICKETS } from "./pick-lines.ts";
import { priceAt, type Sale, type SalePerformance, type SaleTicketType } from "./sale.ts";
import { isFor, type SaleCode } from "./sale-code.ts";
import { type SaleWindow, saleWindow } from "./sale-window.ts";

/** A ticket type as it is offered for one performance; prices in minor units, as the fan pays them. */
export interface Offer {
  readonly type: SaleTicketType;
  readonly price: TicketPrice;
  readonly total: number;
  /** Without the code's effect, where that makes it another. */
  readonly totalBefore: number | null;
  readonly phase: SaleTicketType["phases"][number] | null;
  readonly minPerOrder: number;
  readonly maxPerOrder: number;
  /** Free now; `null`: without limit. */
  readonly left: number | null;
}

/** The quotas that decide what is left for a performance, by the scope of whose shard knows them. */
export function scopesOf(sale: Sale, performance: SalePerformance, code: SaleCode | null): string[] {
  const quotas = typesOf(sale, performance, code).flatMap(({ type, performances }) =>
    quotasOf(sale, { type, performances, code: null }),
  );
  return [...new Set(quotas.map(({ performanceId }) => performanceId ?? sale.eventId))].sort();
}

/** What is offered for a performance to whoever has `code`. `free` says how many are in a quota; `null`: without limit. */
export function offersOf(
  sale: Sale,
  performance: SalePerformance,
  code: SaleCode | null,
  free: (quotaId: string) => number | null,
  now: Instant,
): Offer[] {
  return typesOf(sale, performance, code).map(({ type, performances }) => {
    const own = code !== null && isFor(code, type.id) ? code : null;
    const { price: unit, phase } = priceAt(type, now);
    const price = priceTicket(sale, unit, own);
    const total = inAll(price);
    const before = inAll(priceTicket(sale, unit, null));
    // What a code keeps free for its holders, its shard alone knows: it is found out by holding.
    const quotas = quotasOf(sale, { type, performances, code: own }).filter(({ id }) => id !== own?.blocksQuotaId);
    const lefts = quotas.flatMap(({ id }) => free(id) ?? []);
    return {
      ...{ type, price, total, totalBefore: before === total ? null : before, phase },
      minPerOrder: type.minPerOrder ?? 1,
      maxPerOrder: Math.min(
        type.maxPerOrder ?? MOST_TICKETS,
        sale.maxPerOrder ?? MOST_TICKETS,
        fitting(performances.length),
      ),
      left: lefts.length === 0 ? null : Math.max(0, Math.min(...lefts)),
    };
  });
}

/** The state of a performance's sale to whoever has `code`. `offers` are what is left of it. */
export function offerState(
  sale: Sale,
  performance: SalePerformance,
  code: SaleCode | null,
  offers: readonly Offer[],
  now: Instant,
): SaleWindow & { readonly soldOut: boolean } {
  const window = saleWindow(sale, [performance], now);
  const open = window.state === "presale" && code?.opensPresale === true;
  const state = open ? ("on-sale" as const) : window.state;
  return { ...window, state, soldOut: offers.length > 0 && offers.every(({ left }) => left === 0) };
}

const typesOf = (sale: Sale, performance: SalePerformance, code: SaleCode | null) =>
  sale.ticketTypes.flatMap((type) => {
    const performances = admitted(sale, type, type.pass === null ? performance.id : null);
    if (performances === null || !performances.includes(performance) || !isShown(type, code)) return [];
    const bypasses = code?.bypassesQuotas === true && isFor(code, type.id);
    return bypasses || isSoldAt(sale, type, performances) ? [{ type, performances }] : [];
  });
