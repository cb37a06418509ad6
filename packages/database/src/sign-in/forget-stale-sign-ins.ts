import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** At most so many rows of each kind go in one call, so that it never holds anything up. */
const BATCH = 5000;

/**
 * For jobs: deletes sessions, sign-ups, resets and invitations that have run out, and people's idempotency keys older
 * than `keepKeysDays`. Answers how many rows. @throws DatabaseError
 */
export async function forgetStaleSignIns(db: Database, keepKeysDays: number, options?: CallOptions): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    sql`SELECT forget_stale_sign_ins(${BATCH}, ${keepKeysDays})::int AS count`,
    options,
  );
  return row?.count ?? 0;
}
