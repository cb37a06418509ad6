import type { ChargeState } from "@liveotter/core/box-office/payment-provider";
import type { EventId, OrderId, PaymentId, RefundId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Operation, ScopeNeeds } from "@liveotter/core/inventory/reservation";
import type { OrderState, PaymentState } from "@liveotter/core/order/order-state";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asked, step } from "./step.ts";

/** What a provider says of a payment. */
export interface PaymentReport {
  readonly paymentId: PaymentId;
  readonly outcome: ChargeState;
  /** What it took, in minor units of `takenCurrency`; absent: what it was asked for. */
  readonly taken?: number | null;
  readonly takenCurrency?: string | null;
  readonly providerRef?: string | null;
  readonly actionUrl?: string | null;
  readonly failure?: string | null;
  /** For an expired order: "ask" only returns what it needs; "none" refunds, because too little is free. */
  readonly room?: "ask" | "none";
  /** The capacity reserved for it. With neither, it may take tickets from carts. */
  readonly operation?: Operation;
  readonly now: Instant;
}

export interface SettledPayment {
  readonly orderId: OrderId;
  readonly eventId: EventId;
  readonly orderState: OrderState;
  readonly paymentState: PaymentState;
  /** Of money that pays nothing and goes back: late, twice, or another amount. */
  readonly refundId: RefundId | null;
  /** Scopes whose shards must be told. */
  readonly freed: readonly string[];
  /** Nothing was settled: reserve this first. Jobs retry it. */
  readonly needs?: readonly ScopeNeeds[];
}

/**
 * Takes down what became of a payment, in any order and any number of times: it pays the order once, or goes back.
 * `null`: no such payment. @throws DatabaseError; `LO005` and `LO002` if the reservation no longer exists, `retryable` when the order expired this very moment
 */
export const settlePayment = (
  db: Database,
  report: PaymentReport,
  options?: CallOptions,
): Promise<SettledPayment | null> => step(db, sql`settle_payment(${asked(report)})`, options);
