import type { EventId, PerformanceId, PromoterId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";

/** What cancelling one performance would do. Money is minor units of the event's currency. */
export interface CancellationCounts {
  /** Paid or free, with a valid ticket to it. */
  readonly orders: number;
  readonly pendingOrders: number;
  readonly tickets: number;
  /** Orders whose buyer is emailed. */
  readonly mails: number;
  /** What goes back, passes apart. */
  readonly amount: number;
  /** Passes that admit to it, and what goes back if they are refunded. */
  readonly passes: { readonly count: number; readonly amount: number };
}

/** Counts it for one of the promoter's performances. @throws DatabaseError */
export async function countCancellation(
  db: Database,
  { promoterId, eventId }: { readonly promoterId: PromoterId; readonly eventId: EventId },
  performanceId: PerformanceId,
  options?: CallOptions,
): Promise<CancellationCounts> {
  const [rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`WITH night AS (
          SELECT p FROM performances p
          WHERE p.promoter_id = ${promoterId}::uuid AND p.event_id = ${eventId}::uuid AND p.id = ${performanceId}::uuid
        ), affected AS (
          SELECT found.* FROM night, orders_of_night(night.p) found
        ), items AS (
          SELECT DISTINCT i.id, i.performance_id IS NULL AS pass, i.total_minor - i.refunded_minor AS due
          FROM tickets t JOIN order_items i ON i.promoter_id = t.promoter_id AND i.id = t.item_id
          WHERE t.promoter_id = ${promoterId}::uuid AND t.event_id = ${eventId}::uuid
            AND t.performance_id = ${performanceId}::uuid AND t.state = 'valid'
        )
        SELECT json_build_object(
          'orders', (SELECT count(*) FROM affected WHERE NOT pending),
          'pendingOrders', (SELECT count(*) FROM affected WHERE pending),
          'tickets', (SELECT count(*) FROM items),
          'mails', (SELECT count(*) FROM affected JOIN order_people q ON q.order_id = affected.id
            WHERE NOT pending AND q.email IS NOT NULL),
          'amount', (SELECT coalesce(sum(due), 0) FROM items WHERE NOT pass),
          'passes', (SELECT json_build_object('count', count(*), 'amount', coalesce(sum(due), 0))
            FROM items WHERE pass)) AS counts`,
    ],
    options,
  );
  const [row] = (rows ?? []) as { counts: CancellationCounts }[]; // what the statement selects
  if (row === undefined) throw new Error("a count answered no row");
  return row.counts;
}
