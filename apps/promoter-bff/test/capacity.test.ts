import type { Block, Guest } from "@liveotter/contracts/promoter/capacity";
import type { Code } from "@liveotter/contracts/promoter/codes";
import type { MyEvent } from "@liveotter/contracts/promoter/events";
import type { MyOrder } from "@liveotter/contracts/promoter/orders";
import { type Instant, instant } from "@liveotter/core/instant";
import { SETTLE_MS } from "@liveotter/core/inventory/claim";
import { OperationOverError } from "@liveotter/core/inventory/reservation";
import { type Draw, shardName } from "@liveotter/core/inventory/shard-api";
import { newId } from "@liveotter/database/new-id";
import { settlePayment } from "@liveotter/database/orders/settle-payment";
import { createBlock } from "@liveotter/database/promoter/change-block";
import { operationIdOf } from "@liveotter/integrations/inventory/reserving-shards";
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { faults, type Member, newIsolate } from "./api.ts";
import { as, owner } from "./promoters.ts";
import { counterOf, RealShards } from "./real-shards.ts";
import { expectBalance, idOf, key, now, ok, onSale, ordered, paid, paying, settingsOf } from "./sold.ts";

const shards = new RealShards(now());
const api = newIsolate({ instead: { INVENTORY: shards } });
let me: Member;
let event: MyEvent;
beforeAll(async () => {
  await faults.clear();
  me = await api.signIn();
});
beforeEach(async () => {
  Object.assign(shards, { now: now(), silent: false, afterReserving: null });
  event = await onSale(me);
});

/** Quotas by index: 0 and 1 belong to a performance, 5 places each; 2 spans both, 8. */
const quota = (at: number) => event.quotas[at]?.id ?? "";
const scopeOf = (at: number) => event.quotas[at]?.performance ?? event.id;
const shard = (at: number) => shards.at(shardName(event.id, scopeOf(at)));
const pools = async (at: number) => {
  const summary = await shard(at).summary();
  if (summary.outcome === "busy") throw new Error("the shard is busy");
  return summary.pools;
};
const left = async (at: number) => (await pools(at)).find(({ id }) => id === quota(at))?.left;

interface Refused {
  readonly code: string;
  readonly detail: string;
  readonly errors?: { readonly pointer: string; readonly detail: string }[];
  readonly shortage?: { readonly free: number | null; readonly inCarts: number | null };
}
const post = (path: string, body: unknown, headers: Record<string, string> = key()) =>
  me.call("POST", `/v1/events/${event.id}${path}`, { body, headers });
const block = (quantity: number, more: object = {}, headers = key()) =>
  post("/blocks", { quotaId: quota(0), quantity, ...more }, headers);
const invite = (quantity: number, more: object = {}, headers = key()) =>
  post(
    "/guests",
    {
      ...{ name: "Ada", ticketTypeId: event.ticketTypes[0]?.id, performanceId: event.performances[0]?.id, quantity },
      ...more,
    },
    headers,
  );
const change = (more: object, version = event.version) => me.change(event.id, version, more);
const quotas = (at: number, more: object) =>
  event.quotas.map((one, index) => (index === at ? { ...one, ...more } : one));

/** A fan's cart over the shards of the first night and of the house. */
async function cart(count: number, extra: readonly Draw[] = []): Promise<string> {
  const holdId = newId();
  const draws: readonly (readonly [number, readonly Draw[]])[] = [
    [2, [{ pool: quota(2), count }]],
    [0, [{ pool: quota(0), count }, ...extra]],
  ];
  for (const [at, wanted] of draws) {
    const request = { holdId, key: holdId, requestHash: holdId, draws: wanted, doc: "{}" };
    expect(await shard(at).hold(request)).toMatchObject({ outcome: "held" });
  }
  return holdId;
}

describe("tickets in carts", () => {
  test("are not blocked: the promoter hears how many are free and in carts, and the fan's checkout succeeds", async () => {
    await cart(3);
    const refused = await ok<Refused>(409, block(3));
    expect(refused).toMatchObject({
      code: "sold-out",
      shortage: { free: 2, inCarts: 3 },
      errors: [{ pointer: "/quantity", detail: "is more than is free: 2 free now, 3 in carts" }],
    });
    await ok<Block>(201, block(2));
    expect(await left(0)).toBe(0);
    await ordered(event, { tickets: 3 });
    expect(await counterOf(quota(0))).toEqual({ used: 3, blocked: 2 });
  });

  test("are blocked on explicit request, and the fan is refused at checkout", async () => {
    await cart(3);
    await ok<Block>(201, block(3, { alsoFromCarts: true }));
    await expect(ordered(event, { tickets: 3 })).rejects.toMatchObject({ code: "LO001" });
  });

  test("are not given to guests, all or nothing over several shards", async () => {
    const holdId = await cart(3);
    // The performance has 2 left, the quota that spans both 5.
    const refused = await ok<Refused>(409, invite(4));
    expect(refused.shortage).toEqual({ free: 2, inCarts: 3 });
    expect([await left(0), await left(2)]).toEqual([2, 5]);
    // Refusals leave nothing behind that a later try with the same key would trip over.
    const same = key();
    for (let tried = 0; tried < 6; tried++) await ok<Refused>(409, invite(3, {}, same));
    for (const at of [0, 2]) await shard(at).release(holdId);
    await ok<Guest>(201, invite(3, {}, same));
    expect([await left(0), await left(2)]).toEqual([2, 5]);
    await cart(2);
    await ordered(event, { tickets: 2 });
    await expectBalance(event);
  });

  test("do not count as available when there are too few even with them", async () => {
    await cart(3);
    const refused = await ok<Refused>(409, block(6));
    expect(refused).not.toHaveProperty("shortage");
    expect(refused.errors?.[0]?.detail).toBe("is more than is free: 2 free now, 3 in carts");
    await ok<Refused>(409, block(6, { alsoFromCarts: true }));
  });

  test("limit how far a quota can be lowered, unless explicitly requested", async () => {
    await ordered(event);
    await cart(2);
    const refused = await ok<Refused>(409, change({ quotas: quotas(0, { capacity: 2 }) }));
    expect(refused.shortage).toEqual({ free: 2, inCarts: 2 });
    expect(refused.errors).toEqual([
      {
        pointer: "/quotas/0/capacity",
        detail: "must be at least 3: that many are sold, blocked, kept for codes or in carts (2 in carts)",
      },
    ]);
    event = await ok<MyEvent>(200, change({ quotas: quotas(0, { capacity: 3 }) }));
    expect(await left(0)).toBe(0);
    await ordered(event, { tickets: 2 });
    const overhang = change({ quotas: quotas(0, { capacity: 1 }), alsoFromCarts: true });
    event = await ok<MyEvent>(200, overhang);
    expect(await pools(0)).toMatchObject([{ left: 0, over: 2 }]);
  });

  test("prevent relinking or moving their quotas, and no other change of the event", async () => {
    const holdId = await cart(1);
    const wider = [...event.quotas, { name: "Balcony", capacity: 1, ticketTypes: [event.ticketTypes[0]?.id] }];
    const refused = await ok<Refused>(409, change({ quotas: wider }));
    expect(refused).toMatchObject({ code: "sold-out", shortage: { inCarts: 1 } });
    const moved = quotas(0, { performance: event.performances[1]?.id });
    await ok<Refused>(409, change({ quotas: moved }));
    event = await ok<MyEvent>(200, change({ name: "Another evening", quotas: quotas(1, { capacity: 9 }) }));
    for (const at of [0, 2]) await shard(at).release(holdId);
    await ok<MyEvent>(200, change({ quotas: [...event.quotas, ...wider.slice(-1)] }));
  });

  test("are not blocked by codes that are created, enlarged or enabled", async () => {
    await cart(3);
    const code = (maxUses: number, more: object = {}) => ({
      ...{ code: `FRIENDS-${newId().slice(-8)}`, maxUses, blocksQuotaId: quota(0) },
      ...more,
    });
    const refused = await ok<Refused>(409, post("/codes", code(3)));
    expect(refused.errors).toEqual([{ pointer: "/maxUses", detail: "is more than is free: 2 free now, 3 in carts" }]);
    const made = await ok<Code>(201, post("/codes", code(1)));
    const edit = (version: number, body: object) =>
      me.call("PATCH", `/v1/events/${event.id}/codes/${made.id}`, { body, headers: { "if-match": `"${version}"` } });
    await ok<Refused>(409, edit(1, { maxUses: 3 }));
    await ok<Code>(200, edit(1, { maxUses: 2 }));
    expect(await left(0)).toBe(0);
    await ok<Code>(200, edit(2, { disabled: true }));
    expect(await left(0)).toBe(2);
    await cart(1);
    await ok<Refused>(409, edit(3, { disabled: false }));
    await ok<Code>(200, edit(3, { disabled: false, alsoFromCarts: true }));
    const many = { count: 100, tag: "press", maxUses: 1, blocksQuotaId: quota(1) };
    await ok<Refused>(409, post("/codes/batches", many));
    expect((await ok<{ count: number }>(201, post("/codes/batches", { ...many, count: 5 }))).count).toBe(5);
  });

  test("keep the uses of their code until the code is disabled", async () => {
    const made = await ok<Code>(201, post("/codes", { code: "EARLY", maxUses: 3 }));
    const holdId = newId();
    const draws = [{ pool: made.id, count: 2 }];
    const request = { holdId, key: holdId, requestHash: holdId, draws, doc: "{}" };
    expect(await shard(2).hold(request)).toMatchObject({ outcome: "held" });
    const edit = (version: number, body: object) =>
      me.call("PATCH", `/v1/events/${event.id}/codes/${made.id}`, { body, headers: { "if-match": `"${version}"` } });
    expect((await ok<Refused>(409, edit(1, { maxUses: 1 }))).shortage).toEqual({ free: 1, inCarts: 2 });
    await ok<Code>(200, edit(1, { maxUses: 2 }));
    await ok<Code>(200, edit(2, { disabled: true, maxUses: 1 }));
  });
});

describe("when a shard does not answer", () => {
  test("nothing is taken: 503 with Retry-After, unless explicitly requested", async () => {
    shards.silent = true;
    const code = { code: "FRIENDS", maxUses: 1, blocksQuotaId: quota(0) };
    const tries: readonly ((more: object) => Promise<Response>)[] = [
      (more) => block(1, more),
      (more) => invite(1, more),
      (more) => post("/codes", { ...code, ...more }),
      (more) => change({ quotas: quotas(0, { capacity: 4 }), ...more }),
    ];
    for (const take of tries) {
      const response = await take({});
      expect(response.headers.get("retry-after")).toBe("3");
      expect(await ok<Refused>(503, Promise.resolve(response))).toMatchObject({
        code: "busy",
        shortage: { free: null, inCarts: null },
      });
    }
    expect(await counterOf(quota(0))).toEqual({ used: 0, blocked: 0 });
    for (const take of tries) expect((await take({ alsoFromCarts: true })).status).toBeLessThan(202);
    expect(await counterOf(quota(0))).toEqual({ used: 1, blocked: 1 });
  });

  test("requests that free capacity still succeed", async () => {
    const made = await ok<Block>(201, block(1));
    const guest = await ok<Guest>(201, invite(1));
    const code = await ok<Code>(201, post("/codes", { code: "FRIENDS", maxUses: 1, blocksQuotaId: quota(0) }));
    shards.silent = true;
    const of = `/v1/events/${event.id}`;
    await ok(204, me.call("DELETE", `${of}/blocks/${made.id}`));
    await ok(204, me.call("DELETE", `${of}/guests/${guest.orderId}`));
    await ok(
      200,
      me.call("PATCH", `${of}/codes/${code.id}`, { body: { disabled: true }, headers: { "if-match": '"1"' } }),
    );
    await ok(200, change({ quotas: quotas(0, { capacity: 6 }) }));
    await ok(200, me.call("POST", `${of}/sale-stop`));
    expect(await counterOf(quota(0))).toEqual({ used: 0, blocked: 0 });
  });
});

describe("retries and races", () => {
  test("the same request sent at once and again later takes the last free places once", async () => {
    await cart(2);
    const same = key();
    const answers = await Promise.all([block(3, {}, same), block(3, {}, same), block(3, {}, same)]);
    const blocks = await Promise.all(answers.map((answer) => ok<Block>(201, Promise.resolve(answer))));
    expect(new Set(blocks.map(({ id }) => id)).size).toBe(1);
    // Nothing is free any more, and the retry still gets its block.
    expect((await ok<Block>(201, block(3, {}, same))).id).toBe(blocks[0]?.id);
    await ok(409, block(2, {}, same));
    expect([await left(0), await counterOf(quota(0))]).toEqual([0, { used: 0, blocked: 3 }]);
    const twins = key();
    const guests = await Promise.all([
      invite(1, { performanceId: event.performances[1]?.id }, twins),
      invite(1, { performanceId: event.performances[1]?.id }, twins),
    ]);
    expect(guests.map(({ status }) => status)).toEqual([201, 201]);
    expect(await counterOf(quota(1))).toEqual({ used: 1, blocked: 0 });
  });

  test("of several requests for the last places one succeeds, and nothing stays reserved", async () => {
    const answers = await Promise.all([block(3), block(3), invite(3)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(await left(0)).toBe(2);
  });
});

describe("a crash", () => {
  const wanted = (id: string) => ({ id, draws: [{ pool: quota(0), count: 4 }], limits: [], frozen: [] });
  const write = (operation: { id: string; epoch: number }) =>
    createBlock(
      as("DATABASE_URL_PROMOTER"),
      { promoterId: me.promoter.id, userId: null, requestId: null },
      idOf(event.id),
      { id: newId(), quotaId: idOf(quota(0)), quantity: 4, reason: "" },
      { key: newId(), body: "" },
      now(),
      { operation: { id: operation.id, shards: [{ scope: scopeOf(0), epoch: operation.epoch }] } },
    );
  const later = (ms: number) => instant(shards.now + ms) as Instant;

  test("between reserving and writing voids the operation in time, and a late write is refused", async () => {
    const id = await operationIdOf("cut off", newId());
    const reserved = await shard(0).reserve(wanted(id), "attempt");
    expect([reserved.outcome, await left(0)]).toEqual(["reserved", 1]);
    const epoch = reserved.outcome === "reserved" ? reserved.epoch : 0;
    await shard(0).alarm();
    expect(await left(0)).toBe(1);
    shards.now = later(SETTLE_MS + 1);
    await shard(0).alarm();
    expect(await left(0)).toBe(5);
    await expect(write({ id, epoch })).rejects.toBeInstanceOf(OperationOverError);
    expect(await counterOf(quota(0))).toEqual({ used: 0, blocked: 0 });
  });

  test("after writing, before the shard is told, counts the write once", async () => {
    const id = await operationIdOf("cut off", newId());
    const reserved = await shard(0).reserve(wanted(id), "attempt");
    await write({ id, epoch: reserved.outcome === "reserved" ? reserved.epoch : 0 });
    shard(0).evict();
    expect(await left(0)).toBe(1);
    shards.now = later(SETTLE_MS + 1);
    await shard(0).alarm();
    expect([await left(0), await counterOf(quota(0))]).toEqual([1, { used: 0, blocked: 4 }]);
  });

  test("that voids or loses the reservation is followed by a new reservation and one write", async () => {
    shards.afterReserving = (at, operationId) => at.giveUp(operationId);
    await ok<Block>(201, block(2));
    shards.afterReserving = async (at) => {
      at.loseStorage();
      await at.alarm();
    };
    await ok<Guest>(201, invite(2));
    expect([await left(0), await counterOf(quota(0))]).toEqual([1, { used: 2, blocked: 2 }]);
    await expectBalance(event);
  });

  test("of a shard that loses its storage does not let a write take what carts hold by then", async () => {
    shards.afterReserving = async (at) => {
      at.loseStorage();
      await at.alarm();
      await cart(5);
    };
    expect((await ok<Refused>(409, block(2))).shortage).toEqual({ free: 0, inCarts: 5 });
    await ordered(event, { tickets: 5 });
  });
});

describe("a late payment", () => {
  /** An order of three that expired while a transfer was awaited. */
  async function expired(): Promise<string> {
    const path = `/v1/events/${event.id}/selling`;
    const response = await me.call("GET", path);
    const headers = { "if-match": response.headers.get("etag") ?? "" };
    const transfer = { instructions: "To us", days: 3 };
    const settings = settingsOf(await response.json<Record<string, unknown>>());
    await ok(200, me.call("PUT", path, { body: { ...settings, transfer }, headers }));
    const orderId = await ordered(event, { tickets: 3 });
    const paymentId = await paying(orderId, "transfer");
    await settlePayment(as("DATABASE_URL_PUBLIC"), { paymentId, outcome: "cancelled", now: now() });
    await owner().transaction([
      sql`UPDATE orders SET expires_at = now() - interval '1 minute' WHERE id = ${orderId}::uuid`,
      sql`SELECT end_order(${orderId}::uuid, 'expired', now())`,
    ]);
    for (const at of [0, 2]) await shard(at).changed();
    return orderId;
  }
  const received = (orderId: string, more: object = {}, headers = key()) =>
    me.call("POST", `/v1/orders/${orderId}/payment-received`, {
      ...{ body: { method: "transfer", amount: 3000, ...more }, headers },
    });

  test("takes its places again if they are free", async () => {
    const orderId = await expired();
    const same = key();
    const answers = await Promise.all([received(orderId, {}, same), received(orderId, {}, same)]);
    for (const answer of answers)
      expect(await ok<MyOrder>(200, Promise.resolve(answer))).toMatchObject({ state: "paid", refunds: [] });
    expect([await left(0), await left(2)]).toEqual([2, 5]);
    await expectBalance(event);
  });

  test("takes places from carts only on explicit request", async () => {
    const orderId = await expired();
    await cart(4);
    expect((await ok<Refused>(409, received(orderId))).shortage).toEqual({ free: 1, inCarts: 4 });
    expect((await ok<MyOrder>(200, me.call("GET", `/v1/orders/${orderId}`))).state).toBe("expired");
    const paidAfterAll = await ok<MyOrder>(200, received(orderId, { alsoFromCarts: true }));
    expect(paidAfterAll.state).toBe("paid");
    await expectBalance(event);
  });

  test("is recorded for a refund if the places are sold", async () => {
    const orderId = await expired();
    await paid(event, { tickets: 4 });
    for (const at of [0, 2]) await shard(at).changed();
    const order = await ok<MyOrder>(200, received(orderId));
    expect(order).toMatchObject({ state: "expired", refunds: [{ reason: "sold_out", amount: 3000 }] });
    await expectBalance(event);
  });

  test("is not recorded while a shard does not answer", async () => {
    const orderId = await expired();
    shards.silent = true;
    await ok(503, received(orderId));
    expect(await ok<MyOrder>(200, me.call("GET", `/v1/orders/${orderId}`))).toMatchObject({
      state: "expired",
      refunds: [],
    });
    shards.silent = false;
    expect((await ok<MyOrder>(200, received(orderId))).state).toBe("paid");
  });
});
