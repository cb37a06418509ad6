import type { OrderId, RefundId } from "@liveotter/core/ids";
import { type Instant, toIso } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";
import { auditedAs } from "./audited-as.ts";
import type { IdempotentRequest } from "./create-event.ts";
import type { Actor } from "./event-draft.ts";
import type { MyOrder } from "./my-order.ts";
import { type Looked, once } from "./once.ts";
import { myOrderIn, selectMyOrder } from "./read-my-order.ts";

/** What goes back of each item, and whether those are taken back. */
export interface RefundDraft {
  readonly items: readonly { readonly id: string; readonly amount: number }[];
  readonly cancel: boolean;
  readonly note: string;
}

export type OrderChanged =
  | { readonly outcome: "done"; readonly order: MyOrder }
  /** The key belongs to another request. */
  | { readonly outcome: "conflict" }
  | { readonly outcome: "unknown" };

/**
 * Has this much of an order given back, and its tickets taken back, once per key, if the order still has this version.
 * @throws DatabaseError; code `LO013`: it has not; `LO008`: it is not paid, or less is left
 */
export async function refundOrder(
  db: Database,
  actor: Actor,
  { orderId, version }: { readonly orderId: OrderId; readonly version: number },
  { refundId, items, cancel, note }: RefundDraft & { readonly refundId: RefundId },
  request: IdempotentRequest,
  now: Instant,
  options?: CallOptions,
): Promise<OrderChanged> {
  const { promoterId } = actor;
  const total = items.reduce((sum, { amount }) => sum + amount, 0);
  const { take, taken, look } = await once(actor, request, refundId);
  const refund = {
    ...{ orderId, refundId, items, cancel, note, reason: "promoter", actorId: actor.userId, now: toIso(now) },
    requestKey: `promoter:${refundId}`,
  };
  const [, , looked, rows] = await asPromoter(
    db,
    promoterId,
    [
      take,
      sql`WITH changed AS (
          SELECT k.promoter_id, refund_my_order(${JSON.stringify(refund)}::jsonb, ${version}) AS refund FROM ${taken}
        ), ${auditedAs(
          actor,
          "order.refund",
          sql`jsonb_build_object('amount', ${total}::bigint, 'tickets', ${cancel ? items.length : 0}::int)`,
          sql`${orderId}::uuid`,
        )}
        SELECT refund FROM changed`,
      look,
      selectMyOrder(promoterId, orderId),
    ],
    options,
  );
  return orderChanged(looked, rows);
}

/** What `look` and `selectMyOrder` found. */
export function orderChanged(looked: unknown[] | undefined, rows: unknown[] | undefined): OrderChanged {
  const order = myOrderIn(rows);
  if (order === null) return { outcome: "unknown" };
  const [known] = (looked ?? []) as Looked[];
  return known?.sameRequest ? { outcome: "done", order } : { outcome: "conflict" };
}
