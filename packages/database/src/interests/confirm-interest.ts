import type { InterestId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Interest } from "@liveotter/core/interest/interest";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";

/**
 * Counts whoever came by the mailed link, from now on; again changes nothing. `null` where nobody waits by it any more. As
 * `liveotter_public`. @throws DatabaseError
 */
export async function confirmInterest(
  db: Database,
  id: InterestId,
  now: Instant,
  options?: CallOptions,
): Promise<Interest | null> {
  const [row] = await db.query<{ interest: Interest | null }>(
    sql`SELECT confirm_interest(${id}::uuid, ${timestamp(now)}) AS interest`,
    options,
  );
  return row?.interest ?? null;
}
