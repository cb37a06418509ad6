import type { CatalogueEvent, CataloguePerformance } from "../catalogue/catalogue.ts";
import { countryName } from "../place/country-name.ts";
import { nameWords, searchWords } from "./words.ts";

/** An event's words by how much they say about it, each list weighing less than the one before. */
export interface EventWords {
  readonly name: readonly string[];
  /** Series, line-up, tags, genre, promoter, languages. */
  readonly about: readonly string[];
  /** Venue, city, and the country by its English name. */
  readonly place: readonly string[];
  readonly summary: readonly string[];
}

/** `performances`: those whose places count. */
export function eventWords(event: CatalogueEvent, performances: readonly CataloguePerformance[]): EventWords {
  return {
    name: nameWords(event.name),
    about: distinct(
      [
        event.series?.name ?? "",
        event.genre,
        event.promoter.name,
        ...(event.lineUp ?? []),
        ...event.tags,
        ...event.languages,
      ].flatMap(nameWords),
    ),
    place: distinct(performances.flatMap(placeWords)),
    summary: searchWords(event.summary),
  };
}

function placeWords({ online, place }: CataloguePerformance): string[] {
  const words = online ? ["online"] : [];
  if (place === null) return words;
  return [...words, ...searchWords(`${place.venue?.name ?? ""} ${place.city} ${countryName(place.country, "en")}`)];
}

const distinct = (words: readonly string[]): string[] => [...new Set(words)];
