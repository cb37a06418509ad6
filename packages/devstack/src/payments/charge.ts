export type ChargeStatus = "processing" | "requires_action" | "succeeded" | "declined" | "cancelled";

export type Metadata = Readonly<Record<string, string>>;

export type DisputeStatus = "open" | "won" | "lost";

export interface Charge {
  id: string;
  reference: string;
  amount: number;
  currency: string;
  card: string;
  status: ChargeStatus;
  amountTaken: number | null;
  currencyTaken: string | null;
  declineCode: string | null;
  returnUrl: string | null;
  /** What it was made with, repeated in every answer and webhook about it. */
  metadata?: Metadata | null;
  /** When it succeeds by itself, epoch milliseconds. */
  succeedsAt: number | null;
  /** Whether the fan's bank asks for it back. */
  dispute: DisputeStatus | null;
  /** Epoch milliseconds. */
  created: number;
  key: string | null;
  digest: string | null;
}

export interface Refund {
  id: string;
  charge: string;
  reference: string;
  amount: number;
  currency: string;
  status: "pending" | "succeeded" | "failed";
  failureCode: string | null;
  succeedsAt: number | null;
  /** Its charge's. */
  metadata?: Metadata | null;
  created: number;
  key: string;
  digest: string;
}

export interface PaymentEvent {
  id: string;
  created: number;
  /** The body of its webhook, as it stood then. */
  body: string;
  reference: string;
}

/** What one request changed: applied whole, written as one line. */
export interface Change {
  charges?: Charge[];
  refunds?: Refund[];
  events?: PaymentEvent[];
  /** Events that were taken, as often as they are sent. */
  delivered?: string[];
  /** What there is to pay refunds from; `null`: enough. */
  balance?: number | null;
}

export interface ChargeInput {
  reference: string;
  amount: number;
  currency: string;
  card: string;
  returnUrl: string | null;
  metadata: Metadata | null;
}

export interface RefundInput {
  charge: string;
  reference: string;
  amount: number;
  currency: string;
}

/** A refusal in the provider's own words. */
export class PaymentsError extends Error {
  override readonly name = "PaymentsError";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
