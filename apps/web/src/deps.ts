import type { PreviewPage } from "@liveotter/contracts/public/catalogue";
import { type CallOptions, type PublicClient, publicClient } from "@liveotter/contracts/public/client";
import { type Instant, instant } from "@liveotter/core/instant";
import { Breaker, BreakerOpenError } from "@liveotter/integrations/breaker";
import { edgeTier } from "@liveotter/integrations/cache/edge-tier";
import { TieredCache } from "@liveotter/integrations/cache/tiered-cache";
import { withDeadline } from "@liveotter/integrations/deadline";
import { RateLimiter } from "@liveotter/integrations/rate-limit";
import { SnapshotReader, SnapshotUnavailableError } from "@liveotter/integrations/snapshot/snapshot-reader";
import { type Logger, makeLogger } from "@liveotter/integrations/telemetry/logger";
import { Metrics } from "@liveotter/integrations/telemetry/metrics";
import { bffCatalogue, contentOf } from "./catalogue/bff-catalogue.ts";
import { CatalogueUnavailable, type FanCatalogue, noCatalogue } from "./catalogue/fan-catalogue.ts";
import { snapshotCatalogue } from "./catalogue/snapshot-catalogue.ts";
import { Pressure } from "./pressure.ts";

/** What this worker is bound to; anything may be missing, which is the same as down. */
export interface Env {
  readonly PUBLIC_BFF?: Fetcher;
  readonly CATALOGUE?: KVNamespace;
  readonly METRICS?: AnalyticsEngineDataset;
  /** Which deployment this is. */
  readonly VERSION?: WorkerVersionMetadata;
  /** Scheme and host of canonical links, where it is not that of the request. */
  readonly PUBLIC_ORIGIN?: string;
  /** "true" where pages can be had in the pseudo-locales as well: wherever they are tested. */
  readonly PSEUDO_LOCALES?: string;
  /** `off` takes the service worker, and all that it keeps, from every phone that comes by. */
  readonly SERVICE_WORKER?: string;
}

/** What pages are made with. */
export interface Deps {
  readonly now: () => Instant;
  readonly publicOrigin: string | null;
  readonly pseudoLocales: boolean;
  /** Whether phones may have one. */
  readonly serviceWorker: boolean;
  /** Finished pages. */
  readonly pages: TieredCache;
  /** What the public BFF is spared while it has a hard time. */
  readonly pressure: Pressure;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** By this isolate's count alone. */
  readonly limiter: RateLimiter;
  /** `null` where no snapshot is bound. */
  readonly snapshot: SnapshotReader | null;
  readonly fallback: FanCatalogue;
  /** The BFF's catalogue for one rendering: its deadline, and the headers to hand on. */
  record(signal: AbortSignal, headers: Readonly<Record<string, string>>): FanCatalogue;
  /** What a promoter's link shows, or `null`. @throws CatalogueUnavailable */
  readPreview(token: string, options: CallOptions): Promise<PreviewPage | null>;
  /** The public API as the sale's pages use it: past the breaker, for what is held must stay within reach. */
  readonly sale: PublicClient;
  /** One call to the BFF as it is; rejects when it is not bound. */
  pass(request: Request, signal: AbortSignal): Promise<Response>;
}

const WORKER = "web";
const BFF_ORIGIN = "https://public-bff.liveotter.invalid";
/** Of an isolate's 128 MB: a page is some 40 KB in memory. The snapshot, when it is needed, is the other tenant. */
const PAGES_BYTES = 32 * 1024 * 1024;
/** Less than a load may take, so that the breaker learns of a BFF that hangs. */
const BFF_MS = 1400;
/** Of the sale, reading and writing: behind there a write may be tried more than once, and its answer matters. */
const SALE_READ_MS = 4000;
const SALE_WRITE_MS = 15_000;

/**
 * Our own part of the data centre's cache: opened at each use, for a cache belongs to the request that opened it. Each
 * version has one of its own: a page names files of its own build, and a deployment takes those of the last away.
 */
function edgeOf(version: string): Pick<Cache, "match" | "put"> {
  const open = () => caches.open(`pages-${version}`);
  return { match: async (key) => (await open()).match(key), put: async (key, copy) => (await open()).put(key, copy) };
}

/** Everything this isolate works with, from its bindings. */
export function compose(env: Env): Deps {
  const now = () => instant(Date.now());
  const metrics = new Metrics(WORKER, env.METRICS);
  const log = makeLogger(WORKER);
  const breaker = new Breaker("public-bff", {
    onState(state, dependency) {
      metrics.count("breaker_changes_total", { dependency, state });
      metrics.gauge("breaker_open", { dependency }, state === "closed" ? 0 : 1);
      log.warn("breaker changed", { dependency, state });
    },
  });
  const pressure = new Pressure({
    now,
    isBroken: () => breaker.health.state !== "closed",
    onStep(seconds) {
      metrics.gauge("pages_spared_seconds", {}, seconds);
      log.warn("pages are spared differently", { dependency: "public-bff", state: `${seconds}s` });
    },
  });
  const { PUBLIC_BFF } = env;
  const pass = async (request: Request, signal: AbortSignal): Promise<Response> => {
    if (PUBLIC_BFF === undefined) throw new CatalogueUnavailable("no public BFF is bound");
    return PUBLIC_BFF.fetch(request, { signal });
  };
  const tryBff = (request: Request) =>
    breaker.run(
      async (signal) => {
        const response = await pass(request, signal);
        if (response.status >= 500) throw new CatalogueUnavailable(`the public BFF answered ${response.status}`);
        return response;
      },
      BFF_MS,
      request.signal,
    );
  const ask = async (request: Request): Promise<Response> => {
    const startedAt = now();
    try {
      const response = await tryBff(request);
      pressure.note(now() - startedAt, false);
      return response;
    } catch (error) {
      // Refused untried, or given up by whoever asked: neither says how the BFF does.
      const tried = !(error instanceof BreakerOpenError) && !request.signal.aborted;
      if (tried) pressure.note(now() - startedAt, true);
      throw error;
    }
  };
  const client = publicClient(ask, BFF_ORIGIN);
  // Past the breaker: a preview needs Postgres, and what is left a shard, without which everything else goes on.
  const direct = publicClient((request) => pass(request, request.signal), BFF_ORIGIN);
  const patiently = (request: Request) =>
    withDeadline(
      (signal) => pass(request, signal),
      request.method === "GET" ? SALE_READ_MS : SALE_WRITE_MS,
      request.signal,
    );
  const snapshot = env.CATALOGUE === undefined ? null : new SnapshotReader(env.CATALOGUE);
  return {
    now,
    publicOrigin: originOf(env.PUBLIC_ORIGIN, log),
    pseudoLocales: env.PSEUDO_LOCALES === "true",
    serviceWorker: env.SERVICE_WORKER !== "off",
    pages: new TieredCache({
      tiers: [edgeTier(edgeOf(env.VERSION?.id ?? ""))],
      maxBytes: PAGES_BYTES,
      // Pages carry no version: their ages alone count.
      version: () => ({ version: 0, learnedAt: 0, heardAt: Number.POSITIVE_INFINITY }),
      now,
      onStep({ tier, outcome, ms }) {
        metrics.count("cache_steps_total", { tier, outcome });
        metrics.observe("cache_step_seconds", { tier }, ms / 1000);
      },
    }),
    pressure,
    metrics,
    log,
    limiter: new RateLimiter(null, now),
    snapshot,
    fallback: snapshot === null ? NO_SNAPSHOT : snapshotCatalogue(snapshot, now),
    record: (signal, headers) => bffCatalogue(client, direct, { signal, headers }),
    readPreview: async (token, options) => contentOf(await direct.readPreview(token, options)),
    sale: publicClient(patiently, BFF_ORIGIN),
    pass,
  };
}

function originOf(text: string | undefined, log: Logger): string | null {
  if (text === undefined || text === "") return null;
  if (URL.canParse(text) && /^https?:/.test(text)) return new URL(text).origin;
  log.error("variable is not what it should be", { code: "PUBLIC_ORIGIN" });
  return null;
}

const NO_SNAPSHOT = noCatalogue(() => new SnapshotUnavailableError("no snapshot is bound"));
