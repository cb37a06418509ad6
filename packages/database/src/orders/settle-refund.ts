import type { EventId, OrderId, RefundId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { RefundState } from "@liveotter/core/order/order-state";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asked, step } from "./step.ts";

/**
 * What became of a refund. `by_hand`: a person pays it, and says so then. `unfunded`: the provider has too little for it
 * now. `failed`: a person has to look.
 */
export interface RefundReport {
  readonly refundId: RefundId;
  readonly outcome: "pending" | "by_hand" | "succeeded" | "failed" | "unfunded";
  readonly providerRef?: string | null;
  /** Why it failed. */
  readonly error?: string | null;
  readonly now: Instant;
}

export interface SettledRefund {
  readonly orderId: OrderId;
  readonly eventId: EventId;
  readonly state: RefundState;
}

/** Takes down what became of a refund; once it has succeeded, nothing more. `null`: no such refund. @throws DatabaseError */
export const settleRefund = (
  db: Database,
  report: RefundReport,
  options?: CallOptions,
): Promise<SettledRefund | null> => step(db, sql`settle_refund(${asked(report)})`, options);
