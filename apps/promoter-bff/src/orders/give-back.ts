import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { RefundInput } from "@liveotter/contracts/promoter/orders";
import type { OrderId, RefundId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Database } from "@liveotter/database/connect";
import { newId } from "@liveotter/database/new-id";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import type { MyOrder } from "@liveotter/database/promoter/my-order";
import { lookUp } from "@liveotter/database/promoter/once";
import { readMyOrder } from "@liveotter/database/promoter/read-my-order";
import { refundOrder } from "@liveotter/database/promoter/refund-order";
import { planOf } from "./preview-refund.ts";
import { refuseOutcome, sellingRefusal } from "./selling-refusal.ts";

/**
 * Refunds an order as its preview said, once per `key`. What is read here first only says what it comes to: the write
 * itself asks for the same version again. @throws ProblemError, DatabaseError
 */
export async function giveBack(
  db: Database,
  actor: Actor,
  orderId: OrderId,
  input: RefundInput,
  key: string,
  now: Instant,
): Promise<MyOrder> {
  const request = { key, body: JSON.stringify(["refund", orderId, input]) };
  const order = await readMyOrder(db, actor.promoterId, orderId);
  if (order === null) throw new ProblemError("not-found");
  // Once it is done, the same could not be done again.
  const known = await lookUp(db, actor, request);
  if (known !== null) return known.sameRequest ? order : refuseOutcome("conflict");

  const { items, cancel, total } = planOf(order, input);
  if (total !== input.total) {
    const errors = [{ pointer: "/total", detail: `would be ${total} now` }];
    throw new ProblemError("conflict", { errors, detail: "Look at the preview again. Nothing was done." });
  }
  const refund = { refundId: newId<RefundId>(), items, cancel, note: input.note };
  const at = { orderId, version: order.version };
  const done = await refundOrder(db, actor, at, refund, request, now).catch(sellingRefusal("/total"));
  return done.outcome === "done" ? done.order : refuseOutcome(done.outcome);
}
