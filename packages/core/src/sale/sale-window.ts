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

/** What decides it. Instants are epoch milliseconds. */
export interface WindowFacts {
  /** Of the event and of every performance that the ticket admits to. */
  readonly statuses: readonly string[];
  readonly stopped: boolean;
  readonly opensAt: number | null;
  readonly presaleAt: number | null;
  readonly closesAt: number;
}

/** What one of the performances lacks, a ticket that admits to all of them lacks. */
export function windowState(
  { statuses, stopped, opensAt, presaleAt, closesAt }: WindowFacts,
  now: number,
): SaleWindow["state"] {
  if (statuses.includes("cancelled")) return "cancelled";
  if (closesAt <= now) return "ended";
  if (statuses.includes("postponed")) return "postponed";
  if (stopped) return "stopped";
  if (opensAt === null || opensAt <= now) return "on-sale";
  return presaleAt !== null && presaleAt <= now ? "presale" : "upcoming";
}

/** For one ticket that admits to all of `performances`. */
export function saleWindow(sale: Sale, performances: readonly SalePerformance[], now: Instant): SaleWindow {
  const { presaleAt, salesEndAt, stopped } = sale;
  const opensAt = sale.onSaleAt ?? sale.publishedAt;
  const ends = performances.map(({ endsAt }) => endsAt);
  const closesAt = instant(Math.min(...ends, ...(salesEndAt === null ? [] : [salesEndAt])));
  const statuses = [sale.status, ...performances.map(({ status }) => status)];
  return { state: windowState({ statuses, stopped, opensAt, presaleAt, closesAt }, now), opensAt, presaleAt, closesAt };
}
