import type { Instant } from "../instant.ts";
import type { Locale } from "../long-time.ts";
import type { VoidReason } from "../order/plan-void.ts";
import type { SpelledPlace } from "../place/place-line.ts";

/** All that any mail about an order says, as it is when the mail is sent; the links apart. Amounts are minor units. */
export interface OrderNews {
  /** One address. */
  readonly to: string;
  /** Empty where the fan gave none. */
  readonly name: string;
  readonly locale: Locale;
  readonly orderId: string;
  /** What the order's key is derived from, beside its id. */
  readonly keyGeneration: number;
  /** What people say on the phone. */
  readonly number: string;
  readonly event: string;
  readonly total: number;
  readonly currency: string;
  /** Of a transfer or the door, what has come so far while more is missing. */
  readonly received: number;
  /** By whose clocks moments are told. */
  readonly zone: string;
  /** While it is to be paid. */
  readonly expiresAt: Instant | null;
  readonly refundableUntil: Instant | null;
  /** How to transfer the money, while it is waited for. */
  readonly instructions: string | null;
  /** How many are valid. */
  readonly tickets: number;
  /** By start. */
  readonly performances: readonly PerformanceNews[];
  /** The one that the mail is about, if any. */
  readonly refund: { readonly amount: number; readonly reason: RefundReason } | null;
  /** Tickets that became void without a refund, if any. */
  readonly void: { readonly tickets: number; readonly reason: VoidReason } | null;
  /** The one that the mail is about, if any. */
  readonly ticket: { readonly ticketType: string; readonly holder: string | null } | null;
}

/** Local date `YYYY-MM-DD` and time `HH:MM`. */
export interface PerformanceNews {
  readonly date: string;
  readonly time: string | null;
  readonly online: boolean;
  /** `null`: online only. */
  readonly place: SpelledPlace | null;
}

export const REFUND_REASONS = [
  "promoter",
  "fan",
  "event_cancelled",
  "event_postponed",
  /** Paid after the order had expired. */
  "late",
  "duplicate",
  /** Another amount was taken than was asked for. */
  "mismatch",
  "sold_out",
  "performance_cancelled",
  /** The order ended before all of the money came. */
  "incomplete",
  /** What came beyond the total. */
  "overpaid",
] as const;
export type RefundReason = (typeof REFUND_REASONS)[number];

/** Mails about an order: their outbox rows name ids alone, and the rest is read when they are sent. */
export const ORDER_TEMPLATES = [
  /** To be paid by transfer, or at the door. */
  "order-waiting",
  "order-confirmed",
  /** Part of the money came. */
  "payment-incomplete",
  "order-expiring",
  "refund-started",
  "refund-succeeded",
  "refund-failed",
  "event-cancelled",
  "event-postponed",
  "ticket-replaced",
  /** Tickets became void, and the money stays. */
  "tickets-void",
] as const;
export type OrderTemplate = (typeof ORDER_TEMPLATES)[number];

export const isOrderTemplate = (topic: string): topic is OrderTemplate =>
  ORDER_TEMPLATES.some((template) => template === topic);
