import type { Breaker } from "../breaker.ts";
import type { Redis } from "../redis.ts";
import { decodeEntry, encodeEntry } from "./cached-body.ts";
import type { CacheTier } from "./tiered-cache.ts";

const DEADLINE_MS = 150;
/** Writing happens behind the answer and may take longer. */
const WRITE_MS = 500;

/** Copies shared by every place: one string per key under `body:`. */
export function redisTier(redis: Redis, breaker: Breaker): CacheTier {
  return {
    name: "redis",
    deadlineMs: DEADLINE_MS,
    async get(key, signal) {
      const text = await breaker.run(() => redis.get<string>(`body:${key}`), DEADLINE_MS, signal);
      return text === null ? undefined : decodeEntry(text);
    },
    async set(key, body, keepSeconds) {
      await breaker.run(() => redis.set(`body:${key}`, encodeEntry(body), { ex: keepSeconds }), WRITE_MS);
    },
  };
}
