import type { PromoterId } from "@liveotter/core/ids";
import { type SQL, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { as, newId, newPromoter } from "../../test/fixture.ts";
import { asPromoter } from "../promoter/as-promoter.ts";

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
