import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect } from "@liveotter/database/connect";
import { type Backing, startBacking } from "./backing.ts";
import { type BuiltWorker, buildWorkers } from "./build-workers.ts";
import { PORTS, requireFree, StartError } from "./ports.ts";
import { type DemoLogin, isEmpty, seedDemo } from "./seed/seed-demo.ts";
import { sellDemo } from "./seed/sell-demo.ts";
import { startWorkers, type Workers } from "./workers.ts";

export interface StackOptions {
  /** The project's root folder. */
  readonly root: string;
  /** First port of the block. */
  readonly base: number;
  /** Where all state lives; made if missing. */
  readonly dataDir: string;
  /** Progress, one line each. */
  readonly log?: (line: string) => void;
  /** Whether an empty database of our own is filled with the demo. */
  readonly seed: boolean;
  /** Where the addresses of real services are looked up (`DATABASE_URL*`, `UPSTASH_REDIS_REST_*`, `MEILI_*`, `MAIL_*`). */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Gives up a start that is under way: it then rejects, with everything stopped. */
  readonly signal?: AbortSignal;
}

export interface Stack {
  readonly backing: Backing;
  readonly urls: {
    readonly fans: string;
    readonly promoters: string;
    readonly api: string;
    readonly mailbox: string;
    readonly switchboard: string;
  };
  readonly jobs: { runCron(): Promise<void> };
  /** Kills all workers in the middle of what they do, and starts them again. The services behind them run on. */
  restartWorkers(): Promise<void>;
  /** The demo promoters' logins; empty without a demo. */
  readonly logins: readonly DemoLogin[];
  /** Stops everything and waits for it; calling it again waits for the same. */
  stop(): Promise<void>;
}

/** Cron's rhythm in production. */
const CRON_MS = 60_000;

/**
 * Starts the whole product on this machine: the services behind it, migrated and filled, and all workers before them.
 * A failure for a reason that a person can act on is a `StartError`; nothing is left running then.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { root, base, dataDir, signal, env = {} } = options;
  const log = options.log ?? (() => undefined);
  const stops: (() => Promise<void>)[] = [];
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= (async () => {
      // Last started, first stopped; a failure to stop one thing does not keep the others running.
      for (const each of stops.reverse()) await each().catch((error: unknown) => log(`while stopping: ${error}`));
    })();
    return stopped;
  };
  try {
    await makeFolder(dataDir);
    await requireFree({
      "fans' pages": base + PORTS.fans,
      "promoters' API": base + PORTS.promoters,
      "public API": base + PORTS.api,
      jobs: base + PORTS.jobs,
      "pages, direct": base + PORTS.webDirect,
    });
    const [built, backing] = await bothOrNeither(
      buildWorkers(root, log, signal),
      startBacking({ base, dataDir, log, env }).then((started) => {
        stops.push(() => started.stop());
        return started;
      }),
    );
    signal?.throwIfAborted();
    const demo = await fill(options, backing, log);
    signal?.throwIfAborted();
    let workers = await runWorkers(options, built, backing);
    stops.push(() => workers.stop());
    signal?.throwIfAborted();

    const runCron = () => workers.runCron();
    if (demo.fresh) {
      log("filling the search index, the snapshot and Redis");
      await runCron();
    }
    const ticker = new Ticker(runCron, log, !demo.fresh);
    stops.push(() => ticker.stop());
    const url = (offset: number) => `http://localhost:${base + offset}`;
    return {
      backing,
      urls: {
        fans: url(PORTS.fans),
        promoters: url(PORTS.promoters),
        api: url(PORTS.api),
        mailbox: url(PORTS.mailbox),
        switchboard: url(PORTS.switchboard),
      },
      jobs: { runCron },
      async restartWorkers() {
        await workers.stop();
        workers = await runWorkers(options, built, backing);
      },
      logins: demo.logins,
      stop,
    };
  } catch (error) {
    await stop();
    throw diskFull(error, dataDir) ?? error;
  }
}

/** Runs the jobs each minute, one run at a time: locally no clock does. */
class Ticker {
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> = Promise.resolve();
  #busy = false;

  constructor(run: () => Promise<void>, log: (line: string) => void, atOnce: boolean) {
    const tick = () => {
      if (this.#busy) return;
      this.#busy = true;
      this.#running = run()
        .catch((error: unknown) => log(`jobs: ${error instanceof Error ? error.message : error}`))
        .finally(() => {
          this.#busy = false;
        });
    };
    this.#timer = setInterval(tick, CRON_MS);
    if (atOnce) tick();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, ".writable"), "");
  } catch (error) {
    throw (
      diskFull(error, folder) ??
      new StartError(`The data folder ${folder} cannot be used: ${error instanceof Error ? error.message : error}`)
    );
  }
}

/** A full disk in one line, whichever part met it first; `undefined` for every other failure. */
function diskFull(error: unknown, folder: string): StartError | undefined {
  const text = error instanceof Error ? `${"code" in error ? error.code : ""} ${error.message}` : String(error);
  return /ENOSPC|EDQUOT|No space left on device|database or disk is full|SQLITE_FULL/i.test(text)
    ? new StartError(`The disk holding ${folder} is full: free some space and start again.`)
    : undefined;
}

/** Waits for both, so that a failure of one leaves nothing of the other half started. */
async function bothOrNeither<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([one, other]);
  if (a.status === "rejected") throw a.reason;
  if (b.status === "rejected") throw b.reason;
  return [a.value, b.value];
}

/** Fills an empty database of our own with the demo; a real one is left alone (`pnpm seed` fills that). */
async function fill(
  { seed, dataDir, env = {} }: StackOptions,
  backing: Backing,
  log: (line: string) => void,
): Promise<{ fresh: boolean; logins: readonly DemoLogin[] }> {
  const file = join(dataDir, "demo-logins.json");
  const databaseUrl = backing.env.DATABASE_URL;
  if (seed && databaseUrl !== undefined && env.DATABASE_URL_PUBLIC === undefined && (await isEmpty(databaseUrl))) {
    log("writing the demo events");
    const { events, logins } = await seedDemo({ databaseUrl, now: Date.now() });
    const { DATABASE_URL_PUBLIC = "", DATABASE_HTTP_ENDPOINT } = backing.env;
    await sellDemo(databaseUrl, connect({ url: DATABASE_URL_PUBLIC, httpEndpoint: DATABASE_HTTP_ENDPOINT }));
    await writeFile(file, JSON.stringify(logins, null, 2), { mode: 0o600 });
    log(`wrote ${events} demo events`);
    return { fresh: true, logins };
  }
  const known = await readFile(file, "utf8").catch(() => "[]");
  return { fresh: false, logins: JSON.parse(known) };
}

async function runWorkers(
  { base, dataDir }: StackOptions,
  built: readonly BuiltWorker[],
  backing: Backing,
): Promise<Workers> {
  const record = (point: unknown) => backing.recordMetric(point);
  return startWorkers({ built, base, dataDir, env: backing.env, faults: backing.faults, record });
}
