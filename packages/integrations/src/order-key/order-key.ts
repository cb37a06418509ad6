import { deriveKey, isSameKey, KEY_LETTERS } from "./derived-key.ts";

/** What an order's key is derived from. The generation rises when the key must stop working: decision 18. */
export interface KeyedOrder {
  readonly id: string;
  /** From 0. */
  readonly keyGeneration: number;
}

/**
 * The key that opens an order, and the last part of its page's address. It is derived and stored nowhere: whoever knows
 * `secret` can open every order. A generation above 0 stands in front of it, so that a forged key is refused without
 * asking Postgres.
 */
export const orderKeyOf = async (secret: string, { id, keyGeneration }: KeyedOrder): Promise<string> =>
  keyGeneration === 0
    ? deriveKey(secret, `order:${id}`)
    : keyGeneration + (await deriveKey(secret, `order:${id}:${keyGeneration}`));

/**
 * The generation of a genuine key of this order, which the order must still have; `null` for any other key. Takes as long
 * for a wrong key as for the right one.
 */
export async function readOrderKey(secret: string, id: string, key: string): Promise<number | null> {
  const prefix = key.slice(0, Math.max(0, key.length - KEY_LETTERS));
  if (!/^(?:|[1-9]\d{0,8})$/.test(prefix)) return null;
  const keyGeneration = Number(prefix);
  return isSameKey(await orderKeyOf(secret, { id, keyGeneration }), key) ? keyGeneration : null;
}
