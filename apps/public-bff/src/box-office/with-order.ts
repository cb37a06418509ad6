import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { OrderReply } from "@liveotter/contracts/public/orders";
import { asId, type OrderId } from "@liveotter/core/ids";
import type { OrderRow } from "@liveotter/database/orders/read-order";
import { opensOrder, orderKeyOf } from "@liveotter/integrations/order-key/order-key";
import { NotConfiguredError } from "../catalogue/source.ts";
import { bearerOf } from "../http/bearer.ts";
import type { AppContext } from "../http/context.ts";
import { orderReply } from "./order-reply.ts";

/**
 * The id, once the request has shown the key of that order. Whoever has none learns nothing, not even whether it exists.
 * @throws ProblemError `not-found`
 */
export async function openedOrder(c: AppContext, id: string): Promise<OrderId> {
  const orderId = asId<OrderId>(id);
  if (orderId === null || !(await opensOrder(secretOf(c), orderId, bearerOf(c) ?? "")))
    throw new ProblemError("not-found");
  return orderId;
}

/** The order as it is now, for its fan. @throws ProblemError `not-found` */
export async function readReply(c: AppContext, orderId: OrderId): Promise<OrderReply> {
  const row = await c.env.orders.read(orderId);
  if (row === null) throw new ProblemError("not-found");
  return replyOf(c, row);
}

/** An order as its fan sees it, with the key that opens it. */
export const replyOf = async (c: AppContext, row: OrderRow): Promise<OrderReply> =>
  orderReply(row, await orderKeyOf(secretOf(c), row.id), c.env.now());

/** An order that nobody could open is not worth placing. */
export function secretOf({ env: { orderSecret } }: AppContext): string {
  if (orderSecret === null) throw new NotConfiguredError("ORDER_SECRET");
  return orderSecret;
}
