import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CASES } from "../bench/cases.ts";
import { isBusy } from "../bench/machine.ts";
import { isWrong, type JudgedResult, printTable, type Result } from "../bench/report.ts";
import { ROOT } from "./surroundings.ts";

/**
 * `pnpm bench [--quick] [--orders 10000] [case …]`: ratios in one run, as JSON lines and a closing table. Each case runs in
 * a process and on a stack of its own, so none sees what another left behind. `--quick` shortens them all; `--orders` is how
 * many paid orders `cancel` cancels. Exits with 1 when a case breaks or counts something wrong, and names it.
 */
const names = [...CASES.keys()];
const { wanted, quick, orders } = readArguments();

/** The longest of them, on a busy machine, takes about half of this. */
const CASE_MS = 60 * 60_000;
/** For a case to stop its services, before it is killed. */
const STOP_MS = 60_000;

const results: JudgedResult[] = [];
const failures: string[] = [];
let running: ChildProcess | undefined;
let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    interrupted = true;
    running?.kill("SIGTERM");
  });
}

for (const name of names.filter((each) => wanted.includes(each))) {
  if (interrupted) break;
  const busyBefore = await isBusy();
  const { found, failure } = await runCase(name);
  const busy = busyBefore || (await isBusy());
  const unjudged = quick ? "short run" : busy ? "busy machine" : undefined;
  results.push(...found.map((result) => ({ ...result, unjudged })));
  const wrong = found.filter(isWrong).map((result) => `${result.name}: ${result.figure}, not ${result.aim}`);
  failures.push(...[...(failure === null ? [] : [failure]), ...wrong].map((why) => `${name}: ${why}`));
}
printTable(results);
if (interrupted) failures.push("stopped before all cases had run");
for (const failure of failures) console.error(`\nbench failed: ${failure}`);
process.exit(failures.length > 0 ? 1 : 0);

/** What a case reported, and how it broke, if it did. */
async function runCase(name: string): Promise<{ found: Result[]; failure: string | null }> {
  const found: Result[] = [];
  let broke: string | null = null;
  const child = fork(join(ROOT, "bench/run-case.ts"), [name], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...(quick && { LIVEOTTER_BENCH_QUICK: "1" }),
      ...(orders !== undefined && { LIVEOTTER_BENCH_ORDERS: orders }),
    },
  });
  running = child;
  child.on("message", (message: { result?: Result; broke?: string }) => {
    if (message.result !== undefined) {
      found.push(message.result);
      console.log(JSON.stringify({ case: name, ...message.result }));
    }
    broke = message.broke ?? broke;
  });
  const timers = [
    setTimeout(() => child.kill("SIGTERM"), CASE_MS),
    setTimeout(() => child.kill("SIGKILL"), CASE_MS + STOP_MS),
  ];
  const ended = await new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  for (const timer of timers) clearTimeout(timer);
  running = undefined;
  return { found, failure: ended === "exit code 0" ? null : (broke ?? `ended with ${ended}`) };
}

function readArguments(): { wanted: string[]; quick: boolean; orders: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      options: { quick: { type: "boolean", default: false }, orders: { type: "string" } },
      allowPositionals: true,
    });
    const unknown = positionals.find((name) => !CASES.has(name));
    if (unknown !== undefined) throw new Error(`there is no case "${unknown}": choose from ${names.join(", ")}`);
    const { orders, quick } = values;
    if (orders !== undefined && !/^[1-9]\d{0,5}$/.test(orders))
      throw new Error("--orders takes a number from 1 to 999999");
    return { wanted: positionals.length === 0 ? names : positionals, quick, orders };
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : error}`);
    process.exit(2);
  }
}
