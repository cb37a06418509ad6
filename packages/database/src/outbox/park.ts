import type { OutboxId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/**
 * Parks a row of a claim at once: no further attempt would end otherwise. Answers whether it was still ours.
 * @throws DatabaseError
 */
export async function park(
  db: Database,
  token: string,
  id: OutboxId,
  error: string,
  options?: CallOptions,
): Promise<boolean> {
  const rows = await db.query(
    sql`UPDATE outbox SET locked_until = NULL, claim = NULL, parked_at = now(), last_error = ${error.slice(0, 2000)}
    WHERE id = ${id}::bigint AND claim = ${token}::uuid RETURNING true`,
    options,
  );
  return rows.length === 1;
}
