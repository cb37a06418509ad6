/**
 * `npm test [suite…] [-- arguments for its runner]`: every suite, or those named, to one closing summary. Two runners
 * at a time, since each waits for deadlines more than it computes; what one prints comes in one piece when it is done.
 * Counts are the runners' own, from their JSON reports.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { availableParallelism, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { onStop } from "./on-stop.ts";
import { ROOT } from "./surroundings.ts";

interface Suite {
  readonly name: string;
  /** Where it runs, relative to the root. Runs of all suites share nothing but the builds. */
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
  /** What failed, by name and message: said once more at the end, where nobody has to look for it. */
  faults: readonly string[];
}

/** A runner that does not come back is ended, and counts as failed. */
const RUNNER_TIMEOUT_MS = 15 * 60_000;

/** What a test may take that names no limit of its own: another runner, and whatever else, has the machine too. */
const PATIENCE = ["--testTimeout=60000", "--hookTimeout=180000"];

/** No more, whatever the machine: what is asserted in milliseconds has a core of its own then. */
const LANES = Math.min(2, availableParallelism());

const { suites, extra } = chosen(process.argv.slice(2));
const children = new Set<ChildProcess>();
let stopped = false;
void onStop(async () => {
  stopped = true;
  for (const child of children) child.kill("SIGTERM");
});

interface Run {
  readonly suite: Suite;
  readonly where: string;
}

interface Outcome extends Counts {
  /** Of all its runs together, which is longer than by the clock where two ran at a time. */
  seconds: number;
}

const missingOf = (suite: Suite) => suite.needs.filter((need) => FOUND[need] === undefined);
const outcomes = new Map(suites.map((suite) => [suite, withoutRunning(suite)]));
const runs: Run[] = suites
  .filter((suite) => missingOf(suite).length === 0)
  .flatMap((suite) => suite.folders.map((where) => ({ suite, where })))
  // What takes longest stands last in the list, and begins first: so none of it is left alone at the end.
  .reverse();
/** One alone shows its progress. */
const alone = runs.length === 1;

const startedAt = performance.now();
await Promise.all(Array.from({ length: LANES }, workOff));

const lines = [...outcomes].map(([suite, outcome]) => {
  const missing = missingOf(suite);
  const how = missing.length > 0 ? `NOT RUN: there is no ${missing.join(" and no ")} here` : `${outcome.seconds} s`;
  return `${suite.name.padEnd(15)} ${summary(outcome)}  (${how})`;
});
const total = [...outcomes.values()].reduce(sum);
const took = `in ${Math.round((performance.now() - startedAt) / 1000)} s`;
if (total.faults.length > 0) console.log(`\nfailed:\n${total.faults.map((fault) => `- ${fault}`).join("\n")}`);
console.log(`\n${lines.join("\n")}\n${stopped ? "stopped before the end\n" : ""}${summary(total)} ${took}`);
process.exit(total.failed > 0 || stopped ? 1 : 0);

/** A suite that lacks something: where everything must run (CI), that is a failure. */
function withoutRunning(suite: Suite): Outcome {
  const none = { passed: 0, failed: 0, skipped: 0, faults: [], seconds: 0 };
  if (missingOf(suite).length === 0) return none;
  return process.env.CI ? { ...none, failed: 1 } : { ...none, skipped: 1 };
}

/** Takes runs until there are none left. */
async function workOff(): Promise<void> {
  for (let run = runs.shift(); run !== undefined && !stopped; run = runs.shift()) {
    const done = await runOne(run);
    const before = outcomes.get(run.suite);
    outcomes.set(run.suite, before === undefined ? done : sum(before, done));
  }
}

async function runOne({ suite, where }: Run): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "liveotter-test-"));
  const started = performance.now();
  try {
    const report = join(folder, "report.json");
    const { code, printed } = await runIn(where, suite.runner, report);
    const found = await readReport(report, suite.runner);
    const seconds = Math.round((performance.now() - started) / 1000);
    console.log(`\n=== ${suite.name}: ${where} (${seconds} s)\n${printed}`);
    // Ended badly without a failed test: a file that does not load, a set-up that broke, an error after the last test.
    const failed = code !== 0 && found.failed === 0 ? 1 : found.failed;
    const faults = failed > found.failed ? [`${suite.name}: the runner of ${where} ended with ${code}`] : found.faults;
    return { ...found, failed, faults, seconds };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function sum(a: Outcome, b: Outcome): Outcome {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    faults: [...a.faults, ...b.faults],
    seconds: a.seconds + b.seconds,
  };
}

function runIn(
  where: string,
  runner: Suite["runner"],
  report: string,
): Promise<{ readonly code: number; readonly printed: string }> {
  const cwd = join(ROOT, where);
  const bins = [join(cwd, "node_modules/.bin"), join(ROOT, "node_modules/.bin"), process.env.PATH ?? ""];
  const toFile = ["--reporter=json", `--outputFile.json=${report}`];
  const command =
    runner === "vitest"
      ? ["run", ...(alone ? [] : ["--maxWorkers=1"]), ...PATIENCE, "--reporter=default", ...toFile, ...extra]
      : ["test", "--reporter=line,json", ...extra];
  return new Promise((resolve) => {
    const output = alone ? "inherit" : "pipe";
    const printed: Buffer[] = [];
    const end = (code: number) => resolve({ code, printed: Buffer.concat(printed).toString() });
    const child = spawn(process.execPath, [programOf(runner, cwd), ...command], {
      cwd,
      stdio: ["ignore", output, output],
      timeout: RUNNER_TIMEOUT_MS,
      env: {
        ...process.env,
        PATH: bins.join(delimiter),
        PLAYWRIGHT_JSON_OUTPUT_NAME: report,
        ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}),
        ...(FOUND.chromium === undefined ? {} : { CHROMIUM_PATH: FOUND.chromium }),
      },
    });
    children.add(child);
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => printed.push(chunk));
    child.on("error", (error) => {
      console.error(`cannot run ${runner}: ${error.message}`);
      end(1);
    });
    child.on("exit", (code) => {
      children.delete(child);
      // What it printed last is still on its way, unless something that outlived it keeps the pipe open.
      const late = setTimeout(() => end(code ?? 1), 1000);
      child.on("close", () => {
        clearTimeout(late);
        end(code ?? 1);
      });
    });
  });
}

/**
 * The runner's own file: what lies in `node_modules/.bin` is a shell that waits for it, and passes no signal on. So
 * who stops the tests, or waits too long for them, would leave them running.
 */
function programOf(runner: Suite["runner"], cwd: string): string {
  const [name, file] = runner === "vitest" ? ["vitest", "vitest.mjs"] : ["@playwright/test", "cli.js"];
  return join(dirname(createRequire(join(cwd, "package.json")).resolve(`${name}/package.json`)), file);
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
        faults: failedIn(report, (node) => node.failureMessages),
      }
    : {
        passed: of("stats.expected") + of("stats.flaky"),
        failed: of("stats.unexpected"),
        skipped: of("stats.skipped"),
        faults: failedIn(report, (node) => node.errors),
      };
}

/** Of every part of a report that carries messages of a failure: what it is called, and the first of them. */
function failedIn(report: unknown, messages: (node: Readonly<Record<string, unknown>>) => unknown): string[] {
  const found: string[] = [];
  const walk = (value: unknown, name: string): void => {
    if (typeof value !== "object" || value === null) return;
    const node: Readonly<Record<string, unknown>> = { ...value };
    const own = [node.fullName, node.title, node.name].find((text) => typeof text === "string");
    const here = own === undefined ? name : String(own);
    const [first] = [messages(node)].flat();
    if (first !== undefined && first !== null) found.push(`${here}\n  ${saying(first).slice(0, 600)}`);
    for (const part of Object.values(node)) walk(part, here);
  };
  walk(report, "");
  return found;
}

function saying(error: unknown): string {
  return typeof error === "object" && error !== null && "message" in error ? String(error.message) : String(error);
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
