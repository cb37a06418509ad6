import type { ProviderName } from "@liveotter/core/box-office/payment-provider";
import type { EventId, OrderId, PaymentId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { PaymentState } from "@liveotter/core/order/order-state";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";
import { steps } from "./step.ts";

/** An open payment whose provider is to be asked. */
export interface PaymentToCheck {
  readonly paymentId: PaymentId;
  readonly orderId: OrderId;
  readonly eventId: EventId;
  readonly provider: ProviderName;
  readonly state: PaymentState;
  readonly createdAt: Instant;
  /** Whether its order still waits to be paid. */
  readonly wanted: boolean;
}

/** Hands out open payments to be asked about, each to one caller, less and less often. @throws DatabaseError */
export const claimPayments = (
  db: Database,
  now: Instant,
  limit: number,
  options?: CallOptions,
): Promise<PaymentToCheck[]> => steps(db, sql`claim_payments(${timestamp(now)}, ${limit})`, options);
