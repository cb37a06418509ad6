/**
 * `npm test [suite…] [-- arguments for its runner]`: every suite, or those named, to one closing summary.
 * Counts are the runners' own, from their JSON reports.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { onStop } from "./on-stop.ts";
import { ROOT } from "./surroundings.ts";

interface Suite {
  readonly name: string;
  /** Where it runs, relative to the root; one after another. */
  readonly folders: readonly string[];
  readonly runner: "vitest" | "playwright";
  /** What it cannot do without, beside what is installed. */
  readonly needs: readonly ("redis-server" | "chromium")[];
}

const SUITES: readonly Suite[] = [
  {
    name: "unit",
    folders: foldersWithTests(["packages/*", "apps/web", "apps/studio", "scripts"]),
    runner: "vitest",
    needs: [],
  },
  {
    name: "worker-runtime",
    folders: foldersWithTests(["apps/public-bff", "apps/promoter-bff", "apps/jobs"]),
    runner: "vitest",
    needs: ["redis-server"],
  },
  { name: "stack", folders: ["e2e"], runner: "vitest", needs: ["redis-server"] },
  { name: "browser", folders: ["e2e"], runner: "playwright", needs: ["redis-server", "chromium"] },
];

const FOUND = {
  "redis-server": onPath("redis-server"),
  chromium: [process.env.CHROMIUM_PATH, "/usr/bin/chromium", onPath("chromium"), onPath("chromium-browser")]
    .concat(onPath("google-chrome"))
    .find((path) => path !== undefined && path !== "" && existsSync(path)),
};

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** A runner that does not come back is ended, and counts as failed. */
const RUNNER_TIMEOUT_MS = 10 * 60_000;

const { suites, extra } = chosen(process.argv.slice(2));
const lines: string[] = [];
const total: Counts = { passed: 0, failed: 0, skipped: 0 };
let running: ChildProcess | undefined;
let stopped = false;
void onStop(async () => {
  stopped = true;
  running?.kill("SIGTERM");
});

for (const suite of suites) {
  if (stopped) break;
  const missing = suite.needs.filter((need) => FOUND[need] === undefined);
  const started = performance.now();
  const counts = missing.length > 0 ? withoutRunning() : await runSuite(suite);
  const seconds = `${Math.round((performance.now() - started) / 1000)} s`;
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  const outcome = missing.length > 0 ? `NOT RUN: there is no ${missing.join(" and no ")} here` : seconds;
  lines.push(`${suite.name.padEnd(15)} ${summary(counts)}  (${outcome})`);
}

console.log(`\n${lines.join("\n")}\n${stopped ? "stopped before the end\n" : ""}${summary(total)}`);
process.exit(total.failed > 0 || stopped ? 1 : 0);

/** A suite that lacks something: where everything must run (CI), that is a failure. */
function withoutRunning(): Counts {
  return process.env.CI ? { passed: 0, failed: 1, skipped: 0 } : { passed: 0, failed: 0, skipped: 1 };
}

async function runSuite(suite: Suite): Promise<Counts> {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  const folder = await mkdtemp(join(tmpdir(), "liveotter-test-"));
  try {
    for (const [at, where] of suite.folders.entries()) {
      if (stopped) break;
      console.log(`\n=== ${suite.name}: ${where}`);
      const report = join(folder, `${at}.json`);
      const code = await runIn(where, suite.runner, report);
      const found = await readReport(report, suite.runner);
      counts.passed += found.passed;
      counts.skipped += found.skipped;
      // Ended badly without a failed test: a file that does not load, a set-up that broke, an error after the last test.
      counts.failed += code !== 0 && found.failed === 0 ? 1 : found.failed;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return counts;
}

function runIn(where: string, runner: Suite["runner"], report: string): Promise<number> {
  const cwd = join(ROOT, where);
  const bins = [join(cwd, "node_modules/.bin"), join(ROOT, "node_modules/.bin"), process.env.PATH ?? ""];
  const command =
    runner === "vitest"
      ? ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...extra]
      : ["test", "--reporter=line,json", ...extra];
  return new Promise((resolve) => {
    const child = spawn(runner, command, {
      cwd,
      stdio: ["ignore", "inherit", "inherit"],
      timeout: RUNNER_TIMEOUT_MS,
      env: {
        ...process.env,
        PATH: bins.join(delimiter),
        PLAYWRIGHT_JSON_OUTPUT_NAME: report,
        ...(FOUND.chromium === undefined ? {} : { CHROMIUM_PATH: FOUND.chromium }),
      },
    });
    running = child;
    child.on("error", (error) => {
      console.error(`cannot run ${runner}: ${error.message}`);
      resolve(1);
    });
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

/** What the runner reports; nothing when it did not get that far. */
async function readReport(file: string, runner: Suite["runner"]): Promise<Counts> {
  const report: unknown = JSON.parse(await readFile(file, "utf8").catch(() => "{}"));
  const of = (path: string): number => {
    const value = path.split(".").reduce<unknown>((at, key) => Object(at)[key], report);
    return typeof value === "number" ? value : 0;
  };
  return runner === "vitest"
    ? {
        passed: of("numPassedTests"),
        failed: of("numFailedTests"),
        skipped: of("numPendingTests") + of("numTodoTests"),
      }
    : {
        passed: of("stats.expected") + of("stats.flaky"),
        failed: of("stats.unexpected"),
        skipped: of("stats.skipped"),
      };
}

function summary({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function chosen(argv: readonly string[]): { suites: readonly Suite[]; extra: readonly string[] } {
  const split = argv.indexOf("--");
  const names = split === -1 ? argv : argv.slice(0, split);
  const unknown = names.find((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown !== undefined) {
    console.error(`There is no suite "${unknown}": they are ${SUITES.map(({ name }) => name).join(", ")}.`);
    process.exit(1);
  }
  return {
    suites: names.length === 0 ? SUITES : SUITES.filter(({ name }) => names.includes(name)),
    extra: split === -1 ? [] : argv.slice(split + 1),
  };
}

function foldersWithTests(patterns: readonly string[]): string[] {
  return globSync([...patterns], { cwd: ROOT })
    .filter((folder) => globSync("{src/**/,test/**/,}*.test.ts", { cwd: join(ROOT, folder) }).length > 0)
    .sort();
}

function onPath(command: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, command)).find((path) => existsSync(path));
}
