import type { DisputeReport } from "./payment-provider.ts";
import type { BoxOffice } from "./ports.ts";

/**
 * Takes what a provider says of a dispute, in any order, any number of times. A person hears of each that is new or lost.
 * Answers whether there is such a payment.
 */
export async function settleDispute(office: BoxOffice, report: DisputeReport): Promise<boolean> {
  const settled = await office.book.settleDispute(report, office.now());
  if (settled?.changed && settled.state === "open") office.alert("payment_disputed");
  if (settled?.changed && settled.state === "lost") office.alert("dispute_lost");
  return settled !== null;
}
