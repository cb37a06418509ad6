import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/**
 * Gives up mail that could not be sent for `days`, parked or not, and wipes what it says: its links are dead, and
 * addresses need not lie about. That there was a mail stays. Answers how many.
 * @throws DatabaseError
 */
export async function forgetOldMail(db: Database, days: number, options?: CallOptions): Promise<number> {
  const rows = await db.query(
    sql`UPDATE outbox SET payload = '{}', parked_at = coalesce(parked_at, now()), locked_until = NULL, claim = NULL,
      last_error = 'Too old to be sent: what it said is wiped'
    WHERE consumer = 'mail' AND done_at IS NULL AND payload <> '{}'
      AND created_at < now() - make_interval(days => ${days})
    RETURNING true`,
    options,
  );
  return rows.length;
}
