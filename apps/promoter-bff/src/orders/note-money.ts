import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { PaymentReceived } from "@liveotter/contracts/promoter/orders";
import type { PaymentId } from "@liveotter/core/ids";
import type { Operation } from "@liveotter/core/inventory/reservation";
import { payBy } from "@liveotter/core/order/pay-by";
import { newId } from "@liveotter/database/new-id";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import type { MyOrder } from "@liveotter/database/promoter/my-order";
import { lookUp } from "@liveotter/database/promoter/once";
import { needsOfOrder, receivePayment } from "@liveotter/database/promoter/receive-payment";
import type { Deps } from "../deps.ts";
import { reserving } from "../selling/reserving.ts";
import { refuseOutcome, sellingRefusal } from "./selling-refusal.ts";

/**
 * Records a payment by transfer or at the door, once per `key`. An expired order reserves its capacity first; if that is
 * sold, the payment is recorded for a refund. @throws ProblemError, DatabaseError
 */
export async function noteMoney(
  deps: Pick<Deps, "database" | "reserving" | "now">,
  actor: Actor,
  order: MyOrder,
  { alsoFromCarts, ...input }: PaymentReceived,
  key: string,
): Promise<MyOrder> {
  const { promoterId } = actor;
  const { method, amount, reference = null } = input;
  const request = { key, body: JSON.stringify(["payment", order.id, input]) };
  const { transferTerms } = order;
  const until = transferTerms && payBy({ ...transferTerms, methods: ["transfer"] }, "transfer", deps.now());
  const payment = { paymentId: newId<PaymentId>(), method, amount, reference, until };
  const needs = amount >= order.total ? await deps.database((db) => needsOfOrder(db, promoterId, order.id)) : [];
  const taking = {
    ...{ promoterId, alsoFromCarts, bounded: true, pointer: () => "/amount", needs: needs ?? [] },
    event: { id: order.eventId, status: "published" },
    words: [promoterId, key, request.body],
    isDone: async () => (await deps.database((db) => lookUp(db, actor, request))) !== null,
  };
  const receive = (operation: Operation | null, room?: "none" | "carts") =>
    deps.database((db) =>
      receivePayment(db, actor, order.id, { ...payment, ...(room && { room }) }, request, deps.now(), { operation }),
    );
  const done = await reserving(deps, taking, (operation) => receive(operation, alsoFromCarts ? "carts" : undefined))
    // Sold, not just in carts: record it for a refund.
    .catch((error: unknown) => (isSold(error) ? receive(null, "none") : Promise.reject(error)))
    .catch(sellingRefusal("/amount"));
  return done.outcome === "done" ? done.order : refuseOutcome(done.outcome);
}

const isSold = (error: unknown): boolean =>
  error instanceof ProblemError && error.code === "sold-out" && error.more.shortage === undefined;
