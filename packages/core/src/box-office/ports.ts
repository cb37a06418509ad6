import type { EventId, OrderId, PaymentId, RefundId } from "../ids.ts";
import type { Instant } from "../instant.ts";
import type { Money } from "../money.ts";
import type { ChargeReport, PaymentMethod, PaymentProvider, ProviderName } from "../payment/payment-provider.ts";

/** A payment that nobody has settled for good. */
export interface OpenPayment {
  readonly paymentId: PaymentId;
  readonly orderId: OrderId;
  readonly provider: ProviderName;
}

/** An order that is past its time, and the payment that may still pay it. */
export interface DueOrder {
  readonly orderId: OrderId;
  readonly payment: { readonly paymentId: PaymentId; readonly provider: ProviderName } | null;
}

/** A refund to be made now, claimed for a minute. */
export interface DueRefund {
  readonly refundId: RefundId;
  readonly paymentId: PaymentId;
  readonly provider: ProviderName;
  readonly chargeRef: string | null;
  readonly amount: Money;
}

/** What a settlement led to. */
export interface Settled {
  readonly orderId: OrderId;
  readonly eventId: EventId;
  readonly orderState: string;
  readonly paymentState: string;
  /** Whose inventory changed. */
  readonly freed: readonly string[];
}

/** How an order's end went. `paying`: a payment is open, and nothing was done. */
export interface Ended {
  readonly eventId: EventId;
  readonly state: string;
  readonly freed: readonly string[];
}

/** How a refund goes on; `by_hand`: a person makes it, outside of here. */
export type RefundOutcome =
  | { readonly outcome: "pending" | "succeeded"; readonly ref: string | null }
  | { readonly outcome: "failed"; readonly ref: string | null; readonly why: string }
  | { readonly outcome: "unfunded" };

/** Orders and their money where they are kept for good: each of these is one step, whole or not at all, and idempotent. */
export interface OrderBook {
  /** `null`: no such payment here. */
  settlePayment(report: ChargeReport, now: Instant): Promise<Settled | null>;
  /** `"paying"`: a payment is open, and nothing was done. */
  endOrder(orderId: OrderId, as: "expired" | "cancelled", now: Instant): Promise<Ended | "paying">;
  settleRefund(refundId: RefundId, outcome: RefundOutcome, now: Instant): Promise<void>;
}

/** What else sweeps need: work that is due, each claimed for a while by whoever is given it. */
export interface DueWork {
  dueOrders(now: Instant, limit: number): Promise<readonly DueOrder[]>;
  paymentsToCheck(now: Instant, limit: number): Promise<readonly OpenPayment[]>;
  refundsDue(now: Instant, limit: number): Promise<readonly DueRefund[]>;
}

export interface BoxOffice {
  readonly book: OrderBook;
  readonly providers: Readonly<Record<ProviderName, PaymentProvider>>;
  readonly now: () => Instant;
  /** Tells the shards of these scopes that what they hold has changed. Best effort: they find out by themselves, later. */
  tellShards(eventId: EventId, scopes: readonly string[]): Promise<void>;
}

export const METHOD_PROVIDERS: Readonly<Record<PaymentMethod, ProviderName>> = {
  card: "test",
  transfer: "manual",
  door: "manual",
};
