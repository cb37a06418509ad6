import type { Facets } from "@liveotter/contracts/public/catalogue";
import { foldText } from "@liveotter/core/fold-text";
import type { Param, Query } from "../address.ts";
import type { Locale } from "../words/locale.ts";
import { formatDay } from "./dates.ts";
import { countryName, genreName, spelledOut } from "./names.ts";
import { formatPrice, minorUnits } from "./price.ts";

/** One filter in words, and the parameters that leave the address when it is cleared. */
export interface AppliedFilter {
  readonly label: string;
  readonly names: readonly Param[];
}

/** The filters of a query, in the order in which people think of them: where, when, what, how much. */
export function appliedFilters(locale: Locale, query: Query, facets: Facets["facets"]): AppliedFilter[] {
  const { browse, format } = locale.words;
  const applied: AppliedFilter[] = [];
  const add = (label: string, ...names: Param[]): void => void applied.push({ label, names });
  if (query.city !== undefined) add(cityLabel(query.city, facets), "city");
  if (query.country !== undefined) add(countryName(locale, query.country), "country");
  if (query.lat !== undefined && query.lon !== undefined) {
    add(browse.within(query.radius ?? "50", query.lat, query.lon), "lat", "lon", "radius");
  }
  const { from, to } = query;
  if (from !== undefined && to !== undefined) {
    add(
      from === to ? formatDay(locale, from) : browse.between(formatDay(locale, from), formatDay(locale, to)),
      "from",
      "to",
    );
  } else if (from !== undefined) add(browse.fromDay(formatDay(locale, from)), "from");
  else if (to !== undefined) add(browse.untilDay(formatDay(locale, to)), "to");
  if (query.genre !== undefined) add(genreName(locale, query.genre), "genre");
  if (query.currency !== undefined) {
    const minor = query.price === undefined ? null : minorUnits(query.price, query.currency);
    if (minor !== null)
      add(minor === 0 ? format.free : browse.upTo(formatPrice(locale, minor, query.currency)), "price", "currency");
  }
  if (query.online === "true") add(format.online, "online");
  if (query.promoter !== undefined)
    add(labelOf(query.promoter, facets.promoters) ?? spelledOut(query.promoter), "promoter");
  if (query.venue !== undefined) add(spelledOut(query.venue), "venue");
  if (query.series !== undefined) add(spelledOut(query.series), "series");
  return applied;
}

/** The city's own spelling where the catalogue knows it: `krakow` is Kraków. */
export function cityLabel(city: string, facets: Facets["facets"]): string {
  const folded = foldText(city);
  return facets.cities.find(({ value, label }) => value === city || foldText(label) === folded)?.label ?? city;
}

const labelOf = (value: string, counts: readonly { value: string; label: string }[]): string | undefined =>
  counts.find((count) => count.value === value)?.label;
