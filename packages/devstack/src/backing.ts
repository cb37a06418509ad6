import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { migrate } from "@liveotter/database/migrate";
import pg from "pg";
import { databaseSampler } from "./database-samples.ts";
import { Faults } from "./faults.ts";
import { forwardTo } from "./forward.ts";
import { gated, listen } from "./gate.ts";
import { openMailbox } from "./mailbox.ts";
import { startMeilisearch } from "./meilisearch/serve.ts";
import { MetricsRegistry, type Sample } from "./metrics.ts";
import { openNeon } from "./neon.ts";
import { openPayments } from "./payments/serve.ts";
import { PORTS, requireFree, StartError } from "./ports.ts";
import { startPostgres } from "./postgres.ts";
import { startRedis } from "./redis.ts";
import { type Secrets, secretsOf } from "./secrets.ts";
import { openSwitchboard } from "./switchboard.ts";
import { openUpstash } from "./upstash.ts";

export interface BackingOptions {
  /** First port of the block. */
  base: number;
  /** Where all state lives; made if missing. */
  dataDir: string;
  /** Progress, one line each. */
  log?: (line: string) => void;
  /**
   * Where `DATABASE_URL*`, `UPSTASH_REDIS_REST_*`, `MEILI_*` and `MAIL_*` are looked up to use real services, and `PATH`
   * for redis-server; `process.env` unless told.
   */
  env?: Readonly<Record<string, string | undefined>>;
}

export interface Backing {
  /** Every variable the workers, migrations and tests need to reach the services, all through the gates. */
  env: Record<string, string>;
  faults: Faults;
  redis: "redis-server" | "external" | "absent";
  search: "embedded" | "external";
  /** Takes one Analytics Engine data point into the metrics. */
  recordMetric(point: unknown): void;
  /** What `GET /metrics` on the switchboard serves: Prometheus text format. */
  metricsText(): Promise<string>;
  /** Stops everything and waits for it; calling it again waits for the same. */
  stop(): Promise<void>;
}

/**
 * Starts the services behind the workers: Postgres (migrated), Redis, search, the mailbox and the test payment provider,
 * each behind its gate, and the switchboard. What a person can mend is thrown as a one-line `StartError`, with nothing left running.
 */
export async function startBacking(options: BackingOptions): Promise<Backing> {
  const stops: (() => Promise<void>)[] = [];
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= (async () => {
      // A failure to stop one thing does not keep the others running.
      for (const each of stops.reverse())
        await each().catch((error: unknown) => options.log?.(`while stopping: ${error}`));
    })();
    return stopped;
  };
  try {
    return await start(options, stops, stop);
  } catch (error) {
    await stop();
    throw startErrorOf(error, options.dataDir);
  }
}

async function start(
  { base, dataDir, log = () => undefined, env: given = process.env }: BackingOptions,
  stops: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<Backing> {
  const at = (offset: number): string => `http://127.0.0.1:${base + offset}`;
  const database = externalDatabase(given);
  const upstash = pair(given, "UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN");
  const meili = pair(given, "MEILI_URL", "MEILI_KEY");
  const mail = pair(given, "MAIL_API_URL", "MAIL_API_KEY");
  await mkdir(dataDir, { recursive: true });
  const secrets = await secretsOf(dataDir);
  const faults = new Faults();
  const registry = new MetricsRegistry();

  const localDatabase = async (): Promise<Record<string, string>> => {
    const postgres = await startPostgres({
      port: base + PORTS.postgres,
      dataDir,
      password: secrets.superuser,
      log,
      beforeListening: () => requireFree(portsOf(base, true), PREDECESSOR_MS),
    });
    stops.push(() => postgres.stop());
    const adminUrl = postgres.urlOf("liveotter");
    await migrate({ adminUrl, passwords: passwordsOf(secrets), log });
    return { admin: adminUrl, ...localUrls(base, secrets) };
  };
  if (database !== undefined) await requireFree(portsOf(base, false), PREDECESSOR_MS);
  const { admin, ...urls } = database ?? (await localDatabase());

  const neon = await openNeon({ port: base + PORTS.neon, faults, databases: Object.values(urls) });
  stops.push(() => neon.close());

  const redisServer =
    upstash === undefined
      ? await startRedis({ port: base + PORTS.redis, dataDir, password: secrets.redis, path: given.PATH })
      : undefined;
  if (redisServer !== undefined) stops.push(() => redisServer.stop());
  const redis = upstash === undefined ? (redisServer === undefined ? "absent" : "redis-server") : "external";
  const redisToken = upstash?.key ?? secrets.upstashToken;
  const over =
    upstash === undefined
      ? { redisPort: base + PORTS.redis, password: secrets.redis, token: redisToken }
      : { origin: upstash.url };
  // Without a server nothing listens there: to the workers, Redis is down.
  const redisEndpoint =
    redis === "absent" ? undefined : await openUpstash({ port: base + PORTS.upstash, faults, over });
  if (redisEndpoint !== undefined) stops.push(() => redisEndpoint.close());

  const engine =
    meili === undefined
      ? await startMeilisearch({
          port: base + PORTS.meilisearchEngine,
          dataFile: join(dataDir, "meilisearch.json"),
          key: secrets.meiliKey,
          log,
        })
      : undefined;
  if (engine !== undefined) stops.push(() => engine.stop());
  const search = await listen({
    port: base + PORTS.meilisearch,
    maxBytes: MAX_DOCUMENTS_BYTES,
    handle: gated({
      dependency: "meilisearch",
      faults,
      handle: forwardTo(meili?.url ?? at(PORTS.meilisearchEngine)),
      errorBody: (message) => ({ message, code: "internal", type: "internal", link: "" }),
    }),
  });
  stops.push(() => search.close());

  const mailbox = await openMailbox({ port: base + PORTS.mailbox, intakePort: base + PORTS.mail, dataDir, faults });
  stops.push(() => mailbox.close());

  const payments = await openPayments({
    port: base + PORTS.payments,
    ...{ dataDir, faults, key: secrets.paymentsKey, webhookSecret: secrets.paymentsWebhookSecret },
    webhookUrl: `${at(PORTS.api)}/v1/webhooks/payments/test`,
  });
  stops.push(() => payments.close());

  const sampler = databaseSampler(admin);
  stops.push(() => sampler.end());
  const metricsText = async (): Promise<string> => {
    const [samples, up] = await Promise.all([sampler.sample(), redisEndpoint?.ping() ?? false]);
    return registry.text([...samples, { metric: "liveotter_redis_up", value: up ? 1 : 0 }, ...faultSamples(faults)]);
  };
  const recordMetric = (point: unknown): void => registry.record(point);
  const switchboard = await openSwitchboard({
    port: base + PORTS.switchboard,
    faults,
    record: recordMetric,
    metricsText,
  });
  stops.push(() => switchboard.close());

  const env = {
    ...urls,
    DATABASE_HTTP_ENDPOINT: `${at(PORTS.neon)}/sql`,
    DATABASE_WS_PROXY: `127.0.0.1:${base + PORTS.neon}/v2`,
    UPSTASH_REDIS_REST_URL: at(PORTS.upstash),
    UPSTASH_REDIS_REST_TOKEN: redisToken,
    MEILI_URL: at(PORTS.meilisearch),
    MEILI_KEY: meili?.key ?? secrets.meiliKey,
    ...(mail === undefined ? { MAIL_URL: at(PORTS.mail) } : { MAIL_API_URL: mail.url, MAIL_API_KEY: mail.key }),
    MAIL_FROM: given.MAIL_FROM || "LiveOtter <tickets@liveotter.example>",
    AUTH_SECRET: secrets.authSecret,
    PREVIEW_SECRET: secrets.previewSecret,
    ORDER_SECRET: secrets.orderSecret,
    TICKET_KEYS: secrets.ticketKeys,
    ENVIRONMENT: "local",
    PAYMENTS_URL: at(PORTS.payments),
    PAYMENTS_KEY: secrets.paymentsKey,
    PAYMENTS_WEBHOOK_SECRET: secrets.paymentsWebhookSecret,
    PUBLIC_ORIGIN: `http://localhost:${base + PORTS.fans}`,
    PSEUDO_LOCALES: "true",
    PROMOTER_ORIGIN: `http://localhost:${base + PORTS.promoters}`,
  };
  // Faults end with the stack: whatever still hangs must be let go before its service is stopped.
  stops.push(async () => faults.clear());
  return { env, faults, redis, search: meili === undefined ? "embedded" : "external", recordMetric, metricsText, stop };
}

/** How long the services of a start that was just killed may still hold their ports. */
const PREDECESSOR_MS = 1_000;

/** A rebuild of the index sends the catalogue in large pieces. */
const MAX_DOCUMENTS_BYTES = 64 * 1024 * 1024;

const ROLES = ["PUBLIC", "PROMOTER", "JOBS", "REPORTING", "AUTH"] as const;

const portsOf = (base: number, localDatabase: boolean): Record<string, number> => ({
  mailbox: base + PORTS.mailbox,
  switchboard: base + PORTS.switchboard,
  "test payments": base + PORTS.payments,
  ...(localDatabase ? { PostgreSQL: base + PORTS.postgres } : {}),
  "Neon endpoint": base + PORTS.neon,
  "Upstash endpoint": base + PORTS.upstash,
  Redis: base + PORTS.redis,
  Meilisearch: base + PORTS.meilisearch,
  "search engine": base + PORTS.meilisearchEngine,
  "mail intake": base + PORTS.mail,
});

const passwordsOf = ({ owner, public: fans, promoter, jobs, reporting, auth }: Secrets) => ({
  owner,
  public: fans,
  promoter,
  jobs,
  reporting,
  auth,
});

function localUrls(base: number, secrets: Secrets): Record<string, string> {
  const url = (role: keyof ReturnType<typeof passwordsOf>): string =>
    `postgres://liveotter_${role}:${secrets[role]}@127.0.0.1:${base + PORTS.postgres}/liveotter`;
  return {
    DATABASE_URL: url("owner"),
    DATABASE_URL_PUBLIC: url("public"),
    DATABASE_URL_PROMOTER: url("promoter"),
    DATABASE_URL_JOBS: url("jobs"),
    DATABASE_URL_REPORTING: url("reporting"),
    DATABASE_URL_AUTH: url("auth"),
  };
}

/** The URLs of a database elsewhere, when the environment names one: then it names every role the workers use. */
function externalDatabase(given: Readonly<Record<string, string | undefined>>): Record<string, string> | undefined {
  const urls: Record<string, string> = {};
  for (const name of ["DATABASE_URL", ...ROLES.map((role) => `DATABASE_URL_${role}`)]) {
    const url = given[name];
    if (url === undefined || url === "") continue;
    if (!URL.canParse(url)) throw new StartError(`${name} is no URL, such as postgres://user:password@host/database.`);
    urls[name] = url;
  }
  const named = ROLES.filter((role) => urls[`DATABASE_URL_${role}`] !== undefined);
  if (named.length === 0) return undefined; // DATABASE_URL alone is often set for something else
  const missing = ["PUBLIC", "PROMOTER", "JOBS", "AUTH"].filter((role) => urls[`DATABASE_URL_${role}`] === undefined);
  if (missing.length > 0) {
    throw new StartError(
      `To use another database, set ${missing.map((role) => `DATABASE_URL_${role}`).join(", ")} too.`,
    );
  }
  const admin = urls.DATABASE_URL ?? urls.DATABASE_URL_REPORTING;
  return admin === undefined ? urls : { admin, ...urls };
}

/** An address and its key from the environment: both or neither. */
function pair(
  given: Readonly<Record<string, string | undefined>>,
  urlName: string,
  keyName: string,
): { url: string; key: string } | undefined {
  const url = given[urlName] || undefined;
  const key = given[keyName] || undefined;
  if (url === undefined && key === undefined) return undefined;
  if (url === undefined || key === undefined) throw new StartError(`Set both ${urlName} and ${keyName}, or neither.`);
  if (!URL.canParse(url)) throw new StartError(`${urlName} is no URL.`);
  return { url, key };
}

function faultSamples(faults: Faults): Sample[] {
  return Object.entries(faults.list()).map(([dependency, { mode }]) => ({
    metric: "liveotter_fault",
    labels: { dependency, mode },
    value: mode === "ok" ? 0 : 1,
  }));
}

/** One line for what a person can mend; anything else is ours and keeps its trace. */
function startErrorOf(error: unknown, dataDir: string): unknown {
  if (error instanceof StartError || !(error instanceof Error)) return error;
  const code = "code" in error ? error.code : undefined;
  if (code === "ENOSPC" || code === "EDQUOT" || code === "53100") {
    return new StartError(`The disk holding ${dataDir} is full: free some space and start again.`);
  }
  if (code === "EACCES" || code === "EROFS" || code === "ENOTDIR" || code === "EEXIST" || code === "EPERM") {
    return new StartError(`The data folder ${dataDir} cannot be used (${error.message}).`);
  }
  if (error instanceof pg.DatabaseError && code === "28P01") {
    return new StartError(
      `The database in ${dataDir} has other passwords than its secrets.json: restore that file, or delete ${dataDir} to begin with an empty database.`,
    );
  }
  if (error instanceof pg.DatabaseError) {
    return new StartError(
      `The database in ${dataDir} cannot be brought up to date (${error.message}): mend the cause, or delete ${dataDir} to begin with an empty one.`,
    );
  }
  if (code === "EADDRINUSE" && "port" in error) {
    return new StartError(
      `Port ${String(error.port)} is in use: stop what listens there, or choose other ports with LIVEOTTER_PORT=9780.`,
    );
  }
  return error;
}
