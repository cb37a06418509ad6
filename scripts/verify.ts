/** `pnpm verify`: everything about the code that can be told without running it, one line per check. */
import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { buildWorkers } from "@liveotter/devstack/build-workers";
import { missingPaths } from "./documented-paths.ts";
import { tableFaults } from "./scenario-table.ts";
import { ROOT } from "./surroundings.ts";

interface Check {
  readonly name: string;
  /** What is wrong, as the tool prints it; `null` when nothing is. */
  run(): Promise<string | null>;
}

const out = await mkdtemp(join(tmpdir(), "liveotter-verify-"));

const checks: readonly Check[] = [
  // Import rules are biome's too: each folder's are in biome.json, with what to do instead.
  {
    name: "format, lint, import rules",
    run: () => tool(".", "biome", "ci", "--colors=off", "--diagnostic-level=error"),
  },
  { name: "dead code", run: () => tool(".", "knip", "--no-progress", "--no-config-hints") },
  { name: "documented paths", run: documentedPaths },
  { name: "which test shows what", run: scenarios },
  ...tsconfigs().map((config) => ({ name: `types ${config}`, run: () => tool(".", "tsc", "-p", config) })),
  // What the tests run: they find it built.
  { name: "studio, pages and workers build, and pages keep to their budgets", run: builds },
];

const started = performance.now();
const waiting = [...checks];
let failures = 0;
await Promise.all(Array.from({ length: Math.max(2, availableParallelism() - 1) }, work));
await rm(out, { recursive: true, force: true });
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(`\n${checks.length - failures} checks passed, ${failures} failed, in ${seconds} s`);
process.exit(failures > 0 ? 1 : 0);

/** Takes checks until there are none left. */
async function work(): Promise<void> {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const wrong = await check.run();
    if (wrong !== null) failures++;
    console.log(wrong === null ? `ok      ${check.name}` : `FAILED  ${check.name}\n${wrong.trimEnd()}\n`);
  }
}

function tool(folder: string, command: string, ...args: string[]): Promise<string | null> {
  const cwd = join(ROOT, folder);
  const PATH = [join(cwd, "node_modules/.bin"), join(ROOT, "node_modules/.bin"), process.env.PATH ?? ""].join(
    delimiter,
  );
  const env = {
    ...process.env,
    PATH,
    CI: "true",
    NO_COLOR: "1",
    WRANGLER_SEND_METRICS: "false",
    ASTRO_TELEMETRY_DISABLED: "1",
  };
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env, timeout: 240_000, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve(error === null ? null : `${stdout}${stderr}` || error.message);
    });
  });
}

/** Three of the four workers are built by a dry deploy; the fans' pages, which Astro builds, get theirs here. */
async function builds(): Promise<string | null> {
  try {
    const built = await buildWorkers(ROOT, () => {});
    const web = built.find(({ name }) => name === "web");
    if (web === undefined) return "no pages were built";
    const dryRun = ["deploy", "-c", web.config, "--dry-run", "--outdir", join(out, "web")];
    return (
      (await tool("apps/web", "wrangler", ...dryRun)) ??
      (await tool("apps/web", process.execPath, "test/weigh-pages.ts"))
    );
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function tsconfigs(): string[] {
  return globSync("{.,packages/*,apps/*,e2e,bench,bench/*,scripts}/tsconfig*.json", { cwd: ROOT })
    .filter((path) => path !== "tsconfig.base.json")
    .sort();
}

async function scenarios(): Promise<string | null> {
  const faults = tableFaults(readFileSync(join(ROOT, "docs/scenarios.md"), "utf8"), ROOT);
  return faults.length === 0 ? null : faults.join("\n");
}

async function documentedPaths(): Promise<string | null> {
  const documents = globSync("{*.md,docs/**/*.md,packages/**/*.md,apps/**/*.md}", {
    cwd: ROOT,
    exclude: (path) => path.includes("node_modules"),
  });
  const missing = documents.flatMap((document) =>
    missingPaths(readFileSync(join(ROOT, document), "utf8"), ROOT, dirname(document)).map(
      (path) => `${document}: ${path} does not exist`,
    ),
  );
  return missing.length === 0 ? null : missing.join("\n");
}
