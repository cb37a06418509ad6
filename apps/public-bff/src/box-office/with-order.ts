import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { OrderReply } from "@liveotter/contracts/public/orders";
import { asId, type OrderId } from "@liveotter/core/ids";
import type { OrderRow } from "@liveotter/database/orders/read-order";
import { orderKeyOf, readOrderKey } from "@liveotter/integrations/order-key/order-key";
import { NotConfiguredError } from "../catalogue/source.ts";
import { bearerOf } from "../http/bearer.ts";
import type { AppContext } from "../http/context.ts";
import { orderReply } from "./order-reply.ts";

/** An order whose key the request has shown. The key opens it only while the order still has this generation. */
export interface OpenedOrder {
  readonly orderId: OrderId;
  readonly keyGeneration: number;
}

/**
 * The order that the request's key is for. Asks no store: what reads or changes the order next compares the generation.
 * Without the key, the answer does not even tell whether the order exists.
 * @throws ProblemError `not-found`
 */
export async function openedOrder(c: AppContext, id: string): Promise<OpenedOrder> {
  const orderId = asId<OrderId>(id);
  const keyGeneration = orderId && (await readOrderKey(secretOf(c), orderId, bearerOf(c) ?? ""));
  if (orderId === null || keyGeneration === null) throw new ProblemError("not-found");
  return { orderId, keyGeneration };
}

/** The stored order, if the key that was shown still opens it. @throws ProblemError `not-found` */
export async function readOpened(c: AppContext, { orderId, keyGeneration }: OpenedOrder): Promise<OrderRow> {
  const row = await c.env.orders.read(orderId);
  if (row === null || row.keyGeneration !== keyGeneration) throw new ProblemError("not-found");
  return row;
}

/** The order as it is now, for its buyer. @throws ProblemError `not-found` */
export const readReply = async (c: AppContext, opened: OpenedOrder): Promise<OrderReply> =>
  replyOf(c, await readOpened(c, opened));

/** An order as its fan sees it, with the key that opens it. */
export const replyOf = async (c: AppContext, row: OrderRow): Promise<OrderReply> =>
  orderReply(row, await orderKeyOf(secretOf(c), row), c.env.now());

/** An order that nobody could open is not worth placing. */
export function secretOf({ env: { orderSecret } }: AppContext): string {
  if (orderSecret === null) throw new NotConfiguredError("ORDER_SECRET");
  return orderSecret;
}
