import type { MailOf } from "@liveotter/core/mail/mail";
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { CallOptions, Database } from "../connect.ts";
import { mailRow } from "../mail/send-mail.ts";
import { sha256 } from "../sha256.ts";

/**
 * Has a link mailed by which the password of this address can be replaced; nobody hears whether there is an account.
 * Without one the same rows are written, but for the mail, and open nothing. @throws DatabaseError
 */
export async function requestReset(
  db: Database,
  email: string,
  { token, hours, mail }: ResetLink,
  options?: CallOptions,
): Promise<void> {
  const [user] = await db.query<{ id: string; name: string }>(
    sql`SELECT id, name FROM users WHERE email = ${email}`,
    options,
  );
  const id = uuidv7();
  await db.transaction(
    [
      sql`INSERT INTO verifications (id, identifier, value, expires_at) VALUES (${id}::uuid,
        ${await resetIdentifier(token)}, ${user?.id ?? id}, now() + make_interval(hours => ${hours}))`,
      mailRow(mail(user?.name ?? ""), { aggregateId: id }, sql`${user !== undefined}::boolean`),
    ],
    options,
  );
}

export interface ResetLink {
  readonly token: string;
  readonly hours: number;
  readonly mail: (name: string) => MailOf<"reset-password">;
}

/** Where the reset of this token is kept. */
export const resetIdentifier = async (token: string): Promise<string> => `reset:${await sha256(token)}`;
