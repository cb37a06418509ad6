import type { Currency } from "../money.ts";
import type { CatalogueEvent, CataloguePerformance } from "./catalogue.ts";

/**
 * One question to the catalogue. An event matches when one upcoming performance meets every condition on
 * performances (place, dates, online, venue) and the event meets the rest. "Upcoming" is `endsAt > now`.
 */
export interface CatalogueFilter {
  /** Folded (`foldText`): "krakow" finds "Kraków". */
  readonly city?: string;
  readonly country?: string;
  readonly near?: { readonly lat: number; readonly lon: number; readonly radiusKm: number };
  /** Local dates, inclusive: a performance matches when its days overlap them. */
  readonly from?: string;
  readonly to?: string;
  readonly genre?: string;
  /** Only events of this currency whose lowest price is at most `minor`. 0 means free. */
  readonly maxPrice?: { readonly minor: number; readonly currency: Currency };
  readonly online?: boolean;
  /** Slugs. */
  readonly promoter?: string;
  readonly venue?: string;
  readonly series?: string;
}

/** `opening` is a list of those events alone whose sale has yet to open. */
export type CatalogueSort = "date" | "name" | "new" | "opening";

export interface CatalogueQuery extends CatalogueFilter {
  readonly sort: CatalogueSort;
  /** 1 to 100. */
  readonly limit: number;
  /** Exactly as the page before gave it. */
  readonly after?: PageKey;
}

/**
 * The last item of a page: its sort value (epoch ms of `next.startsAt`, `publishedAt` or `onSaleAt`; `sortName` of the
 * name, in order of code points) and its event id. `new` runs downwards, ids included, all others upwards.
 */
export interface PageKey {
  readonly sort: CatalogueSort;
  readonly value: number | string;
  readonly id: string;
}

export interface CatalogueItem {
  readonly event: CatalogueEvent;
  /** The earliest upcoming performance that matched. */
  readonly next: CataloguePerformance;
}

export interface CataloguePage {
  readonly items: readonly CatalogueItem[];
  readonly after: PageKey | null;
}

export interface FacetCount {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}

/** Events counted by each property, most first, at most 200 values each. */
export interface CatalogueFacets {
  readonly cities: readonly (FacetCount & { readonly country: string })[];
  readonly countries: readonly FacetCount[];
  readonly genres: readonly FacetCount[];
  readonly promoters: readonly FacetCount[];
  readonly currencies: readonly FacetCount[];
  readonly total: number;
}
