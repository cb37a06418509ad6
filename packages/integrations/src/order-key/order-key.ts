import { deriveKey, isSameKey } from "./derived-key.ts";

/**
 * What opens an order, and is the last part of its page's address: derived from its id, so that it is stored nowhere and
 * the same for ever. Whoever knows `secret` opens every order.
 */
export const orderKeyOf = (secret: string, orderId: string): Promise<string> => deriveKey(secret, `order:${orderId}`);

/** Whether `key` is this order's. Takes as long for a wrong one as for the right one. */
export const opensOrder = async (secret: string, orderId: string, key: string): Promise<boolean> =>
  isSameKey(await orderKeyOf(secret, orderId), key);
