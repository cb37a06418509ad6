import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** At most so many rows of each kind go in one call, so that it never holds anything up. */
const BATCH = 5000;

/** Deletes codes and sessions that have ended. Answers how many rows. As `liveotter_jobs`. @throws DatabaseError */
export async function forgetPersons(db: Database, options?: CallOptions): Promise<number> {
  const [row] = await db.query<{ count: string }>(sql`SELECT forget_persons(${BATCH}) AS count`, options);
  return Number(row?.count ?? 0);
}
