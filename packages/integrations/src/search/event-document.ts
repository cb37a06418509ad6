import type { CatalogueEvent, CataloguePerformance, Place } from "@liveotter/core/catalogue/catalogue";
import { foldedCity, upcoming } from "@liveotter/core/catalogue/match";
import type { FacetCount } from "@liveotter/core/catalogue/query";
import { foldText } from "@liveotter/core/fold-text";
import type { Instant } from "@liveotter/core/instant";
import { eventWords } from "@liveotter/core/search/event-words";
import { SYNONYMS } from "@liveotter/core/search/synonyms";
import { emojiOf, nameWords } from "@liveotter/core/search/words";
import type { Settings } from "meilisearch";

/**
 * What Meilisearch keeps: one document per upcoming performance. A filter must be met by one performance as a whole,
 * and Meilisearch cannot tie two conditions to the same element of a list inside a document: "Berlin, in May" would
 * find a tour that is in Berlin in June and in Paris in May. Events are counted, and shown once, by asking for
 * distinct `eventId`s. The price is that each document carries the event for its card.
 */
export interface EventDocument {
  /** Of the performance. */
  readonly id: string;
  readonly eventId: string;
  /** One value per event and city, and per event and country: what a facet counts distinct. Absent online. */
  readonly eventCity: string | null;
  readonly eventCountry: string | null;
  // Searched, most telling first; folded, so that both engines see the same words.
  readonly name: string;
  /** Words inside the name's compounds. */
  readonly parts: string;
  readonly about: string;
  readonly where: string;
  readonly summary: string;
  /** For suggestions. */
  readonly cityName: string | null;
  readonly venueName: string | null;
  // Filtered, sorted and counted.
  readonly emoji: readonly string[];
  readonly city: string | null;
  readonly country: string | null;
  readonly venue: string | null;
  readonly genre: string;
  readonly promoter: string;
  readonly series: string | null;
  readonly currency: string;
  readonly priceFrom: number | null;
  readonly online: boolean;
  /** Local days as numbers, 20261121. */
  readonly firstDay: number;
  readonly lastDay: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly _geo: { readonly lat: number; readonly lng: number } | null;
  /** Key and label together, for one facet to carry both: see `facetOf`. */
  readonly cityFacet: string | null;
  readonly promoterFacet: string;
  readonly event: CatalogueEvent;
}

/** One document for each performance that is not over at `now`. */
export function eventDocuments(event: CatalogueEvent, now: Instant): EventDocument[] {
  return upcoming(event, now).map((performance) => document(event, performance));
}

function document(event: CatalogueEvent, performance: CataloguePerformance): EventDocument {
  const { place } = performance;
  const words = eventWords(event, [performance]);
  const inOrder = searchedText(event.name);
  return {
    id: performance.id,
    eventId: event.id,
    eventCity: place === null ? null : `${event.id} ${place.country} ${foldedCity(place)}`,
    eventCountry: place === null ? null : `${event.id} ${place.country}`,
    name: inOrder,
    parts: nameWords(event.name)
      .filter((word) => !inOrder.split(" ").includes(word))
      .join(" "),
    about: words.about.join(" "),
    where: words.place.join(" "),
    summary: searchedText(event.summary),
    cityName: place === null ? null : foldedCity(place),
    venueName: place?.venue == null ? null : searchedText(place.venue.name),
    emoji: emojiOf(event.name),
    city: place === null ? null : foldedCity(place),
    country: place?.country ?? null,
    venue: place?.venue?.slug ?? null,
    genre: event.genre,
    promoter: event.promoter.slug,
    series: event.series?.slug ?? null,
    currency: event.currency,
    priceFrom: event.priceFrom,
    online: performance.online,
    firstDay: dayNumber(performance.date),
    lastDay: dayNumber(performance.endDate ?? performance.date),
    startsAt: performance.startsAt,
    endsAt: performance.endsAt,
    _geo: place === null || place.lat === null || place.lon === null ? null : { lat: place.lat, lng: place.lon },
    cityFacet: place === null ? null : cityFacet(place),
    promoterFacet: `${event.promoter.slug}|${event.promoter.name}`,
    event,
  };
}

/** As both documents and queries are written: folded, and composed so that Korean syllables stay whole. */
export const searchedText = (text: string): string => foldText(text).normalize("NFC");

/** `2026-11-21` as 20261121: Meilisearch compares numbers only. */
export const dayNumber = (date: string): number => Number(date.replaceAll("-", ""));

// Folded text and codes have no "|"; the label comes last, so that it may.
const cityFacet = (place: Place): string => `${place.country}|${foldedCity(place)}|${place.city}`;

/** The parts of a `cityFacet` value. */
export function cityOfFacet(facet: string, count: number): FacetCount & { readonly country: string } {
  const [country = "", value = "", ...label] = facet.split("|");
  return { country, value, label: label.join("|"), count };
}

/** The parts of a `promoterFacet` value. */
export function promoterOfFacet(facet: string, count: number): FacetCount {
  const [value = "", ...label] = facet.split("|");
  return { value, label: label.join("|"), count };
}

/**
 * The index's settings. `exactness` before `sort`: date decides only among equals. Needs Meilisearch 1.18
 * (`disableOnNumbers`, and `rename` in the swap of a rebuild; https://www.meilisearch.com/docs/reference/api/settings).
 */
export const SETTINGS = {
  searchableAttributes: ["name", "parts", "about", "where", "summary", "cityName", "venueName"],
  displayedAttributes: ["id", "event"],
  filterableAttributes: [
    "_geo",
    "city",
    "cityFacet",
    "country",
    "currency",
    "emoji",
    "endsAt",
    "eventCity",
    "eventCountry",
    "eventId",
    "firstDay",
    "genre",
    "id",
    "lastDay",
    "online",
    "priceFrom",
    "promoter",
    "promoterFacet",
    "series",
    "startsAt",
    "venue",
  ],
  sortableAttributes: ["_geo", "eventId", "startsAt"],
  rankingRules: ["words", "typo", "proximity", "attribute", "exactness", "sort"],
  distinctAttribute: "eventId",
  synonyms: Object.fromEntries([...SYNONYMS].map(([word, others]) => [word, [...others]])),
  typoTolerance: { enabled: true, minWordSizeForTypos: { oneTypo: 5, twoTypos: 9 }, disableOnNumbers: true },
  // Cities may be spelled in several ways, which are added up before the 200 of an answer are taken.
  faceting: { maxValuesPerFacet: 400, sortFacetValuesBy: { "*": "count" } },
  pagination: { maxTotalHits: 100_000 },
  // Rather the best found so far than the deadline missed.
  searchCutoffMs: 200,
} satisfies Settings;
