import {
  presentEvent,
  presentFacets,
  presentFindings,
  presentList,
  presentPromoter,
  presentVenue,
} from "@liveotter/contracts/public/present";
import type { CatalogueEventDetail, CatalogueVenue } from "@liveotter/core/catalogue/catalogue";
import { facetCatalogue } from "@liveotter/core/catalogue/facet-catalogue";
import { queryCatalogue } from "@liveotter/core/catalogue/query-catalogue";
import { asId, type EventId, type PerformanceId } from "@liveotter/core/ids";
import { instant, toIso } from "@liveotter/core/instant";
import { asCurrency } from "@liveotter/core/money";
import { Response } from "miniflare";
import type { FakeBff } from "./built-web.ts";

const DAY = 86_400_000;
const at = instant(Date.now() - DAY);
const startsAt = instant(Math.floor(Date.now() / DAY) * DAY + 10 * DAY);
const date = toIso(startsAt).slice(0, 10);
const euro = asCurrency("EUR");

export const venue: CatalogueVenue = {
  slug: "old-hall",
  name: "Old Hall",
  street: "Quay 1",
  city: "Kraków",
  country: "PL",
  zone: "Europe/Warsaw",
  lat: null,
  lon: null,
};

/** One event of a name, on one date of which no time is known. */
export function eventNamed(slug: string, name: string, number: number): CatalogueEventDetail {
  const id = `00000000-0000-7000-8000-00000000000${number}`;
  const eventId = asId<EventId>(id);
  const performanceId = asId<PerformanceId>(id);
  if (eventId === null || performanceId === null || euro === null) throw new Error("not an id");
  return {
    id: eventId,
    slug,
    name,
    summary: "",
    genre: "jazz",
    languages: [],
    tags: [],
    status: "published",
    currency: euro,
    priceFrom: 2500,
    priceTo: 2500,
    promoter: { slug: "night-shift", name: "Night Shift" },
    series: null,
    publishedAt: at,
    changedAt: at,
    performances: [
      {
        id: performanceId,
        date,
        time: null,
        endDate: null,
        zone: "Europe/Warsaw",
        startsAt,
        endsAt: instant(startsAt + DAY),
        online: false,
        status: "scheduled",
        place: { venue: { slug: venue.slug, name: venue.name }, city: venue.city, country: "PL", lat: null, lon: null },
      },
    ],
    description: "",
    access: "",
    url: null,
    ticketTypes: [],
    orderFee: 150,
  };
}

export const version = { version: 7, at };

/** A public BFF that answers from these events, with what it says of itself. */
export function bffOver(events: readonly CatalogueEventDetail[]): FakeBff {
  const about = { asOf: toIso(at), source: "database", degraded: false } as const;
  return (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const now = instant(Date.now());
    const city = searchParams.get("city");
    const query = { sort: "date", limit: 24, ...(city !== null && { city }) } as const;
    const event = events.find(({ slug }) => pathname === `/v1/events/${slug}`);
    if (event !== undefined) return Response.json(presentEvent(event, about));
    const page = queryCatalogue(events, query, now);
    const facets = facetCatalogue(events, {}, now);
    if (pathname === "/v1/events") return Response.json(presentList(page, about, now));
    if (pathname === "/v1/facets") return Response.json(presentFacets(facets, about));
    if (pathname === `/v1/venues/${venue.slug}`) return Response.json(presentVenue({ venue, page }, about, now));
    const promoter = events.map((each) => each.promoter).find(({ slug }) => pathname === `/v1/promoters/${slug}`);
    if (promoter !== undefined) return Response.json(presentPromoter({ promoter, page }, about, now));
    if (pathname === "/v1/search") {
      const found = { ...page, total: page.items.length, facets };
      return Response.json(presentFindings(found, null, about, now));
    }
    const problem = { type: "about:blank", title: "None", status: 404, code: "not-found", requestId: "r" };
    return Response.json(problem, { status: 404, headers: { "Set-Cookie": "id=1" } });
  };
}
