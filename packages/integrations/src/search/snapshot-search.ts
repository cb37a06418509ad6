import type { CatalogueEvent } from "@liveotter/core/catalogue/catalogue";
import { facetCatalogue } from "@liveotter/core/catalogue/facet-catalogue";
import { firstMatch } from "@liveotter/core/catalogue/match";
import { comparePageKeys, pageKey } from "@liveotter/core/catalogue/order";
import type { CatalogueItem } from "@liveotter/core/catalogue/query";
import { foldText } from "@liveotter/core/fold-text";
import type { Instant } from "@liveotter/core/instant";
import { type Hit, isBlank, type SearchIndex } from "@liveotter/core/search/search-index";
import type { CatalogueSearch, SearchQuestion, Suggestion } from "./catalogue-search.ts";
import { shareSuggestions } from "./share-suggestions.ts";

/** A catalogue in memory with the index loaded over exactly these events. */
export interface SearchableSnapshot {
  readonly events: readonly CatalogueEvent[];
  readonly index: SearchIndex;
}

/** Search inside the worker, for when nothing else answers. `read` gives the newest snapshot at hand, or rejects. */
export function snapshotSearch(read: (signal: AbortSignal) => Promise<SearchableSnapshot>): CatalogueSearch {
  return {
    async search(question, now, signal) {
      const { events, index } = await read(signal);
      const found = findItems(events, index, question, now);
      const foundEvents = found.map(({ event }) => event);
      return {
        items: found.slice(question.offset, question.offset + question.limit),
        total: found.length,
        facets: facetCatalogue(foundEvents, question.filter, now),
      };
    },

    async suggest({ text, limit }, now, signal) {
      const { events, index } = await read(signal);
      const named = matching(events, index.complete(text), {}, now).map(
        ({ event }): Suggestion => ({ kind: "event", label: event.name, slug: event.slug }),
      );
      const start = foldText(text);
      if (start === "") return shareSuggestions({ events: named, cities: [], venues: [] }, limit);
      const places = placesOf(events);
      const begins = ({ words, last }: KnownPlace) => last > now && ` ${words}`.includes(` ${start}`);
      return shareSuggestions(
        {
          events: named,
          cities: places.cities.filter(begins).map(({ suggestion }) => suggestion),
          venues: places.venues.filter(begins).map(({ suggestion }) => suggestion),
        },
        limit,
      );
    },
  };
}

function findItems(
  events: readonly CatalogueEvent[],
  index: SearchIndex,
  { text, filter }: SearchQuestion,
  now: Instant,
): CatalogueItem[] {
  if (isBlank(text)) {
    return matching(
      events,
      events.map((_, position) => ({ position, score: 0 })),
      filter,
      now,
    );
  }
  const withAllWords = matching(events, index.find(text), filter, now);
  return withAllWords.length > 0 ? withAllWords : matching(events, index.find(text, true), filter, now);
}

/** Those of the hits that meet the filter: best first, then by date and id, as lists are. */
function matching(
  events: readonly CatalogueEvent[],
  hits: readonly Hit[],
  filter: SearchQuestion["filter"],
  now: Instant,
): CatalogueItem[] {
  const found: { item: CatalogueItem; score: number }[] = [];
  for (const { position, score } of hits) {
    const event = events[position];
    const next = event === undefined ? null : firstMatch(event, filter, now);
    if (event !== undefined && next !== null) found.push({ item: { event, next }, score });
  }
  found.sort((a, b) => b.score - a.score || comparePageKeys(pageKey("date", a.item), pageKey("date", b.item)));
  return found.map(({ item }) => item);
}

interface KnownPlace {
  readonly suggestion: Suggestion;
  /** Folded label. */
  readonly words: string;
  events: number;
  /** End of the last performance there. */
  last: number;
}

interface Places {
  readonly cities: readonly KnownPlace[];
  readonly venues: readonly KnownPlace[];
}

/** Gathered at the first suggestion asked of a snapshot and dropped with it. */
const gathered = new WeakMap<readonly CatalogueEvent[], Places>();

function placesOf(events: readonly CatalogueEvent[]): Places {
  const known = gathered.get(events);
  if (known !== undefined) return known;
  const cities = new Map<string, KnownPlace>();
  const venues = new Map<string, KnownPlace>();
  for (const event of events) {
    for (const { place, endsAt } of event.performances) {
      if (place === null) continue;
      const folded = foldText(place.city);
      note(cities, { kind: "city", label: place.city, slug: folded }, endsAt);
      if (place.venue !== null) {
        note(venues, { kind: "venue", label: place.venue.name, slug: place.venue.slug }, endsAt);
      }
    }
  }
  const busiest = (places: Map<string, KnownPlace>) => [...places.values()].sort((a, b) => b.events - a.events);
  const made = { cities: busiest(cities), venues: busiest(venues) };
  gathered.set(events, made);
  return made;
}

function note(places: Map<string, KnownPlace>, suggestion: Suggestion, endsAt: Instant): void {
  const known = places.get(suggestion.slug);
  if (known === undefined) {
    places.set(suggestion.slug, { suggestion, words: foldText(suggestion.label), events: 1, last: endsAt });
    return;
  }
  known.events++;
  known.last = Math.max(known.last, endsAt);
}
