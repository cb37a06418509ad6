import type {
  CatalogueEvent,
  CatalogueEventDetail,
  CataloguePerformance,
  CatalogueVenue,
  Named,
} from "@liveotter/core/catalogue/catalogue";
import { encodeCursor } from "@liveotter/core/catalogue/cursor";
import { upcoming } from "@liveotter/core/catalogue/match";
import type { CatalogueFacets, CatalogueItem, CataloguePage, PageKey } from "@liveotter/core/catalogue/query";
import { coverPath } from "@liveotter/core/cover-address";
import { type Instant, toIso } from "@liveotter/core/instant";
import type {
  EventList,
  EventPage,
  EventSummary,
  Facets,
  PerformanceReply,
  PromoterPage,
  SearchPage,
  Source,
  VenuePage,
} from "./catalogue.ts";

/** A venue and one page of what is on there. */
export interface VenueContent {
  readonly venue: CatalogueVenue;
  readonly page: CataloguePage;
}

/** A promoter and one page of what they put on. */
export interface PromoterContent {
  readonly promoter: Named;
  readonly page: CataloguePage;
}

/** What every answer says of itself. First in each body, where `degraded` can be found to be corrected. */
export interface About {
  readonly asOf: string;
  readonly source: Source;
  readonly degraded: boolean;
}

export function presentList(page: CataloguePage, about: About, now: Instant): EventList {
  return { ...about, items: presentItems(page.items, now), nextCursor: cursorOf(page.after) };
}

export function presentEvent(event: CatalogueEventDetail, about: About): EventPage {
  return {
    ...about,
    event: {
      ...common(event),
      description: event.description,
      lineUp: [...(event.lineUp ?? [])],
      access: event.access,
      url: event.url,
      performances: event.performances.map(presentPerformance),
      ticketTypes: event.ticketTypes.map(({ name, price }) => ({ name, price })),
      orderFee: event.orderFee,
    },
  };
}

export function presentFacets(facets: CatalogueFacets, about: About): Facets {
  return { ...about, facets: writable(facets) };
}

export function presentVenue({ venue, page }: VenueContent, about: About, now: Instant): VenuePage {
  const { slug, name, street, city, country, zone, lat, lon } = venue;
  return {
    ...about,
    venue: { slug, name, street, city, country, zone, lat, lon },
    items: presentItems(page.items, now),
    nextCursor: cursorOf(page.after),
  };
}

export function presentPromoter({ promoter, page }: PromoterContent, about: About, now: Instant): PromoterPage {
  const { slug, name } = promoter;
  return { ...about, promoter: { slug, name }, items: presentItems(page.items, now), nextCursor: cursorOf(page.after) };
}

export function presentFindings(
  found: { readonly items: readonly CatalogueItem[]; readonly total: number; readonly facets: CatalogueFacets },
  nextCursor: string | null,
  about: About,
  now: Instant,
): SearchPage {
  return {
    ...about,
    items: presentItems(found.items, now),
    facets: writable(found.facets),
    total: found.total,
    nextCursor,
  };
}

const cursorOf = (after: PageKey | null) => (after === null ? null : encodeCursor(after));

function presentItems(items: readonly CatalogueItem[], now: Instant): EventSummary[] {
  return items.map(({ event, next }) => ({
    ...common(event),
    next: presentPerformance(next),
    upcoming: upcoming(event, now).length,
  }));
}

function common(event: CatalogueEvent): Omit<EventSummary, "next" | "upcoming"> {
  return {
    id: event.id,
    slug: event.slug,
    name: event.name,
    summary: event.summary,
    genre: event.genre,
    languages: [...event.languages],
    tags: [...event.tags],
    status: event.status,
    currency: event.currency,
    priceFrom: event.priceFrom,
    priceTo: event.priceTo,
    promoter: { slug: event.promoter.slug, name: event.promoter.name },
    series: event.series && { slug: event.series.slug, name: event.series.name },
    cover: coverPath(event),
    onSaleAt: event.onSaleAt == null ? null : toIso(event.onSaleAt),
    presaleAt: event.presaleAt == null ? null : toIso(event.presaleAt),
    salesEndAt: event.salesEndAt == null ? null : toIso(event.salesEndAt),
    selling: event.selling ?? "open",
  };
}

export function presentPerformance({ place, ...performance }: CataloguePerformance): PerformanceReply {
  const { id, date, time, endDate, zone, startsAt, endsAt, online, status } = performance;
  return {
    id,
    date,
    time,
    endDate,
    zone,
    startsAt: toIso(startsAt),
    endsAt: toIso(endsAt),
    online,
    status,
    place: place && {
      venue: place.venue && { slug: place.venue.slug, name: place.venue.name },
      street: place.street ?? null,
      city: place.city,
      country: place.country,
      lat: place.lat,
      lon: place.lon,
    },
  };
}

/** The wire's types are mutable arrays; core's are not. */
function writable({ cities, countries, genres, promoters, currencies, total }: CatalogueFacets): Facets["facets"] {
  return {
    cities: [...cities],
    countries: [...countries],
    genres: [...genres],
    promoters: [...promoters],
    currencies: [...currencies],
    total,
  };
}
