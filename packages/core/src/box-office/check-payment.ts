import type { BoxOffice, OpenPayment, Settled } from "./ports.ts";
import { settleCharge } from "./settle-charge.ts";

/** A charge that its provider has not heard of by then was lost on the way there. */
const LOST_AFTER_MS = 60_000;
/** A second step that nobody has taken by then was abandoned: an order that waits for a transfer could not be paid by card. */
const ABANDONED_AFTER_MS = 30 * 60_000;

/**
 * Asks the provider what became of a payment, and takes what it says. One that was lost on the way is called off, so that
 * it takes nothing even if it still arrives, and the fan may try again. So is one that was abandoned, or whose order has
 * been paid otherwise. `null` while nothing is known.
 * @throws PaymentUnknownError
 */
export async function checkPayment(office: BoxOffice, payment: OpenPayment): Promise<Settled | null> {
  const { paymentId, createdAt } = payment;
  const provider = office.providers[payment.provider];
  if (!payment.wanted) return settleCharge(office, await provider.cancelCharge(paymentId));
  const report = await provider.findCharge(paymentId);
  const age = office.now() - createdAt;
  const abandoned = payment.provider !== "manual" && age >= ABANDONED_AFTER_MS && report?.state === "needs_action";
  if (report !== null && !abandoned) return settleCharge(office, report);
  if (age < LOST_AFTER_MS) return null;
  return settleCharge(office, await provider.cancelCharge(paymentId));
}
