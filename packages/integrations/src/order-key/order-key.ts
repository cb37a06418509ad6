/** Letters of base64url: 192 bits, which nobody guesses. */
const KEY_LETTERS = 32;

/**
 * What opens an order, and is the last part of its page's address: derived from its id, so that it is stored nowhere and
 * the same for ever. Whoever knows `secret` opens every order.
 */
export async function orderKeyOf(secret: string, orderId: string): Promise<string> {
  const signature = await crypto.subtle.sign("HMAC", await importKey(secret), textOf(orderId));
  return btoa(String.fromCharCode(...new Uint8Array(signature)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .slice(0, KEY_LETTERS);
}

/** Whether `key` is this order's. Takes as long for a wrong one as for the right one. */
export async function opensOrder(secret: string, orderId: string, key: string): Promise<boolean> {
  const right = await orderKeyOf(secret, orderId);
  let different = right.length ^ key.length;
  for (let at = 0; at < right.length; at++) different |= right.charCodeAt(at) ^ key.charCodeAt(at);
  return different === 0;
}

const textOf = (orderId: string) => new TextEncoder().encode(`order:${orderId}`);

const importKey = (secret: string) =>
  crypto.subtle.importKey("raw", new TextEncoder().encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
