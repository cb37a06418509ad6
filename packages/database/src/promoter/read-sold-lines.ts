import type { EventId, PerformanceId, PromoterId, QuotaId, TicketTypeId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";

/** The lines of an event that must stay, since something hangs from them. */
export interface SoldLines {
  readonly performances: readonly PerformanceId[];
  readonly ticketTypes: readonly TicketTypeId[];
  /** Also those that are blocked, or kept free for codes. */
  readonly quotas: readonly QuotaId[];
  readonly ordered: boolean;
}

/** What of one of the promoter's events has been ordered, whatever became of the order. @throws DatabaseError */
export async function readSoldLines(
  db: Database,
  { promoterId, eventId }: { readonly promoterId: PromoterId; readonly eventId: EventId },
  options?: CallOptions,
): Promise<SoldLines> {
  const of = sql`promoter_id = ${promoterId}::uuid AND event_id = ${eventId}::uuid`;
  const [rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT
        ARRAY(SELECT DISTINCT performance_id FROM order_items WHERE ${of} AND performance_id IS NOT NULL
          UNION SELECT performance_id FROM tickets WHERE ${of}) AS performances,
        ARRAY(SELECT DISTINCT ticket_type_id FROM order_items WHERE ${of}) AS "ticketTypes",
        ARRAY(SELECT q.id FROM quotas q WHERE q.promoter_id = ${promoterId}::uuid AND q.event_id = ${eventId}::uuid AND EXISTS (SELECT FROM allocations WHERE quota_id = q.id)
          UNION SELECT quota_id FROM blocks WHERE ${of}
          UNION SELECT blocks_quota_id FROM codes WHERE ${of} AND blocks_quota_id IS NOT NULL) AS quotas,
        EXISTS (SELECT FROM orders WHERE ${of}) AS ordered`,
    ],
    options,
  );
  const [lines] = (rows ?? []) as SoldLines[]; // what the statement selects
  return lines ?? { performances: [], ticketTypes: [], quotas: [], ordered: false };
}
