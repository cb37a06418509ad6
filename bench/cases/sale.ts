import { setTimeout as sleep } from "node:timers/promises";
import type { Result } from "@liveotter/contracts/public/client";
import { publicClient } from "@liveotter/contracts/public/client";
import type { Stack } from "@liveotter/devstack/stack";
import { load } from "../load.ts";
import { report } from "../report.ts";
import { sized } from "../settings.ts";
import { asOwner, type Stock, stock } from "../stock.ts";
import { holdOf } from "./holds.ts";
import { rule } from "./undisturbed.ts";

const TICKETS = sized(10_000, 600);
/** How many fans buy at once, in the sale's first half and in its second. */
const CROWDS = [16, 64] as const;
const SAMPLE_MS = 200;

/** 10,000 tickets of one evening sold through the public API to fans who hold, order and pay. */
export async function benchSale(stack: Stack): Promise<void> {
  const url = stack.backing.env.DATABASE_URL ?? "";
  const sold = await stock(stack.backing.env, TICKETS);
  const shop = shopOf(stack.urls.api, sold);
  const connections: number[][] = [];
  const startedAt = performance.now();
  for (const [half, crowd] of CROWDS.entries()) {
    const goal = (TICKETS * (half + 1)) / CROWDS.length;
    const sampler = sampleConnections(url);
    await Promise.all(Array.from({ length: crowd }, () => buyUntil(shop, goal)));
    connections.push(await sampler.stop());
  }
  const minutes = (performance.now() - startedAt) / 60_000;
  const outcome = await outcomeOf(url, sold);
  const most = connections.map((samples) => Math.max(...samples));
  const [few = 0, many = 0] = most;
  report({
    name: `${TICKETS} tickets sold with payment, by ${CROWDS.join(" and then ")} fans at once (tickets/min)`,
    figure: `${Math.round(TICKETS / minutes)}`,
    aim: "none oversold, none lost",
    exact: true,
    holds:
      outcome.valid === TICKETS &&
      outcome.used === TICKETS &&
      outcome.pending === 0 &&
      outcome.unbalanced === 0 &&
      shop.failures.size === 0,
    detail: { ...outcome, orders: shop.orders, retries: shop.retries, failures: [...shop.failures], minutes },
  });
  report({
    name: `most connections of fans' role in use, ${CROWDS.join(" and ")} fans at once`,
    figure: `${few} and ${many}`,
    aim: "flat",
    // Four times the fans, and not even half as many connections more.
    holds: many <= few * 1.5,
    detail: { samples: connections.map(({ length }) => length) },
  });
}

/** Holds while everything that selling can do without is dead. */
export async function benchUndisturbedHolds(stack: Stack): Promise<void> {
  const { faults } = stack.backing;
  const sold = await stock(stack.backing.env, 10_000_000);
  const body = JSON.stringify(holdOf(sold));
  const holds = () => load(stack.urls.api, { inFlight: 8, seconds: 1, path: () => "/v1/holds", body: () => body });
  await holds();
  await rule("holds, search, Redis, mail and jobs dead / alive (median latency)", {
    calm: holds,
    async disturbed() {
      for (const dependency of ["meilisearch", "redis", "mail"] as const) faults.set(dependency, { mode: "hang" });
      // Jobs can do nothing without their role.
      faults.set("postgres", { mode: "refuse", role: "liveotter_jobs" });
      try {
        return await holds();
      } finally {
        faults.clear();
      }
    },
  });
}

interface Shop {
  readonly client: ReturnType<typeof publicClient>;
  readonly sold: Stock;
  /** Of paid orders. */
  tickets: number;
  orders: number;
  /** How often a fan was told to come again. */
  retries: number;
  readonly failures: Map<string, number>;
  left: number;
}

const shopOf = (api: string, sold: Stock): Shop => ({
  client: publicClient((request) => fetch(request), api),
  ...{ sold, tickets: 0, orders: 0, retries: 0, failures: new Map<string, number>(), left: TICKETS },
});

/** One fan after another, until so many tickets are paid for. */
async function buyUntil(shop: Shop, goal: number): Promise<void> {
  while (shop.tickets < goal && shop.left > 0) {
    const quantity = Math.min(1 + Math.floor(Math.random() * 6), shop.left);
    const bought = await buy(shop, quantity);
    shop.tickets += bought;
    if (bought > 0) shop.orders += 1;
  }
}

/** Answers how many tickets were paid for. */
async function buy(shop: Shop, quantity: number): Promise<number> {
  const { client } = shop;
  const key = () => crypto.randomUUID();
  const [holding, ordering, paying] = [key(), key(), key()];
  const hold = await patiently(shop, () => client.placeHold(holdOf(shop.sold, quantity), { key: holding }));
  if (!hold.ok) {
    // What others hold may still come back, were they not to pay; all do.
    if (hold.problem?.code === "sold-out") shop.left = hold.problem.refused?.[0]?.left ?? 0;
    else failed(shop, hold);
    return 0;
  }
  const wish = { holdId: hold.data.id, email: `${ordering}@example.org`, total: hold.data.quote.total };
  const order = await patiently(shop, () => client.placeOrder(wish, { key: ordering }));
  if (!order.ok) return failed(shop, order);
  const { id, key: bearer } = order.data;
  const card = { method: "card", token: "card_approve" } as const;
  const payment = await patiently(shop, () => client.payOrder(id, card, { bearer, key: paying }));
  if (!payment.ok) return failed(shop, payment);
  for (let looks = 0; looks < 60; looks++) {
    if (looks === 0 && payment.data.state === "succeeded") return quantity;
    await sleep(500);
    const seen = await client.readOrder(id, { bearer });
    if (seen.ok && seen.data.state === "paid") return quantity;
  }
  shop.failures.set("never paid", (shop.failures.get("never paid") ?? 0) + 1);
  return 0;
}

/** Comes again when told to, under the same key. */
async function patiently<T>(shop: Shop, ask: () => Promise<Result<T>>): Promise<Result<T>> {
  for (let tries = 0; ; tries++) {
    const result = await ask();
    if (result.ok || result.problem === null || result.problem.status !== 503 || tries === 60) return result;
    shop.retries += 1;
    await sleep(Number(result.headers.get("retry-after") ?? 1) * 1000 * (0.5 + Math.random()));
  }
}

function failed(shop: Shop, result: Result<unknown>): 0 {
  const why = result.ok ? "" : (result.problem?.code ?? "unreachable");
  shop.failures.set(why, (shop.failures.get(why) ?? 0) + 1);
  return 0;
}

function sampleConnections(url: string): { stop(): Promise<number[]> } {
  let going = true;
  const sampling = asOwner(url, async (client) => {
    const samples: number[] = [];
    while (going) {
      const { rows } = await client.query<{ count: number }>(
        "SELECT count(*)::int AS count FROM pg_stat_activity WHERE usename = 'liveotter_public'",
      );
      samples.push(rows[0]?.count ?? 0);
      await sleep(SAMPLE_MS);
    }
    return samples;
  });
  return {
    stop() {
      going = false;
      return sampling;
    },
  };
}

async function outcomeOf(url: string, { eventId, performanceId, quotaId }: Stock) {
  return asOwner(url, async (client) => {
    const { rows } = await client.query<{ valid: number; used: number; pending: number; unbalanced: number }>(
      `SELECT (SELECT count(*)::int FROM tickets WHERE performance_id = $1 AND state = 'valid') AS valid,
        (SELECT used FROM quota_counters WHERE quota_id = $2) AS used,
        (SELECT count(DISTINCT orders.id)::int FROM orders JOIN order_items ON order_items.order_id = orders.id
          WHERE performance_id = $1 AND orders.state = 'pending') AS pending,
        (SELECT count(*)::int FROM unbalanced($3)) AS unbalanced`,
      [performanceId, quotaId, eventId],
    );
    return { valid: 0, used: 0, pending: 0, unbalanced: 0, ...rows[0] };
  });
}
