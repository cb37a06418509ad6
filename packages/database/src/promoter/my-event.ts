import type { EventId, PerformanceId, QuotaId, SeriesId, TicketTypeId, VenueId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import { epochMs } from "../public/catalogue-json.ts";
import type { FeesDraft, SalesDraft, TaxDraft } from "./event-draft.ts";

/** A line of a promoter's own list. */
export interface MyEventSummary {
  readonly id: EventId;
  readonly slug: string;
  readonly name: string;
  readonly status: "draft" | "published" | "postponed" | "cancelled" | "archived";
  readonly version: number;
  readonly genre: string;
  readonly currency: string;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  readonly publishedAt: Instant | null;
  /** The first performance that is not over, else the last; `null` without any. */
  readonly next: {
    readonly date: string;
    readonly time: string | null;
    readonly zone: string;
    readonly city: string | null;
  } | null;
  readonly performanceCount: number;
  readonly coverUrl: string | null;
}

/** All that its promoter sees of an event. */
export interface MyEvent extends MyEventSummary {
  readonly summary: string;
  readonly description: string;
  readonly url: string | null;
  readonly languages: readonly string[];
  readonly tags: readonly string[];
  readonly lineUp: readonly string[];
  readonly access: string;
  /** By start, then id; those that are over included. */
  readonly performances: readonly MyPerformance[];
  /** In the order in which they are shown. */
  readonly ticketTypes: readonly MyTicketType[];
  readonly quotas: readonly MyQuota[];
  readonly sales: SalesDraft;
  readonly fees: FeesDraft | null;
  readonly tax: TaxDraft | null;
  readonly series: { readonly id: SeriesId; readonly slug: string; readonly name: string } | null;
  readonly cover: { readonly url: string; readonly width: number; readonly height: number } | null;
}

export interface MyTicketType {
  readonly id: TicketTypeId;
  readonly name: string;
  readonly description: string;
  readonly price: number;
  readonly phases: readonly { readonly name: string; readonly until: Instant; readonly price: number }[];
  readonly hidden: boolean;
  readonly minPerOrder: number | null;
  readonly maxPerOrder: number | null;
  /** In the order of the performances. */
  readonly pass: readonly PerformanceId[] | null;
}

export interface MyQuota {
  readonly id: QuotaId;
  readonly name: string;
  readonly capacity: number | null;
  readonly performance: PerformanceId | null;
  /** In the order of the ticket types. */
  readonly ticketTypes: readonly TicketTypeId[];
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

const next = sql`(SELECT json_build_object('date', p.local_date, 'time', to_char(p.local_time, 'HH24:MI'), 'zone', p.zone,
    'city', p.city)
  FROM performances p WHERE p.promoter_id = e.promoter_id AND p.event_id = e.id
  ORDER BY p.ends_at <= now(), CASE WHEN p.ends_at > now() THEN p.starts_at END, p.starts_at DESC, p.id LIMIT 1)`;

const summaryFields = sql`'id', e.id, 'slug', e.slug, 'name', e.name, 'status', e.status, 'version', e.version,
  'genre', e.genre, 'currency', e.currency, 'createdAt', ${epochMs(sql`e.created_at`)},
  'changedAt', ${epochMs(sql`e.changed_at`)}, 'publishedAt', ${epochMs(sql`e.published_at`)}, 'next', ${next},
  'performanceCount', (
    SELECT count(*) FROM performances p WHERE p.promoter_id = e.promoter_id AND p.event_id = e.id),
  'coverUrl', '/media/' || e.cover`;

/** A `MyEventSummary` of `e`. */
export const mySummaryJson = sql`json_build_object(${summaryFields})`;

const performances = sql`coalesce((
  SELECT json_agg(json_build_object('id', p.id, 'date', p.local_date, 'time', to_char(p.local_time, 'HH24:MI'),
    'endDate', p.end_local_date, 'zone', p.zone, 'startsAt', ${epochMs(sql`p.starts_at`)},
    'endsAt', ${epochMs(sql`p.ends_at`)}, 'online', p.online, 'status', p.status,
    'place', CASE WHEN p.city IS NOT NULL THEN json_build_object(
      'venue', CASE WHEN v.id IS NOT NULL THEN json_build_object('id', v.id, 'slug', v.slug, 'name', v.name) END,
      'city', p.city, 'country', p.country, 'lat', p.lat, 'lon', p.lon) END) ORDER BY p.starts_at, p.id)
  FROM performances p LEFT JOIN venues v ON v.id = p.venue_id
  WHERE p.promoter_id = e.promoter_id AND p.event_id = e.id), '[]'::json)`;

const ticketTypes = sql`coalesce((
  SELECT json_agg(json_build_object('id', t.id, 'name', t.name, 'description', t.description, 'price', t.price_minor,
    'phases', coalesce((
      SELECT json_agg(json_build_object('name', ph.name, 'until', ${epochMs(sql`ph.until_at`)}, 'price', ph.price_minor)
        ORDER BY ph.position)
      FROM price_phases ph WHERE ph.promoter_id = t.promoter_id AND ph.ticket_type_id = t.id), '[]'::json),
    'hidden', t.hidden, 'minPerOrder', t.min_per_order, 'maxPerOrder', t.max_per_order,
    'pass', (
      SELECT json_agg(a.performance_id ORDER BY p.starts_at, p.id)
      FROM ticket_type_admissions a
      JOIN performances p ON p.promoter_id = a.promoter_id AND p.id = a.performance_id
      WHERE a.promoter_id = t.promoter_id AND a.ticket_type_id = t.id)) ORDER BY t.position, t.id)
  FROM ticket_types t WHERE t.promoter_id = e.promoter_id AND t.event_id = e.id), '[]'::json)`;

const quotas = sql`coalesce((
  SELECT json_agg(json_build_object('id', q.id, 'name', q.name, 'capacity', q.capacity, 'performance', q.performance_id,
    'ticketTypes', coalesce((
      SELECT json_agg(t.id ORDER BY t.position, t.id)
      FROM quota_ticket_types qt JOIN ticket_types t ON t.promoter_id = qt.promoter_id AND t.id = qt.ticket_type_id
      WHERE qt.promoter_id = q.promoter_id AND qt.quota_id = q.id), '[]'::json)) ORDER BY q.position, q.id)
  FROM quotas q WHERE q.promoter_id = e.promoter_id AND q.event_id = e.id), '[]'::json)`;

/** A `MyEvent` of `e`. */
export const myEventJson = sql`json_build_object(${summaryFields}, 'summary', e.summary, 'description', e.description,
  'url', e.url, 'languages', e.languages, 'tags', e.tags, 'lineUp', e.line_up,
  'access', e.access_info, 'performances', ${performances}, 'ticketTypes', ${ticketTypes},
  'quotas', ${quotas},
  'sales', json_build_object('zone', e.sales_zone, 'presale', ${epochMs(sql`e.presale_at`)},
    'onSale', ${epochMs(sql`e.on_sale_at`)}, 'end', ${epochMs(sql`e.sales_end_at`)}, 'maxPerOrder', e.max_per_order),
  'fees', CASE WHEN e.fee_paid_by IS NOT NULL THEN json_build_object('perTicket', e.fee_per_ticket,
    'perOrder', e.fee_per_order, 'percent', e.fee_percent, 'paidBy', e.fee_paid_by) END,
  'tax', CASE WHEN e.tax_name IS NOT NULL THEN json_build_object('name', e.tax_name, 'rate', e.tax_rate,
    'included', e.tax_included) END,
  'series', (
    SELECT json_build_object('id', s.id, 'slug', s.slug, 'name', s.name)
    FROM series s WHERE s.promoter_id = e.promoter_id AND s.id = e.series_id),
  'cover', CASE WHEN e.cover IS NOT NULL THEN json_build_object('url', '/media/' || e.cover,
    'width', e.cover_width, 'height', e.cover_height) END)`;
