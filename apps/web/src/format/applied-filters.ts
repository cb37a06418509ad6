import type { Facets } from "@liveotter/contracts/public/catalogue";
import { foldText } from "@liveotter/core/fold-text";
import type { Param, Query } from "../address.ts";
import type { Locale } from "../words/locale.ts";
import { formatDay } from "./dates.ts";
import { countryName, genreName } from "./names.ts";
import { formatPrice, minorUnits } from "./price.ts";

/** One filter in words, and the parameters that leave the address when it is cleared. */
export interface AppliedFilter {
  readonly label: string;
  readonly names: readonly Param[];
}

/** The filters of a query, in the order in which people think of them: where, when, what, how much. */
export function appliedFilters(locale: Locale, query: Query, facets: Facets["facets"]): AppliedFilter[] {
  const applied: AppliedFilter[] = [];
  const add = (label: string, ...names: Param[]): void => void applied.push({ label, names });
  if (query.city !== undefined) add(cityLabel(query.city, facets), "city");
  if (query.country !== undefined) add(countryName(locale, query.country), "country");
  if (query.lat !== undefined && query.lon !== undefined) {
    add(`Within ${query.radius ?? "50"} km of ${query.lat}, ${query.lon}`, "lat", "lon", "radius");
  }
  const { from, to } = query;
  if (from !== undefined && to !== undefined) {
    add(from === to ? formatDay(locale, from) : `${formatDay(locale, from)} – ${formatDay(locale, to)}`, "from", "to");
  } else if (from !== undefined) add(`From ${formatDay(locale, from)}`, "from");
  else if (to !== undefined) add(`Until ${formatDay(locale, to)}`, "to");
  if (query.genre !== undefined) add(genreName(query.genre), "genre");
  if (query.currency !== undefined) {
    const minor = query.price === undefined ? null : minorUnits(query.price, query.currency);
    if (minor === null) add(`Priced in ${query.currency}`, "currency");
    else add(minor === 0 ? "Free" : `Up to ${formatPrice(locale, minor, query.currency)}`, "price", "currency");
  }
  if (query.online === "true") add("Online", "online");
  if (query.promoter !== undefined)
    add(labelOf(query.promoter, facets.promoters) ?? genreName(query.promoter), "promoter");
  if (query.venue !== undefined) add(genreName(query.venue), "venue");
  if (query.series !== undefined) add(genreName(query.series), "series");
  return applied;
}

/** The city's own spelling where the catalogue knows it: `krakow` is Kraków. */
export function cityLabel(city: string, facets: Facets["facets"]): string {
  const folded = foldText(city);
  return facets.cities.find(({ value, label }) => value === city || foldText(label) === folded)?.label ?? city;
}

const labelOf = (value: string, counts: readonly { value: string; label: string }[]): string | undefined =>
  counts.find((count) => count.value === value)?.label;
