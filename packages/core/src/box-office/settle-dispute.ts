import type { DisputeReport } from "./payment-provider.ts";
import type { BoxOffice } from "./ports.ts";

/** Takes what a provider says of a dispute, in any order, any number of times. A person hears of each that is new or lost. */
export async function settleDispute(office: BoxOffice, report: DisputeReport): Promise<void> {
  const state = await office.book.settleDispute(report, office.now());
  if (state === "open") office.alert("payment_disputed");
  if (state === "lost") office.alert("dispute_lost");
}
