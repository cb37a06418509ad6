import { connectRedis } from "@liveotter/integrations/redis";
import { createApp } from "../../apps/public-bff/src/app.ts";
import { compose, type Deps } from "../../apps/public-bff/src/deps.ts";
import { redisShards } from "./redis-shards.ts";

// biome-ignore lint/performance/noBarrelFile: the platform looks for its classes among the exports of the worker.
export { InventoryShard } from "../../apps/public-bff/src/durable-objects/inventory-shard.ts";

interface BenchEnv extends Env {
  /** The Redis that counts, and its script. */
  readonly HOLDS_URL: string;
  readonly HOLDS_TOKEN: string;
  readonly HOLDS_SHA: string;
}

const app = createApp();
let ways: Record<string, Deps> | undefined;

function composeWays(env: BenchEnv): Record<string, Deps> {
  const redis = connectRedis({ UPSTASH_REDIS_REST_URL: env.HOLDS_URL, UPSTASH_REDIS_REST_TOKEN: env.HOLDS_TOKEN });
  if (redis === null) throw new Error("no Redis to hold in");
  const inRedis = redisShards(redis, env.HOLDS_SHA);
  return {
    shard: compose(env),
    // What is not the shards stays as it is.
    redis: { ...compose(env), shards: inRedis },
  };
}

/** The product's own routes under `/shard`, and under `/redis` the same with holds in Redis. */
export default {
  fetch(request, env, ctx) {
    ways ??= composeWays(env);
    const url = new URL(request.url);
    const [, way = "", ...rest] = url.pathname.split("/");
    const deps = ways[way];
    if (deps === undefined) return new Response(null, { status: 404 });
    url.pathname = `/${rest.join("/")}`;
    return app.fetch(new Request(url, request), deps, ctx);
  },
} satisfies ExportedHandler<BenchEnv>;
