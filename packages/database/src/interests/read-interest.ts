import type { InterestId } from "@liveotter/core/ids";
import type { Interest } from "@liveotter/core/interest/interest";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** What a mailed link shows; `null` where nobody waits by it any more. As `liveotter_public`. @throws DatabaseError */
export async function readInterest(db: Database, id: InterestId, options?: CallOptions): Promise<Interest | null> {
  const [row] = await db.query<{ interest: Interest | null }>(
    sql`SELECT read_interest(${id}::uuid) AS interest`,
    options,
  );
  return row?.interest ?? null;
}
