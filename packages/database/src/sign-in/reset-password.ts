import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { resetIdentifier } from "./request-reset.ts";

/** The token's account: not once its password was replaced after the link was asked for. */
const open = (identifier: string): SQL => sql`FROM verifications v
  JOIN accounts a ON a.user_id::text = v.value AND a.provider_id = 'credential' AND a.updated_at <= v.created_at
  WHERE v.identifier = ${identifier} AND v.expires_at > now()`;

/** The address whose password this token replaces, or `null` when it is used, too old or nobody's. @throws DatabaseError */
export async function readReset(db: Database, token: string, options?: CallOptions): Promise<string | null> {
  const [row] = await db.query<{ email: string }>(
    sql`SELECT u.email FROM users u WHERE u.id = (SELECT a.user_id ${open(await resetIdentifier(token))})`,
    options,
  );
  return row?.email ?? null;
}

/**
 * Replaces the password and ends every session of the account: both or neither, and once per token, which ends the
 * account's other links as well. `false`: the token opens nothing (any more). @throws DatabaseError
 */
export async function resetPassword(
  db: Database,
  token: string,
  passwordHash: string,
  options?: CallOptions,
): Promise<boolean> {
  const identifier = await resetIdentifier(token);
  const results = await db.transaction(
    [
      // By itself: a session that opened while this waited is seen by the next statement alone.
      sql`SELECT ${open(identifier)} FOR UPDATE OF v, a`,
      sql`WITH account AS (
        SELECT a.id, a.user_id ${open(identifier)}
      ), used AS (
        DELETE FROM verifications USING account WHERE identifier = ${identifier} RETURNING verifications.id
      ), ended AS (
        DELETE FROM sessions USING account WHERE sessions.user_id = account.user_id
      )
      UPDATE accounts SET password = ${passwordHash}, updated_at = clock_timestamp()
      FROM account, used WHERE accounts.id = account.id RETURNING accounts.id`,
    ],
    options,
  );
  return results.at(-1)?.length === 1;
}
