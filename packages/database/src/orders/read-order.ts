import type { PaymentMethod } from "@liveotter/core/box-office/payment-provider";
import type { EventStatus } from "@liveotter/core/event/lifecycle";
import type { EventId, OrderId, PerformanceId, PromoterId, RefundId, TicketId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Locale } from "@liveotter/core/long-time";
import type { OrderState, RefundState } from "@liveotter/core/order/order-state";
import type { PayTerms } from "@liveotter/core/order/pay-by";
import type { Quote } from "@liveotter/core/pricing/quote";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import type { PaymentRow } from "./begin-payment.ts";
import type { GivenAnswer } from "./place-order.ts";
import { step } from "./step.ts";

/** All that its fan sees of an order. Minor units. */
export interface OrderRow {
  readonly id: OrderId;
  readonly promoterId: PromoterId;
  /** Whether nothing that it is for has been cancelled. */
  readonly takesPlace: boolean;
  /** What its key is derived from, beside its id. */
  readonly keyGeneration: number;
  readonly number: string;
  readonly kind: "sale" | "guest";
  readonly holdId: string | null;
  readonly state: OrderState;
  readonly event: {
    readonly id: EventId;
    readonly slug: string;
    readonly name: string;
    readonly status: EventStatus;
  };
  /** `null`: a guest without an address, or erased. */
  readonly email: string | null;
  readonly name: string | null;
  readonly locale: Locale;
  readonly answers: readonly GivenAnswer[];
  readonly currency: string;
  readonly total: number;
  readonly refunded: number;
  readonly placedAt: Instant;
  /** While it is pending. */
  readonly expiresAt: Instant | null;
  /** Beyond this it is given no more time. */
  readonly lastsUntil: Instant | null;
  readonly paidAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly quote: Quote;
  /** What is told to those who pay by bank transfer. */
  readonly instructions: string | null;
  readonly refundableUntil: Instant | null;
  /** What the promoter offers, whether or not it can still be in time. */
  readonly paymentMethods: readonly PaymentMethod[];
  readonly payTerms: Omit<PayTerms, "methods">;
  /** Newest first. */
  readonly payments: readonly Omit<PaymentRow, "replayed">[];
  /** Newest first. */
  readonly refunds: readonly {
    readonly id: RefundId;
    readonly amount: number;
    readonly currency: string;
    readonly state: RefundState;
    readonly reason: string;
    readonly createdAt: Instant;
  }[];
  /** In the order of the items, then by start. */
  readonly tickets: readonly {
    readonly id: TicketId;
    readonly itemId: string;
    readonly ticketType: string;
    readonly performanceId: PerformanceId;
    readonly state: "valid" | "cancelled";
    readonly holder: { readonly name: string | null; readonly email: string | null };
  }[];
}

/** An order as its fan sees it; `null`: there is none. @throws DatabaseError */
export const readOrder = (db: Database, orderId: OrderId, options?: CallOptions): Promise<OrderRow | null> =>
  step(db, sql`read_order(${orderId}::uuid)`, options);
