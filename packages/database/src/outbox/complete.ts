import type { OutboxId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/**
 * Settles rows of a claim. Answers how many; fewer than asked means that the lease ran out and somebody else has them,
 * which is no error: consumers bear being told twice. Of a mail, nothing stays that says to whom or what.
 * @throws DatabaseError
 */
export async function complete(
  db: Database,
  token: string,
  ids: readonly OutboxId[],
  options?: CallOptions,
): Promise<number> {
  if (ids.length === 0) return 0;
  const rows = await db.query<{ id: string }>(
    sql`UPDATE outbox SET done_at = now(), locked_until = NULL, claim = NULL, last_error = NULL,
      payload = CASE consumer WHEN 'mail' THEN '{}' ELSE payload END
    WHERE id = ANY(${sql.param([...ids])}::bigint[]) AND claim = ${token}::uuid RETURNING id::text`,
    options,
  );
  return rows.length;
}
