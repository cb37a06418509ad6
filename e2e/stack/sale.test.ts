import { setTimeout as sleep } from "node:timers/promises";
import type { Dependency, Fault } from "@liveotter/devstack/faults";
import { switchboard } from "@liveotter/devstack/switchboard-client";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, inject, it } from "vitest";
import { type Answer, Fans, type OnSale, onSale } from "../fan.ts";
import { PromoterClient } from "../promoter.ts";
import { recovered } from "../resiliency.ts";
import { numbersFrom } from "../seeded.ts";

/*
 * Crowds at the real thing: HTTP, workerd and its shards, Postgres. Whoever is told to come back does so, under the same
 * key; nobody is ever told that something broke.
 */

const urls = inject("urls");
const database = new pg.Client({ connectionString: inject("env").DATABASE_URL });
const promoter = new PromoterClient(urls.promoters);
const faults = switchboard(urls.switchboard);
let deadlocksBefore: string;

const deadlocks = async (): Promise<string> => {
  // The view is as of a while ago, unless it is asked for anew.
  await database.query("SELECT pg_stat_clear_snapshot()");
  const { rows } = await database.query("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
  return String(rows[0]?.deadlocks);
};

beforeAll(async () => {
  await database.connect();
  const [login] = inject("logins");
  if (login === undefined) throw new Error("the demo has no login");
  await promoter.signIn(login);
  deadlocksBefore = await deadlocks();
});

afterEach(async () => {
  await faults.clear();
  await recovered(urls);
});

afterAll(async () => {
  expect(await deadlocks()).toBe(deadlocksBefore);
  expect((await database.query("SELECT * FROM unbalanced(NULL)")).rows).toEqual([]);
  await database.end();
});

/** What Postgres has given away of each quota, in the event's order. */
async function usedOf({ quotas }: OnSale): Promise<number[]> {
  const { rows } = await database.query("SELECT quota_id, used FROM quota_counters WHERE quota_id = ANY($1)", [
    quotas.map(({ id }) => id),
  ]);
  return quotas.map(({ id }) => rows.find((row) => row.quota_id === id)?.used);
}

const countOf = async (sql: string, id: string): Promise<number> =>
  Number((await database.query(`SELECT count(*) AS count FROM ${sql}`, [id])).rows[0]?.count);
const ordersOf = (event: OnSale) => countOf("orders WHERE event_id = $1 AND state = 'pending'", event.id);

/** `pnpm soak` lets each last as long as a failover does: here are those that say more, for a moment. */
const SOAK_MS = Number(process.env.OUTAGE_MS ?? 0);
const OUTAGE_MS = SOAK_MS || 2500;

/** Nothing but success, being sold out, and being asked to come back at a time. */
function expectNothingBroke({ tally }: Fans): void {
  const fine = ["200", "201", "409 sold-out", "503 busy", "503 confirming"];
  expect([...tally].filter(([kind]) => !fine.includes(kind))).toEqual([]);
}

const times = <T>(count: number, make: (at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => make(at)));

it("2,000 buyers at once for 500 places: 500 orders, 1,500 hear that it is sold out, and nothing is left over", {
  timeout: 120_000,
}, async () => {
  const fans = new Fans(urls.api);
  const event = await onSale(promoter, [{ capacity: 500, types: [0] }]);
  const outcomes = await times(2000, async () => {
    const hold = await fans.hold(event, [{ quantity: 1 }]);
    return hold.status === 201 ? fans.order(hold) : hold;
  });
  const sold = outcomes.filter(({ status }) => status === 201);
  expect(sold.length).toBe(500);
  expect(new Set(sold.map(({ body }) => body.id)).size).toBe(500);
  expect(outcomes.filter(({ body }) => body.code === "sold-out").length).toBe(1500);
  expect([await usedOf(event), await ordersOf(event)]).toEqual([[500], 500]);
  // What is given back, and no more, can be had again.
  const back = await Promise.all(sold.slice(0, 20).map((order) => fans.cancel(order)));
  expect(back.map(({ body }) => body.state)).toEqual(back.map(() => "cancelled"));
  const again = await times(30, () => fans.hold(event, [{ quantity: 1 }]));
  expect(again.filter(({ status }) => status === 201).length).toBe(20);
  expect([await usedOf(event), await ordersOf(event)]).toEqual([[480], 480]);
  expectNothingBroke(fans);
});

it("one hold that is ordered from ten tabs at once is one order, as often as it is asked for", async () => {
  const fans = new Fans(urls.api);
  const event = await onSale(promoter, [{ capacity: 100, types: [0] }]);
  const found = await times(5, async () => {
    const hold = await fans.hold(event, [{ quantity: 2 }]);
    const orders = await times(10, () => fans.order(hold));
    return new Set(orders.map(({ body }) => body.id)).size;
  });
  expect(found).toEqual([1, 1, 1, 1, 1]);
  expect([await usedOf(event), await ordersOf(event)]).toEqual([[10], 5]);
  expectNothingBroke(fans);
});

it("200 carts of 1 to 6 mixed tickets over the same quotas of two nights sell what there is, in whatever order", {
  timeout: 120_000,
}, async () => {
  const fans = new Fans(urls.api);
  const pools = [
    { capacity: 160, types: [0, 1, 2] },
    { capacity: 80, types: [0, 1], night: 0 },
    { capacity: 60, types: [1, 2], night: 1 },
    { capacity: 90, types: [0, 2], night: 1 },
    { capacity: null, types: [2], night: 0 },
  ];
  const event = await onSale(promoter, pools, 2);
  const random = numbersFrom(20261121);
  const carts = Array.from({ length: 200 }, () =>
    Array.from({ length: 1 + random(6) }, () => ({ type: random(3), night: random(2), quantity: 1 })),
  );
  const outcomes = await Promise.all(
    carts.map(async (lines) => {
      const hold = await fans.hold(event, lines);
      const order = hold.status === 201 ? await fans.order(hold) : hold;
      return { lines, sold: order.status === 201 };
    }),
  );
  const lines = outcomes.flatMap(({ lines: own, sold }) => (sold ? own : []));
  const drawn = pools.map(
    ({ types, night }) =>
      lines.filter((line) => types.includes(line.type) && (night === undefined || night === line.night)).length,
  );
  expect(await usedOf(event)).toEqual(drawn);
  for (const [at, { capacity }] of pools.entries()) expect(drawn[at]).toBeLessThanOrEqual(capacity ?? 1200);
  // Somebody was refused, and hardly anything is left of what is scarcest.
  expect(outcomes.filter(({ sold }) => !sold).length).toBeGreaterThan(20);
  expect(160 - (drawn[0] ?? 0)).toBeLessThan(6);
  expectNothingBroke(fans);
});

it("134 reservations a second for 13 seconds into 1,700 tickets: sold out exactly, and every basket is kept", {
  timeout: 120_000,
}, async () => {
  const fans = new Fans(urls.api);
  const event = await onSale(promoter, [{ capacity: 1700, types: [0] }]);
  const begun = Date.now();
  const holds = await times(134 * 13, async (at): Promise<Answer> => {
    await sleep(Math.max(0, begun + (at * 1000) / 134 - Date.now()));
    return fans.hold(event, [{ quantity: 1 }]);
  });
  const held = holds.filter(({ status }) => status === 201);
  expect([held.length, new Set(held.map(({ body }) => body.id)).size]).toEqual([1700, 1700]);
  expect(holds.filter(({ body }) => body.code === "sold-out").length).toBe(134 * 13 - 1700);
  const kept = await Promise.all(held.map(({ body }) => fans.call("GET", `/v1/holds/${body.id}`)));
  expect(kept.filter(({ body }) => body.state !== "held")).toEqual([]);
  expectNothingBroke(fans);
});

const OUTAGES: readonly {
  readonly name: string;
  readonly at: Dependency;
  readonly fault: Fault;
  readonly long?: true;
}[] = [
  { name: "Postgres is gone for a while", at: "postgres", fault: { mode: "refuse" }, long: true },
  { name: "Postgres hangs for a while", at: "postgres", fault: { mode: "hang" } },
  {
    name: "every second answer of Postgres is lost, whatever it did",
    at: "postgres",
    fault: { mode: "drop-response", role: "liveotter_public", rate: 0.5 },
  },
  { name: "the payment provider hangs for a while", at: "payments", fault: { mode: "hang" } },
  { name: "the payment provider's answers are lost", at: "payments", fault: { mode: "drop-response" }, long: true },
];

it.each(OUTAGES.filter(({ long }) => SOAK_MS > 0 || !long))(
  "$name in the middle of a sale: nobody's order is lost, doubled or paid twice",
  {
    timeout: 180_000 + OUTAGE_MS * 2,
  },
  async ({ at, fault }) => {
    const fans = new Fans(urls.api);
    const event = await onSale(promoter, [{ capacity: 24, types: [0] }]);
    const buying = times(36, async (fan) => {
      await sleep(fan * 60);
      const hold = await fans.hold(event, [{ quantity: 1 }]);
      if (hold.status !== 201) return hold;
      const order = await fans.order(hold);
      return order.status === 201 ? fans.pay(order) : order;
    });
    await sleep(700);
    await faults.put(at, fault);
    await sleep(OUTAGE_MS);
    await faults.clear();
    const outcomes = await buying;
    expect(outcomes.filter(({ body }) => body.code === "sold-out").length).toBe(12);
    const paid = outcomes.filter(({ body }) => body.state === "paid");
    expect(new Set(paid.map(({ body }) => body.id)).size).toBe(24);
    expect(await usedOf(event)).toEqual([24]);
    const { rows } = await database.query(
      `SELECT orders.state, orders.total_minor AS total,
      (SELECT sum(taken_minor) FROM payments WHERE order_id = orders.id AND state = 'succeeded') AS taken,
      (SELECT count(*)::int FROM refunds WHERE order_id = orders.id) AS refunds,
      (SELECT count(*)::int FROM tickets WHERE order_id = orders.id) AS tickets
    FROM orders WHERE event_id = $1`,
      [event.id],
    );
    expect(rows.length).toBe(24);
    for (const row of rows)
      expect(row).toEqual({ state: "paid", total: row.taken, taken: row.total, refunds: 0, tickets: 1 });
    expect((await database.query("SELECT * FROM unbalanced($1)", [event.id])).rows).toEqual([]);
    expectNothingBroke(fans);
  },
);
