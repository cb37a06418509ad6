import type { PaymentId, RefundId } from "../ids.ts";
import type { Money } from "../money.ts";

export type { PaymentMethod } from "../order/pay-by.ts";
/** Who takes the money. */
export type ProviderName = "test" | "manual";

/** Where a charge stands at its provider. What is no longer `processing` or `needs_action` is so for good. */
export type ChargeState = "processing" | "needs_action" | "awaiting_transfer" | "succeeded" | "declined" | "cancelled";

/** What a provider says of one charge. */
export interface ChargeReport {
  readonly paymentId: PaymentId;
  readonly state: ChargeState;
  /** The provider's own name for it; `null` where it has none. */
  readonly ref: string | null;
  /** What it took, which need not be what it was asked for; `null` unless it succeeded. */
  readonly taken: Money | null;
  /** Where the fan goes on, for `needs_action`. */
  readonly actionUrl: string | null;
  /** Why it was declined, as a word. */
  readonly failure: string | null;
}

/** What a charge was made with, as its provider repeats it. */
export interface Origin {
  readonly application: string;
  readonly environment: string;
  /** `null`: it names none. */
  readonly paymentId: PaymentId | null;
}

export interface ChargeRequest {
  readonly paymentId: PaymentId;
  readonly amount: Money;
  /** The provider's own name for the card. */
  readonly token: string;
  /** Where the fan comes back to after a second step. */
  readonly returnUrl: string | null;
}

/** Where a refund stands. `unfunded`: not begun, since the provider has too little of ours; the same again may work. */
export type RefundReport =
  | { readonly refundId: RefundId; readonly state: "pending" | "succeeded"; readonly ref: string | null }
  | { readonly refundId: RefundId; readonly state: "failed"; readonly ref: string | null; readonly failure: string }
  | { readonly refundId: RefundId; readonly state: "unfunded" };

/** A fan's bank asks for money back: until that is settled nobody else gives it back. */
export interface DisputeReport {
  readonly paymentId: PaymentId;
  /** The provider's own name for it. */
  readonly ref: string;
  readonly state: "open" | "won" | "lost";
  readonly amount: Money;
}

export interface RefundRequest {
  readonly refundId: RefundId;
  readonly paymentId: PaymentId;
  /** The provider's own name for the charge. */
  readonly chargeRef: string | null;
  readonly amount: Money;
}

/**
 * Somebody who takes money and gives it back. Everything may be asked any number of times: a payment's and a refund's
 * id are its keys, and one id moves money once. Each call ends by a deadline of its own.
 */
export interface PaymentProvider {
  /** Whether it is there at all: no payment begins with one that is not. */
  readonly ready: boolean;
  /** Takes the money, or says how that goes on. @throws PaymentUnknownError */
  charge(request: ChargeRequest): Promise<ChargeReport>;
  /** `null`: never heard of it, which is no promise that it never will. @throws PaymentUnknownError */
  findCharge(paymentId: PaymentId): Promise<ChargeReport | null>;
  /**
   * Makes sure that it takes nothing from now on, even if the charge itself is still on its way: the answer is
   * `cancelled`, or what had become of it for good before. @throws PaymentUnknownError
   */
  cancelCharge(paymentId: PaymentId): Promise<ChargeReport>;
  /** @throws PaymentUnknownError */
  refund(request: RefundRequest): Promise<RefundReport>;
}

/** Nobody is there who would take the money: nothing was begun. */
export class PaymentAbsentError extends Error {
  override readonly name = "PaymentAbsentError";
}

/** No answer that says what happened: it may have, or may yet. Never to be taken for a failure. */
export class PaymentUnknownError extends Error {
  override readonly name: string = "PaymentUnknownError";
}

/** The provider asks us to slow down. Nothing was done, and the same request may succeed after `retryAfterMs`. */
export class PaymentThrottledError extends PaymentUnknownError {
  override readonly name = "PaymentThrottledError";
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super("answered 429");
    this.retryAfterMs = retryAfterMs;
  }
}
