import type { OutboxId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";
import { auditedAs } from "./audited-as.ts";
import type { Actor } from "./event-draft.ts";

/**
 * Puts a parked piece of the promoter's own news back in line, with all its attempts ahead of it. One that is not
 * parked stays as it is, so that asking twice does no harm. Answers its state then; `null`: no such news of theirs.
 * @throws DatabaseError
 */
export async function replayDelivery(
  db: Database,
  actor: Actor,
  id: OutboxId,
  options?: CallOptions,
): Promise<"waiting" | "done" | null> {
  const { promoterId } = actor;
  const details = sql`jsonb_build_object('delivery', id::text, 'consumer', consumer, 'topic', topic)`;
  const [, rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`WITH changed AS (
        UPDATE outbox SET parked_at = NULL, attempts = 0, next_attempt_at = now()
        WHERE id = ${id}::bigint AND promoter_id = ${promoterId}::uuid AND parked_at IS NOT NULL
        RETURNING id, promoter_id, aggregate_id, consumer, topic
      ), ${auditedAs(actor, "delivery.replay", details, sql`aggregate_id`)}
      SELECT id FROM changed`,
      sql`SELECT o.done_at IS NOT NULL AS done FROM outbox o
      WHERE o.id = ${id}::bigint AND o.promoter_id = ${promoterId}::uuid`,
    ],
    options,
  );
  const [row] = (rows ?? []) as { done: boolean }[]; // what the statement selects
  if (row === undefined) return null;
  return row.done ? "done" : "waiting";
}
