import type { CatalogueEventDetail, CatalogueVenue } from "@liveotter/core/catalogue/catalogue";
import type { EventId, VenueId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { besideEvent, eventDetailJson, venueJson } from "./catalogue-json.ts";

export interface PageOf<Id> {
  /** The last id of the page before. */
  readonly afterId?: Id | undefined;
  readonly limit: number;
}

/**
 * The public events with something upcoming, by id and in pages, each with its upcoming performances. The last page is
 * shorter than `limit`. Pages are read one by one: an event that changes meanwhile is due in the outbox anyway.
 * @throws DatabaseError
 */
export async function readWholeCatalogue(
  db: Database,
  now: Instant,
  { afterId, limit }: PageOf<EventId>,
  options?: CallOptions,
): Promise<CatalogueEventDetail[]> {
  const rows = await db.query<{ event: CatalogueEventDetail }>(
    sql`SELECT ${eventDetailJson(now)} AS event FROM events e ${besideEvent}
    WHERE e.listed AND ${hasUpcoming(now)} ${afterId === undefined ? sql`` : sql`AND e.id > ${afterId}::uuid`}
    ORDER BY e.id LIMIT ${limit}`,
    options,
  );
  return rows.map(({ event }) => event);
}

/** Those of the named events that are public and have something upcoming; the others are to be forgotten. */
export async function readEventsById(
  db: Database,
  now: Instant,
  ids: readonly EventId[],
  options?: CallOptions,
): Promise<CatalogueEventDetail[]> {
  if (ids.length === 0) return [];
  const rows = await db.query<{ event: CatalogueEventDetail }>(
    sql`SELECT ${eventDetailJson(now)} AS event FROM events e ${besideEvent}
    WHERE e.listed AND ${hasUpcoming(now)} AND e.id = ANY(${sql.param([...ids])}::uuid[]) ORDER BY e.id`,
    options,
  );
  return rows.map(({ event }) => event);
}

/** The venues of everything above, by id and in pages. @throws DatabaseError */
export async function readAllVenues(
  db: Database,
  { afterId, limit }: PageOf<VenueId>,
  options?: CallOptions,
): Promise<{ id: VenueId; venue: CatalogueVenue }[]> {
  return db.query<{ id: VenueId; venue: CatalogueVenue }>(
    sql`SELECT v.id, ${venueJson} AS venue FROM venues v
    WHERE EXISTS (SELECT FROM performances p WHERE p.venue_id = v.id AND p.listed)
      ${afterId === undefined ? sql`` : sql`AND v.id > ${afterId}::uuid`}
    ORDER BY v.id LIMIT ${limit}`,
    options,
  );
}

const hasUpcoming = (now: Instant) => sql`EXISTS (SELECT FROM performances p
  WHERE p.event_id = e.id AND p.listed AND p.ends_at > ${new Date(now).toISOString()}::timestamptz)`;
