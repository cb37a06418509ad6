import { foldText } from "@liveotter/core/fold-text";
import type { EventId, PromoterId } from "@liveotter/core/ids";
import { toIso } from "@liveotter/core/instant";
import { type SQL, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { PerformanceDraft, PlaceDraft, QuotaDraft, TicketTypeDraft } from "../promoter/event-draft.ts";

/*
 * Lines of many events at once: new ones come, known ones change. Whether an event is public its row says, which is
 * there already.
 */

interface WithPerformances {
  readonly id: EventId;
  readonly performances: readonly PerformanceDraft[];
}

export function writePerformances(promoterId: PromoterId, events: readonly WithPerformances[]): SQL {
  const rows = events.flatMap(({ id, performances }) => performances.map((each) => performanceRow(id, each)));
  return sql`INSERT INTO performances (id, promoter_id, event_id, listed, venue_id, city, city_key, country, lat, lon,
      zone, online, local_date, local_time, end_local_date, starts_at, ends_at)
    SELECT given.id, e.promoter_id, e.id, e.listed, v.id, coalesce(v.city, given.city),
      coalesce(v.city_key, given.city_key), coalesce(v.country, given.country), coalesce(v.lat, given.lat),
      coalesce(v.lon, given.lon), given.zone, given.online, given.local_date, given.local_time, given.end_local_date,
      given.starts_at, given.ends_at
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (
      id uuid, event_id uuid, venue_key text, city text, city_key text, country text, lat float8, lon float8, zone text,
      online boolean, local_date date, local_time time, end_local_date date, starts_at timestamptz, ends_at timestamptz)
    JOIN events e ON e.promoter_id = ${promoterId}::uuid AND e.id = given.event_id
    LEFT JOIN venues v ON v.country = given.country AND v.city_key = given.city_key AND v.name_key = given.venue_key
    ON CONFLICT (id) DO UPDATE SET venue_id = excluded.venue_id, city = excluded.city, city_key = excluded.city_key,
      country = excluded.country, lat = excluded.lat, lon = excluded.lon, zone = excluded.zone,
      online = excluded.online, local_date = excluded.local_date, local_time = excluded.local_time,
      end_local_date = excluded.end_local_date, starts_at = excluded.starts_at, ends_at = excluded.ends_at
    WHERE performances.event_id = excluded.event_id`;
}

function performanceRow(eventId: EventId, { id, where, startsAt, endsAt, ...own }: PerformanceDraft) {
  return {
    ...{ id: id ?? uuidv7(), event_id: eventId, zone: own.zone, online: own.online || where.kind === "online" },
    ...{ local_date: own.date, local_time: own.time, end_local_date: own.endDate },
    ...{ starts_at: toIso(startsAt), ends_at: toIso(endsAt) },
    ...placeRow(where),
  };
}

/** Rows of a file name venues, and know no ids. */
function placeRow(where: PlaceDraft) {
  if (where.kind !== "new-venue" && where.kind !== "place") return {};
  const { city, country, lat, lon } = where;
  const key = where.kind === "new-venue" ? { venue_key: foldText(where.name) } : {};
  return { city, city_key: foldText(city), country, lat, lon, ...key };
}

export const ticketTypeRows = (eventId: EventId, ticketTypes: readonly TicketTypeDraft[]) =>
  ticketTypes.map(({ id, name, price }, position) => ({
    id: id ?? uuidv7(),
    event_id: eventId,
    name,
    price,
    position,
  }));

export const writeTicketTypes = (promoterId: PromoterId, rows: ReturnType<typeof ticketTypeRows>): SQL =>
  sql`INSERT INTO ticket_types (id, promoter_id, event_id, listed, name, position, price_minor)
    SELECT given.id, e.promoter_id, e.id, e.listed, given.name, given.position, given.price
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (
      id uuid, event_id uuid, name text, price bigint, position int)
    JOIN events e ON e.promoter_id = ${promoterId}::uuid AND e.id = given.event_id
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, position = excluded.position,
      price_minor = excluded.price_minor
    WHERE ticket_types.event_id = excluded.event_id`;

export const quotaRows = (eventId: EventId, quotas: readonly QuotaDraft[]) =>
  quotas.map(({ id, name, capacity, performance, ticketTypes }, position) => ({
    ...{ id: id ?? uuidv7(), event_id: eventId, name, capacity, performance, position, types: ticketTypes },
  }));

export function writeQuotas(promoterId: PromoterId, rows: ReturnType<typeof quotaRows>): SQL[] {
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (
    id uuid, event_id uuid, name text, capacity int, performance uuid, position int, types uuid[])`;
  return [
    sql`INSERT INTO quotas (id, promoter_id, event_id, performance_id, name, capacity, position)
      SELECT id, ${promoterId}::uuid, event_id, performance, name, capacity, position FROM ${given}
      ON CONFLICT (id) DO UPDATE SET performance_id = excluded.performance_id, name = excluded.name,
        capacity = excluded.capacity, position = excluded.position
      WHERE quotas.event_id = excluded.event_id`,
    sql`INSERT INTO quota_ticket_types (promoter_id, event_id, quota_id, ticket_type_id)
      SELECT ${promoterId}::uuid, event_id, id, type FROM ${given} CROSS JOIN unnest(given.types) type`,
  ];
}
