import type { OrderId } from "@liveotter/core/ids";
import { type Instant, toIso } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";
import { auditedAs } from "./audited-as.ts";
import type { Actor } from "./event-draft.ts";
import type { MyOrder } from "./my-order.ts";
import { myOrderIn, selectMyOrder } from "./read-my-order.ts";

/**
 * Cancels an order that is not paid; one that is not pending any more is answered as it is. `null`: none of this
 * promoter's. @throws DatabaseError; code `LO009`: a payment is under way
 */
export async function cancelMyOrder(
  db: Database,
  actor: Actor,
  orderId: OrderId,
  now: Instant,
  options?: CallOptions,
): Promise<MyOrder | null> {
  const { promoterId } = actor;
  const [, rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`WITH changed AS (
          SELECT o.promoter_id, cancel_my_order(o.id, ${toIso(now)}::timestamptz) AS ended FROM orders o
          WHERE o.promoter_id = ${promoterId}::uuid AND o.id = ${orderId}::uuid AND o.state = 'pending'
        ), ${auditedAs(actor, "order.cancel", sql`'{}'::jsonb`, sql`${orderId}::uuid`)}
        SELECT ended FROM changed`,
      selectMyOrder(promoterId, orderId),
    ],
    options,
  );
  return myOrderIn(rows);
}
