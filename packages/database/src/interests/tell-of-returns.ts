import type { EventId, PerformanceId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";

/**
 * Has the next `limit` of those who wait for this night, or any, told that there are tickets again, once each. Answers how many. As
 * `liveotter_jobs`. @throws DatabaseError
 */
export async function tellOfReturns(
  db: Database,
  { eventId, performanceId }: { readonly eventId: EventId; readonly performanceId: PerformanceId },
  limit: number,
  now: Instant,
  options?: CallOptions,
): Promise<number> {
  const [row] = await db.query<{ count: string }>(
    sql`SELECT tell_of_returns(${eventId}::uuid, ${performanceId}::uuid, ${limit}::integer, ${timestamp(now)}) AS count`,
    options,
  );
  return Number(row?.count ?? 0);
}
