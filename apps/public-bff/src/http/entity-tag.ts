import { createHash } from "node:crypto";

/** A strong ETag with its quotes: equal for equal bytes, and for nothing else. */
export function entityTag(content: string): string {
  return `"${createHash("sha256").update(content).digest("base64url").slice(0, 22)}"`;
}

/**
 * Whether `If-None-Match` names this ETag (RFC 9110, 13.1.2): `*` or a list, weak comparison. A comma inside the
 * quotes belongs to the tag, so the list is not split at commas.
 */
export function namesTag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === etag || ifNoneMatch.trim() === "*") return true;
  return ifNoneMatch.matchAll(/(?:^|,)\s*(?:W\/)?("[^"]*")\s*(?=,|$)/g).some(([, tag]) => tag === etag);
}
