import { foldText } from "@liveotter/core/fold-text";
import type { EventId, PerformanceId, PromoterId, QuotaId, TicketTypeId } from "@liveotter/core/ids";
import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "../promoter/as-promoter.ts";

/** The event that stands for a row already. */
export interface KnownEvent {
  readonly key: string;
  readonly eventId: EventId;
  readonly contentHash: string;
  /** The import, and its row, that wrote it last. */
  readonly importId: string;
  readonly row: number;
  /** As it is now. */
  readonly version: number;
  /** Somebody changed it since, and not only by showing or hiding it. */
  readonly changedByHand: boolean;
  /** Somebody has ordered from it, or its promoter has prepared for that: codes and blocks hang from its lines. */
  readonly inSale: boolean;
  readonly performances: readonly { readonly id: PerformanceId; readonly date: string; readonly time: string | null }[];
  readonly ticketTypes: readonly { readonly id: TicketTypeId; readonly name: string }[];
  readonly quotas: readonly {
    readonly id: QuotaId;
    readonly name: string;
    readonly performance: PerformanceId | null;
  }[];
}

export interface NamedVenue {
  readonly name: string;
  readonly city: string;
  readonly country: string;
}

/**
 * Whether `events e` was changed by hand since the import that `imported_events m` tells of: its version has gone up more
 * often than it was published and withdrawn.
 */
export const changedByHand: SQL = sql`(e.version > m.version AND e.version - m.version > (
  SELECT count(*) FROM audit_log a
  WHERE a.promoter_id = e.promoter_id AND a.subject_id = e.id AND a.action IN ('event.publish', 'event.withdraw')
    AND (a.details ->> 'version')::int > m.version))`;

/** Whether anything of selling hangs from `events e`: then neither its lines nor itself may go. */
export const inSale: SQL = sql`(EXISTS (SELECT FROM orders s WHERE s.promoter_id = e.promoter_id AND s.event_id = e.id)
  OR EXISTS (SELECT FROM codes s WHERE s.promoter_id = e.promoter_id AND s.event_id = e.id)
  OR EXISTS (SELECT FROM blocks s WHERE s.promoter_id = e.promoter_id AND s.event_id = e.id))`;

/** What is known of rows by their keys, and the zones of venues by `venueKey`. @throws DatabaseError */
export async function readKnown(
  db: Database,
  promoterId: PromoterId,
  { keys, venues }: { readonly keys: readonly string[]; readonly venues: readonly NamedVenue[] },
  options?: CallOptions,
): Promise<{ events: Map<string, KnownEvent>; zones: Map<string, string> }> {
  const named = venues.map(({ name, city, country }) => ({ name: foldText(name), city: foldText(city), country }));
  const [events, zones] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT m.external_key AS key, m.event_id AS "eventId", m.content_hash AS "contentHash", m.import_id AS "importId",
        m.line AS row, e.version, ${changedByHand} AS "changedByHand", ${inSale} AS "inSale",
        coalesce((SELECT json_agg(json_build_object('id', p.id, 'date', p.local_date,
            'time', to_char(p.local_time, 'HH24:MI')) ORDER BY p.starts_at, p.id)
          FROM performances p WHERE p.promoter_id = e.promoter_id AND p.event_id = e.id), '[]') AS performances,
        coalesce((SELECT json_agg(json_build_object('id', t.id, 'name', t.name) ORDER BY t.position, t.id)
          FROM ticket_types t WHERE t.promoter_id = e.promoter_id AND t.event_id = e.id), '[]') AS "ticketTypes",
        coalesce((SELECT json_agg(json_build_object('id', q.id, 'name', q.name, 'performance', q.performance_id)
            ORDER BY q.position, q.id)
          FROM quotas q WHERE q.promoter_id = e.promoter_id AND q.event_id = e.id), '[]') AS quotas
      FROM imported_events m JOIN events e ON e.promoter_id = m.promoter_id AND e.id = m.event_id
      WHERE m.promoter_id = ${promoterId}::uuid AND m.external_key = ANY(${sql.param([...keys])}::text[])`,
      sql`SELECT v.name_key AS name, v.city_key AS city, v.country, v.zone
      FROM jsonb_to_recordset(${JSON.stringify(named)}::jsonb) AS given (name text, city text, country text)
      JOIN venues v ON v.country = given.country AND v.city_key = given.city AND v.name_key = given.name`,
    ],
    options,
  );
  // What the two statements select.
  const known = (events ?? []) as KnownEvent[];
  const found = (zones ?? []) as (NamedVenue & { zone: string })[];
  return {
    events: new Map(known.map((event) => [event.key, event])),
    zones: new Map(found.map((venue) => [venueKey(venue), venue.zone])),
  };
}

/** A venue by what it is found by. */
export const venueKey = ({ name, city, country }: NamedVenue): string =>
  JSON.stringify([foldText(name), foldText(city), country]);
