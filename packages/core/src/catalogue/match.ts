import { foldText } from "../fold-text.ts";
import type { Instant } from "../instant.ts";
import type { CatalogueEvent, CataloguePerformance, Place } from "./catalogue.ts";
import type { CatalogueFilter } from "./query.ts";

/** Mean radius of the Earth in kilometres, as every distance here (and in SQL) takes it. */
export const EARTH_KM = 6371;

/** The performances that are not over yet, by start; without those that are cancelled one by one. */
export function upcoming(event: CatalogueEvent, now: Instant): CataloguePerformance[] {
  return event.performances.filter((performance) => isUpcoming(performance, now));
}

const isUpcoming = ({ endsAt, status }: CataloguePerformance, now: Instant): boolean =>
  endsAt > now && status !== "cancelled";

/** The earliest upcoming performance that meets the filter, or `null` when the event does not match. */
export function firstMatch(event: CatalogueEvent, filter: CatalogueFilter, now: Instant): CataloguePerformance | null {
  if (!eventMatches(event, filter)) return null;
  return event.performances.find((performance) => performanceMatches(performance, filter, now)) ?? null;
}

/** All that `firstMatch` would choose from, by start. */
export function allMatches(event: CatalogueEvent, filter: CatalogueFilter, now: Instant): CataloguePerformance[] {
  if (!eventMatches(event, filter)) return [];
  return event.performances.filter((performance) => performanceMatches(performance, filter, now));
}

/** Whether tickets are to be had later on, and not yet. What is cancelled or postponed opens nothing. */
export const opensLater = ({ status, onSaleAt }: CatalogueEvent, now: Instant): boolean =>
  status === "published" && onSaleAt != null && onSaleAt > now;

function eventMatches(event: CatalogueEvent, { genre, promoter, series, maxPrice }: CatalogueFilter): boolean {
  if (genre !== undefined && event.genre !== genre) return false;
  if (promoter !== undefined && event.promoter.slug !== promoter) return false;
  if (series !== undefined && event.series?.slug !== series) return false;
  if (maxPrice === undefined) return true;
  return event.currency === maxPrice.currency && event.priceFrom !== null && event.priceFrom <= maxPrice.minor;
}

function performanceMatches(performance: CataloguePerformance, filter: CatalogueFilter, now: Instant): boolean {
  const { city, country, near, from, to, online, venue } = filter;
  if (!isUpcoming(performance, now)) return false;
  if (online !== undefined && performance.online !== online) return false;
  if (from !== undefined && (performance.endDate ?? performance.date) < from) return false;
  if (to !== undefined && performance.date > to) return false;
  if (city === undefined && country === undefined && near === undefined && venue === undefined) return true;
  const { place } = performance;
  if (place === null) return false;
  if (country !== undefined && place.country !== country) return false;
  if (venue !== undefined && place.venue?.slug !== venue) return false;
  if (city !== undefined && foldedCity(place) !== city) return false;
  if (near === undefined) return true;
  if (place.lat === null || place.lon === null) return false;
  return distanceKm(near, { lat: place.lat, lon: place.lon }) <= near.radiusKm;
}

const foldedCities = new WeakMap<Place, string>();

/** `place.city` as filters and facets spell it. Kept beside the place: a list looks at every city at each call. */
export function foldedCity(place: Place): string {
  const known = foldedCities.get(place);
  if (known !== undefined) return known;
  const made = foldText(place.city);
  foldedCities.set(place, made);
  return made;
}

interface Point {
  readonly lat: number;
  readonly lon: number;
}

/** Along the surface (haversine), in kilometres. */
export function distanceKm(a: Point, b: Point): number {
  const rad = Math.PI / 180;
  const lat = Math.sin(((b.lat - a.lat) * rad) / 2);
  const lon = Math.sin(((b.lon - a.lon) * rad) / 2);
  const h = lat * lat + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * lon * lon;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}
