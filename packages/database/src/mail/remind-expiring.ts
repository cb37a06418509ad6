import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** Has up to `limit` fans told, once each, that their unpaid order is about to expire. As `liveotter_jobs`. @throws DatabaseError */
export async function remindExpiring(db: Database, limit: number, options?: CallOptions): Promise<number> {
  const [row] = await db.query<{ count: string }>(sql`SELECT remind_expiring(${limit}::integer) AS count`, options);
  return Number(row?.count ?? 0);
}
