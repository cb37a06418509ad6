import type { EventId, OrderId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { OrderState } from "@liveotter/core/order/order-state";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";
import { step } from "./step.ts";

export interface EndedOrder {
  readonly eventId: EventId;
  /** `pending` when it was to expire and is not due. */
  readonly state: OrderState;
  /** Scopes whose shards must be told; none when nothing changed. */
  readonly freed: readonly string[];
}

/**
 * Ends a pending order and gives back what it had; any other stays as it is. `null`: no such order.
 * @throws DatabaseError; `LO009` a payment is open
 */
export const endOrder = (
  db: Database,
  orderId: OrderId,
  as: "expired" | "cancelled",
  now: Instant,
  options?: CallOptions,
): Promise<EndedOrder | null> => step(db, sql`end_order(${orderId}::uuid, ${as}, ${timestamp(now)})`, options);
