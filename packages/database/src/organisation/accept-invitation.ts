import type { PromoterId, UserId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "../promoter/as-promoter.ts";
import { auditedAs } from "../promoter/audited-as.ts";
import { sha256 } from "../sha256.ts";
import type { MemberRole } from "../sign-in/read-session.ts";
import { inTurn, MOST_ORGANISATIONS, personInTurn } from "./organisation.ts";

/** What the holder of an invitation's link may know. */
export interface InvitationPreview {
  readonly promoterId: PromoterId;
  readonly name: string;
  readonly email: string;
  readonly role: MemberRole;
  readonly expiresAt: Instant;
}

/** The open invitation of this token, or `null`. @throws DatabaseError */
export async function readInvitation(
  db: Database,
  token: string,
  options?: CallOptions,
): Promise<InvitationPreview | null> {
  const [row] = await db.query<InvitationPreview>(
    sql`SELECT p.id AS "promoterId", p.name, i.email, i.role,
        (extract(epoch FROM i.expires_at) * 1000)::float8 AS "expiresAt"
      FROM invitations i JOIN promoters p ON p.id = i.promoter_id
      WHERE i.token_hash = ${await sha256(token)} AND i.expires_at > now()`,
    options,
  );
  return row ?? null;
}

export interface Guest {
  readonly userId: UserId;
  readonly sessionId: string;
  readonly requestId: string | null;
}

/**
 * Makes the person a member, if the invitation was mailed to the address they verified, and has their session act for
 * the promoter. Once: the invitation is gone afterwards. A member who is one already keeps their role. `false`: it is
 * not open, not theirs, or they are members of as many as one may be. @throws DatabaseError
 */
export async function acceptInvitation(
  db: Database,
  { userId, sessionId, requestId }: Guest,
  promoterId: PromoterId,
  token: string,
  options?: CallOptions,
): Promise<boolean> {
  const results = await asPromoter(
    db,
    promoterId,
    [
      inTurn(promoterId),
      personInTurn(userId),
      sql`WITH accepted AS (
        DELETE FROM invitations i USING users u
        WHERE i.promoter_id = ${promoterId}::uuid AND i.token_hash = ${await sha256(token)} AND i.expires_at > now()
          AND u.id = ${userId}::uuid AND u.email = i.email AND u.email_verified
          AND (SELECT count(*) FROM promoter_members WHERE user_id = u.id) < ${MOST_ORGANISATIONS}
        RETURNING i.promoter_id, u.id AS user_id, i.role, i.id AS invitation
      ), joined AS (
        INSERT INTO promoter_members (promoter_id, user_id, role) SELECT promoter_id, user_id, role FROM accepted
        ON CONFLICT (promoter_id, user_id) DO NOTHING
      ), changed AS (
        SELECT promoter_id, user_id AS id, jsonb_build_object('role', role, 'invitation', invitation) AS details
        FROM accepted
      ), chosen AS (
        UPDATE sessions SET active_promoter_id = accepted.promoter_id FROM accepted
        WHERE sessions.id = ${sessionId}::uuid AND sessions.user_id = accepted.user_id
      ), ${auditedAs({ promoterId, userId, requestId }, "member.join", sql`details`)}
      SELECT id FROM changed`,
    ],
    options,
  );
  return results.at(-1)?.length === 1;
}
