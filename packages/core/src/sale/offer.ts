import type { Instant } from "../instant.ts";
import { type Free, leastFree } from "../inventory/free-in.ts";
import type { WhyStopped } from "../inventory/shard-api.ts";
import { inAll, priceTicket, type TicketPrice } from "../pricing/price-ticket.ts";
import { quotasOf } from "./draws-of.ts";
import { admitted, fitting, isShown, isSoldAt, MOST_TICKETS } from "./pick-lines.ts";
import { priceAt, type Sale, type SalePerformance, type SaleTicketType } from "./sale.ts";
import { isFor, type SaleCode } from "./sale-code.ts";
import { type SaleState, saleState } from "./sale-state.ts";
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
  /** Free now. */
  readonly left: Free;
}

/** A shard, and which of its quotas are looked at. */
export interface ScopeQuotas {
  readonly scope: string;
  readonly quotas: readonly string[];
}

/** The quotas that decide what is left for a performance, by the scope whose shard counts them, in its order. */
export function scopesOf(sale: Sale, performance: SalePerformance, code: SaleCode | null): ScopeQuotas[] {
  const scopes = new Map<string, Set<string>>();
  for (const { type, performances } of typesOf(sale, performance, code)) {
    for (const { id, performanceId } of quotasOf(sale, { type, performances, code: null })) {
      const scope = performanceId ?? sale.eventId;
      scopes.set(scope, (scopes.get(scope) ?? new Set()).add(id));
    }
  }
  return [...scopes]
    .map(([scope, quotas]) => ({ scope, quotas: [...quotas] }))
    .sort((a, b) => (a.scope < b.scope ? -1 : 1));
}

/** What is offered for a performance to everybody, or to the holder of `code`. `free` says what is left in a quota. */
export function offersOf(
  sale: Sale,
  performance: SalePerformance,
  code: SaleCode | null,
  free: (quotaId: string) => Free,
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
    return {
      ...{ type, price, total, totalBefore: before === total ? null : before, phase },
      minPerOrder: type.minPerOrder ?? 1,
      maxPerOrder: Math.min(
        type.maxPerOrder ?? MOST_TICKETS,
        sale.maxPerOrder ?? MOST_TICKETS,
        fitting(performances.length),
      ),
      left: leastFree(quotas.map(({ id }) => free(id))),
    };
  });
}

/**
 * The state of a performance's sale to everybody, or to the holder of `code`. `offers` are what is left of it, `stopped` why
 * its shards sell nothing: they hear of that before copies of the sale do.
 */
export function performanceState(
  sale: Sale,
  performance: SalePerformance,
  code: SaleCode | null,
  { offers, stopped }: { readonly offers: readonly Offer[]; readonly stopped: WhyStopped | null },
  now: Instant,
): Omit<SaleWindow, "state"> & { readonly state: SaleState } {
  const window = saleWindow(sale, [performance], now);
  const open = window.state === "presale" && code?.opensPresale === true;
  const state = open ? "on-sale" : window.state;
  const paused = stopped === "withdrawn" ? "stopped" : stopped;
  const opened = state === "on-sale" && paused !== null ? paused : state;
  return { ...window, state: saleState({ window: opened, codeOpens: codeShowsMore(sale, performance, code), offers }) };
}

/** Whether a code in force would show ticket types for this performance that are not shown now. */
function codeShowsMore(sale: Sale, performance: SalePerformance, code: SaleCode | null): boolean {
  if (sale.codes?.openHidden === false) return false;
  return sale.ticketTypes.some((type) => {
    const performances = admitted(sale, type, type.pass === null ? performance.id : null);
    if (!type.hidden || isShown(type, code) || performances === null || !performances.includes(performance))
      return false;
    return sale.codes?.keepRoom !== false || isSoldAt(sale, type, performances);
  });
}

/** Whether entering a code could get somebody tickets that they cannot have without one. */
export const takesCode = (sale: Sale, performance: SalePerformance, state: SaleState): boolean => {
  switch (state) {
    case "code-only":
      return true;
    case "presale":
      return sale.codes?.openPresale !== false;
    case "sold-out":
    case "not-enough-left":
      return codeShowsMore(sale, performance, null) || sale.codes?.keepRoom !== false;
    default:
      return false;
  }
};

const typesOf = (sale: Sale, performance: SalePerformance, code: SaleCode | null) =>
  sale.ticketTypes.flatMap((type) => {
    const performances = admitted(sale, type, type.pass === null ? performance.id : null);
    if (performances === null || !performances.includes(performance) || !isShown(type, code)) return [];
    const bypasses = code?.bypassesQuotas === true && isFor(code, type.id);
    return bypasses || isSoldAt(sale, type, performances) ? [{ type, performances }] : [];
  });
