import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { VoidInput } from "@liveotter/contracts/promoter/orders";
import type { OrderId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Database } from "@liveotter/database/connect";
import { newId } from "@liveotter/database/new-id";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import type { MyOrder } from "@liveotter/database/promoter/my-order";
import { lookUp } from "@liveotter/database/promoter/once";
import { readMyOrder } from "@liveotter/database/promoter/read-my-order";
import { voidOrder } from "@liveotter/database/promoter/void-order";
import { ticketsVoidedBy, voidPlanOf } from "./preview-void.ts";
import { refuseOutcome, sellingRefusal } from "./selling-refusal.ts";

/**
 * Makes tickets void as the preview said and refunds nothing, once per `key`. The write asks for the preview's version
 * again, so a change in between is a conflict. @throws ProblemError, DatabaseError
 */
export async function voidTickets(
  db: Database,
  actor: Actor,
  orderId: OrderId,
  input: VoidInput,
  key: string,
  now: Instant,
): Promise<MyOrder> {
  const request = { key, body: JSON.stringify(["void", orderId, input]) };
  const order = await readMyOrder(db, actor.promoterId, orderId);
  if (order === null) throw new ProblemError("not-found");
  // Once it is done, the order has another version and nothing left to void.
  const known = await lookUp(db, actor, request);
  if (known !== null) return known.sameRequest ? order : refuseOutcome("conflict");

  if (order.version !== input.version) {
    const errors = [{ pointer: "/version", detail: `is ${order.version} now` }];
    throw new ProblemError("conflict", {
      errors,
      detail: "The order has changed. Nothing was done: look at it again.",
    });
  }
  const plan = voidPlanOf(order, input);
  const { reason, freePlaces, note } = input;
  const draft = { voidId: newId(), reason, freePlaces, note, tickets: ticketsVoidedBy(plan) };
  const itemIds = [...plan.voided, ...plan.freedLater].map(({ id }) => id);
  const at = { orderId, version: order.version };
  const done = await voidOrder(db, actor, at, { ...draft, itemIds }, request, now).catch(sellingRefusal("/itemIds"));
  return done.outcome === "done" ? done.order : refuseOutcome(done.outcome);
}
