import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBacking } from "@liveotter/devstack/backing";
import { freeBlock } from "@liveotter/devstack/ports";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** `DATABASE_URL*` and `DATABASE_HTTP_ENDPOINT` of a migrated database, behind the local Neon endpoint. */
    env: Record<string, string>;
  }
}

/** One real Postgres for all files of a run; each test makes its own promoter. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "liveotter-database-"));
  const backing = await startBacking({ base: await freeBlock(), dataDir, env: { PATH: process.env.PATH } });
  project.provide("env", backing.env);
  return async () => {
    await backing.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
