import type { PromoterId } from "@liveotter/core/ids";
import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/**
 * Runs statements as one promoter, in one transaction and one round trip, and answers each one's rows: row-level
 * security lets them see and touch nothing of anybody else's, whatever their WHERE forgets.
 * @throws DatabaseError
 */
export async function asPromoter(
  db: Database,
  promoterId: PromoterId,
  statements: readonly SQL[],
  options?: CallOptions,
): Promise<unknown[][]> {
  const tenant = sql`SELECT set_config('app.promoter_id', ${promoterId}, true)`;
  const [, ...results] = await db.transaction([tenant, ...statements], options);
  return results;
}
