/**
 * The sale's cookies. Each is sent only to its own part of the site, so public pages stay the same for everybody. That
 * also rules out the `__Host-` prefix, which would send them everywhere.
 */
const PATHS = {
  /** The one hold of a browser that last visited before carts: still read, no longer written. */
  hold: "/checkout",
  /** `id/key` of the order that the one hold became: still read, no longer written. */
  order: "/checkout",
  /** What was typed into a checkout so far. */
  draft: "/checkout",
  /** What the next checkout of this browser is filled in with. */
  buyer: "/checkout",
  /** What an order's page says of the rest of the cart: ids of holds, nothing personal. */
  cart: "/orders",
  /** The session of "find my orders". */
  finder: "/my-orders",
  /** The address that a code was mailed to. */
  asked: "/my-orders",
} as const;

export type CookieName = keyof typeof PATHS;
/** Cookies that a browser may have one of for each hold: `hold-ad52ef01b3c4`. */
type PerHold = "hold" | "draft";

/** Browsers take up to 4096 bytes (RFC 6265, 6.1); longer ones are not ours. */
const LONGEST = 4096;
/** Of cookies per hold; a few more than are written, since two tabs may write at once. */
const MOST_PER_HOLD = 20;
const REF = /^[0-9a-f]{12}$/;

/** What the browser sent of ours; those of holds by the hold's reference, oldest first. */
export interface SentCookies {
  readonly named: Readonly<Partial<Record<CookieName, string>>>;
  readonly perHold: Readonly<Record<PerHold, ReadonlyMap<string, string>>>;
}

/** The cookies that a browser has one of. */
export const COOKIES = Object.keys(PATHS).filter((name) => isName(name));

function isName(name: string): name is CookieName {
  return Object.hasOwn(PATHS, name);
}

export function readCookies(header: string | null, secure: boolean): SentCookies {
  const prefix = prefixOf(secure);
  const named: Partial<Record<CookieName, string>> = {};
  const perHold = { hold: new Map<string, string>(), draft: new Map<string, string>() };
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    const sent = pair.slice(0, Math.max(0, at)).trim();
    if (!sent.startsWith(prefix)) continue;
    const name = sent.slice(prefix.length);
    const value = decoded(pair.slice(at + 1).trim());
    if (value === "") continue;
    if (isName(name)) named[name] = value;
    else keepOne(perHold, name, value);
  }
  return { named, perHold };
}

function keepOne(perHold: Record<PerHold, Map<string, string>>, name: string, value: string): void {
  const [kind, ref = "", ...rest] = name.split("-");
  if ((kind !== "hold" && kind !== "draft") || !REF.test(ref) || rest.length > 0) return;
  const known = perHold[kind];
  if (known.has(ref) || known.size < MOST_PER_HOLD) known.set(ref, value);
}

/** A cookie to set, or with `null` to take away. With `of`, a hold's reference, it is that hold's own. */
export type CookieChange = {
  readonly value: string | null;
  /** Seconds. */
  readonly maxAge?: number;
} & ({ readonly name: CookieName; readonly of?: undefined } | { readonly name: PerHold; readonly of: string });

/**
 * `Set-Cookie` headers: one for each of `prefixes`, since a path in another language is another path to a browser, and
 * what is held in one language is held in all.
 */
export function writeCookie(
  { name, of, value, maxAge = 3600 }: CookieChange,
  secure: boolean,
  prefixes: readonly string[],
): string[] {
  const whole = prefixOf(secure) + (of === undefined ? name : `${name}-${of}`);
  const content = value === null ? "" : encodeURIComponent(value);
  const life = value === null ? 0 : Math.max(1, Math.round(maxAge));
  const safe = secure ? "; Secure" : "";
  return prefixes.map(
    (prefix) => `${whole}=${content}; Path=${prefix}${PATHS[name]}; Max-Age=${life}; HttpOnly; SameSite=Lax${safe}`,
  );
}

/** Takes away all that this browser has of its holds. */
export const forgetHolds = ({ perHold }: SentCookies): CookieChange[] =>
  (["hold", "draft"] as const).flatMap((name) => [...perHold[name].keys()].map((of) => ({ name, of, value: null })));

const prefixOf = (secure: boolean): string => (secure ? "__Secure-" : "");

function decoded(text: string): string {
  if (text.length > LONGEST) return "";
  try {
    return decodeURIComponent(text);
  } catch {
    return ""; // Not written by us.
  }
}
