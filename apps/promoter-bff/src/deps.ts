import type { OrderId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { instant } from "@liveotter/core/instant";
import type { InventoryShards } from "@liveotter/core/inventory/shard-api";
import type { ReservingShards } from "@liveotter/core/inventory/with-reservation";
import type { Locale } from "@liveotter/core/long-time";
import { orderPage } from "@liveotter/core/order/order-page";
import { connect, type Database } from "@liveotter/database/connect";
import { DatabaseError } from "@liveotter/database/database-error";
import { retrying } from "@liveotter/database/retrying";
import { bulkhead } from "@liveotter/integrations/bulkhead";
import { withDeadline } from "@liveotter/integrations/deadline";
import { reservingShards } from "@liveotter/integrations/inventory/reserving-shards";
import {
  deleteImportFile,
  FileNotKeptError,
  type ImportFile,
  putImportFile,
} from "@liveotter/integrations/media/import-file";
import { getPicture, putPicture } from "@liveotter/integrations/media/picture-store";
import { orderKeyOf } from "@liveotter/integrations/order-key/order-key";
import { type PreviewGrant, signPreview } from "@liveotter/integrations/preview/preview-token";
import { RateLimiter } from "@liveotter/integrations/rate-limit";
import { connectRedis } from "@liveotter/integrations/redis";
import { type Logger, makeLogger } from "@liveotter/integrations/telemetry/logger";
import { Metrics } from "@liveotter/integrations/telemetry/metrics";
import { hashPassword } from "better-auth/crypto";
import type { Env } from "./env.ts";
import { type SignedIn, type SignInRequest, signInByPassword } from "./sign-in/better-auth.ts";

const WORKER = "promoter-bff";
/** Below the role's 20 connections, since other isolates share them. */
const DATABASE_ROOM = { limit: 8, waitMs: 400, leaseMs: 12_000 };
/** Of the reporting role's 5: a report may take its time. */
const REPORTING_ROOM = { limit: 2, waitMs: 1500, leaseMs: 32_000 };
const REPORTING_MS = 15_000;
/** A password costs 75 ms of CPU, one after the other. */
const SIGN_IN_ROOM = { limit: 2, waitMs: 1000, leaseMs: 12_000 };
/** An upload is in memory twice while it is looked at, of an isolate's 128 MB; over a slow line it takes a minute. */
const PICTURE_ROOM = { limit: 4, waitMs: 2000, leaseMs: 90_000 };
const DATABASE_MS = 4000;
/** Over all that signing in asks of Postgres, one after the other. */
const SIGN_IN_MS = 5000;

/** Everything outside this worker that handlers may use, composed once for each isolate. */
export interface Deps {
  readonly now: () => Instant;
  /** The origin of promoters' pages, when it is known. */
  readonly origin: string | undefined;
  readonly signIn: SignInDeps;
  /** The studio's files. */
  readonly studio: Fetcher | undefined;
  /** Runs work against Postgres as the promoter's role, when there is room. @throws DatabaseError, BulkheadFullError */
  database<T>(work: (db: Database) => Promise<T>): Promise<T>;
  /** The same as the reporting role, which reads and never writes: reports take no connection from whoever saves. */
  reporting<T>(work: (db: Database) => Promise<T>): Promise<T>;
  /** Reserves capacity before a write; rejects if there is no binding. */
  readonly reserving: ReservingShards;
  /** Those that count what is for sale; `undefined` where there are none to tell. */
  readonly shards: InventoryShards | undefined;
  /** The same as the role of sign-in, which knows people and nothing of events. */
  auth<T>(work: (db: Database) => Promise<T>): Promise<T>;
  readonly limits: RateLimiter;
  /** The address of a preview; `null` where nothing to sign it with, or nowhere to show it, is configured. */
  previewUrl(grant: PreviewGrant): Promise<string | null>;
  /** Runs work that holds an uploaded picture in memory, when there is room. @throws BulkheadFullError */
  withPicture<T>(work: () => Promise<T>): Promise<T>;
  /** The address of an order's page among the fans'; `null` as above. */
  orderUrl(order: {
    readonly id: OrderId;
    readonly keyGeneration: number;
    readonly locale: Locale;
  }): Promise<string | null>;
  /** Keeps an uploaded picture under this name. @throws whatever the bucket does, or DeadlineError */
  putPicture(file: string, bytes: Uint8Array): Promise<void>;
  /** `null`: there is none. @throws whatever the bucket does, or DeadlineError */
  getPicture(file: string): Promise<ArrayBuffer | null>;
  /** Answers the file's SHA-256 in hex. @throws FileCutError, FileNotKeptError */
  putImportFile(file: ImportFile, body: ReadableStream<Uint8Array>, length: number): Promise<string>;
  deleteImportFile(file: ImportFile): Promise<void>;
  /** How Postgres was when it was last asked. */
  readonly seen: Seen;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Tells `jobs` that there is something in the outbox. Never rejects: its cron comes by anyway. */
  wake(requestId: string): Promise<void>;
}

/** Epoch ms; 0 while it never happened in this isolate. */
interface Seen {
  okAt: number;
  failedAt: number;
}

interface SignInDeps {
  /** Signs the session's cookie. */
  readonly secret: string;
  /** Waits for its turn, since each costs CPU. @throws BulkheadFullError */
  byPassword(request: SignInRequest, origin: string): Promise<SignedIn>;
  /** What is stored of a password. Waits for its turn as well. @throws BulkheadFullError */
  hash(password: string): Promise<string>;
}

/** Everything this isolate works with, from its bindings. Opens nothing. */
export function compose(env: Env): Deps {
  const log = makeLogger(WORKER);
  const metrics = new Metrics(WORKER, env.METRICS);
  const seen: Seen = { okAt: 0, failedAt: 0 };
  /** Counted each time, so that what is nearly full is seen before it is. */
  const roomFor = (pool: string, size: typeof DATABASE_ROOM) => {
    const places = bulkhead(size);
    return <T>(work: () => Promise<T>): Promise<T> =>
      places.run(() => {
        metrics.gauge("places_in_use", { pool }, places.inUse);
        return work();
      });
  };
  const asPromoter = roomFor("promoter", DATABASE_ROOM);
  const asAuth = roomFor("auth", DATABASE_ROOM);
  const withPassword = roomFor("password", SIGN_IN_ROOM);
  const withPicture = roomFor("picture", PICTURE_ROOM);
  const asReporting = roomFor("reporting", REPORTING_ROOM);
  const database = connectAs(env.DATABASE_URL_PROMOTER, env);
  const reports = connectAs(env.DATABASE_URL_REPORTING, env, REPORTING_MS);
  const accounts = connectAs(env.DATABASE_URL_AUTH, env);
  // Without a secret nothing can be signed: a random one refuses every cookie, as it must.
  const secret = env.AUTH_SECRET ?? crypto.randomUUID();

  return {
    now: () => instant(Date.now()),
    origin: env.PROMOTER_ORIGIN,
    studio: env.STUDIO,
    signIn: {
      secret,
      byPassword: (request, origin) =>
        withPassword(async () => {
          if (env.DATABASE_URL_AUTH === undefined || env.AUTH_SECRET === undefined) throw missing("sign-in");
          const settings = { databaseUrl: env.DATABASE_URL_AUTH, wsProxy: env.DATABASE_WS_PROXY, secret, origin };
          return withDeadline(() => signInByPassword(settings, request), SIGN_IN_MS);
        }),
      hash: (password) => withPassword(() => hashPassword(password)),
    },
    reporting: (work) => asReporting(() => work(reports())),
    reserving: reservingShards(env.INVENTORY),
    shards: env.INVENTORY,
    auth: (work) => asAuth(() => retrying(() => work(accounts()))),
    limits: new RateLimiter(connectRedis(env)),
    async previewUrl(grant) {
      const { PREVIEW_SECRET: key, PUBLIC_ORIGIN: fans } = env;
      return key && fans ? `${fans.replace(/\/+$/, "")}/preview/${await signPreview(key, grant)}` : null;
    },
    withPicture,
    async orderUrl({ id, locale, keyGeneration }) {
      const { ORDER_SECRET: key, PUBLIC_ORIGIN: fans } = env;
      if (!key || !fans) return null;
      return fans.replace(/\/+$/, "") + orderPage({ id, key: await orderKeyOf(key, { id, keyGeneration }), locale });
    },
    putPicture: async (file, bytes) => putPicture(bucketOf(env), file, bytes),
    getPicture: async (file) => getPicture(bucketOf(env), file),
    putImportFile: async (file, body, length) => putImportFile(bucketOf(env), file, body, length),
    deleteImportFile: async (file) => deleteImportFile(bucketOf(env), file),
    seen,
    metrics,
    log,
    async database(work) {
      try {
        const result = await asPromoter(() => retrying(() => work(database())));
        seen.okAt = Date.now();
        return result;
      } catch (error) {
        if (isDown(error)) seen.failedAt = Date.now();
        throw error;
      }
    },
    async wake(requestId) {
      try {
        await env.WAKE?.send({ requestId });
      } catch (error) {
        log.warn("wake-up not queued", { requestId, error: error instanceof Error ? error.name : typeof error });
      }
    },
  };
}

function connectAs(url: string | undefined, env: Env, timeoutMs = DATABASE_MS): () => Database {
  const db = url === undefined ? null : connect({ url, httpEndpoint: env.DATABASE_HTTP_ENDPOINT, timeoutMs });
  return () => {
    if (db === null) throw missing("Postgres");
    return db;
  };
}

function bucketOf({ MEDIA }: Env): R2Bucket {
  if (MEDIA === undefined) throw new FileNotKeptError("the bucket is not configured");
  return MEDIA;
}

/** What is not configured is down. */
const missing = (what: string) => new DatabaseError("unreachable", `${what} is not configured`, {});

const isDown = (error: unknown) =>
  error instanceof DatabaseError && (error.kind === "unreachable" || error.kind === "timeout" || error.kind === "busy");
