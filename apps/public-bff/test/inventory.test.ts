import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { CodeId, OrderId, PerformanceId, TicketTypeId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { type Claim, SETTLE_MS } from "@liveotter/core/inventory/claim";
import { makeHoldId } from "@liveotter/core/inventory/hold-id";
import { Pools } from "@liveotter/core/inventory/pools";
import {
  type Draw,
  HOLD_MS,
  type InventoryShardApi,
  type InventoryShards,
  type ShardSummary,
  shardName,
} from "@liveotter/core/inventory/shard-api";
import { connect } from "@liveotter/database/connect";
import { newId } from "@liveotter/database/new-id";
import { endOrder } from "@liveotter/database/orders/end-order";
import { orderTickets } from "@liveotter/devstack/order-tickets";
import { sql } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { InventoryShard } from "../src/durable-objects/inventory-shard.ts";
import { SqliteClaims } from "../src/durable-objects/sqlite-claims.ts";
import { faults } from "./api.ts";
import { newPromoter, owner, performance, published, type TestPromoter, variable } from "./catalogue.ts";

const fans = connect({ url: variable("DATABASE_URL_PUBLIC"), httpEndpoint: variable("DATABASE_HTTP_ENDPOINT") });
const HOUR = 3_600_000;
let own: TestPromoter;
beforeAll(async () => {
  own = await newPromoter();
});
afterEach(() => faults.clear());

async function counted(shard: InventoryShardApi): Promise<ShardSummary> {
  const summary = await shard.summary();
  if (summary.outcome === "busy") throw new Error("the shard could not read Postgres");
  return summary;
}

/** A performance with one quota, and everything that is done to its shard. */
async function onSale(capacity: number) {
  const [scope, entry] = [newId<PerformanceId>(), newId<TicketTypeId>()];
  const event = await published(own, {
    performances: [performance(48, { id: scope })],
    ticketTypes: [{ id: entry, name: "Entry", price: 1000 }],
    quotas: [{ name: "Hall", capacity, performance: scope, ticketTypes: [entry] }],
  });
  const quota = event.quotas[0]?.id ?? "";
  const stub = env.INVENTORY.getByName(shardName(event.id, scope));
  // As every caller sees it.
  const shards: InventoryShards = env.INVENTORY;
  const shard = shards.getByName(shardName(event.id, scope));
  const newHold = () => makeHoldId({ eventId: event.id, scope }, crypto.getRandomValues(new Uint8Array(16)));
  const request = (
    count: number,
    more: { key?: string; requestHash?: string; draws?: Draw[]; replaces?: string } = {},
  ) => {
    const holdId = newHold();
    return { holdId, key: holdId, requestHash: "a", draws: [{ pool: quota, count }], doc: "{}", ...more };
  };
  const on = <T>(work: (instance: InventoryShard, state: DurableObjectState) => T | Promise<T>) =>
    runInDurableObject(stub, work);
  return {
    ...{ event, quota, stub, shard, request, on },
    /** Its id, or a failure. */
    async held(count: number, more: Parameters<typeof request>[1] = {}): Promise<string> {
      for (;;) {
        const answer = await shard.hold(request(count, more));
        if (answer.outcome === "held") return answer.hold.holdId;
        if (answer.outcome !== "busy") throw new Error(JSON.stringify(answer));
        await sleep(answer.retryAfterMs);
      }
    },
    async pinned(holdId: string, orderId = newId<OrderId>()) {
      const answer = await shard.pin(holdId, orderId, { attempt: orderId, revision: 0 });
      if (answer.outcome !== "pinned") throw new Error(JSON.stringify(answer));
      return { orderId, epoch: answer.epoch };
    },
    place: (holdId: string, { orderId, epoch }: { orderId: OrderId; epoch: number }, quantity: number, by = fans) =>
      orderTickets(by, event, [{ scope, epoch }], { holdId, orderId, quantity }),
    left: async () => (await counted(shard)).pools[0]?.left,
    /** In Postgres alone: nobody tells the shard. */
    block: (quantity: number) =>
      owner().query(sql`SELECT change_block(${newId()}::uuid, ${quota}::uuid, ${quantity}::integer, '', now())`),
    evict: () => evictDurableObject(stub),
    /** Its clock is ahead of everybody's, until it is evicted. */
    ahead: (ms: number) =>
      on((instance) => {
        instance.now = () => instant(Date.now() + ms);
      }),
    /** As when the platform has lost it. */
    async loseStorage() {
      await on((_, state) => state.storage.deleteAll());
      await evictDurableObject(stub);
    },
    alarm: () => runDurableObjectAlarm(stub),
    alarmAt: () => on((_, state) => state.storage.getAlarm()),
    dropAlarm: () => on((_, state) => state.storage.deleteAlarm()),
    async code(blocks: boolean, maxUses: number): Promise<CodeId> {
      const id = newId<CodeId>();
      await owner().query(sql`INSERT INTO codes
          (id, promoter_id, event_id, code, code_key, max_uses, blocks_quota_id)
        VALUES (${id}::uuid, ${own.promoterId}::uuid, ${event.id}::uuid, ${id}, ${id}, ${maxUses}::integer,
          ${blocks ? quota : null}::uuid)`);
      return id;
    },
  };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("claims", () => {
  /** So many buyers at once, each of one place, until they are told: how many were told what. */
  async function race({ shard, request }: Awaited<ReturnType<typeof onSale>>, buyers: number) {
    const counts: Record<string, number> = {};
    const buy = async (mine: ReturnType<typeof request>): Promise<void> => {
      const answer = await shard.hold(mine);
      if (answer.outcome === "busy") {
        await sleep(answer.retryAfterMs);
        return buy(mine);
      }
      const told = answer.outcome === "refused" ? `refused, ${answer.refused[0]?.left} left` : answer.outcome;
      counts[told] = (counts[told] ?? 0) + 1;
    };
    await Promise.all(Array.from({ length: buyers }, () => buy(request(1))));
    return counts;
  }

  test("2,000 buyers at once for 500 places: 500 hold one, and 1,500 are told that none is left", async () => {
    const sale = await onSale(500);
    expect(await race(sale, 2000)).toEqual({ held: 500, "refused, 0 left": 1500 });
    expect(await sale.left()).toBe(0);
  });

  test("the same race oversells where nobody looks at what is left: it would be seen", async () => {
    const sale = await onSale(50);
    const unguarded = vi.spyOn(Pools.prototype, "shortages").mockReturnValue([]);
    const counts = await race(sale, 200).finally(() => unguarded.mockRestore());
    expect(counts).toEqual({ held: 200 });
  });

  test("of one tick are decided each by itself: a refusal, a broken one and a key used twice disturb no neighbour", async () => {
    const { shard, request, left, quota } = await onSale(10);
    await shard.summary();
    const same = request(2);
    const answers = await Promise.allSettled([
      shard.hold(request(4)),
      shard.hold(request(7)),
      shard.hold(same),
      // What no storage can keep: a caller's mistake.
      shard.hold(request(0, { draws: [{ pool: quota, count: 1n as unknown as number }] })),
      shard.hold({ ...same, holdId: "another" }),
      shard.hold({ ...same, holdId: "another", requestHash: "b" }),
      shard.hold(request(4)),
    ]);
    expect(answers.map((answer) => (answer.status === "fulfilled" ? answer.value : "thrown"))).toMatchObject([
      { outcome: "held" },
      { outcome: "refused", refused: [{ left: 6 }] },
      { outcome: "held", replayed: false },
      "thrown",
      { outcome: "held", replayed: true, hold: { holdId: same.holdId } },
      { outcome: "mismatch" },
      { outcome: "held" },
    ]);
    expect(await left()).toBe(0);
  });

  test("that come together are written together", async () => {
    const { shard, request, on } = await onSale(1000);
    await shard.summary();
    let writes = 0;
    let commits = 0;
    await on((_, { storage }) => {
      const exec = storage.sql.exec.bind(storage.sql);
      let same = false;
      // What is written without any wait in between commits together.
      const counted = (query: string, ...values: unknown[]) => {
        if (query.startsWith("INSERT INTO claims")) {
          writes += 1;
          if (!same) commits += 1;
          same = true;
          queueMicrotask(() => {
            same = false;
          });
        }
        return exec(query, ...values);
      };
      storage.sql.exec = counted as typeof exec;
    });
    await Promise.all(Array.from({ length: 300 }, () => shard.hold(request(1))));
    await on((_, { storage }) => Reflect.deleteProperty(storage.sql, "exec"));
    expect(writes).toBe(300);
    expect(commits).toBeLessThan(150);
  });

  test("beyond what it can take it is busy, says when to come again, and has taken nothing of those", async () => {
    const { shard, request, stub, left } = await onSale(5000);
    await shard.summary();
    const answers = await runInDurableObject(stub, (instance) =>
      Promise.all(Array.from({ length: 1200 }, () => instance.hold(request(1)))),
    );
    const busy = answers.flatMap((answer) => (answer.outcome === "busy" ? [answer.retryAfterMs] : []));
    expect(busy.length).toBe(200);
    expect(Math.min(...busy)).toBeGreaterThan(100);
    expect(await left()).toBe(4000);
  });

  test("an earlier hold of one's own is given up in the same step, and only if the new one is taken", async () => {
    const { shard, request, held, left } = await onSale(4);
    const first = await held(3);
    expect(await shard.hold(request(5, { replaces: first }))).toMatchObject({
      outcome: "refused",
      refused: [{ left: 4 }],
    });
    expect(await shard.read(first)).toMatchObject({ state: "held" });
    await held(4, { replaces: first });
    expect(await shard.read(first)).toMatchObject({ state: "released" });
    expect(await left()).toBe(0);
  });
});

describe("codes", () => {
  test("keep their unused uses free, count once in a hold, and stop when they run out", async () => {
    const { shard, request, held, left, quota, code } = await onSale(10);
    const [friends, press] = [await code(true, 4), await code(true, 3)];
    expect(await left()).toBe(3);
    const by = (via: string, count: number) => [{ pool: quota, count, via }];
    await held(0, { draws: by(friends, 2) });
    expect(await left()).toBe(3);
    expect(await shard.hold(request(4))).toMatchObject({ outcome: "refused", refused: [{ pool: quota, left: 3 }] });
    expect(await shard.hold(request(0, { draws: by(friends, 3) }))).toMatchObject({
      outcome: "refused",
      refused: [{ pool: friends, left: 2 }],
    });
    const first = await held(0, { draws: by(press, 3) });
    await held(3);
    expect(await left()).toBe(0);
    await shard.release(first);
    expect(await left()).toBe(0);
    await owner().query(sql`UPDATE codes SET valid_until = now() WHERE id = ${press}::uuid`);
    await shard.changed();
    // What was kept for it is everybody's; what is kept for the other is not.
    expect(await left()).toBe(3);
    await held(3);
    expect(await shard.hold(request(1))).toMatchObject({ outcome: "refused" });
    await held(0, { draws: by(friends, 2) });
  });

  test("one for each of 50,000 fans is no more than a shard can keep", async () => {
    const { shard, on } = await onSale(1);
    await shard.summary();
    const codes = Array.from({ length: 50_000 }, () => ({ id: crypto.randomUUID(), left: 1, blocks: null }));
    const kept = await on((_, { storage }) => {
      const claims = new SqliteClaims(storage.sql);
      const before = claims.base();
      if (before === null) throw new Error("nothing was read");
      claims.setBase({ ...before, base: { ...before.base, codes } });
      return claims.base()?.base.codes;
    });
    expect(kept).toEqual(codes);
  });

  test("without a quota of theirs count in the event's own shard alone", async () => {
    const { shard, request, event, code } = await onSale(10);
    const once = await code(false, 1);
    const whole = env.INVENTORY.getByName(shardName(event.id, event.id));
    const use = { draws: [{ pool: once, count: 1 }] };
    expect(await shard.hold(request(0, use))).toMatchObject({
      outcome: "refused",
      refused: [{ pool: once, left: null }],
    });
    const [one, other] = await Promise.all([whole.hold(request(0, use)), whole.hold(request(0, use))]);
    expect([one.outcome, other.outcome].sort()).toEqual(["held", "refused"]);
  });
});

describe("a promoter's change", () => {
  test("counts from the moment the shard is told: less room, more, and none while the sale is stopped", async () => {
    const { shard, request, held, left, quota, event } = await onSale(5);
    const first = await held(4);
    await owner().query(sql`UPDATE quotas SET capacity = 2 WHERE id = ${quota}::uuid`);
    expect(await shard.changed()).toBe(true);
    expect(await shard.summary()).toMatchObject({ pools: [{ left: 0, over: 0, held: 4 }] });
    expect(await shard.hold(request(1))).toMatchObject({ outcome: "refused", refused: [{ left: 0 }] });
    // Fewer of what one has is never refused.
    const amendment = { revision: 0, change: "fewer", draws: [{ pool: quota, count: 3 }], doc: "{}" };
    const fewer = await shard.amend(first, amendment);
    expect(fewer).toMatchObject({ outcome: "held" });
    await owner().query(sql`UPDATE quotas SET capacity = NULL WHERE id = ${quota}::uuid`);
    await shard.changed();
    expect(await left()).toBeNull();
    await held(900);
    await owner().query(sql`UPDATE events SET status = 'postponed' WHERE id = ${event.id}::uuid`);
    await shard.changed();
    expect(await shard.hold(request(1))).toEqual({ outcome: "stopped", why: "postponed" });
    expect(await shard.summary()).toMatchObject({ stopped: true });
  });

  test("of which it never heard is found when it looks after itself", async () => {
    const { held, left, block, alarm } = await onSale(5);
    await held(1);
    await block(3);
    expect(await left()).toBe(4);
    expect(await alarm()).toBe(true);
    expect(await left()).toBe(1);
  });

  test("told while Postgres is being read has it read once more: what is under way may have missed it", async () => {
    const { shard, left, quota } = await onSale(5);
    await shard.summary();
    await faults.put("postgres", { mode: "slow", latencyMs: 150, role: "liveotter_public" });
    const startedAt = Date.now();
    const first = shard.changed();
    await sleep(20);
    await owner().query(sql`UPDATE quotas SET capacity = 9 WHERE id = ${quota}::uuid`);
    await Promise.all([first, shard.changed(), shard.changed()]);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(290);
    expect(await left()).toBe(9);
  });
});

describe("reservations", () => {
  const wanted = (pool: string, count: number, id: string = newId()) => ({
    ...{ id, draws: [{ pool, count }], limits: [], frozen: [] },
  });

  test("take free capacity, survive eviction, and are voided once their write is overdue", async () => {
    const { shard, quota, held, left, evict, ahead, alarm } = await onSale(5);
    await held(2);
    expect(await shard.reserve(wanted(quota, 4), "one")).toEqual({
      ...{ outcome: "lacking", lacks: [{ pool: quota, left: 3, inCarts: 2 }] },
    });
    const block = wanted(quota, 2);
    expect(await shard.reserve(block, "one")).toMatchObject({ outcome: "reserved" });
    expect(await shard.reserve(block, "one")).toMatchObject({ outcome: "reserved" });
    expect(await shard.reserve({ ...block, draws: [{ pool: quota, count: 1 }] }, "one")).toEqual({ outcome: "clash" });
    await evict();
    expect(await left()).toBe(1);
    await ahead(SETTLE_MS + 1);
    await alarm();
    expect(await left()).toBe(3);
    const [row] = await owner().query(sql`SELECT void FROM order_ids WHERE id = ${block.id}::uuid`);
    expect(row).toEqual({ void: true });
  });

  test("succeed when capacity was freed without the shard being told", async () => {
    const { shard, quota, left } = await onSale(5);
    await owner().query(sql`UPDATE quota_counters SET blocked = 5 WHERE quota_id = ${quota}::uuid`);
    expect(await left()).toBe(0);
    await owner().query(sql`UPDATE quota_counters SET blocked = 0 WHERE quota_id = ${quota}::uuid`);
    expect(await shard.reserve(wanted(quota, 5), "one")).toMatchObject({ outcome: "reserved" });
  });

  test("limit a quota, and freeze one that is in no cart", async () => {
    const { shard, quota, held, left, request } = await onSale(5);
    const limit = { id: newId(), draws: [], limits: [{ pool: quota, capacity: 3 }], frozen: [] };
    expect(await shard.reserve(limit, "one")).toMatchObject({ outcome: "reserved" });
    expect(await left()).toBe(3);
    const frozen = { id: newId(), draws: [], limits: [], frozen: [quota] };
    expect(await shard.reserve(frozen, "one")).toMatchObject({ outcome: "reserved" });
    expect(await shard.hold(request(1))).toMatchObject({ outcome: "refused" });
    expect(await shard.giveUp(frozen.id)).toBe(true);
    await held(2);
    expect(await shard.reserve({ ...frozen, id: newId() }, "one")).toMatchObject({
      ...{ outcome: "lacking", lacks: [{ pool: quota, inCarts: 2 }] },
    });
    const lower = { ...limit, id: newId(), limits: [{ pool: quota, capacity: 1 }] };
    expect(await shard.reserve(lower, "one")).toEqual({
      ...{ outcome: "lacking", lacks: [{ pool: quota, left: 1, inCarts: 2, least: 2 }] },
    });
  });
});

describe("between hold and order", () => {
  test("evicted after each step, it goes on as if nothing had been", async () => {
    const { shard, held, left, evict, pinned, place, request } = await onSale(5);
    const holdId = await held(2, { key: "a key of sixteen" });
    await evict();
    expect(await shard.read(holdId)).toMatchObject({ state: "held", doc: "{}" });
    expect(await shard.hold(request(2, { key: "a key of sixteen" }))).toMatchObject({ replayed: true });
    await evict();
    const pin = await pinned(holdId);
    await evict();
    expect(await pinned(holdId)).toMatchObject({ epoch: pin.epoch });
    expect(await shard.read(holdId)).toMatchObject({ state: "pinned", orderId: pin.orderId });
    await place(holdId, pin, 2);
    await evict();
    expect(await left()).toBe(3);
    await shard.committed(holdId, pin.orderId);
    await evict();
    expect(await shard.read(holdId)).toMatchObject({ state: "ordered", orderId: pin.orderId });
    expect(await left()).toBe(3);
    await shard.changed();
    await evict();
    expect(await left()).toBe(3);
    await endOrder(fans, pin.orderId, "cancelled", instant(Date.now()));
    await shard.changed();
    expect(await left()).toBe(5);
  });

  test("evicted long after its time, a pin is still there, and a cart is not", async () => {
    const { held, pinned, on } = await onSale(5);
    const [pin] = [await held(1), await held(1)];
    await pinned(pin);
    const live = await on((_, { storage }) =>
      Array.from(new SqliteClaims(storage.sql).live(instant(Date.now() + 2 * HOLD_MS)), ({ holdId }) => holdId),
    );
    expect(live).toEqual([pin]);
  });

  test("claims that the version before has written go on: held, changed, pinned, and settled by what Postgres says", async () => {
    const { shard, held, on, evict, pinned, left, place, ahead, alarm, quota } = await onSale(5);
    const [cart, stands, never] = [await held(1), await held(1), await held(1)];
    const [standing, lost] = [await pinned(stands), await pinned(never)];
    await place(stands, standing, 1);
    await on((_, { storage }) => {
      for (const { hold_id, claim } of storage.sql.exec<{ hold_id: string; claim: string }>("SELECT * FROM claims")) {
        const { revision: _r, round: _n, pins, ...before } = JSON.parse(claim) as Claim;
        const older = JSON.stringify({ ...before, pins: pins.length });
        storage.sql.exec("UPDATE claims SET claim = ? WHERE hold_id = ?", older, hold_id);
      }
    });
    await evict();
    const amendment = { revision: 0, change: "a tab", draws: [{ pool: quota, count: 2 }], doc: "{}" };
    expect(await shard.amend(cart, amendment)).toMatchObject({ outcome: "held", hold: { revision: 1 } });
    // Another tab joins the order, and fails: whose pin the older one was, nobody knows, so Postgres is asked.
    expect(await pinned(never)).toMatchObject({ orderId: expect.any(String), epoch: lost.epoch });
    await shard.failed(never, lost.orderId);
    expect(await shard.read(never)).toMatchObject({ state: "pinned", orderId: lost.orderId });
    await ahead(SETTLE_MS + 1000);
    await alarm();
    expect(await shard.read(never)).toMatchObject({ state: "held" });
    expect(await shard.read(stands)).toMatchObject({ state: "ordered", orderId: standing.orderId });
    expect(await left()).toBe(1);
  });

  test("two tabs are given one order", async () => {
    const { shard, held } = await onSale(5);
    const holdId = await held(1);
    const pin = (attempt: string) => shard.pin(holdId, newId<OrderId>(), { attempt, revision: 0 });
    const [one, other] = await Promise.all([pin("one"), pin("other")]);
    if (one.outcome !== "pinned" || other.outcome !== "pinned") throw new Error("not pinned");
    expect(other.orderId).toBe(one.orderId);
    // One is refused, and says so twice. The other may still come: what is held stays.
    for (let copies = 0; copies < 2; copies++) await shard.failed(holdId, "one");
    expect(await shard.read(holdId)).toMatchObject({ state: "pinned" });
    await shard.failed(holdId, "other");
    expect(await shard.read(holdId)).toMatchObject({ state: "held", orderId: null });
  });

  test("a lapsed hold is free without any sweep, and is taken again while there is room", async () => {
    const { shard, held, left, ahead } = await onSale(2);
    const holdId = await held(2);
    expect(await left()).toBe(0);
    await ahead(HOLD_MS + 1000);
    expect(await left()).toBe(2);
    expect(await shard.read(holdId)).toMatchObject({ state: "lapsed", doc: "{}" });
    const orderId = newId<OrderId>();
    const pin = (retake: boolean) => shard.pin(holdId, orderId, { attempt: "a fan", revision: 0, retake });
    expect(await pin(false)).toMatchObject({ outcome: "gone", hold: { state: "lapsed" } });
    const other = await held(1);
    const short = { outcome: "refused", refused: [{ left: 1 }] };
    expect(await pin(true)).toMatchObject(short);
    await shard.release(other);
    expect(await pin(true)).toMatchObject({ outcome: "pinned", orderId });
    expect(await left()).toBe(0);
  });

  test("an order of which nobody heard is settled by the alarm: counted if it stands, else it can never come", async () => {
    const { shard, held, left, ahead, alarm, pinned, place } = await onSale(6);
    const [stands, never] = [await held(1), await held(2)];
    const [standing, lost] = [await pinned(stands), await pinned(never)];
    await place(stands, standing, 1);
    await alarm();
    // Not overdue: it may be on its way.
    expect(await shard.read(never)).toMatchObject({ state: "pinned" });
    expect(await shard.read(stands)).toMatchObject({ state: "ordered", orderId: standing.orderId });
    await ahead(SETTLE_MS);
    await alarm();
    expect(await shard.read(never)).toMatchObject({ state: "held", orderId: null });
    await expect(place(never, lost, 2)).rejects.toMatchObject({ code: "LO005" });
    expect(await left()).toBe(3);
    // It can be ordered all the same, under another id.
    await place(never, await pinned(never), 2);
    await shard.changed();
    expect(await left()).toBe(3);
  });

  test("an order that is being committed while it is asked for is waited for, not given up", async () => {
    const { shard, held, pinned, ahead, alarm, left, quota } = await onSale(5);
    const holdId = await held(2);
    const { orderId } = await pinned(holdId);
    await owner().query(sql`UPDATE quotas SET capacity = 9 WHERE id = ${quota}::uuid`);
    await ahead(SETTLE_MS);
    // As long as a commit on its way: another transaction has the id, and may still give it back.
    const committing = owner().transaction([
      sql`INSERT INTO order_ids (id, void) VALUES (${orderId}::uuid, false)`,
      sql`SELECT pg_sleep(2)`,
    ]);
    await sleep(200);
    await alarm();
    expect(await shard.read(holdId)).toMatchObject({ state: "pinned" });
    // Everything else was read all the same.
    expect(await left()).toBe(7);
    await committing;
    await shard.changed();
    expect(await shard.read(holdId)).toMatchObject({ state: "ordered", orderId });
    // This order counted nothing.
    expect(await left()).toBe(9);
  });
});

describe("its alarm", () => {
  test("may come late, twice or never", async () => {
    const { shard, held, pinned, alarm, alarmAt, dropAlarm, ahead, evict, left } = await onSale(5);
    const holdId = await held(2);
    expect(await alarmAt()).toBeGreaterThan(Date.now());
    expect(await alarm()).toBe(true);
    expect(await alarm()).toBe(true);
    const { orderId } = await pinned(holdId);
    await dropAlarm();
    await evict();
    await ahead(120_000);
    // Reading, which happens anyway when nobody has looked for long, does what the alarm would have done.
    expect(await left()).toBe(3);
    expect(await shard.read(holdId)).toMatchObject({ state: "held" });
    expect(await shard.read(holdId)).not.toMatchObject({ orderId });
    await held(1);
    expect(await alarmAt()).toBeGreaterThan(Date.now() + 120_000);
    await dropAlarm();
    await ahead(240_000);
    await held(1);
    expect(await alarmAt()).toBeGreaterThan(Date.now() + 240_000);
  });

  test("comes once a day where nothing is held any more, to forget what ended", async () => {
    const { shard, held, alarm, alarmAt, ahead } = await onSale(5);
    const holdId = await held(2);
    await shard.release(holdId);
    await alarm();
    expect(await alarmAt()).toBeGreaterThan(Date.now() + 23 * HOUR);
    const next = await held(1);
    expect(await alarmAt()).toBeLessThan(Date.now() + 60_000);
    await ahead(HOLD_MS + 1000);
    await alarm();
    expect(await shard.read(next)).toMatchObject({ state: "lapsed" });
    await ahead(25 * HOUR);
    await alarm();
    expect(await shard.read(holdId)).toBeNull();
    expect(await shard.read(next)).toBeNull();
    expect(await alarmAt()).toBeNull();
  });
});

describe("when its storage is lost", () => {
  test("it counts what Postgres has, carts are picked again, and no commit of its former life comes through", async () => {
    const { shard, held, left, loseStorage, pinned, place, block, request } = await onSale(10);
    const [kept, lost, cart] = [await held(2), await held(3), await held(4)];
    const [placed, late] = [await pinned(kept), await pinned(lost)];
    await place(kept, placed, 2);
    await block(1);
    await loseStorage();
    expect(await left()).toBe(7);
    expect(await shard.read(cart)).toBeNull();
    const pin = { attempt: "a fan", revision: 0 };
    expect(await shard.pin(lost, newId<OrderId>(), pin)).toEqual({ outcome: "gone", hold: null });
    // Somebody takes the rest: the late one must not come on top.
    const rest = await shard.hold(request(7));
    expect(rest).toMatchObject({ outcome: "held" });
    await expect(place(lost, late, 3)).rejects.toMatchObject({ code: "LO002" });
    const { epoch } = await pinned(rest.outcome === "held" ? rest.hold.holdId : "");
    expect(epoch).toBe(placed.epoch + 1);
  });
});

test("an opening that was given up, and arrives all the same, ends no epoch that somebody lives in", async () => {
  const { event, shard, held, left, stub } = await onSale(5);
  const holdId = await held(2);
  const scope = stub.name?.split("/")[1] ?? "";
  const [late] = await fans.query<{ base: unknown }>(
    sql`SELECT read_inventory(${event.id}::uuid, ${scope}::uuid, 0, '{}', '{}', '{}', true) AS base`,
  );
  expect(late?.base).toBeNull();
  await shard.changed();
  expect(await shard.read(holdId)).toMatchObject({ state: "held" });
  expect(await left()).toBe(3);
});

test("what is undone late stays where the same key has asked again meanwhile", async () => {
  const { shard, request, left } = await onSale(5);
  const mine = request(2, { key: "a key of sixteen" });
  expect(await shard.hold({ ...mine, attempt: "first" })).toMatchObject({ outcome: "held", replayed: false });
  expect(await shard.hold({ ...mine, attempt: "second" })).toMatchObject({ outcome: "held", replayed: true });
  expect(await shard.release(mine.holdId, { undo: true, attempt: "first" })).toMatchObject({ outcome: "gone" });
  expect(await shard.read(mine.holdId)).toMatchObject({ state: "held" });
  expect(await left()).toBe(3);
  expect(await shard.release(mine.holdId, { undo: true, attempt: "second" })).toMatchObject({ outcome: "released" });
  expect(await shard.read(mine.holdId)).toBeNull();
  expect(await left()).toBe(5);
});

describe("while Postgres is away", () => {
  test("it holds and pins by what it read, and no pin lapses by time; only a new shard is busy", async () => {
    const [known, fresh] = [await onSale(5), await onSale(5)];
    const first = await known.held(1);
    await faults.put("postgres", { mode: "refuse", role: "liveotter_public" });
    expect(await known.shard.changed()).toBe(false);
    const holdId = await known.held(2);
    const pin = await known.pinned(holdId);
    expect(await fresh.shard.hold(fresh.request(1))).toMatchObject({ outcome: "busy", retryAfterMs: 1000 });
    await known.ahead(SETTLE_MS + HOLD_MS);
    await known.alarm();
    expect(await known.shard.read(holdId)).toMatchObject({ state: "pinned", orderId: pin.orderId });
    expect(await known.shard.read(first)).toMatchObject({ state: "lapsed" });
    expect(await known.left()).toBe(3);
    await faults.clear();
    await known.shard.changed();
    expect(await known.shard.read(holdId)).toMatchObject({ state: "lapsed" });
    expect(await known.left()).toBe(5);
    await fresh.held(1);
  });

  test("a pin waits a moment for its answer, but not for as long as it hangs", async () => {
    const { shard, held, pinned, request, ahead } = await onSale(5);
    const holdId = await held(1);
    await faults.put("postgres", { mode: "hang", role: "liveotter_public" });
    const changed = shard.changed();
    const startedAt = Date.now();
    expect(await shard.hold(request(1))).toMatchObject({ outcome: "held" });
    const heldAt = Date.now();
    await pinned(holdId);
    expect(heldAt - startedAt).toBeLessThan(2000);
    expect(Date.now() - heldAt).toBeGreaterThanOrEqual(200);
    expect(Date.now() - heldAt).toBeLessThan(2000);
    // Nor does a hold, however old what is known has become.
    await ahead(120_000);
    await held(1);
    expect(Date.now() - heldAt).toBeLessThan(2500);
    await faults.clear();
    expect(await changed).toBe(true);
  });

  test("a pin made while it is read is not counted twice", async () => {
    const { shard, held, pinned, place, left } = await onSale(5);
    const holdId = await held(2);
    await faults.put("postgres", { mode: "slow", latencyMs: 100, role: "liveotter_public" });
    const changed = shard.changed();
    await sleep(20);
    const pin = await pinned(holdId);
    // On a way that is not slow, so that it would come before the reading.
    await place(holdId, pin, 2, owner());
    await changed;
    expect(await left()).toBe(3);
    await shard.changed();
    expect(await left()).toBe(3);
  });
});

test("told of changes before anybody looked, it reads nothing: of an event's many performances most sleep", async () => {
  const { shard, event, left } = await onSale(3);
  expect(await shard.changed()).toBe(true);
  const opened = () => owner().query(sql`SELECT FROM inventory_shards WHERE event_id = ${event.id}::uuid`);
  expect(await opened()).toEqual([]);
  expect(await left()).toBe(3);
  expect(await opened()).toHaveLength(1);
});

test("its summary is as of now while it was read lately, and says how old it is when Postgres is away for long", async () => {
  const { shard, ahead } = await onSale(3);
  const first = await counted(shard);
  expect(first.asOf).toBeGreaterThan(Date.now() - 5000);
  await faults.put("postgres", { mode: "refuse", role: "liveotter_public" });
  await ahead(300_000);
  const { asOf } = await counted(shard);
  expect(asOf).toBeGreaterThan(first.asOf);
  expect(asOf).toBeLessThan(Date.now() + 60_000);
});

test("an event that is not there, or has no such performance, has no inventory", async () => {
  const { event, request } = await onSale(1);
  for (const name of [shardName(crypto.randomUUID(), crypto.randomUUID()), shardName(event.id, crypto.randomUUID())]) {
    expect(await env.INVENTORY.getByName(name).summary()).toMatchObject({ outcome: "busy" });
    expect(await env.INVENTORY.getByName(name).hold(request(1))).toMatchObject({ outcome: "busy" });
  }
});
