import type { ChargeReport, PaymentProvider, RefundReport } from "@liveotter/core/box-office/payment-provider";
import type { PaymentId, RefundId } from "@liveotter/core/ids";
import type { Money } from "@liveotter/core/money";

/** Somebody who takes money, as plainly as it can be said: each charge and each refund moves it once, or never. */
export class WorldProvider implements PaymentProvider {
  readonly ready = true;
  readonly #charges = new Map<PaymentId, { state: "succeeded" | "declined" | "cancelled"; taken: Money | null }>();
  readonly #amounts = new Map<PaymentId, Money>();
  readonly #refunds = new Map<RefundId, number>();
  /** Whatever is asked goes through here, and may be lost there, or come late. */
  readonly #cross: <T>(work: () => Promise<T>) => Promise<T>;

  constructor(cross: <T>(work: () => Promise<T>) => Promise<T>) {
    this.#cross = cross;
  }

  charge({ paymentId, amount, token }: Parameters<PaymentProvider["charge"]>[0]): Promise<ChargeReport> {
    this.#amounts.set(paymentId, amount);
    return this.#cross(async () => {
      if (!this.#charges.has(paymentId)) {
        const minor = token === "card_wrong_amount" ? amount.minor - 1 : amount.minor;
        const declined = token === "card_decline";
        this.#charges.set(paymentId, {
          ...{ state: declined ? "declined" : "succeeded", taken: declined ? null : { ...amount, minor } },
        });
      }
      return this.reportOf(paymentId);
    });
  }

  findCharge(paymentId: PaymentId): Promise<ChargeReport | null> {
    return this.#cross(async () => (this.#charges.has(paymentId) ? this.reportOf(paymentId) : null));
  }

  cancelCharge(paymentId: PaymentId): Promise<ChargeReport> {
    return this.#cross(async () => {
      if (!this.#charges.has(paymentId)) this.#charges.set(paymentId, { state: "cancelled", taken: null });
      return this.reportOf(paymentId);
    });
  }

  refund({ refundId, amount }: Parameters<PaymentProvider["refund"]>[0]): Promise<RefundReport> {
    return this.#cross(async () => {
      this.#refunds.set(refundId, amount.minor);
      return { refundId, state: "succeeded", ref: `back ${refundId}` };
    });
  }

  /** Takes the money of a charge, whatever it has said of it before. */
  take(paymentId: PaymentId): void {
    const taken = this.#amounts.get(paymentId);
    if (taken !== undefined && this.#charges.get(paymentId)?.taken == null)
      this.#charges.set(paymentId, { state: "succeeded", taken });
  }

  /** What its webhooks say, to whoever listens. */
  reportOf(paymentId: PaymentId): ChargeReport {
    const { state, taken } = this.#charges.get(paymentId) ?? { state: "cancelled" as const, taken: null };
    return { paymentId, state, taken, ref: `charge ${paymentId}`, actionUrl: null, failure: null };
  }

  get charged(): readonly PaymentId[] {
    return [...this.#charges.keys()];
  }

  /** What it has of ours. */
  get money(): number {
    const taken = Array.from(this.#charges.values(), (charge) => charge.taken?.minor ?? 0);
    return [...taken, ...Array.from(this.#refunds.values(), (amount) => -amount)].reduce((all, one) => all + one, 0);
  }
}
