import type { OrderId } from "@liveotter/core/ids";
import { type Instant, toIso } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";
import { auditedAs } from "./audited-as.ts";
import type { IdempotentRequest } from "./create-event.ts";
import type { Actor } from "./event-draft.ts";
import { once } from "./once.ts";
import { selectMyOrder } from "./read-my-order.ts";
import { type OrderChanged, orderChanged } from "./refund-order.ts";

export interface OrderEmail {
  readonly email: string;
  /** By `emailKeyOf`. */
  readonly emailKey: string;
}

/**
 * Corrects an order's email address, once per key, if the order still has this version: its links and ticket codes are
 * replaced, the old address is notified and the new one gets the tickets.
 * @throws DatabaseError; code `LO013`: the order has another version; `LO008`: it has ended
 */
export async function changeOrderEmail(
  db: Database,
  actor: Actor,
  { orderId, version }: { readonly orderId: OrderId; readonly version: number },
  address: OrderEmail,
  { changeId, ...request }: IdempotentRequest & { readonly changeId: string },
  now: Instant,
  options?: CallOptions,
): Promise<OrderChanged> {
  const { promoterId } = actor;
  const { take, taken, look } = await once(actor, request, changeId);
  const change = { orderId, ...address, now: toIso(now) };
  const [, , looked, rows] = await asPromoter(
    db,
    promoterId,
    [
      take,
      sql`WITH changed AS (
          SELECT k.promoter_id, change_my_order_email(${JSON.stringify(change)}::jsonb, ${version}) AS generation FROM ${taken}
        ), ${auditedAs(actor, "order.email", sql`'{}'::jsonb`, sql`${orderId}::uuid`)}
        SELECT generation FROM changed`,
      look,
      selectMyOrder(promoterId, orderId),
    ],
    options,
  );
  return orderChanged(looked, rows);
}
