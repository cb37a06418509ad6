import type { UserId } from "@liveotter/core/ids";
import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "../promoter/as-promoter.ts";
import { auditedAs } from "../promoter/audited-as.ts";
import type { MemberRole } from "../sign-in/read-session.ts";
import { inTurn, isOwner, type Member, type Person } from "./organisation.ts";

/** `last-owner`: nobody could run the organisation afterwards. `not-allowed`: who asks is no owner any more. */
export type MemberRefusal = "absent" | "last-owner" | "not-allowed";

/** Gives a member another role. The invitations of an owner who is none any more end with it. @throws DatabaseError */
export async function changeRole(
  db: Database,
  owner: Person,
  userId: UserId,
  role: MemberRole,
  options?: CallOptions,
): Promise<Member | MemberRefusal> {
  const change = sql`WITH changed AS (
      UPDATE promoter_members SET role = ${role}
      WHERE ${isMember(owner, userId)} AND ${isOwner(owner)}
        AND role <> ${role} AND (${role} = 'owner' OR ${anotherOwner(owner, userId)})
      RETURNING promoter_id, user_id AS id, jsonb_build_object('role', role) AS details
    ), ${auditedAs(owner, "member.role", sql`details`)},
    withdrawn AS (DELETE FROM invitations USING changed
      WHERE invitations.promoter_id = changed.promoter_id AND inviter_id = changed.id AND ${role} <> 'owner')
    SELECT id FROM changed`;
  const { found, allowed } = await run(db, owner, userId, change, options);
  if (!allowed) return "not-allowed";
  if (found === null) return "absent";
  return found.role === role ? found : "last-owner";
}

/**
 * Ends a membership: an owner may end anybody's, and everybody their own. The sessions that act for the promoter act for
 * nobody from then on, and the invitations they sent end. `null`: done. @throws DatabaseError
 */
export async function removeMember(
  db: Database,
  person: Person,
  userId: UserId,
  options?: CallOptions,
): Promise<null | MemberRefusal> {
  const change = sql`WITH changed AS (
      DELETE FROM promoter_members
      WHERE ${isMember(person, userId)} AND (user_id = ${person.userId}::uuid OR ${isOwner(person)})
        AND (role <> 'owner' OR ${anotherOwner(person, userId)})
      RETURNING promoter_id, user_id AS id, jsonb_build_object('role', role) AS details
    ), ${auditedAs(person, "member.remove", sql`details`)},
    withdrawn AS (DELETE FROM invitations USING changed
      WHERE invitations.promoter_id = changed.promoter_id AND inviter_id = changed.id)
    SELECT id FROM changed`;
  const { done, found, allowed } = await run(db, person, userId, change, options);
  if (done) return null;
  if (!allowed && person.userId !== userId) return "not-allowed";
  return found === null ? "absent" : "last-owner";
}

const isMember = ({ promoterId }: Person, userId: UserId): SQL =>
  sql`promoter_id = ${promoterId}::uuid AND user_id = ${userId}::uuid`;

const anotherOwner = ({ promoterId }: Person, userId: UserId): SQL => sql`EXISTS (
  SELECT FROM promoter_members other WHERE other.promoter_id = ${promoterId}::uuid
    AND other.role = 'owner' AND other.user_id <> ${userId}::uuid)`;

/** The change in its turn, then how the member is and whether the asker is an owner. */
async function run(db: Database, person: Person, userId: UserId, change: SQL, options?: CallOptions) {
  const member = sql`SELECT jsonb_build_object('userId', u.id, 'name', u.name, 'email', u.email, 'role', m.role,
      'joinedAt', (extract(epoch FROM m.created_at) * 1000)::bigint) AS member
    FROM promoter_members m JOIN users u ON u.id = m.user_id
    WHERE m.promoter_id = ${person.promoterId}::uuid AND m.user_id = ${userId}::uuid`;
  const asker = sql`SELECT ${isOwner(person)} AS allowed`;
  const statements = [inTurn(person.promoterId), asker, change, member];
  const [, allowed, changed, members] = await asPromoter(db, person.promoterId, statements, options);
  // The statements select exactly this.
  const [found] = (members ?? []) as { member: Member }[];
  const [answer] = (allowed ?? []) as { allowed: boolean }[];
  return { done: changed?.length === 1, found: found?.member ?? null, allowed: answer?.allowed === true };
}
