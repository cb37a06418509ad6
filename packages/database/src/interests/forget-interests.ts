import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";

/** At most so many of each kind in one call, so that it never holds anything up. */
const BATCH = 5000;

/**
 * Deletes who never confirmed and who waited for what is over, and wipes the addresses of those who were told. Answers how
 * many. As `liveotter_jobs`. @throws DatabaseError
 */
export async function forgetInterests(db: Database, now: Instant, options?: CallOptions): Promise<number> {
  const [row] = await db.query<{ count: string }>(
    sql`SELECT forget_interests(${BATCH}, ${timestamp(now)}) AS count`,
    options,
  );
  return Number(row?.count ?? 0);
}
