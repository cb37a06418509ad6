import type {
  EventList,
  EventPage,
  Facets,
  PromoterPage,
  SearchPage,
  VenuePage,
} from "@liveotter/contracts/public/catalogue";
import type { FilterQuery, ListQuery, PageQuery, SearchQuery } from "@liveotter/contracts/public/client";

/**
 * What fans' pages are made from. Two implementations: the public BFF, and the snapshot for when it cannot answer.
 * `null` is known absence: no such event, venue or promoter, or a `cursor` nobody gave out. Rejects with
 * `CatalogueUnavailable` when there is no answer to be had.
 */
export interface FanCatalogue {
  listEvents(query: ListQuery): Promise<EventList | null>;
  readEvent(slug: string): Promise<EventPage | null>;
  /** Over what is upcoming and meets the filter, for the choices that pages offer. */
  readFacets(filter?: FilterQuery): Promise<Facets>;
  readVenue(slug: string, query: PageQuery): Promise<VenuePage | null>;
  readPromoter(slug: string, query: PageQuery): Promise<PromoterPage | null>;
  search(query: SearchQuery): Promise<SearchPage | null>;
  /** Which of these dates have nothing left for now. Never rejects: of what is not known, nothing is said. */
  soldOut(performanceIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Where nobody knows what is left. */
export const nothingKnown = async (): Promise<ReadonlySet<string>> => new Set();

/** The catalogue could not answer now; the page may still be had from elsewhere. */
export class CatalogueUnavailable extends Error {
  override readonly name = "CatalogueUnavailable";
}

/** One that has no answer to anything, and says why. */
export function noCatalogue(why: () => Error): FanCatalogue {
  const none = () => Promise.reject(why());
  return {
    ...{ listEvents: none, readEvent: none, readFacets: none },
    ...{ readVenue: none, readPromoter: none, search: none, soldOut: nothingKnown },
  };
}
