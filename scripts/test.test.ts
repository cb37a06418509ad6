import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);

/** Processes that `pid` started; none when it is gone. */
async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await run("pgrep", ["-P", String(pid)]).catch(() => ({ stdout: "" }));
  return stdout.split("\n").filter(Boolean).map(Number);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function familyOf(pid: number): Promise<number[]> {
  const children = await childrenOf(pid);
  return [...children, ...(await Promise.all(children.map(familyOf))).flat()];
}

it("stopped on the way, npm test ends what it started, and fails", { timeout: 60_000 }, async () => {
  // One file that takes minutes, with so many tries; the channel is the one that the bootstrap has.
  const args = [join(import.meta.dirname, "test.ts"), "unit", "--", "zones.test.ts", "--passWithNoTests"];
  const env = { ...process.env, FUZZ_RUNS: "10000" };
  const tests = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "ignore", "ipc"], env });
  const { pid } = tests;
  if (pid === undefined) throw new Error("not started");
  // What was there three seconds ago is at it.
  let started: number[] = [];
  await expect
    .poll(
      async () => {
        started = started.filter(isAlive);
        const still = started.length;
        started = await familyOf(pid);
        return still;
      },
      { timeout: 30_000, interval: 3000 },
    )
    .toBeGreaterThan(0);
  const ended = once(tests, "exit");
  tests.kill("SIGTERM");
  expect(await ended).toEqual([1, null]);
  await expect.poll(() => started.filter(isAlive), { timeout: 8000 }).toEqual([]);
});
