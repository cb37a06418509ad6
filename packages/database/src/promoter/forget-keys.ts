import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** At most so many rows go in one call, so that it never holds anything up. */
const BATCH = 5000;

/**
 * For jobs: deletes idempotency keys older than `days`. A create repeated later than that is a new one. Answers how
 * many rows. @throws DatabaseError
 */
export async function forgetKeys(db: Database, days: number, options?: CallOptions): Promise<number> {
  const rows = await db.query<{ key: string }>(
    sql`DELETE FROM idempotency_keys WHERE (promoter_id, key) IN (
      SELECT promoter_id, key FROM idempotency_keys
      WHERE created_at < now() - make_interval(days => ${days}) ORDER BY created_at LIMIT ${BATCH})
    RETURNING key`,
    options,
  );
  return rows.length;
}
