import type { BoxOffice, OpenPayment, Settled } from "./ports.ts";
import { settleCharge } from "./settle-charge.ts";

/** A charge that its provider has not heard of by then was lost on the way there. */
const LOST_AFTER_MS = 60_000;

/**
 * Asks the provider what became of a payment, and takes what it says. One that was lost on the way is called off, so that
 * it takes nothing even if it still arrives, and the fan may try again. `null` while nothing is known.
 * @throws PaymentUnknownError
 */
export async function checkPayment(office: BoxOffice, payment: OpenPayment): Promise<Settled | null> {
  const { paymentId, createdAt } = payment;
  const provider = office.providers[payment.provider];
  const report = await provider.findCharge(paymentId);
  if (report !== null) return settleCharge(office, report);
  if (office.now() - createdAt < LOST_AFTER_MS) return null;
  return settleCharge(office, await provider.cancelCharge(paymentId));
}
