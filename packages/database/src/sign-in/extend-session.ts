import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { extendedEnd } from "./session-life.ts";

/** Says that the session was used just now, which moves its end on. One that has ended stays so. @throws DatabaseError */
export async function extendSession(db: Database, token: string, options?: CallOptions): Promise<void> {
  await db.query(
    sql`UPDATE sessions SET updated_at = now(), expires_at = ${extendedEnd(sql`created_at`)}
      WHERE token = ${token} AND expires_at > now()`,
    options,
  );
}
