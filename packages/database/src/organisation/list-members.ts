import type { PromoterId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { type Member, MOST_PEOPLE } from "./organisation.ts";

/** Everybody who may act for the promoter, in the order they joined. @throws DatabaseError */
export async function listMembers(db: Database, promoterId: PromoterId, options?: CallOptions): Promise<Member[]> {
  return db.query<Member>(
    sql`SELECT u.id AS "userId", u.name, u.email, m.role,
        (extract(epoch FROM m.created_at) * 1000)::float8 AS "joinedAt"
      FROM promoter_members m JOIN users u ON u.id = m.user_id WHERE m.promoter_id = ${promoterId}::uuid
      ORDER BY m.created_at, u.id LIMIT ${MOST_PEOPLE}`,
    options,
  );
}
