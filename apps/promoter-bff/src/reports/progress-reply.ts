import type { RefundProgress } from "@liveotter/contracts/promoter/sales";
import { toIso } from "@liveotter/core/instant";
import type { RefundCounts } from "@liveotter/database/promoter/read-refund-progress";

export function progressReply({ status: _status, ...counts }: RefundCounts): RefundProgress {
  return { ...counts, asOf: toIso(counts.asOf), state: stateOf(counts) };
}

function stateOf({ ordersWaiting, refunds, byHand, trouble }: Omit<RefundCounts, "status">): RefundProgress["state"] {
  const { requested, pending, succeeded, failed } = refunds;
  const underWay = ordersWaiting + requested.count + pending.count - byHand;
  if (underWay > 0) return trouble === "unfunded" ? "paused" : "running";
  if (failed.count + byHand > 0) return "needs-you";
  return succeeded.count > 0 ? "done" : "none";
}
