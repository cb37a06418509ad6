import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** Ends the session with this token, if there is one. As `liveotter_auth`. @throws DatabaseError */
export async function endSession(db: Database, token: string, options?: CallOptions): Promise<void> {
  await db.query(sql`DELETE FROM sessions WHERE token = ${token}`, options);
}
