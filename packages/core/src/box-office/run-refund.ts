import type { RefundId } from "../ids.ts";
import type { RefundReport } from "./payment-provider.ts";
import type { BoxOffice, DueRefund, RefundOutcome } from "./ports.ts";

/** Takes what a provider says of a refund, whoever heard it. Answers whether there is such a refund. */
export async function settleRefund(office: BoxOffice, report: RefundReport): Promise<boolean> {
  const known = await office.book.settleRefund(report.refundId, outcomeOf(report), office.now());
  if (known && report.state === "failed") office.alert("refund_failed");
  return known;
}

/**
 * Has a refund made, or hears how it stands: under its own id, so that it is made once however often this runs. One that a
 * person makes by hand waits for them to say so.
 * @throws PaymentUnknownError
 */
export async function runRefund(office: BoxOffice, due: DueRefund): Promise<RefundReport["state"] | "by_hand"> {
  if (due.provider === "manual") return byHand(office, due.refundId);
  const report = await office.providers[due.provider].refund(due);
  await settleRefund(office, report);
  return report.state;
}

async function byHand(office: BoxOffice, refundId: RefundId): Promise<"by_hand"> {
  await office.book.settleRefund(refundId, { outcome: "by_hand" }, office.now());
  return "by_hand";
}

function outcomeOf(report: RefundReport): RefundOutcome {
  switch (report.state) {
    case "unfunded":
      return { outcome: "unfunded" };
    case "failed":
      return { outcome: "failed", ref: report.ref, why: report.failure };
    default:
      return { outcome: report.state, ref: report.ref };
  }
}
