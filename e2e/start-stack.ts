import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freeBlock } from "@liveotter/devstack/ports";
import { type Stack, startStack } from "@liveotter/devstack/stack";
import type { TestProject } from "vitest/node";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** A whole stack of its own, filled with the demo, in a folder that goes with it. */
export async function startFreshStack(seed = true): Promise<Stack> {
  const dataDir = await mkdtemp(join(tmpdir(), "liveotter-e2e-"));
  const stack = await startStack({ root, base: await freeBlock(), dataDir, seed, env: { PATH: process.env.PATH } });
  return {
    ...stack,
    stop: async () => {
      await stack.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

declare module "vitest" {
  interface ProvidedContext {
    urls: Stack["urls"];
    logins: Stack["logins"];
    env: Record<string, string>;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = await startFreshStack();
  project.provide("urls", stack.urls);
  project.provide("logins", stack.logins);
  project.provide("env", stack.backing.env);
  return () => stack.stop();
}
