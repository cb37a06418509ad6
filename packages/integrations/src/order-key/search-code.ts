/** Six digits, each as likely as any other. */
export function newSearchCode(): string {
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
  return String(drawn % 1_000_000).padStart(6, "0");
}

/**
 * What is stored of a code that was mailed, in hex. Keyed: a million codes are tried in no time by whoever has a plain hash.
 * `emailKey` is the address as it is found by.
 */
export async function hashSearchCode(secret: string, emailKey: string, code: string): Promise<string> {
  const text = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", text.encode(secret), algorithm, false, ["sign"]);
  const hash = await crypto.subtle.sign("HMAC", key, text.encode(`order search:${code}:${emailKey}`));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
