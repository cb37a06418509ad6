import type { EventId, OrderId, RefundId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { OrderState } from "@liveotter/core/order/order-state";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";
import { step } from "./step.ts";

export interface NewReturn {
  readonly orderId: OrderId;
  readonly refundId: RefundId;
  readonly requestKey: string;
  readonly now: Instant;
}

export interface RequestedRefund {
  /** `null`: there was no money to give back. */
  readonly refundId: RefundId | null;
  /** Minor units. */
  readonly amount: number;
  readonly orderState: OrderState;
  readonly eventId: EventId;
  /** Scopes whose shards must be told. */
  readonly freed: readonly string[];
  readonly replayed: boolean;
}

/**
 * Has all that is left of an order's money sent back to its fan, whose event was postponed, and takes the tickets back.
 * @throws DatabaseError; `LO008` the days for that are over, or there is nothing to give back
 */
export const returnOrder = (
  db: Database,
  { orderId, refundId, requestKey, now }: NewReturn,
  options?: CallOptions,
): Promise<RequestedRefund> =>
  step(db, sql`return_order(${orderId}::uuid, ${refundId}::uuid, ${requestKey}, ${timestamp(now)})`, options);
