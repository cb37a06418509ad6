import { APPLICATION } from "@liveotter/core/box-office/hear-webhook";
import type { BoxOffice } from "@liveotter/core/box-office/ports";
import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import type { EventId } from "@liveotter/core/ids";
import { type Instant, instant } from "@liveotter/core/instant";
import type { InventoryShards } from "@liveotter/core/inventory/shard-api";
import { verifyAdmission } from "@liveotter/integrations/admission/admission-pass";
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
import { operationIdOf } from "@liveotter/integrations/inventory/reserving-shards";
import { tellShards } from "@liveotter/integrations/inventory/tell-shards";
import { PRODUCTION, paymentProviders } from "@liveotter/integrations/payments/payment-providers";
import { RateLimiter } from "@liveotter/integrations/rate-limit";
import { connectRedis } from "@liveotter/integrations/redis";
import type { CatalogueSearch } from "@liveotter/integrations/search/catalogue-search";
import { meilisearchSearch } from "@liveotter/integrations/search/meilisearch";
import { snapshotSearch } from "@liveotter/integrations/search/snapshot-search";
import { readSnapshotVersion } from "@liveotter/integrations/snapshot/manifest";
import { SnapshotReader } from "@liveotter/integrations/snapshot/snapshot-reader";
import { type Logger, makeLogger } from "@liveotter/integrations/telemetry/logger";
import { Metrics } from "@liveotter/integrations/telemetry/metrics";
import { openTicketKeys, type TicketKeys } from "@liveotter/integrations/ticket/ticket-keys";
import { type Availabilities, availabilities } from "./box-office/availability.ts";
import { type EmailChanges, emailChanges } from "./box-office/email-changes.ts";
import { type FanOrders, fanOrders } from "./box-office/fan-orders.ts";
import type { OrderStore } from "./box-office/order-store.ts";
import { type Payments, payments } from "./box-office/payments.ts";
import { cachedSales, type Sales } from "./box-office/sales.ts";
import { type Shards, shardsOf } from "./box-office/shards.ts";
import { isDatabaseFailure } from "./catalogue/database-source.ts";
import { type CatalogueFinder, catalogueFinder, type Engine } from "./catalogue/find.ts";
import { GuardedStore } from "./catalogue/guarded-store.ts";
import { type CatalogueReads, catalogueReads } from "./catalogue/read.ts";
import { snapshotSource } from "./catalogue/snapshot-source.ts";
import { absentSource, NotConfiguredError } from "./catalogue/source.ts";
import { type Health, NEVER, PROBE_MS, watchedBy, watchHealth } from "./health.ts";
import { type Interests, interests } from "./interests/interests.ts";
import { openPostgres, withoutPostgres } from "./open-postgres.ts";
import { type Pictures, pictures } from "./pictures/pictures.ts";
import { type ShareCards, shareCards } from "./pictures/share-cards.ts";
import { isImagesFailure, resizing } from "./pictures/sized-pictures.ts";
import { type Previews, previews } from "./previews.ts";
import { readSettings, type Settings } from "./settings.ts";
import { type Tickets, tickets } from "./tickets/tickets.ts";

/** What routes work with. */
export interface Deps {
  readonly now: () => Instant;
  readonly reads: CatalogueReads;
  readonly finder: CatalogueFinder;
  readonly pictures: Pictures;
  readonly cards: ShareCards;
  readonly previews: Previews;
  readonly sales: Sales;
  readonly availabilities: Availabilities;
  readonly shards: Shards;
  /** Whether a pass of the waiting room lets somebody in to this event now. */
  readonly admits: (pass: string | null, eventId: EventId) => Promise<boolean>;
  readonly orders: OrderStore;
  /** Where orders wait before anything is asked for them. */
  readonly ordering: Bulkhead;
  readonly payments: Payments;
  readonly tickets: Tickets;
  /** Rejects while there are none. */
  readonly ticketKeys: () => Promise<TicketKeys>;
  readonly fanOrders: FanOrders;
  readonly emailChanges: EmailChanges;
  readonly interests: Interests;
  readonly tellShards: (eventId: string, scopes: readonly string[]) => Promise<void>;
  readonly limits: RateLimiter;
  /** What orders' keys are derived from. */
  readonly orderSecret: string | null;
  /** What the payment provider signs with. */
  readonly paymentsWebhookSecret: string | null;
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
  /** Between this isolate and its shards, the record of its orders, or payment providers: where tests let things fail. */
  readonly between: <K extends keyof Crossed>(what: K, whole: Crossed[K]) => Crossed[K];
}

/** What a request crosses on the way of an order. */
interface Crossed {
  readonly shards: Shards;
  readonly orders: OrderStore;
  readonly providers: BoxOffice["providers"];
}

const WORKER = "public-bff";
/** Of an isolate's 128 MB; the snapshot and its index are the other large tenant. */
const ANSWERS_BYTES = 24 * 1024 * 1024;
const FINDINGS_BYTES = 8 * 1024 * 1024;
const SALES_BYTES = 12 * 1024 * 1024;
const COUNTS_BYTES = 4 * 1024 * 1024;
/**
 * What is done for orders at once, beyond what Postgres has: a crowd that all went on together would keep its answers from
 * being heard in time.
 */
const ORDERING = { limit: 16, waitMs: 1000, leaseMs: 10_000, maxWaiting: 32 };
const SEARCH_MS = 300;

/**
 * Everything this isolate works with, from its bindings. Opens nothing. What is missing counts as down: the worker
 * starts without any of it, and says so at `/readyz`.
 */
export function compose(env: Env, surroundings: Partial<Surroundings> = {}): Deps {
  const { now, edge, between } = {
    now: () => instant(Date.now()),
    edge: caches.default,
    between: <T>(_: string, whole: T) => whole,
    ...surroundings,
  };
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
  const record = postgres ?? withoutPostgres;
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

  const outerTiers = [edgeTier(edge), ...(redis ? [redis.tier] : [])];
  const unversioned = (tiers: readonly CacheTier[], maxBytes: number) =>
    new TieredCache({ tiers, maxBytes, version: () => UNVERSIONED, now, onStep });
  const shards = between("shards", shardsOf(env.INVENTORY ?? absentShards));
  const sales = cachedSales(unversioned(outerTiers, SALES_BYTES), record.sales, now);
  const tell = (eventId: string, scopes: readonly string[]) => tellShards(env.INVENTORY, eventId, scopes);
  const environment = settings.environment ?? PRODUCTION;
  const paying = payments(
    {
      book: record.book,
      providers: between(
        "providers",
        paymentProviders(settings.paymentsUrl, settings.paymentsKey, breaker("payments"), undefined, environment),
      ),
      now,
      shards,
      operationId: operationIdOf,
      newAttempt: () => crypto.randomUUID(),
      tellShards: tell,
      alert(what) {
        metrics.count("box_office_alerts_total", { what });
        log.error("a person should look at this", { code: what });
      },
    },
    { application: APPLICATION, environment },
  );
  const resize = resizing(env.IMAGES, breaker("images", isImagesFailure));
  const uploaded = pictures(env.MEDIA, edge, breaker("r2"), resize, now);
  const { admissionSecret } = settings;
  const ticketKeys = ticketKeysOf(settings.ticketKeys, log);

  return {
    now,
    sales,
    availabilities: availabilities(
      unversioned(outerTiers, COUNTS_BYTES),
      unversioned([], COUNTS_BYTES),
      sales,
      shards,
      paying.endDue,
      now,
    ),
    shards,
    admits: async (pass, eventId) => {
      if (admissionSecret === null || pass === null) return false;
      return (await verifyAdmission(admissionSecret, pass, now()))?.eventId === eventId;
    },
    orders: between("orders", record.orders),
    ordering: bulkhead(ORDERING),
    payments: paying,
    tickets: tickets(record.tickets, ticketKeys),
    ticketKeys,
    fanOrders: fanOrders(record.persons, settings.orderSecret),
    emailChanges: emailChanges(
      record.emailChanges,
      { secret: settings.orderSecret, origin: settings.publicOrigin },
      now,
    ),
    interests: interests(record.interests, settings.orderSecret, now),
    tellShards: tell,
    limits: new RateLimiter(redis?.client ?? null, now),
    orderSecret: settings.orderSecret,
    paymentsWebhookSecret: settings.paymentsWebhookSecret,
    reads: catalogueReads(
      cacheOf(outerTiers, ANSWERS_BYTES),
      record.source,
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
    previews: previews(settings.previewSecret, record.preview, now),
    pictures: uploaded,
    cards: shareCards(edge, uploaded, resize, now),
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

/** Opened at the first ticket, and kept. */
function ticketKeysOf(secret: string | null, log: Logger): () => Promise<TicketKeys> {
  let opened: Promise<TicketKeys> | undefined;
  const open = async (given: string): Promise<TicketKeys> => {
    try {
      return await openTicketKeys(given);
    } catch {
      log.error("variable is not what it should be", { code: "TICKET_KEYS" });
      throw new NotConfiguredError("TICKET_KEYS");
    }
  };
  return () => {
    if (secret === null) return Promise.reject(new NotConfiguredError("TICKET_KEYS"));
    opened ??= open(secret);
    return opened;
  };
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
  return { client: redis, tier: redisTier(redis, breaker), version, watched };
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

const absent = () => Promise.reject(new NotConfiguredError("this engine"));
const absentShards: InventoryShards = {
  getByName: () => {
    throw new NotConfiguredError("INVENTORY");
  },
};
/** Copies that only their age makes old. */
const UNVERSIONED = { version: 0, learnedAt: 0, heardAt: Number.POSITIVE_INFINITY };
const absentSearch: CatalogueSearch = { search: absent, suggest: absent };

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
