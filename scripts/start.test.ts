import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BLOCK_SIZE, freeBlock, isFree } from "@liveotter/devstack/ports";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

interface Run {
  readonly child: ChildProcess;
  /** All it printed so far. */
  readonly output: () => string;
  readonly exited: Promise<number | null>;
  /** Waits for the table, or for its end. */
  ready(): Promise<void>;
}

/** `npm start`, in a process group of its own as a terminal gives it. */
function start(env: Record<string, string>): Run {
  const child = spawn(process.execPath, ["scripts/bootstrap.mjs", "start"], {
    cwd: root,
    env: { ...process.env, ...env, LIVEOTTER_STARTED_AT: String(Date.now()) },
    detached: true,
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (text += chunk));
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    child,
    output: () => text,
    exited,
    async ready() {
      let over = false;
      exited.then(() => (over = true));
      while (!text.includes("ready in")) {
        if (over) throw new Error(`it ended instead:\n${text}`);
        await sleep(50);
      }
    },
  };
}

const pidOf = ({ child }: Run): number => {
  if (child.pid === undefined) throw new Error("it was not started");
  return child.pid;
};

/** The process that runs the stack itself. */
function childOf(pid: number): number {
  const children = `/proc/${pid}/task/${pid}/children`;
  const text = existsSync(children)
    ? readFileSync(children, "utf8")
    : execFileSync("pgrep", ["-P", String(pid)], { encoding: "utf8" });
  return Number(text.trim());
}

/** Waits until nothing listens on any port of the block any more. */
async function awaitAllFree(base: number): Promise<void> {
  const taken = async () => {
    const offsets = Array.from({ length: BLOCK_SIZE }, (_, offset) => offset);
    const free = await Promise.all(offsets.map((offset) => isFree(base + offset)));
    return offsets.filter((offset) => free[offset] === false);
  };
  await expect.poll(taken, { timeout: 8_000, interval: 100 }).toEqual([]);
}

describe("npm start", () => {
  let folder: string;
  let base: number;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "liveotter-start-"));
    base = await freeBlock();
    env = { LIVEOTTER_PORT: String(base), LIVEOTTER_DATA: folder };
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("prints addresses and logins, serves pages, and Ctrl-C leaves nothing behind", {
    timeout: 180_000,
  }, async () => {
    const run = start(env);
    await run.ready();
    expect(run.output()).toContain(`http://localhost:${base}\n`);
    expect(run.output().match(/\.example {2}password \S+/g)).toHaveLength(6);
    const page = await fetch(`http://localhost:${base}/events`, { headers: { "accept-encoding": "gzip" } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("LiveOtter");
    process.kill(-pidOf(run), "SIGINT"); // the whole group, as the terminal does
    expect(await run.exited).toBe(0);
    await awaitAllFree(base);
  });

  test("is up again in under ten seconds, and a request to end stops it too", { timeout: 120_000 }, async () => {
    // Whatever else the machine does meanwhile: one of three.
    const took: number[] = [];
    while (took.length < 3 && !took.some((seconds) => seconds < 10)) {
      const run = start(env);
      await run.ready();
      took.push(Number(/ready in ([\d.]+) s/.exec(run.output())?.[1]));
      process.kill(pidOf(run), "SIGTERM");
      expect(await run.exited).toBe(0);
      await awaitAllFree(base);
    }
    expect(Math.min(...took)).toBeLessThan(10);
  });

  test("takes everything along when it is killed outright", { timeout: 120_000 }, async () => {
    const run = start(env);
    await run.ready();
    // Only the first process: the others must notice.
    process.kill(pidOf(run), "SIGKILL");
    await run.exited;
    await awaitAllFree(base);
    const other = start(env);
    await other.ready();
    // Only the one that runs the stack: its services and workers must notice.
    process.kill(childOf(pidOf(other)), "SIGKILL");
    expect(await other.exited).toBe(137);
    await awaitAllFree(base);
    const again = start(env);
    await again.ready();
    process.kill(pidOf(again), "SIGTERM");
    await again.exited;
    await awaitAllFree(base);
  });

  test("gives up at once when it is stopped while it starts", { timeout: 120_000 }, async () => {
    const run = start(env);
    while (!existsSync(join(folder, "postgres", "postmaster.pid"))) await sleep(10);
    process.kill(-pidOf(run), "SIGINT");
    expect(await run.exited).not.toBeNull();
    expect(run.output()).not.toContain("ready in");
    await awaitAllFree(base);
  });

  test("names a port that is in use in one line, and fails", { timeout: 30_000 }, async () => {
    const other = createServer().listen(base + 2, "127.0.0.1");
    try {
      const run = start(env);
      expect(await run.exited).toBe(1);
      expect(run.output()).toContain(`${base + 2}`);
      expect(run.output().trim().split("\n")).toHaveLength(1);
    } finally {
      other.close();
    }
    await awaitAllFree(base);
  });

  test("names a data folder that cannot be used in one line, and fails", { timeout: 30_000 }, async () => {
    const file = join(folder, "not-a-folder");
    await writeFile(file, "");
    const run = start({ ...env, LIVEOTTER_DATA: file });
    expect(await run.exited).toBe(1);
    expect(run.output()).toContain(file);
    expect(run.output().trim().split("\n")).toHaveLength(1);
    await awaitAllFree(base);
  });

  test("refuses a port that is none", { timeout: 30_000 }, async () => {
    const run = start({ ...env, LIVEOTTER_PORT: "eighty" });
    expect(await run.exited).toBe(1);
    expect(run.output().trim()).toBe('liveotter: LIVEOTTER_PORT is "eighty": give a port between 1024 and 65500.');
  });
});
