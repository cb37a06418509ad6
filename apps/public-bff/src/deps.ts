import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { type Instant, instant } from "@liveotter/core/instant";
import { connect } from "@liveotter/database/connect";
import { readCatalogueVersion } from "@liveotter/database/public/read-catalogue-version";
import { readPreview } from "@liveotter/database/public/read-preview";
import { Breaker } from "@liveotter/integrations/breaker";
import { type Bulkhead, bulkhead } from "@liveotter/integrations/bulkhead";
import {
  CATALOGUE_VERSION_KEY,
  CatalogueVersionWatch,
  decodeVersion,
  type VersionSource,
} from "@liveotter/integrations/cache/catalogue-version";
import { edgeTier } from "@liveotter/integrations/cache/edge-tier";
import { redisTier } from "@liveotter/integrations/cache/redis-tier";
import { type CacheTier, TieredCache, type TieredCacheOptions } from "@liveotter/integrations/cache/tiered-cache";
import type { PreviewGrant } from "@liveotter/integrations/preview/preview-token";
import { connectRedis } from "@liveotter/integrations/redis";
import type { CatalogueSearch } from "@liveotter/integrations/search/catalogue-search";
import { meilisearchSearch } from "@liveotter/integrations/search/meilisearch";
import { snapshotSearch } from "@liveotter/integrations/search/snapshot-search";
import { readSnapshotVersion } from "@liveotter/integrations/snapshot/manifest";
import { SnapshotReader } from "@liveotter/integrations/snapshot/snapshot-reader";
import { type Logger, makeLogger } from "@liveotter/integrations/telemetry/logger";
import { Metrics } from "@liveotter/integrations/telemetry/metrics";
import { databaseSource, isDatabaseFailure } from "./catalogue/database-source.ts";
import { type CatalogueFinder, catalogueFinder, type Engine } from "./catalogue/find.ts";
import { GuardedStore } from "./catalogue/guarded-store.ts";
import { type CatalogueReads, catalogueReads } from "./catalogue/read.ts";
import { snapshotSource } from "./catalogue/snapshot-source.ts";
import { absentSource, NotConfiguredError } from "./catalogue/source.ts";
import { type Health, type Watched, watchHealth } from "./health.ts";
import { type Pictures, pictures } from "./pictures.ts";
import { type Previews, previews } from "./previews.ts";
import { readSettings, type Settings } from "./settings.ts";

/** What routes work with. */
export interface Deps {
  readonly now: () => Instant;
  readonly reads: CatalogueReads;
  readonly finder: CatalogueFinder;
  readonly pictures: Pictures;
  readonly previews: Previews;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Where fans' pages are, when that is not the host of the request. */
  readonly publicOrigin: string | null;
}

/** What else an isolate finds around it. */
export interface Surroundings {
  readonly now: () => Instant;
  readonly edge: Pick<Cache, "match" | "put">;
}

const WORKER = "public-bff";
/** Of an isolate's 128 MB; the snapshot and its index are the other large tenant. */
const ANSWERS_BYTES = 24 * 1024 * 1024;
const FINDINGS_BYTES = 8 * 1024 * 1024;
/** A request may have six connections open; the rest of the isolate's loads wait their turn. */
const LOADS = { limit: 8, waitMs: 100, leaseMs: 2000 };
const SEARCH_MS = 300;
const PROBE_MS = 1000;
const PREVIEW_MS = 1400;

/**
 * Everything this isolate works with, from its bindings. Opens nothing. What is missing counts as down: the worker
 * starts without any of it, and says so at `/readyz`.
 */
export function compose(env: Env, surroundings: Partial<Surroundings> = {}): Deps {
  const { now, edge } = { now: () => instant(Date.now()), edge: caches.default, ...surroundings };
  const metrics = new Metrics(WORKER, env.METRICS);
  const log = makeLogger(WORKER);
  const { settings, wrong } = readSettings(env);
  for (const variable of wrong) log.error("variable is not what it should be", { code: variable });

  const breaker = (name: string, isFailure?: (error: unknown) => boolean): Breaker =>
    new Breaker(name, {
      ...(isFailure && { isFailure }),
      onState(state) {
        metrics.count("breaker_changes_total", { dependency: name, state });
        metrics.gauge("breaker_open", { dependency: name }, state === "closed" ? 0 : 1);
        log.warn("breaker changed", { dependency: name, state });
      },
    });

  const snapshot = openSnapshot(env.CATALOGUE, breaker("kv"));
  const postgres = openPostgres(settings, breaker("postgres", isDatabaseFailure));
  const redis = openRedis(settings, breaker("redis"));
  const meili = openMeilisearch(settings, breaker("meilisearch"));

  const versions = [redis?.version, postgres?.version, snapshot?.version].filter((source) => source !== undefined);
  const watch = new CatalogueVersionWatch(versions, now);
  const onStep: TieredCacheOptions["onStep"] = ({ tier, outcome, ms }) => {
    metrics.count("cache_steps_total", { tier, outcome });
    metrics.observe("cache_step_seconds", { tier }, ms / 1000);
    if (tier === "load" && postgres !== null) metrics.gauge("loads_in_use", {}, postgres.places.inUse);
  };
  const cacheOf = (tiers: readonly CacheTier[], maxBytes: number) =>
    new TieredCache({ tiers, maxBytes, version: watch.latest, now, onStep });

  return {
    now,
    reads: catalogueReads(
      cacheOf([edgeTier(edge), ...(redis ? [redis.tier] : [])], ANSWERS_BYTES),
      postgres?.source ?? absentSource("Postgres"),
      snapshot?.source ?? absentSource("the snapshot"),
      now,
    ),
    finder: catalogueFinder(
      cacheOf([], FINDINGS_BYTES),
      // What Meilisearch holds carries no version of its own: it follows the newest one within seconds.
      { search: meili?.search ?? absentSearch, version: async () => newestOf(watch, now) },
      snapshot?.engine ?? { search: absentSearch, version: absent },
      now,
    ),
    previews: previews(settings.previewSecret, postgres?.preview ?? noPreview, now),
    pictures: pictures(env.MEDIA, edge, breaker("r2")),
    health: watchHealth(
      {
        postgres: postgres?.watched ?? null,
        redis: redis?.watched ?? null,
        meilisearch: meili?.watched ?? null,
        kv: snapshot?.watched ?? null,
      },
      watch.latest,
      now,
    ),
    metrics,
    log,
    publicOrigin: settings.publicOrigin,
  };
}

function openPostgres({ databaseUrl, databaseEndpoint }: Settings, breaker: Breaker) {
  if (databaseUrl === null) return null;
  const db = connect({ url: databaseUrl, httpEndpoint: databaseEndpoint ?? undefined });
  const places: Bulkhead = bulkhead(LOADS);
  const version: VersionSource = (outer) =>
    breaker.run((signal) => readCatalogueVersion(db, { signal }), PROBE_MS, outer);
  const watched = watchedBy(breaker, () => version(NEVER));
  const preview = (grant: PreviewGrant) =>
    places.run(() => breaker.run((signal) => readPreview(db, grant, { signal }), PREVIEW_MS));
  return { source: databaseSource(db, breaker, places), preview, places, version, watched };
}

function openRedis({ redisUrl, redisToken }: Settings, breaker: Breaker) {
  const redis = connectRedis({
    UPSTASH_REDIS_REST_URL: redisUrl ?? undefined,
    UPSTASH_REDIS_REST_TOKEN: redisToken ?? undefined,
  });
  if (redis === null) return null;
  const version: VersionSource = async (outer) =>
    decodeVersion(await breaker.run(() => redis.get<string>(CATALOGUE_VERSION_KEY), PROBE_MS, outer));
  const watched = watchedBy(breaker, () => breaker.run(() => redis.ping(), PROBE_MS));
  return { tier: redisTier(redis, breaker), version, watched };
}

function openMeilisearch({ meiliUrl, meiliKey }: Settings, breaker: Breaker) {
  if (meiliUrl === null) return null;
  const engine = meilisearchSearch({ url: meiliUrl, key: meiliKey ?? "" });
  const search: CatalogueSearch = {
    search: (question, at, outer) => breaker.run((signal) => engine.search(question, at, signal), SEARCH_MS, outer),
    suggest: (question, at, outer) => breaker.run((signal) => engine.suggest(question, at, signal), SEARCH_MS, outer),
  };
  const one = { text: "a", limit: 1 };
  const watched = watchedBy(breaker, () => breaker.run((signal) => engine.suggest(one, instant(0), signal), PROBE_MS));
  return { search, watched };
}

/** The newest version heard of; before the first, content as of now. */
function newestOf(watch: CatalogueVersionWatch, now: () => Instant): CatalogueVersion {
  const { version, at } = watch.latest((asking) => void asking);
  return { version, at: at ?? now() };
}

const noPreview = () => Promise.reject(new NotConfiguredError("Postgres"));
const absent = () => Promise.reject(new NotConfiguredError("this engine"));
const absentSearch: CatalogueSearch = { search: absent, suggest: absent };

const watchedBy = (breaker: Breaker, probe: () => Promise<unknown>): Watched => ({
  health: () => breaker.health,
  probe,
});
const NEVER = new AbortController().signal;

function openSnapshot(kv: KVNamespace | undefined, breaker: Breaker) {
  if (kv === undefined) return null;
  const store = new GuardedStore(kv, breaker);
  const reader = new SnapshotReader(store);
  const version: VersionSource = () => readSnapshotVersion(store);
  return {
    source: snapshotSource(reader),
    engine: {
      search: snapshotSearch(() => reader.searchable()),
      version: async () => (await reader.searchable()).version,
    } satisfies Engine,
    version,
    watched: watchedBy(breaker, () => version(NEVER)),
  };
}
