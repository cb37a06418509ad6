/** The tiers in a worker of their own, with a load that the test can hold, so that requests can be lost around it. */
import { instant } from "@liveotter/core/instant";
import { Breaker } from "../src/breaker.ts";
import { type EdgeCache, edgeTier } from "../src/cache/edge-tier.ts";
import { TieredCache } from "../src/cache/tiered-cache.ts";
import { Metrics } from "../src/telemetry/metrics.ts";

declare const caches: { readonly default: EdgeCache };

let loads = 0;
let finished = 0;
const steps: string[] = [];
const breaker = new Breaker("load", { failures: 1000 });

const cache = new TieredCache({
  tiers: [edgeTier(caches.default)],
  maxBytes: 1_000_000,
  version: () => ({ version: 0, learnedAt: 0, heardAt: Number.POSITIVE_INFINITY }),
  onStep: ({ tier, outcome }) => steps.push(`${tier} ${outcome}`),
});

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
    const answer = await cache.read(
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
