import { shardName } from "@liveotter/core/inventory/shard-api";
import { Faults } from "@liveotter/devstack/faults";
import { startRedis } from "@liveotter/devstack/redis";
import { RedisConnection } from "@liveotter/devstack/resp";
import type { Stack } from "@liveotter/devstack/stack";
import { openUpstash } from "@liveotter/devstack/upstash";
import { interleave, median, rate, ratioOfMedians } from "../compare.ts";
import { load, type Slice } from "../load.ts";
import { inWords, report } from "../report.ts";
import { sized } from "../settings.ts";
import { startWorker } from "../start-workers.ts";
import { type Stock, stock } from "../stock.ts";
import { HOLD_SCRIPT, keysOf } from "../workers/redis-shards.ts";

const ROUNDS = sized(9, 2);
const SECONDS = sized(2, 0.5);
const IN_FLIGHT = 50;
const CAPACITY = 10_000_000;
const PASSWORD = "bench";

/** How safely Redis keeps what it said yes to. A shard's yes is on disk. */
const DURABILITY = {
  "nothing kept": [["CONFIG", "SET", "appendonly", "no"]],
  "appendfsync everysec": [
    ["CONFIG", "SET", "appendonly", "yes"],
    ["CONFIG", "SET", "appendfsync", "everysec"],
  ],
  "appendfsync always": [
    ["CONFIG", "SET", "appendonly", "yes"],
    ["CONFIG", "SET", "appendfsync", "always"],
  ],
} as const;
type Durability = keyof typeof DURABILITY;
const durabilities = Object.keys(DURABILITY) as Durability[];

/**
 * Holds through the public API's own routes, counted by the shard, against the same counted by one script in Redis, behind
 * the same worker, over the REST endpoint that workers reach Redis by.
 */
export async function benchHolds({ backing }: Stack, base: number, outDir: string): Promise<void> {
  const sold = await stock(backing.env, CAPACITY);
  const server = await startRedis({ port: base, dataDir: outDir, password: PASSWORD, path: process.env.PATH });
  if (server === undefined) {
    console.log("no redis-server on the PATH: holds are not compared with it");
    return;
  }
  const redis = new RedisConnection({ port: base, password: PASSWORD });
  const token = crypto.randomUUID();
  const over = { redisPort: base, password: PASSWORD, token };
  const endpoint = await openUpstash({ port: base + 1, faults: new Faults(), over });
  const tell = async (commands: readonly (readonly string[])[]) => {
    const replies = await redis.send(commands);
    const failed = replies.find((reply) => reply.kind === "error");
    if (failed?.kind === "error") throw new Error(failed.text);
    return replies;
  };
  const shard = shardName(sold.eventId, sold.performanceId);
  const [, capacityKey = ""] = keysOf(shard);
  const [, , loaded] = await tell([
    ["CONFIG", "SET", "maxmemory-policy", "noeviction"],
    ["HSET", capacityKey, sold.quotaId, String(CAPACITY)],
    ["SCRIPT", "LOAD", HOLD_SCRIPT],
  ]);
  const sha = loaded?.kind === "bulk" ? loaded.bytes.toString() : "";
  const worker = await startWorker("holds", {
    ...{ port: base + 2, outDir },
    bindings: { ...backing.env, HOLDS_URL: `http://127.0.0.1:${base + 1}`, HOLDS_TOKEN: token, HOLDS_SHA: sha },
    durableObjects: { INVENTORY: { className: "InventoryShard", useSQLite: true } },
  });
  const body = JSON.stringify(holdOf(sold));
  const through = (way: "shard" | "redis"): Promise<Slice> =>
    load(worker.url, { inFlight: IN_FLIGHT, seconds: SECONDS, path: () => `/${way}/v1/holds`, body: () => body });
  const inRedis = (durability: Durability) => async (): Promise<Slice> => {
    await tell(DURABILITY[durability]);
    return through("redis");
  };
  /** The script alone, by as many clients as hold above, without worker or endpoint. */
  const native = (durability: Durability) => async (): Promise<number> => {
    await tell(DURABILITY[durability]);
    const clients = Array.from({ length: IN_FLIGHT }, () => new RedisConnection({ port: base, password: PASSWORD }));
    const doc = JSON.stringify({ lines: holdOf(sold).lines, text: "x".repeat(900) });
    const until = performance.now() + SECONDS * 1000;
    const startedAt = performance.now();
    let done = 0;
    await Promise.all(
      clients.map(async (client) => {
        while (performance.now() < until) {
          const now = Date.now();
          const id = crypto.randomUUID();
          const given = [`${now}`, `${now + 600_000}`, id, id, "0".repeat(64), doc, sold.quotaId, "1"];
          await client.send([["EVALSHA", sha, "5", ...keysOf(shard), ...given]]);
          done += 1;
        }
        client.close();
      }),
    );
    return (done / (performance.now() - startedAt)) * 1000;
  };
  try {
    for (const way of ["shard", "redis"] as const) {
      const { errors, requests } = await through(way);
      if (errors > 0 || requests === 0) throw new Error(`${errors} of ${requests} holds by ${way} failed`);
    }
    const ways = [() => through("shard"), ...durabilities.map(inRedis)];
    const [byShard = [], ...byRedis] = await interleave(ROUNDS, ways);
    const natives = await interleave(5, durabilities.map(native));
    durabilities.forEach((durability, at) => {
      const others = byRedis[at] ?? [];
      const ratio = ratioOfMedians(others.map(rate), byShard.map(rate));
      const errors = { shard: errorsOf(byShard), redis: errorsOf(others) };
      report({
        name: `holds through the public API, shard / script in Redis, ${durability} (holds/s)`,
        figure: inWords(ratio),
        aim: "above 1",
        holds: ratio.median > 1 && errors.shard === 0,
        detail: {
          ...{ shard: Math.round(median(byShard.map(rate))), redis: Math.round(median(others.map(rate))) },
          ...{ shardMs: middle(byShard), redisMs: middle(others), inFlight: IN_FLIGHT, errors },
          nativeScript: Math.round(median(natives[at] ?? [])),
        },
      });
    });
  } finally {
    await worker.stop();
    await endpoint.close();
    redis.close();
    await server.stop();
  }
}

export const holdOf = ({ eventId, ticketTypeId, performanceId }: Stock, quantity = 1) => ({
  eventId,
  lines: [{ ticketTypeId, performanceId, quantity }],
});

const errorsOf = (slices: readonly Slice[]): number => slices.reduce((sum, { errors }) => sum + errors, 0);

/** The median slice's median latency, in whole milliseconds. */
const middle = (slices: readonly Slice[]): number =>
  Math.round(median(slices.map(({ latencies }) => latencies[latencies.length >> 1] ?? Number.NaN)));
