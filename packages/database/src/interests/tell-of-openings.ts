import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";

/**
 * Has up to `limit` fans told that a sale opens within the hour, once each, spread over it. Answers how many. As
 * `liveotter_jobs`. @throws DatabaseError
 */
export async function tellOfOpenings(
  db: Database,
  limit: number,
  now: Instant,
  options?: CallOptions,
): Promise<number> {
  const [row] = await db.query<{ count: string }>(
    sql`SELECT tell_of_openings(${limit}::integer, ${timestamp(now)}) AS count`,
    options,
  );
  return Number(row?.count ?? 0);
}
