import type { PaymentId } from "../ids.ts";
import { PaymentAbsentError, PaymentUnknownError } from "./payment-provider.ts";
import type { BoxOffice, PaymentRequest } from "./ports.ts";
import { settleCharge } from "./settle-charge.ts";

/** The provider's own name for the card, and where the fan comes back to after a second step. */
export interface Card {
  readonly token: string;
  readonly returnUrl: string | null;
}

/**
 * Begins a payment and charges the card, or goes on with it where the same key comes again: answers which payment it is.
 * What the provider does not say stays `confirming`, and is found out later. What the book refuses is thrown, as is
 * `PaymentAbsentError`; once it is begun, `PaymentUnknownError` for whatever kept it from being settled.
 */
export async function payOrder(office: BoxOffice, request: PaymentRequest, card: Card | null): Promise<PaymentId> {
  // It would never be settled, and its order never end.
  if (!office.providers[request.provider].ready) throw new PaymentAbsentError(request.provider);
  const { paymentId, provider, state, amount } = await office.book.beginPayment(request, office.now());
  // One that is settled, or waits for the fan or for money, is not charged again.
  if (card === null || state !== "confirming") return paymentId;
  const report = await office.providers[provider].charge({ paymentId, amount, ...card }).catch((error: unknown) => {
    if (error instanceof PaymentUnknownError) return null;
    throw error;
  });
  if (report === null) return paymentId;
  try {
    await settleCharge(office, report);
  } catch (error) {
    throw new PaymentUnknownError("charged, and not settled yet", { cause: error });
  }
  return paymentId;
}
