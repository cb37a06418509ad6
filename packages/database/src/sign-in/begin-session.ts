import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/**
 * Has a new session act for the organisation that its person joined first, if any. `false`: the password that opened it
 * was replaced meanwhile, and the session has ended. @throws DatabaseError
 */
export async function beginSession(
  db: Database,
  { token, passwordHash }: { readonly token: string; readonly passwordHash: string },
  options?: CallOptions,
): Promise<boolean> {
  // Waits for a reset under way, which locks the account first: either it sees this session, or this sees its password.
  const begun = await db.query(
    sql`WITH current AS (
        SELECT s.id FROM sessions s
        JOIN accounts a ON a.user_id = s.user_id AND a.provider_id = 'credential' AND a.password = ${passwordHash}
        WHERE s.token = ${token} FOR SHARE OF a
      ), chosen AS (
        UPDATE sessions SET active_promoter_id = (
          SELECT m.promoter_id FROM promoter_members m WHERE m.user_id = sessions.user_id
          ORDER BY m.created_at, m.promoter_id LIMIT 1)
        FROM current WHERE sessions.id = current.id AND sessions.active_promoter_id IS NULL
      ), ended AS (
        DELETE FROM sessions WHERE token = ${token} AND NOT EXISTS (SELECT FROM current)
      )
      SELECT id FROM current`,
    options,
  );
  return begun.length === 1;
}
