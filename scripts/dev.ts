/**
 * `pnpm dev`: the services behind the workers, and all workers from their sources under one `wrangler dev`, which loads
 * them anew when a file changes. On the ports of `npm start`, whose data it shares: run one of the two.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { watch } from "node:fs";
import { copyFile, cp, mkdir, rm, writeFile } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import { join } from "node:path";
import { startBacking } from "@liveotter/devstack/backing";
import type { WorkerName } from "@liveotter/devstack/build-workers";
import { PORTS, requireFree, StartError } from "@liveotter/devstack/ports";
import { isEmpty, seedDemo } from "@liveotter/devstack/seed/seed-demo";
import { VARIABLES } from "@liveotter/devstack/workers";
import { onStop } from "./on-stop.ts";
import { basePort, DATA_DIR, fail, ROOT } from "./surroundings.ts";

const CONFIGS = [
  "packages/devstack/dev-router.toml",
  ".liveotter/pages/server/wrangler.json",
  "apps/public-bff/wrangler.toml",
  "apps/promoter-bff/wrangler.toml",
  "apps/jobs/wrangler.toml",
];

/** Beside each worker's config, where wrangler looks for `.dev.vars`. */
const FOLDERS: Readonly<Record<WorkerName, string>> = {
  web: ".liveotter/pages/server",
  "public-bff": "apps/public-bff",
  "promoter-bff": "apps/promoter-bff",
  jobs: "apps/jobs",
};

const base = basePort();
const stops: (() => unknown)[] = [];
let ending = false;
const stopping = onStop(async () => {
  ending = true;
  for (const stop of stops.reverse()) await stop();
});

try {
  await requireFree({
    "fans' pages": base + PORTS.fans,
    "promoters' API": base + PORTS.promoters,
    "public API": base + PORTS.api,
    "wrangler dev": base + PORTS.dev,
  });
  const backing = await startBacking({ base, dataDir: DATA_DIR, log: console.log, env: process.env });
  stops.push(() => backing.stop());
  await seedIfEmpty(backing.env.DATABASE_URL);
  await buildPages();
  await buildStudio();
  // They name services that end with us.
  stops.push(() => removeVariables());
  await writeVariables(backing.env);
  const wrangler = startWrangler();
  stops.push(() => end(wrangler));
  for (const [offset, worker] of [
    [PORTS.fans, "web"],
    [PORTS.promoters, "promoter-bff"],
    [PORTS.api, "public-bff"],
  ] as const) {
    const front = await listenFor(worker, base + offset);
    stops.push(
      () => front.closeAllConnections(),
      () => front.close(),
    );
  }
  const clock = setInterval(() => void send("wake", "/").catch(() => undefined), 60_000);
  stops.push(() => clearInterval(clock));
  watchPages(backing.env);
  console.log(`fans http://localhost:${base}, promoters ${base + 1}, public API ${base + 2}; Ctrl-C stops everything`);
  await stopping;
  process.exit(0);
} catch (error) {
  ending = true;
  for (const stop of stops.reverse()) await stop();
  fail(error);
}

async function seedIfEmpty(databaseUrl: string | undefined): Promise<void> {
  if (databaseUrl === undefined || process.env.DATABASE_URL_PUBLIC || !(await isEmpty(databaseUrl))) return;
  const { logins } = await seedDemo({ databaseUrl, now: Date.now() });
  await writeFile(join(DATA_DIR, "demo-logins.json"), JSON.stringify(logins, null, 2), { mode: 0o600 });
  for (const { promoter, role, email, password } of logins) {
    console.log(`${promoter}, ${role}: ${email}  password ${password}`);
  }
}

function startWrangler(): ChildProcess {
  const configs = CONFIGS.flatMap((config) => ["-c", config]);
  const state = ["--persist-to", join(DATA_DIR, "wrangler")];
  const child = spawnTool(".", "wrangler/bin/wrangler.js", [
    "dev",
    ...configs,
    "--port",
    String(base + PORTS.dev),
    ...state,
  ]);
  child.on("exit", () => {
    if (!ending) fail(new StartError("wrangler dev ended: see the lines above."));
  });
  return child;
}

/** Runs a tool's own script, without the shell that stands before it in `.bin` and passes no signal on. */
function spawnTool(folder: string, script: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(ROOT, folder, "node_modules", script), ...args], {
    cwd: join(ROOT, folder),
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", ASTRO_TELEMETRY_DISABLED: "1", CI: "true" },
  });
}

/** Asks a child to end and waits until it has. */
function end(child: ChildProcess): Promise<unknown> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", resolve);
    child.kill("SIGTERM");
  });
}

/**
 * Bundles the pages with Astro, then copies them to where wrangler watches, the entry last: Astro empties its own
 * folder first, which wrangler would take for the change and load half of.
 */
async function buildPages(): Promise<void> {
  await bundlePages();
  const [from, to] = [join(ROOT, "apps/web/dist"), join(ROOT, ".liveotter/pages")];
  const last = [join("server", "wrangler.json"), join("server", "entry.mjs")];
  await cp(from, to, { recursive: true, filter: (path) => !last.some((name) => path === join(from, name)) });
  for (const name of last) await copyFile(join(from, name), join(to, name));
}

function bundlePages(): Promise<void> {
  const build = spawnTool("apps/web", "astro/bin/astro.mjs", ["build"]);
  return new Promise((resolve, reject) => {
    build.on("error", reject);
    build.on("exit", (code) =>
      code === 0 ? resolve() : reject(new StartError("The pages could not be built: see the lines above.")),
    );
  });
}

/** Builds the studio into the folder that wrangler serves, again at every change. A build that fails leaves the last. */
async function buildStudio(): Promise<void> {
  await mkdir(join(ROOT, "apps/studio/dist"), { recursive: true });
  const build = spawnTool("apps/studio", "vite/bin/vite.js", ["build", "--watch"]);
  stops.push(() => end(build));
}

/** Builds the pages again when one of their sources changes; changes during a build wait for its end. */
function watchPages(env: Readonly<Record<string, string>>): void {
  let timer: NodeJS.Timeout | undefined;
  let building: Promise<void> = Promise.resolve();
  const rebuild = () => {
    building = building
      .then(buildPages)
      .then(() => writeVariables(env))
      .catch((error: unknown) => console.error(error instanceof Error ? error.message : error));
  };
  for (const folder of ["apps/web/src", "packages/core/src", "packages/contracts/src", "packages/integrations/src"]) {
    const watcher = watch(join(ROOT, folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(rebuild, 200);
    });
    stops.push(() => watcher.close());
  }
}

/** Each worker's variables, for this `wrangler dev` and for a plain one in an app's folder. */
async function writeVariables(env: Readonly<Record<string, string>>): Promise<void> {
  await Promise.all(
    Object.entries(FOLDERS).map(([worker, folder]) => {
      const names = Object.entries(VARIABLES).find(([name]) => name === worker)?.[1] ?? [];
      const lines = names.flatMap((name) =>
        env[name] === undefined ? [] : [`${name}=${JSON.stringify(env[name])}\n`],
      );
      return writeFile(join(ROOT, folder, ".dev.vars"), lines.join(""), { mode: 0o600 });
    }),
  );
}

async function removeVariables(): Promise<void> {
  await Promise.all(Object.values(FOLDERS).map((folder) => rm(join(ROOT, folder, ".dev.vars"), { force: true })));
}

/** A port of its own for a worker behind the one of `wrangler dev`. */
function listenFor(worker: WorkerName, port: number): Promise<Server> {
  const server = createServer((incoming, answer) => {
    const headers = { ...incoming.headers, "x-liveotter-dev": worker };
    const { method, url: path } = incoming;
    const onward = request({ host: "127.0.0.1", port: base + PORTS.dev, method, path, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    onward.on("error", () => {
      if (!answer.headersSent) answer.writeHead(503, { "retry-after": "2" });
      answer.end("wrangler dev does not answer yet");
    });
    incoming.pipe(onward);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

/** A request to the router itself. */
function send(to: string, path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${base + PORTS.dev}${path}`, {
    headers: { "x-liveotter-dev": to },
    signal: AbortSignal.timeout(30_000),
  });
}
