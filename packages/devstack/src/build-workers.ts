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
  /** The folder of its static files, where that is not the one its config names. */
  readonly assets?: string;
}

export type WorkerName = "web" | "public-bff" | "promoter-bff" | "jobs";

type BuildName = WorkerName | "studio";

const SHARED = ["packages/core", "packages/contracts", "packages/database", "packages/integrations", "pnpm-lock.yaml"];

/** What each is made from, beside its own folder. */
const MADE_FROM: Readonly<Record<BuildName, readonly string[]>> = {
  web: [...SHARED, "packages/look", "wrangler.toml"],
  "public-bff": SHARED,
  "promoter-bff": SHARED,
  jobs: SHARED,
  studio: ["packages/core", "packages/contracts", "packages/look", "pnpm-lock.yaml"],
};

/**
 * Builds whatever changed since its last build, as a deployment would: `vite build` for the studio, `astro build` for
 * the fans' pages, `wrangler deploy --dry-run` for the other workers. Builds live in `.liveotter/build`, shared by all
 * stacks of this folder.
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
    const made = (name: BuildName, make: (folder: string, target: string) => Promise<void>) =>
      build({ root, name, target: join(builds, name), log, make });
    const run = (folder: string, ...command: string[]) => runTool(root, folder, command, signal);
    const dryDeploy = ["wrangler", "deploy", "-c", "wrangler.toml", "--dry-run", "--outdir"];
    const bundled = async (name: Exclude<WorkerName, "web" | "promoter-bff">): Promise<BuiltWorker> => {
      const modules = await made(name, (folder, target) => run(folder, ...dryDeploy, target));
      return { name, config: join(root, "apps", name, "wrangler.toml"), modules, main: "index.js" };
    };
    const pages = async (): Promise<BuiltWorker> => {
      const target = await made("web", async (folder, fresh) => {
        await run(folder, "astro", "build");
        await cp(join(folder, "dist"), fresh, { recursive: true });
      });
      const modules = join(target, "server");
      return { name: "web", config: join(modules, "wrangler.json"), modules, main: "entry.mjs" };
    };
    const withStudio = async (): Promise<BuiltWorker> => {
      const files = (target: string) => join(target, "files");
      const studio = await made("studio", (folder, target) =>
        run(folder, "vite", "build", "--logLevel", "warn", "--outDir", files(target)),
      );
      const assets = files(studio);
      const name = "promoter-bff";
      const modules = await made(name, (folder, target) => run(folder, ...dryDeploy, target, "--assets", assets));
      return { name, config: join(root, "apps", name, "wrangler.toml"), modules, main: "index.js", assets };
    };
    return await Promise.all([pages(), bundled("public-bff"), withStudio(), bundled("jobs")]);
  } finally {
    await unlock();
  }
}

interface Build {
  readonly root: string;
  readonly name: BuildName;
  /** Where the finished build goes. */
  readonly target: string;
  readonly log: (line: string) => void;
  /** Builds what is in `folder` into `target`, which is not there yet. */
  make(folder: string, target: string): Promise<void>;
}

/** The folder with the finished build, made now if its sources changed. */
async function build({ root, name, target, log, make }: Build): Promise<string> {
  const inputs = await hash(root, [`apps/${name}`, ...MADE_FROM[name]]);
  const stamp = join(target, ".inputs");
  if ((await readFile(stamp, "utf8").catch(() => "")) === inputs) return target;

  const started = performance.now();
  const fresh = `${target}.new`;
  await rm(fresh, { recursive: true, force: true });
  await make(join(root, "apps", name), fresh);
  await writeFile(join(fresh, ".inputs"), inputs);
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
  log(`built ${name} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return target;
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
      .filter((entry) => !SKIPPED.has(entry.name) && !/\.test\.tsx?$/.test(entry.name))
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
