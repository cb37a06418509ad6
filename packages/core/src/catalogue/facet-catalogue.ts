import type { Instant } from "../instant.ts";
import type { CatalogueEvent } from "./catalogue.ts";
import { allMatches, foldedCity } from "./match.ts";
import { compareText } from "./order.ts";
import type { CatalogueFacets, CatalogueFilter, FacetCount } from "./query.ts";

/** No list of values is longer than this. */
export const FACET_LIMIT = 200;

/**
 * How many matching events there are of each kind. An event counts once in every city and country in which one of its
 * upcoming performances meets the filter. Most first, then by value, then by country, by code point.
 * A city's value is its folded name, its label the first spelling by code point.
 */
export function facetCatalogue(
  events: readonly CatalogueEvent[],
  filter: CatalogueFilter,
  now: Instant,
): CatalogueFacets {
  const [cities, countries, genres, promoters, currencies] = [tally(), tally(), tally(), tally(), tally()];
  let total = 0;
  for (const event of events) {
    const matches = allMatches(event, filter, now);
    if (matches.length === 0) continue;
    total++;
    genres.add(event, event.genre);
    promoters.add(event, event.promoter.slug, event.promoter.name);
    currencies.add(event, event.currency);
    for (const { place } of matches) {
      if (place === null) continue;
      countries.add(event, place.country);
      cities.add(event, foldedCity(place), place.city, place.country);
    }
  }
  return {
    cities: cities.most(),
    countries: countries.most().map(withoutCountry),
    genres: genres.most().map(withoutCountry),
    promoters: promoters.most().map(withoutCountry),
    currencies: currencies.most().map(withoutCountry),
    total,
  };
}

type CountryFacet = FacetCount & { readonly country: string };

const withoutCountry = ({ value, label, count }: CountryFacet): FacetCount => ({ value, label, count });

interface Tallied {
  label: string;
  count: number;
  last: CatalogueEvent;
}

/** Counts events, each once per value. */
function tally() {
  // Two levels, since making one key of both words took most of the time that facets take.
  const seen = new Map<string, Map<string, Tallied>>();
  return {
    add(event: CatalogueEvent, value: string, label = value, country = ""): void {
      let values = seen.get(country);
      if (values === undefined) {
        values = new Map();
        seen.set(country, values);
      }
      const known = values.get(value);
      if (known === undefined) {
        values.set(value, { label, count: 1, last: event });
        return;
      }
      if (known.last !== event) known.count++;
      known.last = event;
      if (label !== known.label && compareText(label, known.label) < 0) known.label = label;
    },
    most: (): CountryFacet[] =>
      [...seen]
        .flatMap(([country, values]) =>
          [...values].map(([value, { label, count }]) => ({ value, label, country, count })),
        )
        .sort((a, b) => b.count - a.count || compareText(a.value, b.value) || compareText(a.country, b.country))
        .slice(0, FACET_LIMIT),
  };
}
