import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freeBlock } from "@liveotter/devstack/ports";
import type { Stack } from "@liveotter/devstack/stack";
import { startFreshStack } from "../e2e/start-stack.ts";
import { onStop } from "../scripts/on-stop.ts";
import { CASES } from "./cases.ts";

/** Runs the one case that is named, and sends its results to the parent. Exits with 1 when it breaks or is told to stop. */
const [name = ""] = process.argv.slice(2);
const found = CASES.get(name);
if (found === undefined) throw new Error(`there is no case "${name}"`);
const outDir = await mkdtemp(join(tmpdir(), `liveotter-bench-${name}-`));
let starting: Promise<Stack> | undefined;

async function cleanUp(): Promise<void> {
  const stack = await starting?.catch(() => undefined);
  await stack?.stop();
  await rm(outDir, { recursive: true, force: true });
}

const stopped = onStop(cleanUp).then(() => process.exit(1));

async function run(): Promise<number> {
  try {
    if (found?.stack === true) {
      starting = startFreshStack();
      await found.run({ stack: await starting, base: await freeBlock(), outDir });
    } else await found?.run(outDir);
    return 0;
  } catch (error) {
    process.send?.({ broke: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return 1;
  } finally {
    await cleanUp();
  }
}

await Promise.race([stopped, run().then((code) => process.exit(code))]);
