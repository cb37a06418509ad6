import type { CatalogueEventDetail, CatalogueVenue, CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import type { CatalogueFacets, CatalogueFilter, CataloguePage, CatalogueQuery } from "@liveotter/core/catalogue/query";
import type { Instant } from "@liveotter/core/instant";

/** Content and the catalogue version it was read at. */
export interface Versioned<T> {
  readonly content: T;
  readonly version: CatalogueVersion;
}

/** A venue and one page of what is on there. */
export interface VenueContent {
  readonly venue: CatalogueVenue;
  readonly page: CataloguePage;
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
}
