import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StartError } from "./ports.ts";

/** A worker as it is deployed: its config, and the folder with its finished modules. */
export interface BuiltWorker {
  readonly name: WorkerName;
  /** The wrangler config whose bindings it runs with. */
  readonly config: string;
  readonly modules: string;
  /** File name of the main module within `modules`. */
  readonly main: string;
}

export type WorkerName = "web" | "public-bff" | "promoter-bff" | "jobs";

/** What every worker is made from, beside its own folder. */
const SHARED = [
  "packages/core",
  "packages/contracts",
  "packages/database",
  "packages/integrations",
  "pnpm-lock.yaml",
  "wrangler.toml",
];

const WORKERS: readonly WorkerName[] = ["web", "public-bff", "promoter-bff", "jobs"];

/**
 * Builds each worker whose sources changed since its last build, as a deployment would: `astro build` for the pages,
 * `wrangler deploy --dry-run` for the rest. Builds live in `.liveotter/build`, shared by all stacks of this folder.
 */
export async function buildWorkers(
  root: string,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<BuiltWorker[]> {
  const builds = join(root, ".liveotter", "build");
  await mkdir(builds, { recursive: true });
  const unlock = await lock(join(builds, ".lock"), log, signal);
  try {
    const shared = await hash(root, SHARED);
    return await Promise.all(
      WORKERS.map((name) => buildWorker({ root, name, target: join(builds, name), shared, log, signal })),
    );
  } finally {
    await unlock();
  }
}

interface Build {
  readonly root: string;
  readonly name: WorkerName;
  /** Where the finished build goes. */
  readonly target: string;
  /** Hash of what all workers are made from. */
  readonly shared: string;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

async function buildWorker({ root, name, target, shared, log, signal }: Build): Promise<BuiltWorker> {
  const folder = join(root, "apps", name);
  const built: BuiltWorker =
    name === "web"
      ? { name, config: join(target, "server/wrangler.json"), modules: join(target, "server"), main: "entry.mjs" }
      : { name, config: join(folder, "wrangler.toml"), modules: target, main: "index.js" };
  const inputs = `${shared} ${await hash(root, [`apps/${name}`])}`;
  const stamp = join(target, ".inputs");
  if ((await readFile(stamp, "utf8").catch(() => "")) === inputs) return built;

  const started = performance.now();
  const fresh = `${target}.new`;
  await rm(fresh, { recursive: true, force: true });
  if (name === "web") {
    await runTool(root, folder, ["astro", "build"], signal);
    await cp(join(folder, "dist"), fresh, { recursive: true });
  } else {
    await runTool(root, folder, ["wrangler", "deploy", "-c", "wrangler.toml", "--dry-run", "--outdir", fresh], signal);
  }
  await writeFile(join(fresh, ".inputs"), inputs);
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
  log(`built ${name} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return built;
}

/** Runs a tool of this workspace in an app's folder; on failure throws what it printed, which names the file and line. */
function runTool(
  root: string,
  folder: string,
  [tool = "", ...args]: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const bins = [join(folder, "node_modules/.bin"), join(root, "node_modules/.bin")];
  const env = {
    ...process.env,
    PATH: [...bins, process.env.PATH ?? ""].join(":"),
    WRANGLER_SEND_METRICS: "false",
    ASTRO_TELEMETRY_DISABLED: "1",
    // Builds never ask: nothing is watching their input.
    CI: "true",
  };
  return new Promise((resolve, reject) => {
    const limits = { timeout: 180_000, maxBuffer: 1 << 26, ...(signal === undefined ? {} : { signal }) };
    execFile(tool, args, { cwd: folder, env, ...limits }, (error, stdout, stderr) => {
      if (error === null) resolve();
      else if (signal?.aborted === true) reject(error);
      else reject(new StartError(`Building ${folder} failed (${tool} ${args.join(" ")}):\n${stdout}${stderr}`));
    });
  });
}

const SKIPPED = new Set(["node_modules", "dist", ".astro", ".wrangler", "test", ".liveotter", ".dev.vars"]);

/** One hash over the names and contents of every source file below these paths. Tests are not part of a build. */
async function hash(root: string, paths: readonly string[]): Promise<string> {
  const sum = createHash("sha256");
  for (const path of paths) {
    for (const file of (await files(root, path)).sort()) {
      sum
        .update(`${file}\0`)
        .update(await readFile(join(root, file)))
        .update("\0");
    }
  }
  return sum.digest("hex");
}

async function files(root: string, path: string): Promise<string[]> {
  const entries = await readdir(join(root, path), { withFileTypes: true }).catch(() => null);
  if (entries === null) return [path];
  const below = await Promise.all(
    entries
      .filter((entry) => !SKIPPED.has(entry.name) && !entry.name.endsWith(".test.ts"))
      .map((entry) => (entry.isDirectory() ? files(root, join(path, entry.name)) : [join(path, entry.name)])),
  );
  return below.flat();
}

/** A lock without an id for so long (5 s) is one whose owner was killed before it could write it. */
const UNSIGNED_LOCK_TRIES = 50;

/** Waits until no other process builds here. The file holds its owner's id, so that a killed owner's lock is taken over. */
async function lock(
  file: string,
  log: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<() => Promise<void>> {
  let unsigned = 0;
  for (let waited = 0; ; waited++) {
    try {
      const handle = await open(file, "wx");
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const signature = await readFile(file, "utf8").catch(() => null);
    const owner = Number(signature ?? "");
    unsigned = signature === "" ? unsigned + 1 : 0;
    if (owner > 0 ? !alive(owner) : unsigned > UNSIGNED_LOCK_TRIES) await rm(file, { force: true });
    else if (waited === 10) log(`waiting for the build of process ${owner}`);
    await sleep(100, undefined, signal === undefined ? {} : { signal });
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
