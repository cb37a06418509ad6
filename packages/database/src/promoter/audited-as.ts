import { type SQL, sql } from "drizzle-orm";
import type { Actor } from "./event-draft.ts";

/** The CTE that says who did it to the row in `changed`, with `details` (jsonb) of that row. */
export const auditedAs = (actor: Actor, action: string, details: SQL, subject: SQL = sql`id`): SQL => sql`audited AS (
    INSERT INTO audit_log (promoter_id, actor_id, action, subject_id, details, request_id)
    SELECT promoter_id, ${actor.userId}::uuid, ${action}, ${subject}, ${details}, ${actor.requestId} FROM changed
  )`;
