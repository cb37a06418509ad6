/** How long an answer is good, in seconds. */
export interface Freshness {
  /** Simply good. */
  readonly fresh: number;
  /** Good after that while a newer one is fetched. */
  readonly whileRevalidating: number;
  /** Better than nothing after that while there is none to fetch. */
  readonly onError: number;
}

/** Lists, facets, search, and events' and venues' own pages. */
export const CATALOGUE: Freshness = { fresh: 5, whileRevalidating: 30, onError: 86_400 };

/** What is left of a performance. */
export const AVAILABILITY: Freshness = { fresh: 2, whileRevalidating: 10, onError: 60 };

/** Seconds after which availability is no longer current, so pages say how old it is; and after which it is degraded. */
export const AVAILABILITY_AGE = { current: 3, degraded: AVAILABILITY.fresh + AVAILABILITY.whileRevalidating } as const;

/** A year: the address changes with the content. */
export const IMMUTABLE = "public, max-age=31536000, immutable";

/** Of a picture whose address does not say what it shows, or that stands in for another. */
export const SHORTLY = "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400";

/** What is not there may be soon, and so may what stands in for it: believed as long as a list is fresh, never beyond. */
export const ABSENT = "public, max-age=5";

/**
 * For `Cache-Control` and `Cloudflare-CDN-Cache-Control` alike. Never add `s-maxage`, `must-revalidate` or
 * `proxy-revalidate`: they switch both stale modes off.
 */
export function cacheControl({ fresh, whileRevalidating, onError }: Freshness): string {
  return `public, max-age=${fresh}, stale-while-revalidate=${whileRevalidating}, stale-if-error=${onError}`;
}

/** Of what is about one person: nobody keeps it. */
export const PRIVATE = { "Cache-Control": "no-store", "Cloudflare-CDN-Cache-Control": "no-store" } as const;
