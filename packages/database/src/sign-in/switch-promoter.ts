import type { PromoterId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** Has a session act for another of its person's organisations. `false`: they are no member of it. @throws DatabaseError */
export async function switchPromoter(
  db: Database,
  sessionId: string,
  promoterId: PromoterId,
  options?: CallOptions,
): Promise<boolean> {
  const switched = await db.query(
    sql`UPDATE sessions SET active_promoter_id = m.promoter_id FROM promoter_members m
      WHERE sessions.id = ${sessionId}::uuid AND m.user_id = sessions.user_id AND m.promoter_id = ${promoterId}::uuid
      RETURNING sessions.id`,
    options,
  );
  return switched.length === 1;
}
