import { sql } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { as } from "../../test/fixture.ts";
import { heldUp, rowOf } from "../../test/held-up.ts";
import { codeOf, now, orderOf, paidOrder, refund, type Stage, stage, usedOf } from "../../test/stage.ts";
import { type Guard, type Place, withPlace } from "../../test/unguarded.ts";
import { DatabaseError } from "../database-error.ts";
import { newId } from "../new-id.ts";
import { cancelEventOrders } from "./cancel-event-orders.ts";
import { endOrder } from "./end-order.ts";
import { type NewOrder, placeOrder } from "./place-order.ts";
import { step } from "./step.ts";
import { unbalanced } from "./unbalanced.ts";

const [fans, jobs, owner] = [as("public"), as("jobs"), as("owner")];

/** Each order's SQLSTATE, or that it was placed; sorted. */
async function outcomesOf(place: Place, orders: readonly NewOrder[]): Promise<string[]> {
  const outcomes = await Promise.all(
    orders.map((order) =>
      place(order).then(
        () => "placed",
        (error: unknown) => (error instanceof DatabaseError ? (error.code ?? error.message) : String(error)),
      ),
    ),
  );
  return outcomes.sort();
}
const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

/**
 * Each guard with a race that it decides: the race is run with it, and once more without it. A race that goes well
 * without its guard proves nothing. Answers what is wrong, if anything.
 */
const RACES: readonly (Guard & {
  readonly name: string;
  readonly run: (place: Place, schema: string) => Promise<unknown>;
})[] = [
  {
    name: "the last ticket is sold once: each counter's capacity",
    in: "take_capacity",
    says: "AND (counter.capacity IS NULL OR",
    instead: "AND (true OR counter.capacity IS NULL OR",
    async run(place) {
      const hall = await stage([{ capacity: 1, types: [0] }]);
      const outcomes = await outcomesOf(
        place,
        times(8, () => orderOf(hall, [0])),
      );
      return wrong(outcomes, ["LO001", "LO001", "LO001", "LO001", "LO001", "LO001", "LO001", "placed"]);
    },
  },
  {
    name: "a code with one use left is used once: its number of uses",
    in: "take_capacity",
    says: "AND (max_uses IS NULL OR used + by_code <= max_uses)",
    instead: "",
    async run(place) {
      const hall = await stage([{ capacity: 99, types: [0] }]);
      const codeId = await codeOf(hall, { maxUses: 1 });
      const outcomes = await outcomesOf(
        place,
        times(4, () => orderOf(hall, [0], { codeId })),
      );
      return wrong(outcomes, ["LO003", "LO003", "LO003", "placed"]);
    },
  },
  {
    name: "of one hold comes one order: the hold's own order",
    in: "write_order",
    says: "p_kind, request ->> 'holdId'",
    instead: "p_kind, NULL",
    async run(place) {
      const hall = await stage([{ capacity: 99, types: [0] }]);
      const holdId = newId();
      await outcomesOf(
        place,
        times(4, () => orderOf(hall, [0], { holdId })),
      );
      return wrong(await usedOf(hall), [1]);
    },
  },
  {
    name: "a fan has no more than the limit, however many orders come at once: the fan's own lock",
    in: "place_order",
    says: "PERFORM pg_advisory_xact_lock(hashtextextended(p_event_id || (request ->> 'emailKey'), 2));",
    instead: "",
    async run(place) {
      const hall = await stage([{ capacity: 99, types: [0] }]);
      await owner.query(sql`UPDATE selling_settings SET max_per_fan = 1 WHERE event_id = ${hall.eventId}::uuid`);
      const orders = times(3, () => orderOf(hall, [0]));
      const outcomes = await heldUp(countersOf(hall), async ({ waiting }) => {
        const placing = outcomesOf(place, orders);
        await waiting(3);
        return () => placing;
      });
      return wrong(outcomes, ["LO004", "LO004", "placed"]);
    },
  },
  {
    name: "what commits under an old epoch was counted by the next: the shards' lock",
    in: "place_order",
    says: "ORDER BY scope FOR SHARE",
    instead: "ORDER BY scope",
    async run(place) {
      const hall = await stage([{ capacity: 99, types: [0] }]);
      const counted = await heldUp(countersOf(hall), async ({ waiting }) => {
        const placing = place(orderOf(hall, [0]));
        await waiting(1);
        const reading = readAnew(hall);
        // With the lock the order is waited for; without it nothing is.
        await Promise.race([reading, waiting(2)]);
        return () => Promise.all([reading, placing]).then(([used]) => used);
      });
      return wrong(counted, await usedOf(hall));
    },
  },
  {
    name: "nothing commits under an epoch that is over: the shards' epochs",
    in: "place_order",
    says: "WHERE shard.epoch IS DISTINCT FROM given.epoch",
    instead: "WHERE false",
    async run(place) {
      const hall = await stage([{ capacity: 99, types: [0] }]);
      const counted = await readAnew(hall);
      const outcomes = await outcomesOf(place, [orderOf(hall, [0])]);
      return wrong([outcomes, await usedOf(hall)], [["LO002"], counted]);
    },
  },
  {
    name: "carts of the same quotas never wait in a circle: the order of their locks",
    in: "lock_capacity",
    says: "ORDER BY quota_id FOR NO KEY UPDATE",
    // Germans the other way round.
    instead: `ORDER BY CASE (SELECT locale FROM orders WHERE orders.id = p_order) WHEN 'de' THEN quota_id END DESC,
      quota_id FOR NO KEY UPDATE`,
    async run(place) {
      const hall = await stage(times(2, () => ({ capacity: 9, types: [0] })));
      const outcomes = await heldUp(countersOf(hall), async ({ waiting, release }) => {
        const placing = outcomesOf(place, [orderOf(hall, [0], { locale: "en" }), orderOf(hall, [0], { locale: "de" })]);
        await waiting(2);
        // One has the first and waits for the second; the other, were it not behind, waits for the second already.
        await release(0);
        await waiting(2);
        return () => placing;
      });
      return wrong(outcomes, ["placed", "placed"]);
    },
  },
  {
    name: "nothing is ordered after its sale has been stopped: the queue of its orders",
    in: "place_order",
    says: "PERFORM pg_advisory_xact_lock_shared(sale_lock(p_event_id));",
    instead: "",
    async run(place) {
      const hall = await stage([{ capacity: 99, types: [0] }]);
      const used = await heldUp(countersOf(hall), async ({ waiting }) => {
        const placing = place(orderOf(hall, [0]));
        await waiting(1);
        const stopping = owner
          .query(sql`UPDATE selling_settings SET stopped = true WHERE event_id = ${hall.eventId}::uuid`)
          .then(() => usedOf(hall));
        await Promise.race([stopping, waiting(2)]);
        return () => Promise.all([stopping, placing]).then(([before]) => before);
      });
      return wrong(used, await usedOf(hall));
    },
  },
  {
    name: "what was given back is not given back again with its order: each item's release",
    in: "release_items",
    says: "AND cancelled_at IS NULL AND",
    instead: "AND",
    async run(_, schema) {
      const hall = await stage([{ capacity: 9, types: [0] }]);
      const codeId = await codeOf(hall, { maxUses: 5 });
      const order = orderOf(hall, [0, 0], { codeId });
      const { orderId } = await paidOrder(fans, order);
      const release = sql.raw(`${schema}.release_items`);
      const [item] = order.items;
      await owner.query(sql`SELECT ${release}(${orderId}::uuid, ARRAY[${item?.id}::uuid], now())`);
      await owner.query(sql`SELECT ${release}(${orderId}::uuid, NULL, now())`);
      const [code] = await owner.query<{ used: number }>(sql`SELECT used FROM codes WHERE id = ${codeId}::uuid`);
      return wrong([await usedOf(hall), code?.used], [[0], 0]);
    },
  },
];

/** `null` when it is as it must be; any error of Postgres is wrong, too. */
const wrong = (found: unknown, right: unknown): { found: unknown } | null =>
  JSON.stringify(found) === JSON.stringify(right) ? null : { found };

/** Where orders of this stage count, in the order in which they lock. */
const countersOf = ({ quotas }: Stage) => quotas.toSorted().map((quota) => rowOf("quota_counters", "quota_id", quota));

/** What a shard reads that has lost its memory: what is given away of each quota, as of its next epoch. */
async function readAnew({ eventId }: Stage): Promise<number[]> {
  const read = sql`read_inventory(${eventId}::uuid, ${eventId}::uuid, 1, '{}', '{}', '{}', true)`;
  const { pools } = await step<{ pools: { used: number }[] }>(owner, read);
  return pools.map(({ used }) => used);
}

it("200 carts of 1 to 6 mixed tickets over the same quotas sell what there is, without a deadlock", async () => {
  const deadlocks = async () => {
    const [row] = await owner.query<{ deadlocks: string }>(
      sql`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`,
    );
    return row?.deadlocks;
  };
  const before = await deadlocks();
  const capacities = [120, 60, 40, null, 25];
  const hall = await stage([
    ...[
      { capacity: 120, types: [0, 1, 2, 3] },
      { capacity: 60, types: [0, 1] },
      { capacity: 40, types: [1, 2] },
    ],
    ...[
      { capacity: null, types: [2, 3] },
      { capacity: 25, types: [3] },
    ],
  ]);
  const codeId = await codeOf(hall, { maxUses: 10, type: 1 });
  const cart = fc.tuple(fc.array(fc.nat(3), { minLength: 1, maxLength: 6 }), fc.boolean());
  const carts = fc.sample(cart, { numRuns: 200, seed: 20261121 });
  const orders = carts.map(([types, byCode]) => orderOf(hall, types, byCode ? { codeId } : {}));
  const outcomes = await withPlace(null, (place) => outcomesOf(place, orders));
  // What is used up first, the code or the places, is up to who comes first.
  expect(new Set([...outcomes, "LO003"])).toEqual(new Set(["LO001", "LO003", "placed"]));
  const used = await usedOf(hall);
  for (const [at, capacity] of capacities.entries()) expect(used[at]).toBeLessThanOrEqual(capacity ?? 1200);
  expect(used[0]).toBeGreaterThan(90);
  expect(await unbalanced(jobs, hall.eventId)).toEqual([]);
  expect(await deadlocks()).toBe(before);
});

describe.each(RACES)("$name", ({ run, ...guard }) => {
  it("holds", async () => {
    expect(await withPlace(null, run)).toBeNull();
  });
  it("is what decides it: without it, it does not", async () => {
    const without = await withPlace(guard, run).catch((error: unknown) => ({ found: String(error) }));
    expect(without).not.toBeNull();
  });
});

it.each(["paid back", "ended"])("an order that is %s while its event is called off waits in no circle", async (how) => {
  const hall = await stage([{ capacity: 9, types: [0] }]);
  const order = orderOf(hall, [0]);
  await (how === "ended" ? placeOrder(fans, order) : paidOrder(fans, order));
  await owner.query(sql`UPDATE events SET status = 'cancelled' WHERE id = ${hall.eventId}::uuid`);
  const outcomes = await heldUp(countersOf(hall), async ({ waiting }) => {
    const callingOff = cancelEventOrders(jobs, hall.eventId, now(), 10);
    await waiting(1);
    const other = how === "ended" ? endOrder(jobs, order.orderId, "cancelled", now()) : refund(order.orderId);
    await waiting(2);
    return () => Promise.allSettled([callingOff, other]);
  });
  // Who comes second finds nothing left to give back.
  const refused = how === "ended" ? { status: "fulfilled" } : { reason: { code: "LO008" } };
  expect(outcomes).toMatchObject([{ value: { done: 1 } }, refused]);
  expect(await unbalanced(jobs, hall.eventId)).toEqual([]);
});

it("orders that are paid back several times at once give back everything once", async () => {
  const hall = await stage([
    { capacity: 12, types: [0] },
    { capacity: 99, types: [0] },
  ]);
  const codeId = await codeOf(hall, { maxUses: 12 });
  const paid = await Promise.all(times(6, () => paidOrder(fans, orderOf(hall, [0, 0], { codeId }))));
  await Promise.allSettled(
    paid.flatMap(({ orderId }) => ["a", "a", "b"].map((requestKey) => refund(orderId, { requestKey }))),
  );
  expect(await usedOf(hall)).toEqual([0, 0]);
  expect(await unbalanced(jobs, hall.eventId)).toEqual([]);
});
