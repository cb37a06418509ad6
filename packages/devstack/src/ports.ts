import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** How many consecutive ports one stack takes. */
export const BLOCK_SIZE = 20;

/** Where each part of the stack listens, relative to the block's first port. */
export const PORTS = {
  fans: 0,
  promoters: 1,
  api: 2,
  mailbox: 3,
  switchboard: 4,
  payments: 5,
  postgres: 10,
  neon: 11,
  upstash: 12,
  redis: 13,
  meilisearch: 14,
  meilisearchEngine: 15,
  mail: 16,
  jobs: 17,
  webDirect: 18,
  /** Where `pnpm dev` has its one `wrangler dev`. */
  dev: 19,
} as const;

/** A reason not to start that a person can act on: its message is one line, to be printed without a stack trace. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/** Whether nothing listens on this port of the loopback interface. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/**
 * Throws a `StartError` naming the first of these ports that is taken and what to do about it, once it has stayed taken
 * for `patienceMs`: a start that was just killed lets go of its ports a moment later.
 */
export async function requireFree(ports: Readonly<Record<string, number>>, patienceMs = 0): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (const [what, port] of Object.entries(ports)) {
    let free = await isFree(port);
    while (!free && performance.now() < deadline) {
      await sleep(25);
      free = await isFree(port);
    }
    if (free) continue;
    throw new StartError(
      `Port ${port} (${what}) is in use: stop what listens there (\`lsof -i :${port}\` names it), or choose other ports with LIVEOTTER_PORT=9780.`,
    );
  }
}

/** The first port of a block of 20 free ones, for tests. Below the kernel's ephemeral range; random, so that runs differ. */
export async function freeBlock(): Promise<number> {
  const lowest = 10_000;
  const blocks = 1_100;
  for (let attempt = 0; attempt < 50; attempt++) {
    const base = lowest + BLOCK_SIZE * Math.floor(Math.random() * blocks);
    const free = await Promise.all(Array.from({ length: BLOCK_SIZE }, (_, offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
  throw new StartError("No free block of 20 ports was found between 10000 and 32000: stop some of what listens there.");
}
