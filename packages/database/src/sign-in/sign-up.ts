import type { MailOf } from "@liveotter/core/mail/mail";
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { CallOptions, Database } from "../connect.ts";
import { mailRow } from "../mail/send-mail.ts";
import { sha256 } from "../sha256.ts";

/** Whoever wants an account; they have one once they prove that the address is theirs. */
export interface SignUp {
  readonly name: string;
  /** In lower case. */
  readonly email: string;
  readonly passwordHash: string;
}

export interface SignUpMails {
  readonly verify: MailOf<"verify-email">;
  /** To the account's own name: whoever asks again may not put words into a mail to somebody else. */
  readonly known: (name: string) => MailOf<"already-registered">;
}

/**
 * Keeps a sign-up until its token comes back, and mails the one or the other; the same work either way. A sign-up for an
 * address that is known is kept as well, and comes to nothing. @throws DatabaseError
 */
export async function signUp(
  db: Database,
  person: SignUp,
  { token, hours, mails }: { readonly token: string; readonly hours: number; readonly mails: SignUpMails },
  options?: CallOptions,
): Promise<void> {
  const id = uuidv7();
  const [known] = await db.query<{ name: string }>(sql`SELECT name FROM users WHERE email = ${person.email}`, options);
  await db.transaction(
    [
      sql`INSERT INTO verifications (id, identifier, value, expires_at) VALUES (${id}::uuid,
        ${await signUpIdentifier(token)}, ${JSON.stringify(person)}, now() + make_interval(hours => ${hours}))`,
      mailRow(known === undefined ? mails.verify : mails.known(known.name), { aggregateId: id }),
    ],
    options,
  );
}

/** Where the sign-up of this token is kept. */
export const signUpIdentifier = async (token: string): Promise<string> => `sign-up:${await sha256(token)}`;
