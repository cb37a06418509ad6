import type { Instant } from "@liveotter/core/instant";
import type { MailOf } from "@liveotter/core/mail/mail";
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { CallOptions, Database } from "../connect.ts";
import { mailRow } from "../mail/send-mail.ts";
import { asPromoter } from "../promoter/as-promoter.ts";
import { auditedAs } from "../promoter/audited-as.ts";
import type { IdempotentRequest } from "../promoter/create-event.ts";
import { sha256 } from "../sha256.ts";
import type { MemberRole } from "../sign-in/read-session.ts";
import { inTurn, isOwner, MOST_PEOPLE, type Person } from "./organisation.ts";

/** An invitation that is open. */
export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly role: MemberRole;
  readonly invitedBy: { readonly id: string; readonly name: string };
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** What is selected of `invitations i JOIN users u` as an `Invitation`. */
export const invitationJson = sql`jsonb_build_object('id', i.id, 'email', i.email, 'role', i.role,
  'invitedBy', jsonb_build_object('id', u.id, 'name', u.name),
  'createdAt', (extract(epoch FROM i.created_at) * 1000)::bigint,
  'expiresAt', (extract(epoch FROM i.expires_at) * 1000)::bigint)`;

export interface NewInvitation {
  /** In lower case. */
  readonly email: string;
  readonly role: MemberRole;
  readonly token: string;
  readonly hours: number;
  readonly mail: MailOf<"invitation">;
}

/** `conflict`: the key belongs to another request, or its invitation is gone. `not-allowed`: no owner any more. */
export type Invited = Invitation | "member-already" | "full" | "conflict" | "not-allowed";

/**
 * Asks somebody by mail to join. Who is asked again gets a new link, and the old one opens nothing. The same key and
 * body ask once, however often they come. @throws DatabaseError
 */
export async function invite(
  db: Database,
  owner: Person,
  { email, role, token, hours, mail }: NewInvitation,
  { key, body }: IdempotentRequest,
  options?: CallOptions,
): Promise<Invited> {
  const { promoterId, userId } = owner;
  const id = uuidv7();
  const requestHash = await sha256(`${promoterId} ${body}`);
  const tokenHash = await sha256(token);
  const member = sql`EXISTS (SELECT FROM promoter_members m JOIN users u ON u.id = m.user_id
    WHERE m.promoter_id = ${promoterId}::uuid AND u.email = ${email})`;
  const full = sql`(SELECT count(*) FROM promoter_members WHERE promoter_id = ${promoterId}::uuid)
    + (SELECT count(*) FROM invitations
      WHERE promoter_id = ${promoterId}::uuid AND expires_at > now() AND email <> ${email}) >= ${MOST_PEOPLE}`;
  const results = await asPromoter(
    db,
    promoterId,
    [
      inTurn(promoterId),
      sql`INSERT INTO user_idempotency_keys (user_id, key, request_hash, subject_id)
        SELECT ${userId}::uuid, ${key}, ${requestHash}, ${id}::uuid
        WHERE ${isOwner(owner)} AND NOT ${member} AND NOT ${full} ON CONFLICT DO NOTHING`,
      sql`WITH changed AS (
        INSERT INTO invitations (id, promoter_id, email, role, inviter_id, token_hash, expires_at)
        SELECT subject_id, ${promoterId}::uuid, ${email}, ${role}, user_id, ${tokenHash},
          now() + make_interval(hours => ${hours})
        FROM user_idempotency_keys WHERE user_id = ${userId}::uuid AND key = ${key} AND subject_id = ${id}::uuid
        ON CONFLICT (promoter_id, email) DO UPDATE SET id = excluded.id, role = excluded.role,
          inviter_id = excluded.inviter_id, token_hash = excluded.token_hash, expires_at = excluded.expires_at,
          created_at = now()
        RETURNING id, promoter_id, jsonb_build_object('role', role) AS details
      ), ${auditedAs(owner, "member.invite", sql`details`)}
      SELECT id FROM changed`,
      mailRow(
        mail,
        { aggregateId: id, promoterId },
        sql`EXISTS (SELECT FROM invitations WHERE token_hash = ${tokenHash})`,
      ),
      sql`SELECT ${isOwner(owner)} AS allowed, ${member} AS member, ${full} AS full,
        (SELECT ${invitationJson} FROM user_idempotency_keys k
          JOIN invitations i ON i.id = k.subject_id AND i.promoter_id = ${promoterId}::uuid
          JOIN users u ON u.id = i.inviter_id
          WHERE k.user_id = ${userId}::uuid AND k.key = ${key} AND k.request_hash = ${requestHash}) AS invitation`,
    ],
    options,
  );
  // The last statement selects exactly this.
  const [row] = (results.at(-1) ?? []) as InviteOutcome[];
  if (row === undefined || !row.allowed) return "not-allowed";
  if (row.invitation !== null) return row.invitation;
  if (row.member) return "member-already";
  return row.full ? "full" : "conflict";
}

interface InviteOutcome {
  readonly allowed: boolean;
  readonly member: boolean;
  readonly full: boolean;
  readonly invitation: Invitation | null;
}
