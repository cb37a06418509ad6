/** The tiers in a worker of their own, with a load that the test can hold, so that requests can be lost around it. */
import { instant } from "@liveotter/core/instant";
import { Breaker } from "../src/breaker.ts";
import { type EdgeCache, edgeTier } from "../src/cache/edge-tier.ts";
import { type CacheTier, TieredCache } from "../src/cache/tiered-cache.ts";
import { Metrics } from "../src/telemetry/metrics.ts";

declare const caches: { readonly default: EdgeCache };

let loads = 0;
let finished = 0;
const steps: string[] = [];
const breaker = new Breaker("load", { failures: 1000 });

const cacheOf = (tiers: readonly CacheTier[]) =>
  new TieredCache({
    tiers,
    maxBytes: 1_000_000,
    version: () => ({ version: 0, learnedAt: 0, heardAt: Number.POSITIVE_INFINITY }),
    onStep: ({ tier, outcome }) => steps.push(`${tier} ${outcome}`),
  });
const cache = cacheOf([edgeTier(caches.default)]);
/** A tier in front whose connections always drop. */
const dropping = (origin: string): CacheTier => ({
  name: "redis",
  deadlineMs: 150,
  get: async () => {
    await (await fetch(`${origin}/?drop`, { method: "POST", body: "[]" })).text();
    return undefined;
  },
  set: async () => undefined,
});
let behind: TieredCache | undefined;

const metrics = new Metrics("test", undefined);

export default {
  async fetch(
    request: Request,
    env: { ORIGIN: string },
    ctx: { waitUntil(work: Promise<unknown>): void },
  ): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === "/counts") return Response.json({ loads, finished, steps: steps.splice(0) });
    const fresh = Number(url.searchParams.get("fresh") ?? 5);
    const keep = url.searchParams.get("keep") !== "no";
    metrics.count("requests_total", {});
    behind ??= cacheOf([dropping(env.ORIGIN)]);
    const from = url.searchParams.get("tiers") === "dropping" ? behind : cache;
    const answer = await from.read(
      url.pathname,
      { fresh, stale: 1000, staleOnError: 2000 },
      (signal) =>
        breaker.run(
          async (inner) => {
            loads++;
            const reply = await fetch(`${env.ORIGIN}${url.pathname}${url.search}`, { signal: inner });
            const body = await reply.text();
            finished++;
            return { body, etag: '"x"', asOf: instant(0), version: 1, source: "database" as const };
          },
          1500,
          signal,
        ),
      async () => ({ body: "fallback", etag: '"f"', asOf: instant(0), version: 0, source: "snapshot" as const }),
      // Without it the leader's work dies with its request: the worst case for those who wait.
      (work) => (keep ? ctx.waitUntil(work) : void work.catch(() => {})),
    );
    return Response.json({ outcome: answer.outcome, tier: answer.tier, text: answer.body?.body });
  },
};
