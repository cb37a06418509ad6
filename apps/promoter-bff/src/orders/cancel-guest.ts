import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { EventId, OrderId, RefundId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Database } from "@liveotter/database/connect";
import { newId } from "@liveotter/database/new-id";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import { readMyOrder } from "@liveotter/database/promoter/read-my-order";
import { refundOrder } from "@liveotter/database/promoter/refund-order";
import { sellingRefusal } from "./selling-refusal.ts";

/** Takes back all that a guest was given; one whose tickets are void already stays so. @throws ProblemError, DatabaseError */
export async function cancelGuest(
  db: Database,
  actor: Actor,
  { eventId, orderId }: { readonly eventId: EventId; readonly orderId: OrderId },
  now: Instant,
): Promise<void> {
  const order = await readMyOrder(db, actor.promoterId, orderId);
  if (order === null || order.eventId !== eventId || order.kind !== "guest") throw new ProblemError("not-found");
  if (order.state === "cancelled") return;
  const items = order.items.filter(({ cancelled }) => !cancelled).map(({ id }) => ({ id, amount: 0 }));
  const refund = { refundId: newId<RefundId>(), items, cancel: true, note: "" };
  // Asked twice at once, the second finds another version, and the guest as it was to be.
  const request = { key: `guest-${orderId}-${order.version}`, body: "" };
  await refundOrder(db, actor, { orderId, version: order.version }, refund, request, now).catch(sellingRefusal(""));
}
