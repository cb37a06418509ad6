import type { EventId, PerformanceId, TicketTypeId, VenueId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import { epochMs } from "../public/catalogue-json.ts";

/** A line of a promoter's own list. */
export interface MyEventSummary {
  readonly id: EventId;
  readonly slug: string;
  readonly name: string;
  readonly status: "draft" | "published" | "postponed" | "cancelled";
  readonly version: number;
  readonly genre: string;
  readonly currency: string;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  readonly publishedAt: Instant | null;
}

/** All that its promoter sees of an event. */
export interface MyEvent extends MyEventSummary {
  readonly summary: string;
  readonly description: string;
  readonly url: string | null;
  readonly languages: readonly string[];
  readonly tags: readonly string[];
  /** By start, then id; those that are over included. */
  readonly performances: readonly MyPerformance[];
  readonly ticketTypes: readonly {
    readonly id: TicketTypeId;
    readonly name: string;
    readonly price: number;
    readonly hidden: boolean;
  }[];
}

export interface MyPerformance {
  readonly id: PerformanceId;
  readonly date: string;
  readonly time: string | null;
  readonly endDate: string | null;
  readonly zone: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly online: boolean;
  readonly status: "scheduled" | "cancelled" | "postponed";
  readonly place: {
    readonly venue: { readonly id: VenueId; readonly slug: string; readonly name: string } | null;
    readonly city: string;
    readonly country: string;
    readonly lat: number | null;
    readonly lon: number | null;
  } | null;
}

const summaryFields = sql`'id', e.id, 'slug', e.slug, 'name', e.name, 'status', e.status, 'version', e.version,
  'genre', e.genre, 'currency', e.currency, 'createdAt', ${epochMs(sql`e.created_at`)},
  'changedAt', ${epochMs(sql`e.changed_at`)}, 'publishedAt', ${epochMs(sql`e.published_at`)}`;

/** A `MyEventSummary` of `e`. */
export const mySummaryJson = sql`json_build_object(${summaryFields})`;

/** A `MyEvent` of `e`. */
export const myEventJson = sql`json_build_object(${summaryFields}, 'summary', e.summary, 'description', e.description,
  'url', e.url, 'languages', e.languages, 'tags', e.tags,
  'performances', coalesce((
    SELECT json_agg(json_build_object('id', p.id, 'date', p.local_date, 'time', to_char(p.local_time, 'HH24:MI'),
      'endDate', p.end_local_date, 'zone', p.zone, 'startsAt', ${epochMs(sql`p.starts_at`)},
      'endsAt', ${epochMs(sql`p.ends_at`)}, 'online', p.online, 'status', p.status,
      'place', CASE WHEN p.city IS NOT NULL THEN json_build_object(
        'venue', CASE WHEN v.id IS NOT NULL THEN json_build_object('id', v.id, 'slug', v.slug, 'name', v.name) END,
        'city', p.city, 'country', p.country, 'lat', p.lat, 'lon', p.lon) END) ORDER BY p.starts_at, p.id)
    FROM performances p LEFT JOIN venues v ON v.id = p.venue_id
    WHERE p.promoter_id = e.promoter_id AND p.event_id = e.id), '[]'::json),
  'ticketTypes', coalesce((
    SELECT json_agg(json_build_object('id', t.id, 'name', t.name, 'price', t.price_minor, 'hidden', t.hidden)
      ORDER BY t.position, t.id)
    FROM ticket_types t WHERE t.promoter_id = e.promoter_id AND t.event_id = e.id), '[]'::json))`;
