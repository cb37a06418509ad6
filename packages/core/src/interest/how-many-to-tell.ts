import type { Instant } from "../instant.ts";
import { offerState, offersOf } from "../sale/offer.ts";
import type { Sale, SalePerformance } from "../sale/sale.ts";

/** For each ticket that is free: most of those who asked have other plans by now, or look too late. */
const PER_TICKET = 10;
const MOST = 1000;

/**
 * How many of those who wait for a night's tickets to come back are told now, so that nobody runs for a ticket that a
 * thousand others were told of. `free` says how many are in a quota; `null`: without limit. 0 while nobody can buy.
 */
export function howManyToTell(
  sale: Sale,
  performance: SalePerformance,
  free: (quotaId: string) => number | null,
  now: Instant,
): number {
  const offers = offersOf(sale, performance, null, free, now);
  const { state } = offerState(sale, performance, null, offers, now);
  const lefts = state === "on-sale" ? offers.map(({ left }) => left) : [];
  // Types may share a quota: the fullest of them is what there is for certain.
  return Math.min(MOST, PER_TICKET * Math.max(0, ...lefts.map((left) => left ?? MOST)));
}
