import type { UserId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** Where somebody is signed in. */
export interface SessionInfo {
  readonly id: string;
  readonly createdAt: Instant;
  readonly seenAt: Instant;
  readonly userAgent: string | null;
}

/** More than anybody has; the rest are older. */
const MOST = 200;

/** A person's sessions that have not ended, the latest used in front. @throws DatabaseError */
export async function listSessions(db: Database, userId: UserId, options?: CallOptions): Promise<SessionInfo[]> {
  return db.query<SessionInfo>(
    sql`SELECT id, user_agent AS "userAgent",
        (extract(epoch FROM created_at) * 1000)::float8 AS "createdAt",
        (extract(epoch FROM updated_at) * 1000)::float8 AS "seenAt"
      FROM sessions WHERE user_id = ${userId}::uuid AND expires_at > now()
      ORDER BY updated_at DESC, id DESC LIMIT ${MOST}`,
    options,
  );
}
