import type { InterestId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** Forgets who asked, at once; again is no error. As `liveotter_public`. @throws DatabaseError */
export async function endInterest(db: Database, id: InterestId, options?: CallOptions): Promise<void> {
  await db.query(sql`SELECT end_interest(${id}::uuid)`, options);
}
