import type { OrderId } from "@liveotter/core/ids";
import { type Instant, toIso } from "@liveotter/core/instant";
import type { VoidReason } from "@liveotter/core/order/plan-void";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";
import { auditedAs } from "./audited-as.ts";
import type { IdempotentRequest } from "./create-event.ts";
import type { Actor } from "./event-draft.ts";
import { once } from "./once.ts";
import { selectMyOrder } from "./read-my-order.ts";
import { type OrderChanged, orderChanged } from "./refund-order.ts";

export interface VoidDraft {
  /** New for each request. */
  readonly voidId: string;
  readonly itemIds: readonly string[];
  readonly reason: VoidReason;
  readonly freePlaces: boolean;
  readonly note: string;
  /** How many tickets become void, for the history. */
  readonly tickets: number;
}

/**
 * Makes tickets void and leaves the money where it is, once per key, if the order still has this version.
 * @throws DatabaseError; code `LO013`: it has not; `LO008`: one of the items is not valid any more
 */
export async function voidOrder(
  db: Database,
  actor: Actor,
  { orderId, version }: { readonly orderId: OrderId; readonly version: number },
  { voidId, itemIds, reason, freePlaces, note, tickets }: VoidDraft,
  request: IdempotentRequest,
  now: Instant,
  options?: CallOptions,
): Promise<OrderChanged> {
  const { promoterId } = actor;
  const { take, taken, look } = await once(actor, request, voidId);
  const voided = { orderId, items: itemIds, reason, freePlaces, now: toIso(now) };
  const [, , looked, rows] = await asPromoter(
    db,
    promoterId,
    [
      take,
      sql`WITH changed AS (
          SELECT k.promoter_id, void_my_items(${JSON.stringify(voided)}::jsonb, ${version}) AS voided FROM ${taken}
        ), ${auditedAs(
          actor,
          "order.void",
          sql`jsonb_build_object('reason', ${reason}::text, 'tickets', ${tickets}::int,
            'freePlaces', ${freePlaces}::boolean, 'note', ${note}::text)`,
          sql`${orderId}::uuid`,
        )}
        SELECT voided FROM changed`,
      look,
      selectMyOrder(promoterId, orderId),
    ],
    options,
  );
  return orderChanged(looked, rows);
}
