import type { OrderId, PromoterId } from "@liveotter/core/ids";
import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";
import { type MyOrder, myOrderJson } from "./my-order.ts";

/** One of the promoter's orders with all that became of it, or `null`. @throws DatabaseError */
export async function readMyOrder(
  db: Database,
  promoterId: PromoterId,
  orderId: OrderId,
  options?: CallOptions,
): Promise<MyOrder | null> {
  const [rows] = await asPromoter(db, promoterId, [selectMyOrder(promoterId, orderId)], options);
  return myOrderIn(rows);
}

export const selectMyOrder = (promoterId: PromoterId, orderId: OrderId): SQL =>
  sql`SELECT ${myOrderJson} AS "order" FROM orders o LEFT JOIN order_people p ON p.order_id = o.id
    WHERE o.promoter_id = ${promoterId}::uuid AND o.id = ${orderId}::uuid`;

/** What `selectMyOrder` found. */
export function myOrderIn(rows: unknown[] | undefined): MyOrder | null {
  const [row] = (rows ?? []) as { order: MyOrder }[];
  return row?.order ?? null;
}
