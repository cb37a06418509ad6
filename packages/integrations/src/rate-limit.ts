import { Breaker } from "./breaker.ts";
import type { Redis } from "./redis.ts";

/** So many per window, of one kind of thing, for each subject. */
export interface RateLimit {
  readonly name: string;
  readonly limit: number;
  readonly seconds: number;
}

/** One subject's share of a limit. `subject` goes to Redis as it is: hash what is personal. */
export interface Use {
  readonly of: RateLimit;
  readonly subject: string;
}

/** How long Redis may take before the isolate decides by its own count. */
const DEADLINE_MS = 100;
/** The oldest windows are forgotten first beyond this. */
const MAX_COUNTERS = 20_000;

/**
 * Counts in fixed windows, in Redis across isolates and in this isolate as well. Whenever Redis fails or is late the
 * isolate's own count decides; a breaker keeps a hanging Redis from costing anything. Never rejects.
 *
 * Two commands of our own and not @upstash/ratelimit 2: that throws on network errors, lets everybody pass once Redis is
 * late, and its scripts run on Upstash alone.
 */
export class RateLimiter {
  readonly #redis: Redis | null;
  readonly #now: () => number;
  readonly #breaker: Breaker;
  readonly #counts = new Map<string, { count: number; readonly until: number }>();

  constructor(redis: Redis | null, now: () => number = Date.now) {
    this.#redis = redis;
    this.#now = now;
    this.#breaker = new Breaker("rate-limits", { failures: 2, openMs: 5000, now });
  }

  /** Counts one use of each. `null`: go on; else the seconds until the fullest window ends. */
  async use(...uses: readonly Use[]): Promise<number | null> {
    const wait = this.useHere(...uses);
    // Over the limit here is over it everywhere.
    if (wait !== null || this.#redis === null) return wait;
    const redis = this.#redis;
    const windows = uses.map((use) => this.#window(use));
    try {
      const counts = await this.#breaker.run(() => {
        const commands = redis.pipeline();
        for (const { key, of } of windows) commands.incr(key).expire(key, of.seconds);
        return commands.exec<(number | string)[]>();
      }, DEADLINE_MS);
      // Each pair of commands answers its count, then whether the key was there.
      return this.#longest(windows.filter(({ of }, at) => Number(counts[2 * at]) > of.limit));
    } catch {
      return null;
    }
  }

  /**
   * The same by this isolate's count alone: for what must wait for nothing. What one of them refuses counts for none:
   * whoever is over a limit of their own uses up nothing that is everybody's.
   */
  useHere(...uses: readonly Use[]): number | null {
    const windows = uses.map((use) => this.#window(use));
    const full = windows.filter(({ key, of }) => (this.#counts.get(key)?.count ?? 0) >= of.limit);
    if (full.length === 0) for (const window of windows) this.#count(window);
    return this.#longest(full);
  }

  #window({ of, subject }: Use): Window {
    const number = Math.floor(this.#now() / (of.seconds * 1000));
    return { of, key: `rate:${of.name}:${subject}:${number}`, until: (number + 1) * of.seconds * 1000 };
  }

  #count({ key, until }: Window): void {
    const counter = this.#counts.get(key) ?? { count: 0, until };
    counter.count++;
    this.#counts.set(key, counter);
    if (this.#counts.size > MAX_COUNTERS) this.#sweep();
  }

  #sweep(): void {
    const now = this.#now();
    for (const [key, { until }] of this.#counts) if (until <= now) this.#counts.delete(key);
    for (const key of this.#counts.keys()) {
      if (this.#counts.size <= MAX_COUNTERS / 2) return;
      this.#counts.delete(key);
    }
  }

  #longest(full: readonly Window[]): number | null {
    if (full.length === 0) return null;
    return Math.max(...full.map(({ until }) => Math.ceil((until - this.#now()) / 1000)), 1);
  }
}

interface Window {
  readonly of: RateLimit;
  readonly key: string;
  /** Epoch ms. */
  readonly until: number;
}
