/** A strong ETag with its quotes: equal for equal bytes, and for nothing else. */
export async function entityTag(content: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(content)));
  return `"${Array.from(hash.subarray(0, 12), (byte) => byte.toString(16).padStart(2, "0")).join("")}"`;
}

/**
 * Whether `If-None-Match` names this ETag (RFC 9110, 13.1.2): `*` or a list, weak comparison. A comma inside the
 * quotes belongs to the tag, so the list is not split at commas.
 */
export function namesTag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === etag || ifNoneMatch.trim() === "*") return true;
  return [...ifNoneMatch.matchAll(/(?:^|,)\s*(?:W\/)?("[^"]*")\s*(?=,|$)/g)].some(([, tag]) => tag === etag);
}
