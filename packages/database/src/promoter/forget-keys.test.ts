import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { as, newPromoter } from "../../test/fixture.ts";
import { forgetKeys } from "./forget-keys.ts";

test("idempotency keys are forgotten only when they are old", async () => {
  const { promoterId } = await newPromoter();
  const owner = as("owner");
  for (const [key, days] of [
    ["old", 31],
    ["young", 29],
  ] as const) {
    await owner.query(sql`INSERT INTO idempotency_keys (promoter_id, key, request_hash, subject_id, created_at)
      VALUES (${promoterId}::uuid, ${key}, ${"0".repeat(64)}, ${promoterId}::uuid, now() - make_interval(days => ${days}))`);
  }
  expect(await forgetKeys(as("jobs"), 30)).toBeGreaterThan(0);
  const left = await owner.query<{ key: string }>(
    sql`SELECT key FROM idempotency_keys WHERE promoter_id = ${promoterId}::uuid`,
  );
  expect(left).toEqual([{ key: "young" }]);
});
