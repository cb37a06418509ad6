import type { EventId, OrderId, PaymentId, PerformanceId, RefundId } from "../ids.ts";
import type { Instant } from "../instant.ts";
import type { Operation, ScopeNeeds } from "../inventory/reservation.ts";
import type { ReservingShards } from "../inventory/with-reservation.ts";
import type { Money } from "../money.ts";
import type { OrderState, PaymentState } from "../order/order-state.ts";
import type {
  ChargeReport,
  DisputeReport,
  PaymentMethod,
  PaymentProvider,
  ProviderName,
  RefundReport,
  RefundRequest,
} from "./payment-provider.ts";

export interface PaymentRequest {
  readonly orderId: OrderId;
  /** The id that a new payment gets. */
  readonly paymentId: PaymentId;
  readonly method: PaymentMethod;
  readonly provider: ProviderName;
  /** Of a transfer or the door, as `payBy` says; `null`: it can no longer be in time. Absent for cards. */
  readonly until?: Instant | null;
  /** The client's `Idempotency-Key`, and SHA-256 of what came under it, in hex. */
  readonly requestKey: string;
  readonly requestHash: string;
}

export interface BegunPayment {
  /** Not the one that was asked with, where the same key has come before. */
  readonly paymentId: PaymentId;
  readonly provider: ProviderName;
  readonly state: PaymentState;
  readonly amount: Money;
}

/** A payment whose outcome is not known for good. */
export interface OpenPayment {
  readonly paymentId: PaymentId;
  readonly provider: ProviderName;
  readonly createdAt: Instant;
  /** Whether its order still waits to be paid. */
  readonly wanted: boolean;
}

/** An order that may have to end, and the payments that may still pay it: the card's in front. */
export interface EndingOrder {
  readonly orderId: OrderId;
  readonly payments: readonly Pick<OpenPayment, "paymentId" | "provider">[];
}

/** A refund to be made, or to be looked after, now. */
export interface DueRefund extends RefundRequest {
  readonly provider: ProviderName;
}

/** What a settlement led to. */
export interface Settled {
  readonly eventId: EventId;
  readonly orderState: OrderState;
  readonly paymentState: PaymentState;
  /** The scopes whose inventory changed. */
  readonly freed: readonly string[];
}

/** The payment came after its order expired: nothing is settled until this capacity is reserved. */
export interface Unsettled {
  readonly eventId: EventId;
  readonly needs: readonly ScopeNeeds[];
}

/** Capacity for a late payment. `ask`: only report what is needed. `none`: too little is free, so refund it. */
export type Room = "ask" | "none" | Operation;

export interface Ended {
  readonly eventId: EventId;
  /** The order's state from now on; still `pending` where it was not due. */
  readonly state: OrderState;
  readonly freed: readonly string[];
}

export interface CancelledOrders {
  /** How many; 0 once all are. */
  readonly done: number;
  /** Those that wait for their payment to be called off. */
  readonly paying: readonly EndingOrder[];
  readonly freed: readonly string[];
}

/** How a refund goes on. `by_hand`: a person makes it, and says so. `unfunded`: the provider has too little of ours. */
export type RefundOutcome =
  | { readonly outcome: "pending" | "succeeded"; readonly ref: string | null }
  | { readonly outcome: "failed"; readonly ref: string | null; readonly why: string }
  | { readonly outcome: "by_hand" | "unfunded" };

/** Where orders and their money are kept for good. Each of these is one step, whole or not at all, and may come twice. */
export interface OrderBook {
  beginPayment(request: PaymentRequest, now: Instant): Promise<BegunPayment>;
  /**
   * In any order and any number of times. `null`: no such payment here.
   * @throws OperationOverError if the reservation no longer exists
   */
  settlePayment(report: ChargeReport, room: Room, now: Instant): Promise<Settled | Unsettled | null>;
  /** `null`: nothing was done, since a payment is open, or there is no such order. */
  endOrder(orderId: OrderId, as: "expired" | "cancelled", now: Instant): Promise<Ended | null>;
  /** Whether there is such a refund. */
  settleRefund(refundId: RefundId, outcome: RefundOutcome, now: Instant): Promise<boolean>;
  /** How the dispute stands from now on, and whether that is new; `null`: there is no such payment. */
  settleDispute(
    report: DisputeReport,
    now: Instant,
  ): Promise<{ readonly state: DisputeReport["state"]; readonly changed: boolean } | null>;
  /** Writes down what is ours and matches nothing. `news`: a person has not heard of it as it stands now. */
  recordOrphan(facts: OrphanFacts, now: Instant): Promise<{ readonly news: boolean }>;
  /** Pending orders past their time, of one event or of all; those that nobody is paying before all others. */
  dueOrders(eventId: EventId | null, now: Instant, limit: number): Promise<readonly EndingOrder[]>;
}

/** What a provider reports as ours, and nothing here matches. */
export interface OrphanFacts {
  readonly about: "charge" | "refund" | "dispute";
  readonly paymentId: PaymentId;
  /** The payment's id, or the refund's. */
  readonly reference: string;
  readonly ref: string;
  readonly state: string;
  readonly money: Money | null;
}

/** An orphaned charge whose money goes back, under `refundId`. */
export interface DueOrphan extends RefundRequest {
  readonly orphanId: string;
  readonly provider: ProviderName;
}

/** What else jobs do. What is given out is not given again for a while. */
export interface DueWork {
  paymentsToCheck(now: Instant, limit: number): Promise<readonly OpenPayment[]>;
  refundsDue(now: Instant, limit: number): Promise<readonly DueRefund[]>;
  orphansDue(now: Instant, limit: number): Promise<readonly DueOrphan[]>;
  /** `matched`: a payment was found for it after all. */
  settleOrphan(orphanId: string, outcome: RefundReport | "matched", now: Instant): Promise<void>;
  /** Cancelled events that still have orders to end or to pay back. */
  eventsToCancel(limit: number): Promise<readonly EventId[]>;
  /** Ends or pays back some of a cancelled event's orders. */
  cancelOrders(eventId: EventId, limit: number, now: Instant): Promise<CancelledOrders>;
  /** Cancelled performances, of events that go on, that still have orders to end or to refund. */
  performancesToSettle(
    limit: number,
  ): Promise<readonly { readonly eventId: EventId; readonly performanceId: PerformanceId }[]>;
  /** Ends or partly refunds some of a cancelled performance's orders. */
  cancelPerformanceOrders(performanceId: PerformanceId, limit: number, now: Instant): Promise<CancelledOrders>;
}

/** What the use-cases of selling work with. */
export interface BoxOffice {
  readonly book: OrderBook;
  readonly providers: Readonly<Record<ProviderName, PaymentProvider>>;
  readonly now: () => Instant;
  /** Where late payments reserve capacity. */
  readonly shards: ReservingShards;
  /** An operation's id, derived from `words`. */
  operationId(...words: readonly (string | number)[]): Promise<string>;
  /** A unique token. */
  newAttempt(): string;
  /** Tells these shards of an event that what they hold has changed. Never rejects: they find out by themselves, later. */
  tellShards(eventId: EventId, scopes: readonly string[]): Promise<void>;
  /** Something that a person should hear of: one word, and how often it happened. */
  alert(
    what:
      | "amount_mismatched"
      | "refund_failed"
      | "payment_disputed"
      | "dispute_lost"
      | "payment_orphaned"
      | "orphan_not_refunded",
  ): void;
}
