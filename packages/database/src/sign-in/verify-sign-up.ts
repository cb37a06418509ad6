import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { CallOptions, Database } from "../connect.ts";
import { extendedEnd } from "./session-life.ts";
import { signUpIdentifier } from "./sign-up.ts";

/** What a session that opens now is like. */
export interface NewSession {
  readonly token: string;
  readonly userAgent: string | null;
}

/**
 * Makes the account that the token's sign-up asked for, with its address verified, and opens its first session: all or
 * nothing, and once. `false`: the token is used, too old or nobody's, or the address has an account by now.
 * The rows are as better-auth 1.7 writes and reads them. @throws DatabaseError
 */
export async function verifySignUp(
  db: Database,
  token: string,
  session: NewSession,
  options?: CallOptions,
): Promise<boolean> {
  const userId = uuidv7();
  const opened = await db.query(
    sql`WITH used AS (
        DELETE FROM verifications WHERE identifier = ${await signUpIdentifier(token)} AND expires_at > now()
        RETURNING value::jsonb AS person
      ), made AS (
        INSERT INTO users (id, name, email, email_verified)
        SELECT ${userId}::uuid, person->>'name', person->>'email', true FROM used
        ON CONFLICT (email) DO NOTHING RETURNING id
      ), with_password AS (
        INSERT INTO accounts (id, user_id, account_id, provider_id, password)
        SELECT ${uuidv7()}::uuid, made.id, made.id::text, 'credential', person->>'passwordHash' FROM made, used
      )
      INSERT INTO sessions (id, user_id, token, expires_at, user_agent)
      SELECT ${uuidv7()}::uuid, id, ${session.token}, ${extendedEnd(sql`now()`)}, ${session.userAgent} FROM made
      RETURNING id`,
    options,
  );
  return opened.length === 1;
}
