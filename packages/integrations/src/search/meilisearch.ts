import { FACET_LIMIT } from "@liveotter/core/catalogue/facet-catalogue";
import { firstMatch } from "@liveotter/core/catalogue/match";
import { compareText } from "@liveotter/core/catalogue/order";
import type { CatalogueFacets, CatalogueFilter, CatalogueItem, FacetCount } from "@liveotter/core/catalogue/query";
import { foldText } from "@liveotter/core/fold-text";
import type { Instant } from "@liveotter/core/instant";
import { isBlank } from "@liveotter/core/search/search-index";
import { emojiOf } from "@liveotter/core/search/words";
import { type CategoriesDistribution, Meilisearch, type MultiSearchQuery, type MultiSearchResult } from "meilisearch";
import type { CatalogueSearch, SearchFindings, SearchQuestion, Suggestion } from "./catalogue-search.ts";
import { cityOfFacet, type EventDocument, promoterOfFacet, searchedText } from "./event-document.ts";
import { meilisearchFilter, quoted } from "./meilisearch-filter.ts";
import { shareSuggestions } from "./share-suggestions.ts";

/** Where Meilisearch is, and which of its indexes is meant. */
export interface MeilisearchTarget {
  readonly url: string;
  readonly key: string;
  /** `events` unless told otherwise. */
  readonly index?: string;
}

/** The name of the index of events. */
export const indexName = (target: MeilisearchTarget): string => target.index ?? "events";

type Shown = Pick<EventDocument, "id" | "event">;

/** Meilisearch reads no more words of a query than its first ten. */
const WORDS_READ = 10;

/** Search by Meilisearch. Any failure rejects: what the caller does then is its own affair. */
export function meilisearchSearch(target: MeilisearchTarget): CatalogueSearch {
  const client = new Meilisearch({ host: target.url, apiKey: target.key });
  const indexUid = indexName(target);

  async function ask(queries: MultiSearchQuery[], signal: AbortSignal): Promise<readonly MultiSearchResult<Shown>[]> {
    const { results } = await client.multiSearch<{ queries: MultiSearchQuery[] }, Shown>({ queries }, { signal });
    if (results.length !== queries.length) throw new Error("Meilisearch answered another number of queries");
    return results;
  }

  return {
    async search(question, now, signal) {
      const filter = conditions(question, now);
      if (filter === null) return NOTHING;
      const q = searchedText(question.text);
      const findings = await askFor(q, "all");
      if (findings.total > 0 || !q.includes(" ")) return findings;
      // No event has all the words: rather those with the rarest than nothing. A word that none has must go first, for
      // Meilisearch holds on to the rarest to the last, and nothing is rarer.
      const words = await knownWords(q, filter);
      return words === "" ? findings : askFor(words, "frequency");

      async function knownWords(text: string, filter: readonly string[]): Promise<string> {
        const words = text.split(" ").slice(0, WORDS_READ);
        const one = { indexUid, filter: [...filter], limit: 1, attributesToRetrieve: ["id"] };
        const answers = await ask(
          words.map((word) => ({ ...one, q: word })),
          signal,
        );
        return words.filter((_, at) => (answers[at]?.hits.length ?? 0) > 0).join(" ");
      }

      async function askFor(q: string, matchingStrategy: "all" | "frequency"): Promise<SearchFindings> {
        const shared = { indexUid, q, filter: [...(filter ?? [])], matchingStrategy };
        // An event is one `eventId`, but counts in each city and country it visits. A distinct search with a page
        // counts distinct values (milli/src/search/new/mod.rs, exhaustive_number_hits); all three in one request.
        const counted = { ...shared, page: 1, hitsPerPage: 1, attributesToRetrieve: ["id"] };
        const window = pageAround(question);
        const [found, cities, countries] = await ask(
          [
            {
              ...shared,
              page: window.page,
              hitsPerPage: window.size,
              attributesToRetrieve: ["id", "event"],
              sort: ["startsAt:asc", "eventId:asc"],
              facets: ["genre", "promoterFacet", "currency"],
            },
            { ...counted, distinct: "eventCity", facets: ["cityFacet"] },
            { ...counted, distinct: "eventCountry", facets: ["country"] },
          ],
          signal,
        );
        const total = found?.totalHits;
        if (found === undefined || total === undefined) throw new Error("Meilisearch counted no hits");
        return {
          items: found.hits
            .slice(window.skip, window.skip + question.limit)
            .flatMap((hit) => item(hit, question.filter, now)),
          total,
          facets: {
            ...facets({ ...found.facetDistribution, ...cities?.facetDistribution, ...countries?.facetDistribution }),
            total,
          },
        };
      }
    },

    async suggest({ text, limit }, now, signal) {
      const q = searchedText(text);
      if (q === "") return [];
      const shared = { indexUid, q, filter: [`endsAt > ${now}`], matchingStrategy: "all" as const };
      const some = { limit, attributesToRetrieve: ["id", "event"], sort: ["startsAt:asc", "eventId:asc"] };
      const [events, cities, venues] = await ask(
        [
          { ...shared, ...some, attributesToSearchOn: ["name", "parts"] },
          { ...shared, ...some, attributesToSearchOn: ["cityName"], distinct: "cityFacet" },
          { ...shared, ...some, attributesToSearchOn: ["venueName"], distinct: "venue" },
        ],
        signal,
      );
      const places = (result: MultiSearchResult<Shown> | undefined) =>
        (result?.hits ?? []).flatMap(({ id, event }) => {
          const place = event.performances.find((performance) => performance.id === id)?.place;
          return place ? [place] : [];
        });
      return shareSuggestions(
        {
          events: (events?.hits ?? []).map(({ event }): Suggestion => {
            return { kind: "event", label: event.name, slug: event.slug };
          }),
          cities: distinct(places(cities).map(({ city }) => ({ kind: "city", label: city, slug: foldText(city) }))),
          venues: distinct(
            places(venues).flatMap(({ venue }) =>
              venue === null ? [] : [{ kind: "venue", label: venue.name, slug: venue.slug }],
            ),
          ),
        },
        limit,
      );
    },
  };
}

const NOTHING: SearchFindings = {
  items: [],
  total: 0,
  facets: { cities: [], countries: [], genres: [], promoters: [], currencies: [], total: 0 },
};

/** All that must hold of a document, or `null` when nothing can. */
function conditions({ text, filter }: SearchQuestion, now: Instant): string[] | null {
  const conditions = meilisearchFilter(filter, now);
  if (conditions === null || isBlank(text) || searchedText(text) !== "") return conditions;
  // No word in it: Meilisearch would take it for an empty query and give everything.
  const emoji = emojiOf(text).map(quoted);
  if (emoji.length === 0) return null;
  return [...conditions, ...emoji.map((each) => `emoji = ${each}`)];
}

/** The page that holds the wanted hits: Meilisearch counts exactly by pages only, and pages begin at multiples of their size. */
function pageAround({ offset, limit }: SearchQuestion): { page: number; size: number; skip: number } {
  if (offset % limit === 0) return { page: offset / limit + 1, size: limit, skip: 0 };
  return { page: 1, size: offset + limit, skip: offset };
}

function item({ id, event }: Shown, filter: CatalogueFilter, now: Instant): CatalogueItem[] {
  // At the rim of a circle Meilisearch may measure a few metres more or less than we do: then what it found stands.
  const next = firstMatch(event, filter, now) ?? event.performances.find((performance) => performance.id === id);
  return next === undefined ? [] : [{ event, next }];
}

function facets(counts: Readonly<Record<string, CategoriesDistribution>>): Omit<CatalogueFacets, "total"> {
  const of = (attribute: string) => Object.entries(counts[attribute] ?? {});
  const plain = (attribute: string) => of(attribute).map(([value, count]) => ({ value, label: value, count }));
  return {
    cities: most(of("cityFacet").map(([facet, count]) => cityOfFacet(facet, count))),
    countries: most(plain("country")),
    genres: most(plain("genre")),
    promoters: most(of("promoterFacet").map(([facet, count]) => promoterOfFacet(facet, count))),
    currencies: most(plain("currency")),
  };
}

/** Spellings of one value added up, in the order of `facetCatalogue`. */
function most<T extends FacetCount & { readonly country?: string }>(counted: readonly T[]): T[] {
  const byKey = new Map<string, T>();
  for (const each of counted) {
    const key = `${each.country ?? ""} ${each.value}`;
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, each);
    else {
      const label = compareText(known.label, each.label) <= 0 ? known.label : each.label;
      byKey.set(key, { ...known, label, count: known.count + each.count });
    }
  }
  return [...byKey.values()]
    .sort((a, b) => b.count - a.count || compareText(a.value, b.value) || compareText(a.country ?? "", b.country ?? ""))
    .slice(0, FACET_LIMIT);
}

function distinct(suggestions: readonly Suggestion[]): Suggestion[] {
  return [...new Map(suggestions.map((suggestion) => [suggestion.slug, suggestion])).values()];
}
