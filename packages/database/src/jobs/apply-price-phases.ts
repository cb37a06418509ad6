import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";

/**
 * Brings the prices of up to `most` events up to date whose price phase has ended by `now`, and announces those that are
 * public; answers how many. Whoever else does so meanwhile takes others.
 * @throws DatabaseError
 */
export async function applyPricePhases(
  db: Database,
  now: Instant,
  most: number,
  options?: CallOptions,
): Promise<number> {
  const [row] = await db.query<{ changed: number }>(
    sql`SELECT apply_price_phases(${timestamp(now)}, ${most}) AS changed`,
    options,
  );
  return row?.changed ?? 0;
}
