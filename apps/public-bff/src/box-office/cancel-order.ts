import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { PaymentUnknownError } from "@liveotter/core/box-office/payment-provider";
import type { OrderId, RefundId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { newId } from "@liveotter/database/new-id";
import type { OrderRow } from "@liveotter/database/orders/read-order";
import { isRefundable } from "./order-reply.ts";
import { nothingDone, type OrderStore, refusalOf } from "./order-store.ts";
import type { Payments } from "./payments.ts";
import { confirming } from "./refuse.ts";

export interface CancelDeps {
  readonly orders: OrderStore;
  readonly payments: Payments;
  readonly tellShards: (eventId: string, scopes: readonly string[]) => Promise<void>;
  readonly now: () => Instant;
}

/**
 * Ends an order at its fan's wish: a pending one, or one whose money may be asked back. What has ended already stays so.
 * @throws ProblemError
 */
export async function cancelOrder(deps: CancelDeps, row: OrderRow, key: string): Promise<OrderRow> {
  try {
    if (row.state === "pending") await deps.payments.cancel(row);
    else if (isRefundable(row, deps.now())) await giveBack(deps, row.id, key);
    else if (row.state === "paid" || row.state === "partly_refunded") throw notNow();
  } catch (error) {
    if (refusalOf(error) === "LO008") throw notNow();
    if (error instanceof PaymentUnknownError) throw confirming(error);
    if (error instanceof ProblemError || nothingDone(error)) throw error;
    throw confirming(error);
  }
  return (await deps.orders.read(row.id)) ?? row;
}

async function giveBack({ orders, tellShards, now }: CancelDeps, orderId: OrderId, requestKey: string): Promise<void> {
  const { eventId, freed } = await orders.giveBack({ orderId, refundId: newId<RefundId>(), requestKey, now: now() });
  if (freed.length > 0) await tellShards(eventId, freed);
}

const notNow = (): ProblemError =>
  new ProblemError("invalid-state", { detail: "The order is paid: ask the promoter for the money back." });
