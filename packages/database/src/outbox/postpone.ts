import type { OutboxId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/**
 * Gives rows of a claim back because whoever should hear of them is down: due again after a pause that grows with their
 * age up to a minute. It is not the rows' fault, so it does not count as an attempt, however long the outage.
 * @throws DatabaseError
 */
export async function postpone(
  db: Database,
  token: string,
  ids: readonly OutboxId[],
  error: string,
  options?: CallOptions,
): Promise<void> {
  if (ids.length === 0) return;
  await db.query(
    sql`UPDATE outbox SET locked_until = NULL, claim = NULL, attempts = greatest(attempts - 1, 0),
      last_error = ${error.slice(0, 2000)},
      next_attempt_at = now() + (0.75 + random() / 4) * make_interval(secs =>
        least(60, greatest(1, extract(epoch FROM now() - created_at)::float8 / 4)))
    WHERE id = ANY(${sql.param([...ids])}::bigint[]) AND claim = ${token}::uuid`,
    options,
  );
}
