import { appendFileSync, mkdirSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createRequire, stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  convertV4MiniflareOptions,
  Log,
  LogLevel,
  Miniflare,
  Response,
  type V4WorkerOptions,
  type V4WorkerOptionsShape,
} from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import type { BuiltWorker, WorkerName } from "./build-workers.ts";
import type { Faults } from "./faults.ts";
import { PORTS } from "./ports.ts";

export interface WorkersOptions {
  readonly built: readonly BuiltWorker[];
  /** First port of the stack's block. */
  readonly base: number;
  /** KV, R2, caches and the workers' log live here. */
  readonly dataDir: string;
  /** Every variable and secret; each worker is given its own alone. */
  readonly env: Readonly<Record<string, string>>;
  readonly faults: Faults;
  /** Takes each data point that a worker writes to Analytics Engine. */
  readonly record: (point: unknown) => void;
}

export interface Workers {
  /** Runs what the clock runs in production: the jobs' scheduled handler. */
  runCron(): Promise<void>;
  stop(): Promise<void>;
}

/** What each worker may know. A name that is missing in the stack's environment is a dependency that is down. */
export const VARIABLES: Readonly<Record<WorkerName, readonly string[]>> = {
  web: ["PUBLIC_ORIGIN", "PSEUDO_LOCALES"],
  "public-bff": [
    "DATABASE_URL_PUBLIC",
    "DATABASE_HTTP_ENDPOINT",
    "DATABASE_WS_PROXY",
    "UPSTASH_REDIS_REST_URL",
    "UPSTASH_REDIS_REST_TOKEN",
    "MEILI_URL",
    "MEILI_KEY",
    "PUBLIC_ORIGIN",
    "PREVIEW_SECRET",
    "ORDER_SECRET",
    "TICKET_KEYS",
    "ENVIRONMENT",
    "PAYMENTS_URL",
    "PAYMENTS_KEY",
    "PAYMENTS_WEBHOOK_SECRET",
  ],
  "promoter-bff": [
    "DATABASE_URL_PROMOTER",
    "DATABASE_URL_REPORTING",
    "DATABASE_URL_AUTH",
    "DATABASE_HTTP_ENDPOINT",
    "DATABASE_WS_PROXY",
    "UPSTASH_REDIS_REST_URL",
    "UPSTASH_REDIS_REST_TOKEN",
    "AUTH_SECRET",
    "PREVIEW_SECRET",
    "ORDER_SECRET",
    "PROMOTER_ORIGIN",
    "PUBLIC_ORIGIN",
  ],
  jobs: [
    "DATABASE_URL_JOBS",
    "DATABASE_URL_PROMOTER",
    "DATABASE_HTTP_ENDPOINT",
    "DATABASE_WS_PROXY",
    "UPSTASH_REDIS_REST_URL",
    "UPSTASH_REDIS_REST_TOKEN",
    "MEILI_URL",
    "MEILI_KEY",
    "MAIL_URL",
    "MAIL_API_URL",
    "MAIL_API_KEY",
    "MAIL_FROM",
    "ENVIRONMENT",
    "PAYMENTS_URL",
    "PAYMENTS_KEY",
    "ORDER_SECRET",
    "PUBLIC_ORIGIN",
    "PROMOTER_ORIGIN",
  ],
};

const DIRECT_PORT: Readonly<Record<WorkerName, number>> = {
  web: PORTS.webDirect,
  "public-bff": PORTS.api,
  "promoter-bff": PORTS.promoters,
  jobs: PORTS.jobs,
};

const LOOPBACK = "127.0.0.1";
const DEPENDENCIES = "devstack-dependencies";

/** Starts all built workers in one workerd, wired to each other as their own configs say. */
export async function startWorkers(options: WorkersOptions): Promise<Workers> {
  const { base, dataDir } = options;
  mkdirSync(dataDir, { recursive: true });
  endWithThisProcess();
  const logFile = join(dataDir, "workers.log");
  const workers = await Promise.all(options.built.map((worker) => describe(worker, options)));
  // The pages answer on the main port, whose front compresses as the edge does.
  workers.sort((a, b) => Number(b.name === "liveotter-web") - Number(a.name === "liveotter-web"));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: LOOPBACK,
      port: base + PORTS.fans,
      // Otherwise every start asks the internet where it is.
      cf: false,
      log: new Log(LogLevel.ERROR),
      handleStructuredLogs: ({ timestamp, level, message }) =>
        appendFileSync(logFile, `${new Date(timestamp).toISOString()} ${level} ${message}\n`),
      resourcePersistencePath: join(dataDir, "workers"),
      telemetry: { enabled: false },
      workers: [...workers, await dependencies(options)],
    }),
  );
  try {
    await miniflare.ready;
  } catch (error) {
    await miniflare.dispose().catch(() => undefined);
    throw error;
  }
  return {
    async runCron() {
      const jobs = await miniflare.getWorker("liveotter-jobs");
      const { outcome } = await jobs.scheduled({ cron: "* * * * *" });
      if (outcome !== "ok") throw new Error(`the jobs' scheduled run ended with "${outcome}": see ${logFile}`);
    },
    stop: () => miniflare.dispose(),
  };
}

/** Makes Miniflare start workerd through a script that ends it when this process is gone. */
function endWithThisProcess(): void {
  if (process.env.LIVEOTTER_WORKERD !== undefined) return;
  const fromMiniflare = createRequire(createRequire(import.meta.url).resolve("miniflare"));
  process.env.LIVEOTTER_WORKERD = process.env.MINIFLARE_WORKERD_PATH ?? fromMiniflare("workerd").default;
  process.env.MINIFLARE_WORKERD_PATH = fileURLToPath(new URL("./workerd.sh", import.meta.url));
}

/** A built worker with its own config's bindings, and the local stand-ins in place of KV, R2 and Analytics Engine. */
async function describe(worker: BuiltWorker, { env, base }: WorkersOptions): Promise<V4WorkerOptions> {
  const { workerOptions } = unstable_getMiniflareWorkerOptions(worker.config);
  const shape: V4WorkerOptionsShape = workerOptions;
  // Dropped: the rules and the root by which modules would be looked for; they are given one by one.
  const {
    modulesRules,
    rootPath,
    kvNamespaces,
    r2Buckets,
    analyticsEngineDatasets,
    serviceBindings,
    bindings,
    ...own
  } = shape;
  const names = VARIABLES[worker.name];
  // A `.dev.vars` beside the config is read as well; what it says of these names belongs to another stack.
  const fixed = Object.entries(bindings ?? {}).filter(([name]) => !names.includes(name));
  const variables = names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  const standIn = (names: object | undefined, entrypoint: "Kv" | "R2" | "Metrics") =>
    Object.keys(names ?? {}).map((name) => [name, { name: DEPENDENCIES, entrypoint }]);
  const standIns = [
    ...standIn(kvNamespaces, "Kv"),
    ...standIn(r2Buckets, "R2"),
    ...standIn(analyticsEngineDatasets, "Metrics"),
  ];
  return {
    ...own,
    name: `liveotter-${worker.name}`,
    ...(shape.assets === undefined || worker.assets === undefined
      ? {}
      : { assets: { ...shape.assets, directory: worker.assets } }),
    modulesRoot: worker.modules,
    modules: await modules(worker),
    bindings: Object.fromEntries([...fixed, ...variables]),
    serviceBindings: { ...serviceBindings, ...Object.fromEntries(standIns) },
    unsafeDirectSockets: [{ host: LOOPBACK, port: base + DIRECT_PORT[worker.name] }],
  };
}

const MODULE_TYPES: Readonly<Record<string, "ESModule" | "CompiledWasm" | "Text" | "Data">> = {
  js: "ESModule",
  mjs: "ESModule",
  wasm: "CompiledWasm",
  txt: "Text",
  html: "Text",
  sql: "Text",
  bin: "Data",
  ttf: "Data",
};

async function modules({ modules: folder, main }: BuiltWorker) {
  const names = await readdir(folder, { recursive: true });
  const found = names.flatMap((name) => {
    const type = MODULE_TYPES[name.slice(name.lastIndexOf(".") + 1)];
    return type === undefined ? [] : [{ type, path: join(folder, name), name }];
  });
  // The first module is the worker's entry point.
  found.sort((a, b) => Number(b.name === main) - Number(a.name === main));
  return Promise.all(
    found.map(async ({ type, path }) => ({
      type,
      path,
      contents: type === "CompiledWasm" || type === "Data" ? await readFile(path) : await readFile(path, "utf8"),
    })),
  );
}

/** The worker that stands in for KV, R2 and Analytics Engine, and its way back into this process. */
async function dependencies({ faults, record }: WorkersOptions): Promise<V4WorkerOptions> {
  const source = fileURLToPath(new URL("./worker-modules/dependencies.ts", import.meta.url));
  faults.attach("kv");
  faults.attach("r2");
  return {
    name: DEPENDENCIES,
    compatibilityDate: "2026-11-17",
    modules: [
      {
        type: "ESModule",
        path: "dependencies.js",
        contents: stripTypeScriptTypes(await readFile(source, "utf8")),
      },
    ],
    kvNamespaces: ["CATALOGUE"],
    r2Buckets: ["MEDIA"],
    serviceBindings: {
      STACK: async (request) => {
        if (request.method === "POST") {
          record(await request.json());
          return new Response(null, { status: 204 });
        }
        const dependency = new URL(request.url).pathname === "/faults/r2" ? "r2" : "kv";
        // Waits for as long as the fault says: the call goes on, or fails, once this is answered.
        const { mode, status } = await faults.meet(dependency, undefined, request.signal);
        return Response.json({ mode, ...(status === undefined ? {} : { status }) });
      },
    },
  };
}
