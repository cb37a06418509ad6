import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

// Past Vite: it resolves packages as a browser would, where `ws` has no server. What comes is what the type says.
const require = createRequire(import.meta.url);
const { startBacking } = require("@liveotter/devstack/backing") as typeof import("@liveotter/devstack/backing");
const { freeBlock, PORTS } = require("@liveotter/devstack/ports") as typeof import("@liveotter/devstack/ports");

/** The real services for all files of a run. Tests make their own events and never wipe anything. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "liveotter-promoter-bff-"));
  const base = await freeBlock();
  const backing = await startBacking({ base, dataDir, env: { PATH: process.env.PATH } });
  project.provide("env", { ...backing.env, SWITCHBOARD: `http://127.0.0.1:${base + PORTS.switchboard}` });
  // The same tries each time, so that a red run has a cause in its change; `pnpm soak` draws new ones.
  const { FUZZ_SEED, FUZZ_RUNS } = process.env;
  project.provide("fuzz", { seed: Number(FUZZ_SEED ?? 20261121), runs: Number(FUZZ_RUNS ?? 50) });
  return async () => {
    await backing.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
