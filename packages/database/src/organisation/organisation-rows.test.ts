import type { PromoterId } from "@liveotter/core/ids";
import { type SQL, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { as, newPromoter } from "../../test/fixture.ts";
import { newId } from "../new-id.ts";
import { asPromoter } from "../promoter/as-promoter.ts";
import { newToken } from "../sign-in/token.ts";
import { acceptInvitation } from "./accept-invitation.ts";
import { changeRole, removeMember } from "./change-members.ts";
import { changeOrganisation } from "./change-organisation.ts";
import { invite, type NewInvitation } from "./invite.ts";
import { revokeInvitation } from "./revoke-invitation.ts";

/** A promoter and its one owner. */
async function newOwner() {
  const { promoterId } = await newPromoter();
  const userId = newId<never>();
  await as("owner").transaction([
    sql`INSERT INTO users (id, name, email) VALUES (${userId}::uuid, 'A person', ${`${userId}@example.test`})`,
    sql`INSERT INTO promoter_members (promoter_id, user_id, role) VALUES (${promoterId}::uuid, ${userId}::uuid, 'owner')`,
    sql`INSERT INTO invitations (id, promoter_id, email, role, inviter_id, token_hash, expires_at) VALUES
      (${newId<never>()}::uuid, ${promoterId}::uuid, 'x@example.test', 'manager', ${userId}::uuid,
        encode(sha256(${userId}::bytea), 'hex'), now() + interval '1 day')`,
  ]);
  return { promoterId, userId };
}
const signedIn = (promoterId: PromoterId, statement: SQL) => asPromoter(as("auth"), promoterId, [statement]);

describe("the role of sign-in", () => {
  it("changes nothing of another promoter's people when the WHERE is forgotten", async () => {
    const [mine, theirs] = [await newOwner(), await newOwner()];
    for (const statement of [
      sql`UPDATE promoters SET name = 'Defaced'`,
      sql`UPDATE promoter_members SET role = 'manager'`,
      sql`UPDATE invitations SET role = 'owner'`,
      sql`DELETE FROM invitations`,
      sql`DELETE FROM promoter_members`,
    ])
      await signedIn(mine.promoterId, statement);
    const of = async (id: PromoterId) => {
      const [row] = await as("owner").query(sql`SELECT name = 'Defaced' AS defaced,
        (SELECT string_agg(role, ' ') FROM promoter_members m WHERE m.promoter_id = p.id) AS members,
        (SELECT string_agg(role, ' ') FROM invitations i WHERE i.promoter_id = p.id) AS invitations
        FROM promoters p WHERE id = ${id}::uuid`);
      return row;
    };
    expect(await of(mine.promoterId)).toEqual({ defaced: true, members: null, invitations: null });
    expect(await of(theirs.promoterId)).toEqual({ defaced: false, members: "owner", invitations: "manager" });
  });

  it("adds nobody to another promoter, and says nothing in its audit log", async () => {
    const [mine, theirs] = [await newOwner(), await newOwner()];
    for (const statement of [
      sql`INSERT INTO promoter_members (promoter_id, user_id, role) VALUES (${theirs.promoterId}::uuid, ${mine.userId}::uuid, 'owner')`,
      sql`INSERT INTO invitations (id, promoter_id, email, role, inviter_id, token_hash, expires_at) VALUES
        (${newId<never>()}::uuid, ${theirs.promoterId}::uuid, 'y@example.test', 'owner', ${mine.userId}::uuid, ${"0".repeat(64)}, now())`,
      sql`INSERT INTO audit_log (promoter_id, action, subject_id) VALUES (${theirs.promoterId}::uuid, 'x', ${mine.userId}::uuid)`,
      sql`INSERT INTO promoters (id, slug, name) VALUES (${newId<never>()}::uuid, ${`p-${mine.userId}`}, 'Another')`,
    ])
      await expect(signedIn(mine.promoterId, statement)).rejects.toMatchObject({ code: "42501" });
  });

  it("sends mail and nothing else, reads no audit log, and moves no member", async () => {
    const { promoterId, userId } = await newOwner();
    for (const statement of [
      sql`INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic) VALUES ('cache', ${promoterId}::uuid, ${userId}::uuid, 'x')`,
      sql`SELECT id FROM outbox`,
      sql`SELECT id FROM audit_log`,
      sql`SELECT id FROM events`,
      sql`UPDATE promoter_members SET user_id = ${userId}::uuid`,
      sql`UPDATE promoters SET slug = 'mine'`,
      sql`DELETE FROM promoters`,
    ])
      await expect(signedIn(promoterId, statement)).rejects.toMatchObject({ code: "42501" });
  });

  it("keeps no session active for somebody who is no member", async () => {
    const [mine, theirs] = [await newOwner(), await newOwner()];
    const open = (promoterId: PromoterId) =>
      as("auth").query(sql`INSERT INTO sessions (id, user_id, token, expires_at, active_promoter_id) VALUES
        (${newId<never>()}::uuid, ${mine.userId}::uuid, ${newId<never>()}, now() + interval '1 hour', ${promoterId}::uuid)`);
    await expect(open(theirs.promoterId)).rejects.toMatchObject({ code: "23503" });
    await open(mine.promoterId);
    await as("owner").query(sql`DELETE FROM promoter_members WHERE user_id = ${mine.userId}::uuid`);
    const rows = await as("owner").query(
      sql`SELECT active_promoter_id AS active FROM sessions WHERE user_id = ${mine.userId}::uuid`,
    );
    expect(rows).toEqual([{ active: null }]);
  });
});

const invitationTo = (email: string): NewInvitation => {
  const params = {
    organisation: "One",
    inviter: "A person",
    role: "manager",
    link: "https://x.test/",
    hours: 1,
  } as const;
  const mail = { template: "invitation", to: email, locale: "en", params } as const;
  return { email, role: "manager", token: newToken(), hours: 1, mail };
};

describe("an owner who was demoted since their request began", () => {
  it("changes nothing", async () => {
    const { promoterId, userId } = await newOwner();
    const [other, third] = [newId<never>(), newId<never>()];
    const [sent] = await as("owner").query<{ id: string }>(
      sql`SELECT id FROM invitations WHERE promoter_id = ${promoterId}::uuid`,
    );
    await as("owner").transaction([
      sql`INSERT INTO users (id, name, email) VALUES (${other}::uuid, 'Another', ${`${other}@example.test`})`,
      sql`INSERT INTO users (id, name, email) VALUES (${third}::uuid, 'A third', ${`${third}@example.test`})`,
      sql`INSERT INTO promoter_members (promoter_id, user_id, role) VALUES
        (${promoterId}::uuid, ${other}::uuid, 'owner'), (${promoterId}::uuid, ${third}::uuid, 'manager')`,
      sql`UPDATE promoter_members SET role = 'manager' WHERE user_id = ${userId}::uuid`,
    ]);
    const former = { promoterId, userId, requestId: null };
    const db = as("auth");
    expect(await changeRole(db, former, userId, "owner")).toBe("not-allowed");
    expect(await removeMember(db, former, third)).toBe("not-allowed");
    expect(await changeOrganisation(db, former, 1, { name: "Defaced" })).toBeNull();
    const request = { key: newId<never>(), body: "x" };
    expect(await invite(db, former, invitationTo(`y.${userId}@example.test`), request)).toBe("not-allowed");
    expect(await revokeInvitation(db, former, sent?.id ?? "")).toBe(false);
    const [row] = await as("owner").query(sql`SELECT name,
      (SELECT string_agg(role, ' ' ORDER BY role) FROM promoter_members m WHERE m.promoter_id = p.id) AS members,
      (SELECT count(*)::int FROM invitations i WHERE i.promoter_id = p.id) AS invitations,
      (SELECT count(*)::int FROM audit_log a WHERE a.promoter_id = p.id) AS audited,
      (SELECT count(*)::int FROM outbox o WHERE o.promoter_id = p.id) AS mails
      FROM promoters p WHERE id = ${promoterId}::uuid`);
    expect(row).toMatchObject({ members: "manager manager owner", invitations: 1, audited: 0, mails: 0 });
    expect(row).not.toMatchObject({ name: "Defaced" });
  });
});

describe("an invitation", () => {
  it("makes no member of somebody with another address, whoever asks", async () => {
    const [{ promoterId, userId }, guest] = [await newOwner(), await newOwner()];
    const owner = { promoterId, userId, requestId: null };
    const invitation = invitationTo(`y.${userId}@example.test`);
    await invite(as("auth"), owner, invitation, { key: newId<never>(), body: "x" });
    await as("owner").query(sql`UPDATE users SET email_verified = true WHERE id = ${guest.userId}::uuid`);
    const them = { userId: guest.userId, sessionId: newId<never>(), requestId: null };
    expect(await acceptInvitation(as("auth"), them, promoterId, invitation.token)).toBe(false);
    await as("owner").query(sql`UPDATE users SET email = ${invitation.email} WHERE id = ${guest.userId}::uuid`);
    expect(await acceptInvitation(as("auth"), them, promoterId, invitation.token)).toBe(true);
  });
});

describe("without row-level security", () => {
  // The tables' owner, whom no policy holds back.
  const db = as("owner");

  it("another promoter's people and invitations are out of reach all the same", async () => {
    const [mine, theirs] = [await newOwner(), await newOwner()];
    const second = newId<never>();
    const [sent] = await db.query<{ id: string }>(
      sql`SELECT id FROM invitations WHERE promoter_id = ${theirs.promoterId}::uuid`,
    );
    await db.transaction([
      sql`INSERT INTO users (id, name, email) VALUES (${second}::uuid, 'A second', ${`${second}@example.test`})`,
      sql`INSERT INTO promoter_members (promoter_id, user_id, role) VALUES (${theirs.promoterId}::uuid, ${second}::uuid, 'manager')`,
    ]);
    const me = { ...mine, requestId: null };
    expect(await changeRole(db, me, second, "owner")).toBe("absent");
    expect(await removeMember(db, me, second)).toBe("absent");
    expect(await revokeInvitation(db, me, sent?.id ?? "")).toBe(false);
    const [row] = await db.query(sql`SELECT
      (SELECT string_agg(role, ' ' ORDER BY role) FROM promoter_members m WHERE m.promoter_id = p.id) AS members,
      (SELECT count(*)::int FROM invitations i WHERE i.promoter_id = p.id) AS invitations
      FROM promoters p WHERE id = ${theirs.promoterId}::uuid`);
    expect(row).toEqual({ members: "manager owner", invitations: 1 });
  });
});
