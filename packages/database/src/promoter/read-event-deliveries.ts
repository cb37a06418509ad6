import type { EventId, PromoterId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import type { OutboxConsumer } from "../outbox/outbox-row.ts";
import { epochMs } from "../public/catalogue-json.ts";
import { asPromoter } from "./as-promoter.ts";

/** What one consumer has yet to hear of an event. */
export interface EventBacklog {
  readonly consumer: OutboxConsumer;
  readonly parked: boolean;
  /** When the oldest of it was written. */
  readonly since: Instant;
}

/** Who is behind on one of the promoter's events; nobody, when empty. `null`: no such event of theirs. @throws DatabaseError */
export async function readEventDeliveries(
  db: Database,
  { promoterId, eventId }: { readonly promoterId: PromoterId; readonly eventId: EventId },
  options?: CallOptions,
): Promise<EventBacklog[] | null> {
  const [event, rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT e.id FROM events e WHERE e.promoter_id = ${promoterId}::uuid AND e.id = ${eventId}::uuid`,
      sql`SELECT o.consumer, count(o.parked_at) > 0 AS parked, ${epochMs(sql`min(o.created_at)`)}::float8 AS since
      FROM outbox o
      WHERE o.promoter_id = ${promoterId}::uuid AND o.aggregate_id = ${eventId}::uuid AND o.done_at IS NULL
        AND o.consumer = ANY('{search,snapshot,cache}')
      GROUP BY o.consumer`,
    ],
    options,
  );
  if (event?.length !== 1) return null;
  return (rows ?? []) as EventBacklog[]; // what the statement selects
}
