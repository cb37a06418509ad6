import { Redis } from "@upstash/redis/cloudflare";

/** How long one command may take, the tier's own deadline aside. */
const COMMAND_MS = 500;

/**
 * A client for Upstash's REST interface, or `null` when the environment names none: Redis then counts as down.
 * Plain strings in and out; no retries (a tier that fails is a miss); nothing is sent to the vendor about us. Commands
 * are never joined into one call: those of two requests would share one request's I/O.
 */
export function connectRedis(env: {
  readonly UPSTASH_REDIS_REST_URL?: string | undefined;
  readonly UPSTASH_REDIS_REST_TOKEN?: string | undefined;
}): Redis | null {
  if (!env.UPSTASH_REDIS_REST_URL || !env.UPSTASH_REDIS_REST_TOKEN) return null;
  return new Redis({
    url: env.UPSTASH_REDIS_REST_URL,
    token: env.UPSTASH_REDIS_REST_TOKEN,
    signal: () => AbortSignal.timeout(COMMAND_MS),
    retry: false,
    enableTelemetry: false,
    enableAutoPipelining: false,
    automaticDeserialization: false,
    readYourWrites: false,
  });
}

export type { Redis };
