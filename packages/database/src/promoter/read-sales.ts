import type { EventId, PerformanceId, PromoterId, QuotaId, TicketTypeId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { epochMs } from "../public/catalogue-json.ts";
import { asPromoter } from "./as-promoter.ts";

/** How the sale of one event goes, as of one moment. Money is minor units of its currency. */
export interface Sales {
  readonly asOf: Instant;
  readonly eventId: EventId;
  readonly currency: string;
  readonly stopped: boolean;
  /** Whose shards count something of it by now. */
  readonly scopes: readonly string[];
  readonly totals: {
    readonly orders: number;
    readonly pendingOrders: number;
    readonly tickets: number;
    readonly guests: number;
    readonly paid: number;
    readonly refunded: number;
    readonly revenue: number;
  };
  readonly ticketTypes: readonly {
    readonly id: TicketTypeId;
    readonly name: string;
    readonly sold: number;
    readonly pending: number;
    readonly guests: number;
    readonly revenue: number;
  }[];
  readonly quotas: readonly QuotaSales[];
  readonly days: readonly {
    readonly date: string;
    readonly tickets: number;
    readonly paid: number;
    readonly refunded: number;
  }[];
  /** Fans who confirmed that they want to be told, when the sale opens or tickets are back, and those who were told. */
  readonly interests: { readonly onSale: InterestCount; readonly returned: InterestCount };
}

interface InterestCount {
  readonly waiting: number;
  readonly told: number;
}

export interface QuotaSales {
  readonly id: QuotaId;
  readonly name: string;
  readonly performanceId: PerformanceId | null;
  readonly capacity: number | null;
  readonly sold: number;
  readonly pending: number;
  readonly blocked: number;
  /** By codes, for their unused uses. */
  readonly kept: number;
  /** Taken beyond the capacity. */
  readonly overhang: number;
  /** `null`: without limit. Holds are not known here. */
  readonly left: number | null;
}

const MOST_DAYS = 400;

/** Orders that took money, whatever became of it since. */
const TAKEN = sql`('paid', 'partly_refunded', 'refunded')`;

const sale = sql`SELECT o.* FROM orders o JOIN e ON o.promoter_id = e.promoter_id AND o.event_id = e.id`;

const items = sql`SELECT i.id, i.ticket_type_id, i.total_minor, i.refunded_minor, i.cancelled_at, o.kind, o.state,
    (o.paid_at AT TIME ZONE e.sales_zone)::date AS paid_on
  FROM e JOIN order_items i ON i.promoter_id = e.promoter_id AND i.event_id = e.id
  JOIN orders o ON o.promoter_id = i.promoter_id AND o.id = i.order_id`;

const totalsJson = sql`(
  SELECT json_build_object(
    'orders', count(*) FILTER (WHERE kind = 'sale' AND state IN ${TAKEN}),
    'pendingOrders', count(*) FILTER (WHERE state = 'pending'),
    'tickets', (SELECT count(*) FROM items WHERE kind = 'sale' AND state IN ${TAKEN} AND cancelled_at IS NULL),
    'guests', (SELECT count(*) FROM items WHERE kind = 'guest' AND state IN ${TAKEN} AND cancelled_at IS NULL),
    'paid', coalesce(sum(total_minor) FILTER (WHERE state IN ${TAKEN}), 0),
    'refunded', coalesce(sum(refunded_minor) FILTER (WHERE state IN ${TAKEN}), 0),
    'revenue', coalesce(sum(total_minor - refunded_minor) FILTER (WHERE state IN ${TAKEN}), 0))
  FROM sale)`;

const ticketTypesJson = sql`coalesce((
  SELECT json_agg(json_build_object('id', t.id, 'name', t.name, 'sold', coalesce(n.sold, 0),
    'pending', coalesce(n.pending, 0), 'guests', coalesce(n.guests, 0), 'revenue', coalesce(n.revenue, 0))
    ORDER BY t.position, t.id)
  FROM ticket_types t JOIN e ON t.promoter_id = e.promoter_id AND t.event_id = e.id
  LEFT JOIN (
    SELECT ticket_type_id,
      count(*) FILTER (WHERE kind = 'sale' AND state IN ${TAKEN} AND cancelled_at IS NULL) AS sold,
      count(*) FILTER (WHERE state = 'pending') AS pending,
      count(*) FILTER (WHERE kind = 'guest' AND state IN ${TAKEN} AND cancelled_at IS NULL) AS guests,
      sum(total_minor - refunded_minor) FILTER (WHERE state IN ${TAKEN}) AS revenue
    FROM items GROUP BY ticket_type_id) n ON n.ticket_type_id = t.id), '[]'::json)`;

const quotasJson = sql`coalesce((
  SELECT json_agg(json_build_object('id', q.id, 'name', q.name, 'performanceId', q.performance_id,
    'capacity', q.capacity, 'sold', c.used - coalesce(n.pending, 0), 'pending', coalesce(n.pending, 0),
    'blocked', c.blocked, 'kept', k.kept, 'overhang', greatest(c.used - q.capacity, 0),
    'left', greatest(q.capacity - c.used - c.blocked - k.kept, 0)) ORDER BY q.position, q.id)
  FROM quotas q JOIN e ON q.promoter_id = e.promoter_id AND q.event_id = e.id
  JOIN quota_counters c ON c.quota_id = q.id
  LEFT JOIN (
    -- From the orders that wait, which are few, and not from all that was ever taken.
    SELECT a.quota_id, count(*) AS pending FROM items JOIN allocations a ON a.item_id = items.id
    WHERE items.state = 'pending' AND a.released_at IS NULL GROUP BY a.quota_id) n ON n.quota_id = q.id
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(max_uses - used), 0) AS kept FROM codes
    WHERE blocks_quota_id = q.id AND NOT disabled AND used < max_uses
      AND (valid_until IS NULL OR valid_until > now())) k), '[]'::json)`;

const daysJson = sql`coalesce((
  SELECT json_agg(json_build_object('date', day, 'tickets', tickets, 'paid', paid, 'refunded', refunded) ORDER BY day)
  FROM (
    SELECT day, sum(tickets) AS tickets, sum(paid) AS paid, sum(refunded) AS refunded FROM (
      SELECT paid_on AS day, count(*) AS tickets, sum(total_minor) AS paid, 0 AS refunded
      FROM items WHERE kind = 'sale' AND state IN ${TAKEN} GROUP BY paid_on
      UNION ALL
      SELECT (r.settled_at AT TIME ZONE e.sales_zone)::date, 0, 0, sum(r.amount_minor)
      FROM e CROSS JOIN sale JOIN refunds r ON r.promoter_id = sale.promoter_id AND r.order_id = sale.id
      WHERE r.state = 'succeeded' AND sale.state IN ${TAKEN} GROUP BY 1) each
    GROUP BY day ORDER BY day DESC LIMIT ${MOST_DAYS}) days), '[]'::json)`;

/**
 * How the sale of one of the promoter's events goes; `null` where it is none of theirs. For the reporting role as well.
 * @throws DatabaseError
 */
export async function readSales(
  db: Database,
  { promoterId, eventId }: { readonly promoterId: PromoterId; readonly eventId: EventId },
  options?: CallOptions,
): Promise<Sales | null> {
  const [rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`WITH e AS MATERIALIZED (
          SELECT id, promoter_id, currency, sales_zone FROM events
          WHERE promoter_id = ${promoterId}::uuid AND id = ${eventId}::uuid
        ), sale AS (${sale}), items AS (${items})
        SELECT json_build_object('asOf', ${epochMs(sql`now()`)}, 'eventId', e.id, 'currency', e.currency,
          'stopped', s.stopped, 'scopes', my_scopes(e.id), 'totals', ${totalsJson}, 'ticketTypes', ${ticketTypesJson}, 'quotas', ${quotasJson},
          'days', ${daysJson}, 'interests', my_interests(e.id)) AS sales
        FROM e JOIN selling_settings s ON s.promoter_id = e.promoter_id AND s.event_id = e.id`,
    ],
    options,
  );
  const [row] = (rows ?? []) as { sales: Sales }[]; // what the statement selects
  return row?.sales ?? null;
}
