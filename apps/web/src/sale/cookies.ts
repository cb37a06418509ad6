/**
 * The sale's cookies, each sent to its own part of the site alone: pages that everybody may see know none. That is also
 * why they are not `__Host-`, which would send them everywhere.
 */
const PATHS = {
  /** The hold of this browser: whoever has it may order what it holds. */
  hold: "/checkout",
  /** `id/key` of the order that the hold became. */
  order: "/checkout",
  /** What was typed into the checkout so far. */
  draft: "/checkout",
  /** The session of "find my orders". */
  finder: "/my-orders",
  /** The address that a code was mailed to. */
  asked: "/my-orders",
} as const;

export type CookieName = keyof typeof PATHS;
/** All that this browser knows of somebody. */
export const COOKIES = Object.keys(PATHS) as CookieName[];

const nameOf = (name: CookieName, secure: boolean): string => (secure ? `__Secure-${name}` : name);

/** What the browser sent of ours. */
export function readCookies(header: string | null, secure: boolean): Partial<Record<CookieName, string>> {
  const sent = new Map<string, string>();
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at > 0) sent.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
  const cookies: Partial<Record<CookieName, string>> = {};
  for (const name of COOKIES) {
    const value = decoded(sent.get(nameOf(name, secure)) ?? "");
    if (value !== "") cookies[name] = value;
  }
  return cookies;
}

/** A cookie to set, or with `null` to take away. */
export interface CookieChange {
  readonly name: CookieName;
  readonly value: string | null;
  /** Seconds. */
  readonly maxAge?: number;
}

/**
 * `Set-Cookie` headers: one for each of `prefixes`, since a path in another language is another path to a browser, and
 * what is held in one language is held in all.
 */
export function writeCookie(
  { name, value, maxAge = 3600 }: CookieChange,
  secure: boolean,
  prefixes: readonly string[],
): string[] {
  const content = value === null ? "" : encodeURIComponent(value);
  const life = value === null ? 0 : Math.max(1, Math.round(maxAge));
  const safe = secure ? "; Secure" : "";
  return prefixes.map(
    (prefix) =>
      `${nameOf(name, secure)}=${content}; Path=${prefix}${PATHS[name]}; Max-Age=${life}; HttpOnly; SameSite=Lax${safe}`,
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return ""; // Not written by us.
  }
}
