import { instant } from "@liveotter/core/instant";
import { connect } from "@liveotter/database/connect";
import { listCatalogue } from "@liveotter/database/public/list-catalogue";
import { Breaker } from "@liveotter/integrations/breaker";
import { bulkhead } from "@liveotter/integrations/bulkhead";
import { edgeTier } from "@liveotter/integrations/cache/edge-tier";
import { redisTier } from "@liveotter/integrations/cache/redis-tier";
import { type CacheTier, TieredCache } from "@liveotter/integrations/cache/tiered-cache";
import { connectRedis } from "@liveotter/integrations/redis";
import { createApp } from "../../apps/public-bff/src/app.ts";
import { databaseSource } from "../../apps/public-bff/src/catalogue/database-source.ts";
import { catalogueReads, LIFETIMES } from "../../apps/public-bff/src/catalogue/read.ts";
import { absentSource } from "../../apps/public-bff/src/catalogue/source.ts";
import { compose, type Deps } from "../../apps/public-bff/src/deps.ts";

/** The product's own bindings, with the secrets that `wrangler types` cannot know of. */
type BenchEnv = Env &
  Readonly<
    Partial<Record<`UPSTASH_REDIS_REST_${"URL" | "TOKEN"}` | `DATABASE_${"URL_PUBLIC" | "HTTP_ENDPOINT"}`, string>>
  >;

const app = createApp();
const now = () => instant(Date.now());
const VERSION = { version: 0, learnedAt: 0, heardAt: Number.POSITIVE_INFINITY };
let ways: Map<string, Deps> | undefined;

/** The product's own routes, each way with one tier alone: no memory, so that every request reaches that tier. */
function composeWays(env: BenchEnv): Map<string, Deps> {
  const deps = compose(env);
  const redis = connectRedis(env);
  const db = connect({ url: env.DATABASE_URL_PUBLIC ?? "", httpEndpoint: env.DATABASE_HTTP_ENDPOINT });
  const record = databaseSource(db, new Breaker("postgres"), bulkhead({ limit: 64, waitMs: 1000, leaseMs: 2000 }));
  const through = (tiers: readonly CacheTier[]): Deps => ({
    ...deps,
    reads: catalogueReads(
      new TieredCache({ tiers, maxBytes: 0, version: () => VERSION }),
      record,
      absentSource("snapshot"),
      now,
    ),
  });
  return new Map([
    ["edge", through([edgeTier(caches.default)])],
    ...(redis ? ([["redis", through([redisTier(redis, new Breaker("redis"))])]] as const) : []),
    ["postgres", through([])],
  ]);
}

/** Readers at once of one key that just went stale, in this isolate: how often the record was asked. */
async function stampede(readers: number, waitUntil: (work: Promise<unknown>) => void) {
  let clock = Date.now();
  let loads = 0;
  const cache = new TieredCache({ tiers: [], maxBytes: 1 << 20, version: () => VERSION, now: () => instant(clock) });
  const read = () =>
    cache.read(
      "key",
      LIFETIMES,
      async () => {
        loads += 1;
        await new Promise((resolve) => setTimeout(resolve, 50));
        return { body: "{}", etag: '"x"', asOf: instant(clock), version: 0, source: "database" };
      },
      () => Promise.resolve(null),
      waitUntil,
    );
  await read();
  const first = loads;
  clock += (LIFETIMES.fresh + 1) * 1000;
  const answers = await Promise.all(Array.from({ length: readers }, read));
  await new Promise((resolve) => setTimeout(resolve, 200));
  return {
    readers,
    answered: answers.filter(({ outcome }) => outcome === "stale").length,
    revalidations: loads - first,
  };
}

export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    const [, way = "", ...rest] = url.pathname.split("/");
    if (way === "stampede") return Response.json(await stampede(5000, (work) => ctx.waitUntil(work)));
    if (way === "sql") {
      const db = connect({ url: env.DATABASE_URL_PUBLIC ?? "", httpEndpoint: env.DATABASE_HTTP_ENDPOINT });
      const from = url.searchParams.get("from") ?? "";
      const { page } = await listCatalogue(db, { from, sort: "date", limit: 24 }, now());
      return Response.json(page.items);
    }
    ways ??= composeWays(env);
    const deps = ways.get(way);
    if (deps === undefined) return new Response(null, { status: 404 });
    url.pathname = `/${rest.join("/")}`;
    return app.fetch(new Request(url, request), deps, ctx);
  },
} satisfies ExportedHandler<BenchEnv>;
