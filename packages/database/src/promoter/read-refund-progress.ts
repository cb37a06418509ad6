import type { EventId, PromoterId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { epochMs } from "../public/catalogue-json.ts";
import { asPromoter } from "./as-promoter.ts";

type Part = { readonly count: number; readonly amount: number };

export interface RefundCounts {
  readonly asOf: Instant;
  readonly eventId: EventId;
  readonly status: string;
  readonly currency: string;
  /** Of a cancelled event or of its cancelled performances: those that still have to end or to be refunded. */
  readonly ordersWaiting: number;
  /** Of the pending ones: those that the promoter gives back. */
  readonly byHand: number;
  readonly refunds: {
    readonly requested: Part;
    readonly pending: Part;
    readonly succeeded: Part;
    readonly failed: Part;
  };
  /** What was last said of one that waits. */
  readonly trouble: string | null;
}

const part = (state: string) => sql`json_build_object('count', count(*) FILTER (WHERE r.state = ${state}),
  'amount', coalesce(sum(r.amount_minor) FILTER (WHERE r.state = ${state}), 0))`;

/**
 * How far the refunds of one of the promoter's events are; `null` where it is none of theirs. For the reporting role as
 * well. @throws DatabaseError
 */
export async function readRefundProgress(
  db: Database,
  { promoterId, eventId }: { readonly promoterId: PromoterId; readonly eventId: EventId },
  options?: CallOptions,
): Promise<RefundCounts | null> {
  const [rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT json_build_object('asOf', ${epochMs(sql`now()`)}, 'eventId', e.id, 'status', e.status,
          'currency', e.currency,
          'ordersWaiting', CASE WHEN e.status = 'cancelled' THEN (
            SELECT count(*) FROM orders o WHERE o.promoter_id = e.promoter_id AND o.event_id = e.id
              AND o.state IN ('pending', 'paid', 'partly_refunded'))
            ELSE (
              SELECT count(DISTINCT found.id) FROM performances p, orders_of_night(p) found
              WHERE p.promoter_id = e.promoter_id AND p.event_id = e.id AND p.orders_to_settle) END,
          'byHand', (
            SELECT count(*) FROM refunds r JOIN orders o ON o.promoter_id = r.promoter_id AND o.id = r.order_id
            WHERE r.promoter_id = e.promoter_id AND o.event_id = e.id AND r.state = 'pending'
              AND r.last_error = 'by_hand'),
          'refunds', (
            SELECT json_build_object('requested', ${part("requested")}, 'pending', ${part("pending")},
              'succeeded', ${part("succeeded")}, 'failed', ${part("failed")})
            FROM refunds r JOIN orders o ON o.promoter_id = r.promoter_id AND o.id = r.order_id
            WHERE r.promoter_id = e.promoter_id AND o.event_id = e.id),
          'trouble', (
            SELECT r.last_error FROM refunds r JOIN orders o ON o.promoter_id = r.promoter_id AND o.id = r.order_id
            WHERE r.promoter_id = e.promoter_id AND o.event_id = e.id AND r.state = 'requested'
              AND r.last_error IS NOT NULL
            ORDER BY r.next_attempt_at DESC NULLS LAST LIMIT 1)) AS progress
        FROM events e WHERE e.promoter_id = ${promoterId}::uuid AND e.id = ${eventId}::uuid`,
    ],
    options,
  );
  const [row] = (rows ?? []) as { progress: RefundCounts }[]; // what the statement selects
  return row?.progress ?? null;
}
