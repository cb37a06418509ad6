import { type Instant, instant } from "../instant.ts";
import type { Sale, SalePerformance } from "./sale.ts";

/** When tickets to some performances can be had, and how that stands at `now`, whatever is left of them. */
export interface SaleWindow {
  readonly state: "upcoming" | "presale" | "on-sale" | "stopped" | "ended" | "cancelled" | "postponed";
  /** From when anybody may buy. */
  readonly opensAt: Instant | null;
  /** From when those may whose code opens the presale. */
  readonly presaleAt: Instant | null;
  readonly closesAt: Instant;
}

/** For one ticket that admits to all of `performances`: what one of them lacks, it lacks. */
export function saleWindow(sale: Sale, performances: readonly SalePerformance[], now: Instant): SaleWindow {
  const { presaleAt, salesEndAt } = sale;
  const opensAt = sale.onSaleAt ?? sale.publishedAt;
  const ends = performances.map(({ endsAt }) => endsAt);
  const closesAt = instant(Math.min(...ends, ...(salesEndAt === null ? [] : [salesEndAt])));
  return { state: stateAt(), opensAt, presaleAt, closesAt };

  function stateAt(): SaleWindow["state"] {
    const statuses = [sale.status, ...performances.map(({ status }) => status)];
    if (statuses.includes("cancelled")) return "cancelled";
    if (closesAt <= now) return "ended";
    if (statuses.includes("postponed")) return "postponed";
    if (sale.stopped) return "stopped";
    if (opensAt === null || opensAt <= now) return "on-sale";
    return presaleAt !== null && presaleAt <= now ? "presale" : "upcoming";
  }
}
