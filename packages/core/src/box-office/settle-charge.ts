import type { ChargeReport } from "./payment-provider.ts";
import type { BoxOffice, Settled } from "./ports.ts";

/**
 * Takes what a provider says of a charge, whoever heard it: from an answer, a webhook or a look, in any order, any number
 * of times. `null` while it says nothing yet, or of nothing that is known here.
 */
export async function settleCharge(office: BoxOffice, report: ChargeReport): Promise<Settled | null> {
  if (report.state === "processing") return null;
  const settled = await office.book.settlePayment(report, office.now());
  if (settled === null) return null;
  if (settled.paymentState === "mismatched") office.alert("amount_mismatched");
  if (settled.freed.length > 0) await office.tellShards(settled.eventId, settled.freed);
  return settled;
}
