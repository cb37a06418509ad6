import { EARTH_KM } from "@liveotter/core/catalogue/match";
import type { CatalogueFilter } from "@liveotter/core/catalogue/query";
import type { Instant } from "@liveotter/core/instant";
import { type SQL, sql } from "drizzle-orm";
import { asFansPay, timestamp } from "./catalogue-json.ts";

/** Postgres holds a performance no longer than this (`performances`' check), so nothing that began earlier is still on. */
const LONGEST_HOURS = 9600;

/** What core's `match.ts` says of a performance, about the one called `alias`. */
export function performanceConditions(alias: "p" | "q", filter: CatalogueFilter, now: Instant): SQL {
  const p = sql.raw(alias);
  const { city, country, near, from, to, online, venue } = filter;
  const conditions = [sql`${p}.listed`, sql`${p}.ends_at > ${timestamp(now)}`, sql`${p}.status <> 'cancelled'`];
  if (online !== undefined) conditions.push(sql`${p}.online = ${online}`);
  if (from !== undefined) conditions.push(sql`coalesce(${p}.end_local_date, ${p}.local_date) >= ${from}::date`);
  if (to !== undefined) conditions.push(sql`${p}.local_date <= ${to}::date`);
  if (city !== undefined) conditions.push(sql`${p}.city_key = ${city}`);
  if (country !== undefined) conditions.push(sql`${p}.country = ${country}`);
  if (venue !== undefined) conditions.push(sql`${p}.venue_id = (SELECT id FROM venues WHERE slug = ${venue})`);
  if (near !== undefined) {
    // No point within the distance lies outside its band of latitudes, which an index finds.
    const degrees = ((near.radiusKm / EARTH_KM) * 180) / Math.PI + 1e-6;
    conditions.push(
      sql`${p}.lat BETWEEN ${near.lat - degrees}::float8 AND ${near.lat + degrees}::float8`,
      sql`${distanceKm(p, near)} <= ${near.radiusKm}::float8`,
    );
  }
  return sql.join(conditions, sql` AND `);
}

/** For reading in order of start: lets the index begin where something may still be on. */
export const startsLateEnough = (now: Instant): SQL =>
  sql`p.starts_at > ${timestamp(Math.max(now - LONGEST_HOURS * 3_600_000, 0))}`;

/** The very formula of core's `distanceKm`, in the same order of operations. */
function distanceKm(p: SQL, { lat, lon }: { readonly lat: number; readonly lon: number }): SQL {
  const rad = sql`(pi() / 180)`;
  const half = (column: SQL, origin: number) => sql`sin(((${column} - ${origin}::float8) * ${rad}) / 2)`;
  const [a, b] = [half(sql`${p}.lat`, lat), half(sql`${p}.lon`, lon)];
  const cosines = sql`cos(${lat}::float8 * ${rad}) * cos(${p}.lat * ${rad})`;
  const h = sql`${a} * ${a} + ${cosines} * ${b} * ${b}`;
  return sql`2 * ${sql.raw(String(EARTH_KM))} * asin(least(1, sqrt(${h})))`;
}

/** Whether any condition is on the event itself. */
export const filtersEvents = ({ genre, promoter, series, maxPrice }: CatalogueFilter): boolean =>
  genre !== undefined || promoter !== undefined || series !== undefined || maxPrice !== undefined;

/** Whether conditions on performances leave few of them, so that starting from these pays off. */
export const isSelective = ({ city, country, near, venue, from, to, online }: CatalogueFilter): boolean =>
  [city, country, near, venue, from, to, online].some((condition) => condition !== undefined);

/** What core's `match.ts` says of an event, about `e`. */
export function eventConditions({ genre, promoter, series, maxPrice }: CatalogueFilter): SQL {
  const conditions = [sql`e.listed`];
  if (genre !== undefined) conditions.push(sql`e.genre = ${genre}`);
  if (promoter !== undefined) conditions.push(sql`e.promoter_id = (SELECT id FROM promoters WHERE slug = ${promoter})`);
  if (series !== undefined) conditions.push(sql`e.series_id = (SELECT id FROM series WHERE slug = ${series})`);
  if (maxPrice !== undefined) {
    const cheapest = asFansPay(sql`e.price_from`);
    conditions.push(sql`e.currency = ${maxPrice.currency}`, sql`${cheapest} <= ${maxPrice.minor}::bigint`);
  }
  return sql.join(conditions, sql` AND `);
}
