import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { CallOptions, Database } from "../connect.ts";
import { MAX_ATTEMPTS, type OutboxConsumer, type OutboxRow, outboxColumns } from "./outbox-row.ts";

export interface Claim {
  /** Names this claim: only with it can its rows be completed or failed. */
  readonly token: string;
  /** By id, what is mail to a crowd behind all else; of each aggregate at most one, unless asked for together. */
  readonly rows: readonly OutboxRow[];
}

export interface ClaimOptions {
  readonly limit: number;
  readonly leaseSeconds: number;
  /** All changes of an aggregate at once: for a consumer that makes everything anew, one drainer at a time. */
  readonly together?: boolean;
}

/**
 * Hands out what is due to one drainer: of each aggregate the first row that is neither done nor parked, so that each
 * consumer sees an aggregate's changes in order; nothing that another drainer holds. Whoever neither completes nor fails
 * a row within `leaseSeconds` loses it to the next claim: at least once, never at most.
 * @throws DatabaseError
 */
export async function claimDue(
  db: Database,
  consumer: OutboxConsumer,
  { limit, leaseSeconds, together = false }: ClaimOptions,
  options?: CallOptions,
): Promise<Claim> {
  const token = uuidv7();
  const rows = await db.query<OutboxRow>(
    sql`WITH given_up AS (
      -- A row whose every drainer died on the way would be handed out for ever.
      UPDATE outbox SET parked_at = now(), locked_until = NULL, claim = NULL,
        last_error = coalesce(last_error, 'No drainer came back from it')
      WHERE consumer = ${consumer} AND done_at IS NULL AND parked_at IS NULL
        AND attempts >= ${MAX_ATTEMPTS} AND locked_until <= now()
    ), due AS (
      SELECT id FROM outbox
      WHERE consumer = ${consumer} AND done_at IS NULL AND parked_at IS NULL
        AND attempts < ${MAX_ATTEMPTS} AND next_attempt_at <= now()
        AND (locked_until IS NULL OR locked_until <= now())
        AND (${together} OR NOT EXISTS (
          SELECT FROM outbox earlier
          WHERE earlier.consumer = outbox.consumer AND earlier.aggregate_id = outbox.aggregate_id
            AND earlier.id < outbox.id AND earlier.done_at IS NULL AND earlier.parked_at IS NULL))
      ORDER BY bulk, id LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ), claimed AS (
      UPDATE outbox SET claim = ${token}::uuid, attempts = attempts + 1,
        locked_until = now() + make_interval(secs => ${leaseSeconds})
      FROM due WHERE outbox.id = due.id RETURNING outbox.*
    )
    SELECT ${outboxColumns} FROM claimed outbox ORDER BY outbox.bulk, outbox.id`,
    options,
  );
  return { token, rows };
}
