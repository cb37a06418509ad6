import type { CatalogueFilter } from "@liveotter/core/catalogue/query";
import type { Instant } from "@liveotter/core/instant";
import { dayNumber } from "./event-document.ts";

/**
 * The filter as Meilisearch's conditions, all of which must hold; `null` when nothing can match it.
 * https://www.meilisearch.com/docs/learn/filtering_and_sorting/filter_expression_reference
 */
export function meilisearchFilter(filter: CatalogueFilter, now: Instant): string[] | null {
  const conditions = [`endsAt > ${now}`];
  const { city, country, near, from, to, genre, maxPrice, online, promoter, venue, series } = filter;
  for (const [attribute, value] of Object.entries({ city, country, genre, promoter, venue, series })) {
    if (value === undefined) continue;
    const text = quoted(value);
    if (text === null) return null;
    conditions.push(`${attribute} = ${text}`);
  }
  if (from !== undefined) conditions.push(`lastDay >= ${dayNumber(from)}`);
  if (to !== undefined) conditions.push(`firstDay <= ${dayNumber(to)}`);
  if (online !== undefined) conditions.push(`online = ${online}`);
  if (near !== undefined) conditions.push(`_geoRadius(${near.lat}, ${near.lon}, ${near.radiusKm * 1000})`);
  if (maxPrice !== undefined) {
    const currency = quoted(maxPrice.currency);
    if (currency === null) return null;
    conditions.push(`currency = ${currency}`, `priceFrom <= ${maxPrice.minor}`);
  }
  return conditions;
}

/**
 * `value` as a quoted string of the filter language, or `null` if it holds a backslash or a control character. The
 * language unescapes `\"` and nothing else (filter-parser/src/value.rs), so that a value that ends in a backslash
 * cannot be written down at all; no folded name, slug or code has one.
 */
export function quoted(value: string): string | null {
  if (/[\\\p{Cc}]/u.test(value)) return null;
  return `"${value.replaceAll('"', '\\"')}"`;
}
