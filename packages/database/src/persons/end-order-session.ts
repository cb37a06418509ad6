import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { sha256 } from "../sha256.ts";

/** Ends a session, if there is one by this key. As `liveotter_public`. @throws DatabaseError */
export async function endOrderSession(db: Database, key: string, options?: CallOptions): Promise<void> {
  await db.query(sql`SELECT end_order_session(${await sha256(key)})`, options);
}
