import type { PerformanceId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { applyChange } from "./apply-change.ts";
import { auditedAs } from "./audited-as.ts";
import type { Actor, EventAt } from "./event-draft.ts";
import { announced } from "./event-parts.ts";
import type { MyEvent } from "./my-event.ts";
import { waitForOrders } from "./wait-for-orders.ts";

/** What becomes of passes that admit to it: good for their other performances, or refunded as a whole. */
export type PassChoice = "keep" | "refund";

/**
 * Cancels one performance of several: nothing of it is sold after that, and jobs end or refund its orders. `null`: the
 * event no longer has this version, is not this promoter's or not public, the performance is none of its, cancelled
 * already, or the last one; nothing was written. @throws DatabaseError
 */
export async function cancelPerformance(
  db: Database,
  actor: Actor,
  { eventId, version }: EventAt,
  performanceId: PerformanceId,
  passes: PassChoice,
  options?: CallOptions,
): Promise<MyEvent | null> {
  const scheduled = sql`SELECT FROM performances p
    WHERE p.promoter_id = events.promoter_id AND p.event_id = events.id AND p.status <> 'cancelled'`;
  const details = sql`jsonb_build_object('version', version, 'status', status, 'performanceId', ${performanceId}::uuid,
    'passes', ${passes}::text)`;
  const change = sql`WITH changed AS (
      UPDATE events SET version = version + 1, changed_at = now()
      WHERE id = ${eventId}::uuid AND promoter_id = ${actor.promoterId}::uuid AND version = ${version}
        AND status IN ('published', 'postponed')
        AND EXISTS (${scheduled} AND p.id = ${performanceId}::uuid)
        AND EXISTS (${scheduled} AND p.id <> ${performanceId}::uuid)
      RETURNING *
    ), cancelled AS (
      UPDATE performances p SET status = 'cancelled', passes = ${passes}, orders_to_settle = true FROM changed
      WHERE p.promoter_id = changed.promoter_id AND p.event_id = changed.id AND p.id = ${performanceId}::uuid
    ), ${auditedAs(actor, "event.cancel-performance", details)}, ${announced("event.cancel-performance", sql`listed`)}
    SELECT id FROM changed`;
  return applyChange(db, actor, eventId, { before: [waitForOrders(actor, eventId)], change }, options);
}
