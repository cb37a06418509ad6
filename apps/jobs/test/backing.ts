import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

// Past Vite: it resolves packages as a browser would, where `ws` has no server. What comes is what the type says.
const require = createRequire(import.meta.url);
const { startBacking } = require("@liveotter/devstack/backing") as typeof import("@liveotter/devstack/backing");
const { freeBlock, PORTS } = require("@liveotter/devstack/ports") as typeof import("@liveotter/devstack/ports");

/** Real events as people typed them, beside the project where they are at hand. */
const REAL_EVENTS = new URL("../../../../shared/data/real-events.json", import.meta.url);

/** The real services for all files of a run. Tests make their own events and never wipe anything. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "liveotter-jobs-"));
  const base = await freeBlock();
  const backing = await startBacking({ base, dataDir, env: { PATH: process.env.PATH } });
  project.provide("env", {
    ...backing.env,
    MAILBOX: `http://127.0.0.1:${base + PORTS.mailbox}`,
    SWITCHBOARD: `http://127.0.0.1:${base + PORTS.switchboard}`,
  });
  project.provide("realEvents", existsSync(REAL_EVENTS) ? await readFile(REAL_EVENTS, "utf8") : null);
  return async () => {
    await backing.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
