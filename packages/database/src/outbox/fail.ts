import type { OutboxId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { MAX_ATTEMPTS } from "./outbox-row.ts";

export interface Backoff {
  /** Seconds before the second attempt; doubles with each one. */
  readonly baseSeconds: number;
  readonly maxSeconds: number;
}

const PATIENT: Backoff = { baseSeconds: 2, maxSeconds: 600 };
const ERROR_LENGTH = 2000;

/**
 * Gives a row of a claim back: due again after a doubling, jittered pause, or parked at its last attempt. Rows behind it
 * wait with it. `lost`: the lease had run out, so it is not ours to give back.
 * @throws DatabaseError
 */
export async function fail(
  db: Database,
  token: string,
  id: OutboxId,
  error: string,
  { baseSeconds, maxSeconds }: Backoff = PATIENT,
  options?: CallOptions,
): Promise<"again" | "parked" | "lost"> {
  const [row] = await db.query<{ parked: boolean }>(
    sql`UPDATE outbox SET locked_until = NULL, claim = NULL, last_error = ${error.slice(0, ERROR_LENGTH)},
      parked_at = CASE WHEN attempts >= ${MAX_ATTEMPTS} THEN now() END,
      next_attempt_at = now() + make_interval(secs =>
        least(${baseSeconds}::float8 * 2 ^ (attempts - 1), ${maxSeconds}::float8) * (0.5 + random() / 2))
    WHERE id = ${id}::bigint AND claim = ${token}::uuid RETURNING parked_at IS NOT NULL AS parked`,
    options,
  );
  if (row === undefined) return "lost";
  return row.parked ? "parked" : "again";
}
