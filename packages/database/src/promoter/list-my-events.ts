import type { EventId, PromoterId, SeriesId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { epochMs, timestamp } from "../public/catalogue-json.ts";
import { asPromoter } from "./as-promoter.ts";
import { type MyEventSummary, mySummaryJson } from "./my-event.ts";

/**
 * - `created`, `changed`: newest first.
 * - `name`: by the folded name.
 * - `date`: what is still to come, soonest first; then what is over, latest first; then what has no performances.
 */
export type MyEventSort = MyEventKey["sort"];

/** Where an event stands in an order, so that the next page begins behind it, whatever was added meanwhile. */
export type MyEventKey =
  | { readonly sort: "created"; readonly id: EventId }
  | { readonly sort: "changed"; readonly at: Instant; readonly id: EventId }
  | { readonly sort: "name"; readonly name: string; readonly id: EventId }
  /** `asOf`: the moment that tells "to come" from "over", the same on every page. */
  | {
      readonly sort: "date";
      readonly asOf: Instant;
      readonly rank: 0 | 1 | 2;
      readonly at: number;
      readonly id: EventId;
    };

export interface MyEventQuery {
  readonly limit: number;
  readonly sort?: MyEventSort | undefined;
  /** Of the same `sort`. */
  readonly after?: MyEventKey | undefined;
  /** Folded; each must begin a word of the event's name, tags, cities or venues. */
  readonly words?: readonly string[] | undefined;
  /** Absent: all but archived ones. */
  readonly status?: MyEventSummary["status"] | undefined;
  /** Local dates: with a performance on or after, on or before. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly seriesId?: SeriesId | undefined;
}

/** The promoter's own events. `after`: the key of this page's last one, while there may be more. @throws DatabaseError */
export async function listMyEvents(
  db: Database,
  promoterId: PromoterId,
  query: MyEventQuery,
  now: Instant,
  options?: CallOptions,
): Promise<{ items: MyEventSummary[]; after: MyEventKey | null }> {
  const order = orderOf(query, now);
  const conditions = [
    sql`e.promoter_id = ${promoterId}::uuid`,
    query.status === undefined ? sql`e.status <> 'archived'` : sql`e.status = ${query.status}`,
    ...filters(promoterId, query),
    ...(order.after ? [order.after] : []),
  ];
  const [rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT ${mySummaryJson} AS event, ${order.key} AS key FROM events e ${order.join}
      WHERE ${sql.join(conditions, sql` AND `)} ORDER BY ${order.by} LIMIT ${query.limit + 1}`,
    ],
    options,
  );
  const found = (rows ?? []) as { event: MyEventSummary; key: MyEventKey }[]; // what the statement selects
  const page = found.slice(0, query.limit);
  return {
    items: page.map(({ event }) => event),
    after: found.length > query.limit ? (page.at(-1)?.key ?? null) : null,
  };
}

function filters(promoterId: PromoterId, { words = [], from, to, seriesId }: MyEventQuery): SQL[] {
  const conditions = words.map(
    // An array is made first: else the planner may walk through all events in search of a rare word. Nothing that
    // folding leaves comes after the last code point of all.
    (word) => sql`e.id = ANY(ARRAY(SELECT w.event_id FROM event_words w WHERE w.promoter_id = ${promoterId}::uuid
      AND w.word >= ${word} AND w.word < ${`${word}\u{10FFFF}`}))`,
  );
  if (seriesId !== undefined) conditions.push(sql`e.series_id = ${seriesId}::uuid`);
  if (from !== undefined || to !== undefined) {
    conditions.push(sql`EXISTS (
      SELECT FROM performances p WHERE p.promoter_id = e.promoter_id AND p.event_id = e.id
        ${from === undefined ? sql`` : sql`AND coalesce(p.end_local_date, p.local_date) >= ${day(from)}::date`}
        ${to === undefined ? sql`` : sql`AND p.local_date <= ${day(to)}::date`})`);
  }
  return conditions;
}

/** Postgres knows no year 0. */
const day = (date: string) => (date < "0001-01-01" ? "0001-01-01" : date);

interface Order {
  readonly join: SQL;
  /** A `MyEventKey` of `e`. */
  readonly key: SQL;
  readonly by: SQL;
  readonly after: SQL | undefined;
}

function orderOf({ sort = "created", after }: MyEventQuery, now: Instant): Order {
  const plain = { join: sql`` };
  switch (sort) {
    case "created":
      return {
        ...plain,
        key: sql`json_build_object('sort', 'created', 'id', e.id)`,
        by: sql`e.id DESC`,
        after: after?.sort === sort ? sql`e.id < ${after.id}::uuid` : undefined,
      };
    case "changed":
      return {
        ...plain,
        key: sql`json_build_object('sort', 'changed', 'at', ${epochMs(sql`e.changed_at`)}, 'id', e.id)`,
        by: sql`e.changed_at DESC, e.id DESC`,
        after:
          after?.sort === sort ? sql`(e.changed_at, e.id) < (${timestamp(after.at)}, ${after.id}::uuid)` : undefined,
      };
    case "name":
      return {
        ...plain,
        key: sql`json_build_object('sort', 'name', 'name', e.name_key, 'id', e.id)`,
        by: sql`e.name_key, e.id`,
        after: after?.sort === sort ? sql`(e.name_key, e.id) > (${after.name}, ${after.id}::uuid)` : undefined,
      };
    case "date": {
      const asOf = after?.sort === sort ? after.asOf : now;
      return {
        join: sql`CROSS JOIN LATERAL (
          SELECT min(p.starts_at) FILTER (WHERE p.ends_at > ${timestamp(asOf)}) AS coming, max(p.starts_at) AS last
          FROM performances p WHERE p.promoter_id = e.promoter_id AND p.event_id = e.id) d
          CROSS JOIN LATERAL (SELECT
            CASE WHEN d.coming IS NOT NULL THEN 0 WHEN d.last IS NOT NULL THEN 1 ELSE 2 END AS rank,
            CASE WHEN d.coming IS NOT NULL THEN ${epochMs(sql`d.coming`)}
              WHEN d.last IS NOT NULL THEN -${epochMs(sql`d.last`)} ELSE 0 END AS at) o`,
        key: sql`json_build_object('sort', 'date', 'asOf', ${asOf}::bigint, 'rank', o.rank, 'at', o.at, 'id', e.id)`,
        by: sql`o.rank, o.at, e.id`,
        after:
          after?.sort === sort
            ? sql`(o.rank, o.at, e.id) > (${after.rank}::integer, ${after.at}::bigint, ${after.id}::uuid)`
            : undefined,
      };
    }
  }
}
