import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { instant } from "@liveotter/core/instant";
import { Faults } from "@liveotter/devstack/faults";
import { freeBlock, PORTS } from "@liveotter/devstack/ports";
import { startRedis } from "@liveotter/devstack/redis";
import { openUpstash } from "@liveotter/devstack/upstash";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Breaker, BreakerOpenError } from "../breaker.ts";
import { DeadlineError } from "../deadline.ts";
import { connectRedis } from "../redis.ts";
import type { CachedBody } from "./cached-body.ts";
import { redisTier } from "./redis-tier.ts";

const base = await freeBlock();
const folder = await mkdtemp(join(tmpdir(), "liveotter-tier-"));
const server = await startRedis({ port: base + PORTS.redis, dataDir: folder, password: "pw" });
if (server === undefined) console.error("redis-server is not on the PATH: the Redis tier is NOT tested.");

test("redis-server is there wherever CI is set", () => {
  if (process.env.CI) expect(server).toBeDefined();
});

test("without its two variables there is no client", () => {
  expect(connectRedis({})).toBeNull();
  expect(connectRedis({ UPSTASH_REDIS_REST_URL: "http://127.0.0.1:1" })).toBeNull();
});

describe.runIf(server !== undefined)("over a real redis-server", () => {
  const faults = new Faults();
  const redis = connectRedis({
    UPSTASH_REDIS_REST_URL: `http://127.0.0.1:${base + PORTS.upstash}`,
    UPSTASH_REDIS_REST_TOKEN: "token",
  });
  let endpoint: Awaited<ReturnType<typeof openUpstash>>;
  beforeAll(async () => {
    endpoint = await openUpstash({
      port: base + PORTS.upstash,
      faults,
      over: { redisPort: base + PORTS.redis, password: "pw", token: "token" },
    });
  });
  afterEach(() => faults.clear());
  afterAll(async () => {
    await endpoint.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const body: CachedBody = {
    body: '{"name":"Łódź \u{1F9A6}","n":"1e3\\n"}',
    etag: '"x"',
    asOf: instant(1),
    version: 2,
    source: "database",
    storedAt: instant(3),
  };
  const open = (failures = 100) => {
    if (redis === null) throw new Error("there is a server");
    return { redis, tier: redisTier(redis, new Breaker("redis", { failures })) };
  };
  const signal = new AbortController().signal;

  test("a body comes back as it went, and goes when its time is over", async () => {
    const { tier, redis: client } = open();
    expect(await tier.get("nothing", signal)).toBeUndefined();
    await tier.set("list?city=łódź", body, 60);
    expect(await tier.get("list?city=łódź", signal)).toEqual(body);
    expect(await client.ttl("body:list?city=łódź")).toBeGreaterThan(50);
  });

  test("what something else left under the key is a miss", async () => {
    const { tier, redis: client } = open();
    for (const text of ["", "12", '{"a":1}', "x\ny"]) {
      await client.set("body:odd", text);
      expect(await tier.get("odd", signal)).toBeUndefined();
    }
    await client.del("body:odd");
    await client.rpush("body:odd", "a list");
    await expect(tier.get("odd", signal)).rejects.toThrow();
  });

  test("one that hangs is given up after 150 ms, and no longer asked after a few times", async () => {
    const { tier } = open(3);
    faults.set("redis", { mode: "hang" });
    for (let n = 0; n < 3; n++) {
      const startedAt = performance.now();
      await expect(tier.get("key", signal)).rejects.toThrow(DeadlineError);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
    }
    await expect(tier.get("key", signal)).rejects.toThrow(BreakerOpenError);
  });

  test.each(["refuse", "error", "drop-response"] as const)(
    "%s is an error at once, never tried again",
    async (mode) => {
      const { tier } = open();
      faults.set("redis", { mode });
      const startedAt = performance.now();
      await expect(tier.get("key", signal)).rejects.toThrow();
      expect(performance.now() - startedAt).toBeLessThan(10_000);
    },
  );
});
