/** Letters of base64url: 192 bits, which nobody guesses. */
export const KEY_LETTERS = 32;

/** A key that `secret` makes of `text`, which begins with what it is for: the same for ever, and stored nowhere. */
export async function deriveKey(secret: string, text: string): Promise<string> {
  const bytes = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes.encode(secret), algorithm, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", key, bytes.encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(signature)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .slice(0, KEY_LETTERS);
}

/** Whether two keys are the same. Takes as long for a wrong one as for the right one. */
export function isSameKey(right: string, key: string): boolean {
  let different = right.length ^ key.length;
  for (let at = 0; at < right.length; at++) different |= right.charCodeAt(at) ^ key.charCodeAt(at);
  return different === 0;
}
