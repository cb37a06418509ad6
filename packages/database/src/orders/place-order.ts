import type { CodeId, EventId, OrderId, PerformanceId, TicketTypeId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Locale } from "@liveotter/core/long-time";
import type { OrderState } from "@liveotter/core/order/order-state";
import type { Quote } from "@liveotter/core/pricing/quote";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asked, step } from "./step.ts";

/** One ticket with its share of every sum. Minor units. */
export interface NewItem {
  /** A UUID of the caller's. */
  readonly id: string;
  readonly ticketTypeId: TicketTypeId;
  /** `null`: a pass. */
  readonly performanceId: PerformanceId | null;
  readonly price: number;
  readonly discount: number;
  readonly fees: number;
  readonly tax: number;
  readonly total: number;
}

export interface GivenAnswer {
  readonly questionId: string;
  readonly answer: string;
}

export interface NewOrder {
  readonly orderId: OrderId;
  readonly holdId: string;
  readonly requestKey: string;
  /** SHA-256 of the request, in hex. */
  readonly requestHash: string;
  readonly eventId: EventId;
  /** Every shard that holds part of it, and its epoch when it was pinned there. */
  readonly shards: readonly { readonly scope: string; readonly epoch: number }[];
  readonly quote: Quote;
  /** Out of the total, paid by the promoter. */
  readonly promoterFees: number;
  /** In the order of the quote's lines; at least one. */
  readonly items: readonly NewItem[];
  readonly codeId: CodeId | null;
  readonly email: string;
  /** Folded, as core's `emailKeyOf` does. */
  readonly emailKey: string;
  readonly name: string | null;
  readonly locale: Locale;
  readonly answers: readonly GivenAnswer[];
  readonly attendees: readonly Attendee[];
  readonly now: Instant;
}

/** Who comes with an item. */
export interface Attendee {
  readonly item: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly answers: readonly GivenAnswer[];
}

export interface PlacedOrder {
  /** Another than was asked for when the hold had been ordered before. */
  readonly orderId: OrderId;
  readonly number: string;
  readonly state: OrderState;
  /** `null` once it is no longer pending. */
  readonly expiresAt: Instant | null;
  /** It had been there before. */
  readonly replayed: boolean;
}

/**
 * Makes an order out of a hold, with everything that is counted. What costs nothing is paid at once.
 * @throws DatabaseError; `LO001` sold out, `LO002` a shard began anew, `LO003` the code is used up, `LO004` too many for one
 * fan, `LO005` the order's id is void, `LO006` not on sale, `LO007` the key belongs to another request
 */
export const placeOrder = (db: Database, order: NewOrder, options?: CallOptions): Promise<PlacedOrder> =>
  step(db, sql`place_order(${asked(order)})`, options);
