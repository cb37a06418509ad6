import type { BoxOffice, Ended, EndingOrder } from "./ports.ts";
import { settleCharge } from "./settle-charge.ts";

/**
 * Ends a pending order, `expired` only where it is due: its payments are cancelled first, one after the other, and its
 * capacity is freed once that is certain. Answers the order's state from now on, `paid` among them; `null` where another
 * payment began meanwhile.
 * @throws PaymentUnknownError
 */
export async function endOrder(
  office: BoxOffice,
  { orderId, payments }: EndingOrder,
  as: "expired" | "cancelled",
): Promise<Ended["state"] | null> {
  for (const payment of payments) {
    const settled = await settleCharge(
      office,
      await office.providers[payment.provider].cancelCharge(payment.paymentId),
    );
    if (settled !== null && settled.orderState !== "pending") return settled.orderState;
  }
  const ended = await office.book.endOrder(orderId, as, office.now());
  if (ended === null) return null;
  if (ended.freed.length > 0) await office.tellShards(ended.eventId, ended.freed);
  return ended.state;
}
