import { setTimeout as sleep } from "node:timers/promises";
import type { EventId, OutboxId } from "@liveotter/core/ids";
import { type SQL, sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { as, newPromoter } from "../../test/fixture.ts";
import { announceChanges } from "../jobs/announce-changes.ts";
import { newId } from "../new-id.ts";
import { readCatalogueVersion } from "../public/read-catalogue-version.ts";
import { claimDue } from "./claim-due.ts";
import { complete } from "./complete.ts";
import { fail } from "./fail.ts";
import { forgetDone } from "./forget-done.ts";
import { listParked } from "./list-parked.ts";
import { outboxDepth } from "./outbox-depth.ts";
import { MAX_ATTEMPTS } from "./outbox-row.ts";
import { replay } from "./replay.ts";

/** The same tries each time, so that a red run has a cause in its change; `pnpm soak` draws new ones, and more. */
const { FUZZ_SEED, FUZZ_RUNS } = process.env;
const seed = Number(FUZZ_SEED ?? 20261121);
const numRuns = Math.ceil(Number(FUZZ_RUNS ?? 80) / 40);

const AT_ONCE = { baseSeconds: 0, maxSeconds: 0 };
const jobs = () => as("jobs");
const MINUTE = { limit: 100, leaseSeconds: 60 };

/** Rows for the consumer `cache`, in order. Only this file hands out that consumer's rows, one test at a time. */
async function enqueue(aggregates: readonly EventId[]): Promise<void> {
  const { promoterId } = await newPromoter();
  const rows = aggregates.map((id): SQL => sql`('cache', ${promoterId}::uuid, ${id}::uuid, 'event.changed')`);
  await as("owner").query(
    sql`INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic) VALUES ${sql.join(rows, sql`, `)}`,
  );
}

/** What earlier tests left is settled, not wiped: nothing of it may come up again. */
beforeEach(async () => {
  await as("owner").query(sql`UPDATE outbox SET done_at = now(), parked_at = NULL, claim = NULL, locked_until = NULL
    WHERE consumer = 'cache' AND done_at IS NULL`);
});

describe("the outbox", () => {
  it("hands out one row of each aggregate, the next one when it is done", async () => {
    const [a, b] = [newId<EventId>(), newId<EventId>()];
    await enqueue([a, a, b]);
    const first = await claimDue(jobs(), "cache", MINUTE);
    expect(first.rows.map(({ aggregateId }) => aggregateId)).toEqual([a, b]);
    expect(first.rows[0]).toMatchObject({ consumer: "cache", topic: "event.changed", payload: {}, attempts: 1 });
    expect((await claimDue(jobs(), "cache", MINUTE)).rows).toEqual([]);

    expect(
      await complete(
        jobs(),
        first.token,
        first.rows.map(({ id }) => id),
      ),
    ).toBe(2);
    const second = await claimDue(jobs(), "cache", MINUTE);
    expect(second.rows.map(({ aggregateId }) => aggregateId)).toEqual([a]);
  });

  it("keeps consumers apart", async () => {
    await enqueue([newId<EventId>()]);
    const { rows } = await claimDue(jobs(), "search", MINUTE);
    expect(rows.filter(({ consumer }) => consumer !== "search")).toEqual([]);
    expect((await claimDue(jobs(), "cache", MINUTE)).rows).toHaveLength(1);
  });

  it("gives a row back when its drainer died, and ignores that drainer when it comes back", async () => {
    await enqueue([newId<EventId>()]);
    const dead = await claimDue(jobs(), "cache", { limit: 10, leaseSeconds: 0.05 });
    await sleep(100);
    const alive = await claimDue(jobs(), "cache", MINUTE);
    expect(alive.rows.map(({ id }) => id)).toEqual(dead.rows.map(({ id }) => id));
    const ids = dead.rows.map(({ id }) => id);
    expect(await complete(jobs(), dead.token, ids)).toBe(0);
    expect(await fail(jobs(), dead.token, first(ids), "late")).toBe("lost");
    expect(await complete(jobs(), alive.token, ids)).toBe(1);
  });

  it("makes a failed row wait, and those behind it with it", async () => {
    const [a, b] = [newId<EventId>(), newId<EventId>()];
    await enqueue([a, a]);
    const { token, rows } = await claimDue(jobs(), "cache", MINUTE);
    expect(await fail(jobs(), token, first(rows).id, "no luck", { baseSeconds: 60, maxSeconds: 60 })).toBe("again");
    await enqueue([b]);
    expect((await claimDue(jobs(), "cache", MINUTE)).rows.map(({ aggregateId }) => aggregateId)).toEqual([b]);
  });

  it("waits twice as long each time, up to a limit", async () => {
    await enqueue([newId<EventId>()]);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      const { token, rows } = await claimDue(jobs(), "cache", MINUTE);
      await fail(jobs(), token, first(rows).id, "no luck", { baseSeconds: 100, maxSeconds: 300 });
      const [row] = await as("owner").query<{ wait: number }>(sql`UPDATE outbox SET next_attempt_at = now()
        FROM (SELECT id AS old_id, date_part('epoch', next_attempt_at - now()) AS wait FROM outbox
          WHERE id = ${first(rows).id}::bigint) before WHERE id = old_id RETURNING before.wait`);
      waits.push(row?.wait ?? 0);
    }
    for (const [at, full] of [100, 200, 300, 300].entries()) {
      expect(waits[at]).toBeGreaterThan(full / 2 - 5);
      expect(waits[at]).toBeLessThanOrEqual(full);
    }
  });

  it("parks what keeps failing, lets the next one pass, and replays it when told", async () => {
    const a = newId<EventId>();
    await enqueue([a, a]);
    let parked: OutboxId | undefined;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const { token, rows } = await claimDue(jobs(), "cache", MINUTE);
      parked = first(rows).id;
      const outcome = await fail(jobs(), token, parked, `failure ${attempt}`, AT_ONCE);
      expect(outcome).toBe(attempt === MAX_ATTEMPTS ? "parked" : "again");
    }
    if (parked === undefined) throw new Error("nothing was parked");
    expect(await listParked(jobs(), { limit: 1000 })).toContainEqual(
      expect.objectContaining({ id: parked, lastError: `failure ${MAX_ATTEMPTS}`, attempts: MAX_ATTEMPTS }),
    );
    expect(await outboxDepth(jobs())).toContainEqual(
      expect.objectContaining({ consumer: "cache", waiting: 1, parked: 1 }),
    );

    const next = await claimDue(jobs(), "cache", MINUTE);
    expect(next.rows).toHaveLength(1);
    expect(first(next.rows).id).not.toBe(parked);
    expect(await replay(jobs(), [parked])).toBe(1);
    expect((await claimDue(jobs(), "cache", MINUTE)).rows.map(({ id, attempts }) => [id, attempts])).toEqual([
      [parked, 1],
    ]);
  });

  it("parks what kills every drainer that touches it", async () => {
    await enqueue([newId<EventId>()]);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      expect((await claimDue(jobs(), "cache", { limit: 1, leaseSeconds: 0.001 })).rows).toHaveLength(1);
      await sleep(5);
    }
    expect((await claimDue(jobs(), "cache", MINUTE)).rows).toEqual([]);
    expect(await outboxDepth(jobs())).toContainEqual(
      expect.objectContaining({ consumer: "cache", waiting: 0, parked: 1 }),
    );
    expect(await replay(jobs(), "all")).toBeGreaterThan(0);
    expect((await claimDue(jobs(), "cache", MINUTE)).rows).toHaveLength(1);
  });

  it("forgets only what was done long ago", async () => {
    const [old, fresh, open] = [newId<EventId>(), newId<EventId>(), newId<EventId>()];
    await enqueue([old, fresh, open]);
    await as("owner").query(
      sql`UPDATE outbox SET done_at = now() - interval '8 days' WHERE aggregate_id = ${old}::uuid`,
    );
    await as("owner").query(sql`UPDATE outbox SET done_at = now() WHERE aggregate_id = ${fresh}::uuid`);
    expect(await forgetDone(jobs(), 7)).toBeGreaterThan(0);
    const left = await as("owner").query<{ id: string }>(sql`SELECT aggregate_id AS id FROM outbox
      WHERE aggregate_id IN (${old}::uuid, ${fresh}::uuid, ${open}::uuid) ORDER BY outbox.id`);
    expect(left.map(({ id }) => id)).toEqual([fresh, open]);
  });

  it(
    "loses nothing and keeps each aggregate's order among many drainers that fail, hang and overlap",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 10, maxLength: 40 }),
          fc.array(fc.constantFrom("done", "done", "done", "fail", "die"), { minLength: 50, maxLength: 50 }),
          async (changes, fates) => {
            const aggregates = Array.from({ length: 5 }, () => newId<EventId>());
            await enqueue(changes.map((index) => aggregates[index] ?? newId<EventId>()));
            const delivered = new Map<string, number[]>();
            const inHand = new Set<string>();
            const overlaps: string[] = [];
            let turn = 0;
            const drain = async () => {
              for (let idle = 0; idle < 6; ) {
                const { token, rows } = await claimDue(jobs(), "cache", { limit: 3, leaseSeconds: 1 });
                idle = rows.length === 0 ? idle + 1 : 0;
                if (rows.length === 0) await sleep(250);
                for (const { aggregateId } of rows) {
                  if (inHand.has(aggregateId)) overlaps.push(aggregateId);
                  inHand.add(aggregateId);
                }
                const done: OutboxId[] = [];
                for (const { id, aggregateId } of rows) {
                  const fate = turn < fates.length ? fates[turn++] : "done";
                  delivered.set(aggregateId, [...(delivered.get(aggregateId) ?? []), Number(id)]);
                  inHand.delete(aggregateId);
                  if (fate === "done") done.push(id);
                  else if (fate === "fail") await fail(jobs(), token, id, "unlucky", AT_ONCE);
                }
                await complete(jobs(), token, done);
              }
            };
            await Promise.all(Array.from({ length: 6 }, drain));

            expect(overlaps).toEqual([]);
            const told = [...delivered.values()];
            for (const ids of told) expect(ids).toEqual(ids.toSorted((a, b) => a - b)); // again is fine, out of order is not
            expect(told.reduce((sum, ids) => sum + new Set(ids).size, 0)).toBe(changes.length);
          },
        ),
        { seed, numRuns, endOnFailure: true },
      );
    },
    Math.max(120_000, numRuns * 20_000),
  );
});

it("counts the catalogue's version up for a change, whoever says so, and never lets its time go back", async () => {
  const before = await readCatalogueVersion(as("public"));
  await enqueue([newId<EventId>()]);
  const announced = await Promise.all(Array.from({ length: 5 }, () => announceChanges(jobs())));
  const after = await readCatalogueVersion(as("public"));
  for (const { version } of announced) expect(version).toBeGreaterThan(before.version);
  const inOrder = announced.toSorted((a, b) => a.version - b.version).map(({ at }) => at);
  expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
  expect(after.at).toBeGreaterThanOrEqual(before.at);
  expect(await announceChanges(jobs())).toEqual(after);
});

function first<T>([item]: readonly T[]): T {
  if (item === undefined) throw new Error("expected at least one");
  return item;
}
