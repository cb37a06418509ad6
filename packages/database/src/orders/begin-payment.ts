import type { PaymentMethod, ProviderName } from "@liveotter/core/box-office/payment-provider";
import type { OrderId, PaymentId } from "@liveotter/core/ids";
import { type Instant, toIso } from "@liveotter/core/instant";
import type { PaymentState } from "@liveotter/core/order/order-state";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asked, step } from "./step.ts";

export interface NewPayment {
  readonly orderId: OrderId;
  /** Of the key that opened the order; absent where no key was shown. */
  readonly keyGeneration?: number | undefined;
  readonly paymentId: PaymentId;
  readonly method: PaymentMethod;
  readonly provider: ProviderName;
  /** Of a transfer or the door: its deadline, as core's `payBy` says; `null`: it can no longer be in time. */
  readonly until?: Instant | null;
  readonly requestKey: string;
  /** SHA-256 of the request, in hex. */
  readonly requestHash: string;
  readonly now: Instant;
}

export interface PaymentRow {
  /** Another than was asked for when the key had been used before. */
  readonly paymentId: PaymentId;
  readonly orderId: OrderId;
  readonly method: PaymentMethod;
  readonly provider: ProviderName;
  readonly state: PaymentState;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  /** Where the fan goes on, for `needs_action`. */
  readonly actionUrl: string | null;
  /** Why it was declined, as a word. */
  readonly failure: string | null;
  /** Of a transfer or the door: what has come so far, while more is missing. */
  readonly received: number;
  readonly createdAt: Instant;
  readonly replayed: boolean;
}

/**
 * Opens an attempt to pay a pending order: one by card at a time, also while a transfer is awaited. A transfer, or the
 * door, gives the order the time it needs.
 * @throws DatabaseError; `LO006` the event is cancelled, `LO007` the key belongs to another request, `LO008` the order is
 * not to be paid, or not like this, `LO009` another payment is open, `LO014` the key does not open the order any more
 */
export const beginPayment = (db: Database, payment: NewPayment, options?: CallOptions): Promise<PaymentRow> =>
  step(db, sql`begin_payment(${asked(withDeadline(payment))})`, options);

const withDeadline = ({ until, ...payment }: NewPayment) => ({
  ...payment,
  ...(until !== undefined && { until: until === null ? null : toIso(until) }),
});
