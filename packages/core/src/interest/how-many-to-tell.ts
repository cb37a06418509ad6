import type { Instant } from "../instant.ts";
import type { Free } from "../inventory/free-in.ts";
import { offersOf, performanceState } from "../sale/offer.ts";
import type { Sale, SalePerformance } from "../sale/sale.ts";
import { offerStateOf } from "../sale/sale-state.ts";

/** For each ticket that is free: most of those who asked have other plans by now, or look too late. */
const PER_TICKET = 10;
const MOST = 1000;

/**
 * How many of those waiting for a performance's tickets are told now, so that a thousand people do not run for one ticket.
 * `free` says what is left in a quota. 0 while nobody can buy, and for what is unknown: they are told when it is certain.
 */
export function howManyToTell(
  sale: Sale,
  performance: SalePerformance,
  free: (quotaId: string) => Free,
  now: Instant,
): number {
  const offers = offersOf(sale, performance, null, free, now);
  const { state } = performanceState(sale, performance, null, { offers, stopped: null }, now);
  if (state !== "on-sale") return 0;
  // Too few for one order are no tickets. Types may share a quota: the fullest of them is what there is for certain.
  const lefts = offers.map((offer) => (offerStateOf(offer) === "on-sale" ? certain(offer.left) : 0));
  return Math.min(MOST, PER_TICKET * Math.max(0, ...lefts));
}

function certain(free: Free): number {
  if (free === "unlimited") return MOST;
  return free === "unknown" ? 0 : free;
}
