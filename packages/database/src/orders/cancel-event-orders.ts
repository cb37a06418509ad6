import type { ProviderName } from "@liveotter/core/box-office/payment-provider";
import type { EventId, OrderId, PaymentId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";
import { step } from "./step.ts";

export interface CancelledOrders {
  /** How many were ended or are being paid back; 0: the rest is waiting for its payments. */
  readonly done: number;
  /** Payments to be cancelled before their orders can be. */
  readonly paying: readonly {
    readonly paymentId: PaymentId;
    readonly orderId: OrderId;
    readonly eventId: EventId;
    readonly provider: ProviderName;
  }[];
  /** Scopes whose shards must be told. */
  readonly freed: readonly string[];
}

/**
 * Ends up to `limit` orders of a cancelled event, or has their money sent back, and tells their fans, each once.
 * @throws DatabaseError; `LO006` the event is not cancelled
 */
export const cancelEventOrders = (
  db: Database,
  eventId: EventId,
  now: Instant,
  limit: number,
  options?: CallOptions,
): Promise<CancelledOrders> =>
  step(db, sql`cancel_event_orders(${eventId}::uuid, ${limit}, ${timestamp(now)})`, options);
