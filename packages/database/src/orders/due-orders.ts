import type { ProviderName } from "@liveotter/core/box-office/payment-provider";
import type { EventId, OrderId, PaymentId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";
import { steps } from "./step.ts";

/** A pending order that is past its time, and the payments that may still pay it: the card's in front. */
export interface DueOrder {
  readonly orderId: OrderId;
  readonly eventId: EventId;
  readonly payments: readonly { readonly paymentId: PaymentId; readonly provider: ProviderName }[];
}

/** The first of those that are due, of an event or of all; those that nobody is paying before all others. @throws DatabaseError */
export const dueOrders = (
  db: Database,
  eventId: EventId | null,
  now: Instant,
  limit: number,
  options?: CallOptions,
): Promise<DueOrder[]> => steps(db, sql`due_orders(${eventId}::uuid, ${timestamp(now)}, ${limit})`, options);
