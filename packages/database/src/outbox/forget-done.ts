import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** At most so many rows go in one call, so that it never holds anything up. */
const BATCH = 5000;

/** Deletes what was done more than `days` ago. Answers how many rows; call again while it is `BATCH`. @throws DatabaseError */
export async function forgetDone(db: Database, days: number, options?: CallOptions): Promise<number> {
  const rows = await db.query<{ id: string }>(
    sql`DELETE FROM outbox WHERE id IN (
      SELECT id FROM outbox WHERE done_at < now() - make_interval(days => ${days}) ORDER BY done_at LIMIT ${BATCH})
    RETURNING id::text`,
    options,
  );
  return rows.length;
}
