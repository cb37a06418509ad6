import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** Has a new session act for the organisation that its person joined first, if any. @throws DatabaseError */
export async function beginSession(db: Database, token: string, options?: CallOptions): Promise<void> {
  await db.query(
    sql`UPDATE sessions SET active_promoter_id = (
        SELECT m.promoter_id FROM promoter_members m WHERE m.user_id = sessions.user_id
        ORDER BY m.created_at, m.promoter_id LIMIT 1)
      WHERE token = ${token} AND active_promoter_id IS NULL`,
    options,
  );
}
