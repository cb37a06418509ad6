import type { PromoterContent, VenueContent } from "@liveotter/contracts/public/present";
import type { CatalogueEventDetail, CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import type { CatalogueFacets, CatalogueFilter, CataloguePage, CatalogueQuery } from "@liveotter/core/catalogue/query";
import type { Instant } from "@liveotter/core/instant";

/** Content and the catalogue version it was read at. */
export interface Versioned<T> {
  readonly content: T;
  readonly version: CatalogueVersion;
}

/** Whoever can answer what fans browse: the record, or the snapshot of it. `null`: there is none of that name. */
export interface CatalogueSource {
  list(query: CatalogueQuery, now: Instant, signal: AbortSignal): Promise<Versioned<CataloguePage>>;
  event(slug: string, now: Instant, signal: AbortSignal): Promise<Versioned<CatalogueEventDetail | null>>;
  facets(filter: CatalogueFilter, now: Instant, signal: AbortSignal): Promise<Versioned<CatalogueFacets>>;
  venue(
    slug: string,
    query: CatalogueQuery,
    now: Instant,
    signal: AbortSignal,
  ): Promise<Versioned<VenueContent | null>>;
  promoter(
    slug: string,
    query: CatalogueQuery,
    now: Instant,
    signal: AbortSignal,
  ): Promise<Versioned<PromoterContent | null>>;
}

/** Stands for a store that is not configured: it fails as one that is down does. */
export function absentSource(name: string): CatalogueSource {
  const refuse = () => Promise.reject(new NotConfiguredError(name));
  return { list: refuse, event: refuse, facets: refuse, venue: refuse, promoter: refuse };
}

export class NotConfiguredError extends Error {
  override readonly name = "NotConfiguredError";
  constructor(what: string) {
    super(`${what} is not configured`);
  }
}
