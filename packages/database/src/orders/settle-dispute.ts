import type { OrderId, PaymentId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asked, step } from "./step.ts";

/** What a provider says of a dispute. */
export interface DisputeReport {
  readonly paymentId: PaymentId;
  /** The provider's own name for it. */
  readonly providerRef: string;
  readonly outcome: "open" | "won" | "lost";
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly now: Instant;
}

export interface SettledDispute {
  readonly orderId: OrderId;
  readonly state: "open" | "won" | "lost";
  /** It was not known to be so. */
  readonly changed: boolean;
}

/**
 * Takes down how a dispute stands, in any order and any number of times: its order's tickets are flagged, and no refund
 * of its payment is made before it is won. `null`: no such payment. @throws DatabaseError
 */
export const settleDispute = (
  db: Database,
  report: DisputeReport,
  options?: CallOptions,
): Promise<SettledDispute | null> => step(db, sql`settle_dispute(${asked(report)})`, options);
