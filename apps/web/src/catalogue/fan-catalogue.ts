import type {
  EventList,
  EventPage,
  Facets,
  PromoterPage,
  SearchPage,
  VenuePage,
} from "@liveotter/contracts/public/catalogue";
import type { FilterQuery, ListQuery, PageQuery, SearchQuery } from "@liveotter/contracts/public/client";
import type { Availability } from "@liveotter/contracts/public/sale";

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
  /** How the sale of these dates stands, by their ids. Never rejects: what could not be found out in time is missing. */
  dateSales(performanceIds: readonly string[]): Promise<ReadonlyMap<string, DateSale>>;
}

/** How the sale of one date stands. */
export type DateSale = Pick<Availability, "state" | "takesCode" | "asOf">;

/** Where nobody knows how sales stand. */
export const nothingKnown = async (): Promise<ReadonlyMap<string, DateSale>> => new Map();

/** The catalogue could not answer now; the page may still be had from elsewhere. */
export class CatalogueUnavailable extends Error {
  override readonly name = "CatalogueUnavailable";
}

/** One that has no answer to anything, and says why. */
export function noCatalogue(why: () => Error): FanCatalogue {
  const none = () => Promise.reject(why());
  return {
    ...{ listEvents: none, readEvent: none, readFacets: none },
    ...{ readVenue: none, readPromoter: none, search: none, dateSales: nothingKnown },
  };
}
