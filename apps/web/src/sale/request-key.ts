/** For a form's hidden field `key`: what is sent from one copy of the form is one thing to do. */
export const mintKey = (): string => crypto.randomUUID();

/** The key that a form came with; a new one where it came with none of ours. */
export function keyOf(form: URLSearchParams): string {
  const key = form.get("key") ?? "";
  return /^[\da-f-]{36}$/.test(key) ? key : mintKey();
}

/**
 * The `Idempotency-Key` of a request from that form: sent again unchanged it is the same request, changed it is another
 * one, as when somebody goes back and takes three instead of two.
 */
export async function requestKey(formKey: string, body: unknown): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(body)));
  const hex = Array.from(new Uint8Array(digest).subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0"));
  return `${formKey}.${hex.join("")}`;
}
