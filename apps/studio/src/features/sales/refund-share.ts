import type { RefundProgress } from "@liveotter/contracts/promoter/sales";

/** How far refunds are, from 0 to 1, by how many: orders whose refund has not begun count as one each. */
export function refundShare({ ordersWaiting, refunds }: Pick<RefundProgress, "ordersWaiting" | "refunds">): number {
  const { requested, pending, succeeded, failed } = refunds;
  const all = ordersWaiting + requested.count + pending.count + succeeded.count + failed.count;
  return all === 0 ? 1 : succeeded.count / all;
}
