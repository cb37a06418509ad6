import type { ProviderName } from "@liveotter/core/box-office/payment-provider";
import type { EventId, OrderId, PaymentId, RefundId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";
import { steps } from "./step.ts";

/** Money to be sent back now. */
export interface RefundToMake {
  readonly refundId: RefundId;
  readonly orderId: OrderId;
  readonly eventId: EventId;
  readonly paymentId: PaymentId;
  readonly provider: ProviderName;
  /** The provider's own name for the payment. */
  readonly chargeRef: string | null;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  /** How often it has been handed out, this time included. */
  readonly attempts: number;
}

/** Hands out refunds that are due, each to one caller, who loses it after a minute unsettled. @throws DatabaseError */
export const claimRefunds = (
  db: Database,
  now: Instant,
  limit: number,
  options?: CallOptions,
): Promise<RefundToMake[]> => steps(db, sql`claim_refunds(${timestamp(now)}, ${limit})`, options);
