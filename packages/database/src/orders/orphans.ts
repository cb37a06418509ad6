import type { ProviderName } from "@liveotter/core/box-office/payment-provider";
import type { PaymentId, RefundId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";
import { asked, step, steps } from "./step.ts";

export type OrphanHandling = "waiting" | "returning" | "returned" | "matched" | "parked" | "resolved";

/** What a provider reports, and nothing here matches. Minor units. */
export interface OrphanReport {
  readonly provider: ProviderName;
  readonly about: "charge" | "refund" | "dispute";
  readonly providerRef: string;
  /** A payment's id, or a refund's. */
  readonly reference: string;
  readonly paymentId: PaymentId;
  readonly state: string;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly now: Instant;
}

/** Writes it down, any number of times. `news`: a person has not heard of it as it stands now. @throws DatabaseError */
export const recordOrphan = (
  db: Database,
  report: OrphanReport,
  options?: CallOptions,
): Promise<{ readonly handling: OrphanHandling; readonly news: boolean }> =>
  step(db, sql`record_orphan(${asked(report)})`, options);

/** An orphaned charge whose money goes back. */
export interface DueOrphan {
  readonly orphanId: string;
  readonly provider: ProviderName;
  readonly paymentId: PaymentId;
  readonly chargeRef: string;
  readonly refundId: RefundId;
  readonly amount: number;
  readonly currency: string;
}

/** Hands out what is due, each to one caller. As `liveotter_jobs`. @throws DatabaseError */
export const claimOrphans = (db: Database, now: Instant, limit: number, options?: CallOptions): Promise<DueOrphan[]> =>
  steps(db, sql`claim_orphans(${timestamp(now)}, ${limit})`, options);

export interface OrphanOutcome {
  readonly orphanId: string;
  readonly outcome: "matched" | "pending" | "succeeded" | "unfunded" | "failed" | "resolved";
  readonly error?: string;
  readonly note?: string;
  readonly now: Instant;
}

/** `null`: there is none. What is over stays so. As `liveotter_jobs`. @throws DatabaseError */
export const settleOrphan = (
  db: Database,
  outcome: OrphanOutcome,
  options?: CallOptions,
): Promise<{ readonly handling: OrphanHandling } | null> => step(db, sql`settle_orphan(${asked(outcome)})`, options);

export interface Orphan extends Omit<OrphanReport, "now"> {
  readonly id: string;
  readonly handling: OrphanHandling;
  readonly lastError: string | null;
  readonly note: string;
  readonly seen: number;
  readonly firstSeenAt: Instant;
}

/** For an operator, newest first: those that are not over, or all. As `liveotter_jobs`. @throws DatabaseError */
export const listOrphans = (
  db: Database,
  { all, limit }: { readonly all: boolean; readonly limit: number },
  options?: CallOptions,
): Promise<Orphan[]> => steps(db, sql`list_orphans(${all}, ${limit})`, options);
