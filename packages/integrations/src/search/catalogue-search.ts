import type { CatalogueFacets, CatalogueFilter, CatalogueItem } from "@liveotter/core/catalogue/query";
import type { Instant } from "@liveotter/core/instant";

/**
 * Finding events by words. Two engines answer the same questions: Meilisearch, and an index over the catalogue
 * snapshot for when Meilisearch cannot. Both apply the filters of lists: an event is found when one upcoming
 * performance meets the whole filter, and both count `total` and `facets` over all found events.
 */
export interface CatalogueSearch {
  /** Rejects when the engine cannot answer before `signal` aborts; the caller then asks the other engine. */
  search(question: SearchQuestion, now: Instant, signal: AbortSignal): Promise<SearchFindings>;
  /** Upcoming events, cities and venues with words that begin as typed. Rejects as `search` does. */
  suggest(question: SuggestQuestion, now: Instant, signal: AbortSignal): Promise<readonly Suggestion[]>;
}

export interface SearchQuestion {
  /** As typed, at most 200 characters. Empty or blank: everything, by date. Only emoji: names with those emoji. */
  readonly text: string;
  readonly filter: CatalogueFilter;
  /** 1 to 100. */
  readonly limit: number;
  /** Events to skip. */
  readonly offset: number;
}

export interface SearchFindings {
  /** Best first; by date where the text says nothing. `next` is the earliest upcoming performance that matches the filter. */
  readonly items: readonly CatalogueItem[];
  readonly total: number;
  readonly facets: CatalogueFacets;
}

export interface SuggestQuestion {
  readonly text: string;
  /** 1 to 20, over all kinds together. */
  readonly limit: number;
}

export interface Suggestion {
  readonly kind: "event" | "city" | "venue";
  readonly label: string;
  /** Of the event or venue; for a city its folded name, as the `city` filter takes it. */
  readonly slug: string;
}
