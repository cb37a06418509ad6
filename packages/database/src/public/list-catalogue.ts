import type { CatalogueEvent, CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { pageKey } from "@liveotter/core/catalogue/order";
import type { CatalogueItem, CataloguePage, CatalogueQuery } from "@liveotter/core/catalogue/query";
import type { Instant } from "@liveotter/core/instant";
import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import {
  eventConditions,
  filtersEvents,
  isSelective,
  performanceConditions,
  startsLateEnough,
} from "./catalogue-filter.ts";
import { besideEvent, eventJson, timestamp, versionJson } from "./catalogue-json.ts";

/**
 * One page of the public list, and the content version it was read at. The same items in the same order as core's
 * `queryCatalogue`, except that the events carry only their upcoming performances. `query.after` must be of `query.sort`.
 * @throws DatabaseError
 */
export async function listCatalogue(
  db: Database,
  query: CatalogueQuery,
  now: Instant,
  options?: CallOptions,
): Promise<{ page: CataloguePage; version: CatalogueVersion }> {
  const { sort } = query;
  const page = sort === "date" ? pageByDate(query, now) : pageOfEvents({ ...query, sort }, now);
  const [row] = await db.query<{
    version: CatalogueVersion;
    items: { event: CatalogueEvent; next: string }[];
  }>(
    sql`SELECT ${versionJson} AS version, coalesce((
      SELECT json_agg(json_build_object('event', ${eventJson(now)}, 'next', page.next_id) ORDER BY page.place)
      FROM (${page}) page JOIN events e ON e.id = page.event_id ${besideEvent}), '[]'::json) AS items
    FROM catalogue_version c`,
    options,
  );
  if (row === undefined) throw new Error("catalogue_version has lost its row");
  // One more than asked for was read, to know whether there is another page.
  const items = row.items.slice(0, query.limit).map(({ event, next }): CatalogueItem => {
    const found = event.performances.find(({ id }) => id === next);
    if (found === undefined) throw new Error(`Event ${event.id} came without the performance it was found by`);
    return { event, next: found };
  });
  const last = row.items.length > query.limit ? items.at(-1) : undefined;
  return { page: { items, after: last ? pageKey(query.sort, last) : null }, version: row.version };
}

/** Walks the performances by start and takes each event at its first one that matches; ends with the page. */
function pageByDate(query: CatalogueQuery, now: Instant): SQL {
  const { after, limit } = query;
  const events = filtersEvents(query) ? sql`JOIN events e ON e.id = p.event_id AND ${eventConditions(query)}` : sql``;
  const beyond = after
    ? sql`(p.starts_at, p.event_id) > (${timestamp(Number(after.value))}, ${after.id}::uuid)`
    : startsLateEnough(now);
  return sql`
    SELECT p.event_id, p.id AS next_id, row_number() OVER (ORDER BY p.starts_at, p.event_id) AS place
    FROM performances p ${events}
    WHERE ${performanceConditions("p", query, now)} AND ${beyond} AND NOT EXISTS (
      SELECT FROM performances q
      WHERE q.event_id = p.event_id AND ${performanceConditions("q", query, now)}
        AND (q.starts_at, q.id) < (p.starts_at, p.id))
    ORDER BY p.starts_at, p.event_id LIMIT ${limit + 1}`;
}

/** How the lists run that are not by date. */
const ORDER = {
  name: sql`e.name_key, e.id`,
  new: sql`e.published_at DESC, e.id DESC`,
  opening: sql`e.on_sale_at, e.id`,
};

/** Walks the events in the order of a property of their own, and takes those with a performance that matches. */
function pageOfEvents(query: CatalogueQuery & { readonly sort: keyof typeof ORDER }, now: Instant): SQL {
  const { after, limit, sort } = query;
  const order = ORDER[sort];
  const conditions = [eventConditions(query)];
  if (after && sort === "name") conditions.push(sql`(e.name_key, e.id) > (${String(after.value)}, ${after.id}::uuid)`);
  if (after && sort === "new") {
    conditions.push(sql`(e.published_at, e.id) < (${timestamp(Number(after.value))}, ${after.id}::uuid)`);
  }
  if (sort === "opening") conditions.push(sql`e.status = 'published' AND e.on_sale_at > ${timestamp(now)}`);
  if (after && sort === "opening") {
    conditions.push(sql`(e.on_sale_at, e.id) > (${timestamp(Number(after.value))}, ${after.id}::uuid)`);
  }
  // Few performances: start from them. Else look at each event's own in turn, until the page is full.
  const next = isSelective(query)
    ? sql`JOIN (
      SELECT DISTINCT ON (p.event_id) p.event_id, p.id FROM performances p
      WHERE ${performanceConditions("p", query, now)} ORDER BY p.event_id, p.starts_at, p.id) next ON next.event_id = e.id`
    : sql`CROSS JOIN LATERAL (
      SELECT p.id FROM performances p WHERE p.event_id = e.id AND ${performanceConditions("p", query, now)}
      ORDER BY p.starts_at, p.id LIMIT 1) next`;
  return sql`
    SELECT e.id AS event_id, next.id AS next_id, row_number() OVER (ORDER BY ${order}) AS place
    FROM events e ${next}
    WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY ${order} LIMIT ${limit + 1}`;
}
