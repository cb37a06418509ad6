import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { as, newPromoter } from "../../test/fixture.ts";
import { newId } from "../new-id.ts";
import { forgetStaleSignIns } from "./forget-stale-sign-ins.ts";

const id = () => newId<never>();

test("what has run out is forgotten, and nothing else", async () => {
  const owner = as("owner");
  const { promoterId } = await newPromoter();
  const userId = id();
  await owner.query(
    sql`INSERT INTO users (id, name, email) VALUES (${userId}::uuid, 'A person', ${`${userId}@example.test`})`,
  );
  for (const [word, hours] of [
    ["stale", -1],
    ["fresh", 1],
  ] as const) {
    const end = sql`now() + make_interval(hours => ${hours})`;
    await owner.transaction([
      sql`INSERT INTO sessions (id, user_id, token, expires_at) VALUES (${id()}::uuid, ${userId}::uuid, ${word + userId}, ${end})`,
      sql`INSERT INTO verifications (id, identifier, value, expires_at) VALUES (${id()}::uuid, ${word}, ${userId}, ${end})`,
      sql`INSERT INTO invitations (id, promoter_id, email, role, inviter_id, token_hash, expires_at) VALUES (${id()}::uuid,
        ${promoterId}::uuid, ${`${word}@example.test`}, 'manager', ${userId}::uuid, encode(sha256(${word + userId}::bytea), 'hex'), ${end})`,
      sql`INSERT INTO user_idempotency_keys (user_id, key, request_hash, subject_id, created_at) VALUES (${userId}::uuid,
        ${word}, ${"0".repeat(64)}, ${id()}::uuid, now() - make_interval(days => 30) + make_interval(hours => ${hours}))`,
    ]);
  }
  expect(await forgetStaleSignIns(as("jobs"), 30)).toBeGreaterThanOrEqual(4);
  const [left] = await owner.query(sql`SELECT
    (SELECT array_agg(token) FROM sessions WHERE user_id = ${userId}::uuid) AS sessions,
    (SELECT array_agg(identifier) FROM verifications WHERE value = ${userId}) AS verifications,
    (SELECT array_agg(email) FROM invitations WHERE promoter_id = ${promoterId}::uuid) AS invitations,
    (SELECT array_agg(key) FROM user_idempotency_keys WHERE user_id = ${userId}::uuid) AS keys`);
  expect(left).toEqual({
    sessions: [`fresh${userId}`],
    verifications: ["fresh"],
    invitations: ["fresh@example.test"],
    keys: ["fresh"],
  });
});

test("only jobs may ask for it", async () => {
  for (const role of ["public", "promoter", "reporting", "auth"] as const)
    await expect(forgetStaleSignIns(as(role), 30)).rejects.toMatchObject({ code: "42501" });
});
