import type { OrderId } from "../ids.ts";
import type { Instant } from "../instant.ts";

/** What a fan bought under all the addresses that they proved; newest first. */
export interface FanOrders {
  /** As they were given, the one proved first in front. */
  readonly emails: readonly string[];
  readonly orders: readonly FanOrder[];
}

export interface FanOrder {
  readonly id: OrderId;
  /** What its key is derived from, beside its id. */
  readonly keyGeneration: number;
  readonly number: string;
  readonly state: "pending" | "paid" | "expired" | "cancelled" | "partly_refunded" | "refunded";
  readonly eventName: string;
  /** Local date of the first performance it is for. */
  readonly firstDate: string;
  /** Minor units. */
  readonly total: number;
  readonly currency: string;
  readonly placedAt: Instant;
}
