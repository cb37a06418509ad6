/**
 * The sale's cookies, each sent to its own part of the site alone: pages that everybody may see know none. That is also
 * why they are not `__Host-`, which would send them everywhere.
 */
const PATHS = {
  /** The hold of this browser: whoever has it may order what it holds. */
  hold: "/checkout",
  /** `id/key` of the order that the hold became. */
  order: "/checkout",
  /** The session of "find my orders". */
  finder: "/my-orders",
  /** The address that a code was mailed to. */
  asked: "/my-orders",
} as const;

export type CookieName = keyof typeof PATHS;

const nameOf = (name: CookieName, secure: boolean): string => (secure ? `__Secure-${name}` : name);

/** What the browser sent of ours. */
export function readCookies(header: string | null, secure: boolean): Partial<Record<CookieName, string>> {
  const sent = new Map<string, string>();
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at > 0) sent.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
  const cookies: Partial<Record<CookieName, string>> = {};
  for (const name of Object.keys(PATHS) as CookieName[]) {
    const value = decoded(sent.get(nameOf(name, secure)) ?? "");
    if (value !== "") cookies[name] = value;
  }
  return cookies;
}

/** A `Set-Cookie` header. `value` `null` takes the cookie away; `maxAge` is seconds. */
export function writeCookie(name: CookieName, value: string | null, maxAge: number, secure: boolean): string {
  const content = value === null ? "" : encodeURIComponent(value);
  const life = value === null ? 0 : Math.max(1, Math.round(maxAge));
  const safe = secure ? "; Secure" : "";
  return `${nameOf(name, secure)}=${content}; Path=${PATHS[name]}; Max-Age=${life}; HttpOnly; SameSite=Lax${safe}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return ""; // Not written by us.
  }
}
