/** No room came free within the short wait. */
export class BulkheadFullError extends Error {
  override readonly name = "BulkheadFullError";
  constructor(limit: number) {
    super(`${limit} are under way already`);
  }
}

export interface BulkheadOptions {
  /** How many may be under way at once in this isolate. */
  readonly limit: number;
  /** How long one more waits for room. */
  readonly waitMs: number;
  /** After this long a place is free again, whatever became of its holder. */
  readonly leaseMs: number;
  /** How many may wait: each looks for itself, so that a crowd which waits is work of its own. Four times `limit` unless told. */
  readonly maxWaiting?: number;
  /** Milliseconds; any origin. */
  readonly now?: () => number;
}

const LOOK_EVERY_MS = 10;

/**
 * Lets a few through at once: a storm of different questions takes no more connections than a quiet hour. Those who
 * wait look again on timers of their own, and places are leased, because a holder whose request was cancelled never
 * comes back to give its place up.
 */
export function bulkhead({ limit, waitMs, leaseMs, maxWaiting = 4 * limit, now = Date.now }: BulkheadOptions) {
  const leases = new Set<{ readonly until: number }>();
  /** Until when those who wait do: one whose request was cancelled leaves nothing else behind. */
  const waiting = new Set<{ readonly until: number }>();
  const mayWait = () => {
    const at = now();
    for (const waiter of waiting) if (waiter.until <= at) waiting.delete(waiter);
    return waiting.size < maxWaiting;
  };
  const take = () => {
    const at = now();
    for (const lease of leases) if (lease.until <= at) leases.delete(lease);
    if (leases.size >= limit) return undefined;
    const lease = { until: at + leaseMs };
    leases.add(lease);
    return lease;
  };
  return {
    /** Runs `work` in a place of its own, or rejects with `BulkheadFullError`. */
    async run<T>(work: () => Promise<T>): Promise<T> {
      let lease = take();
      if (lease === undefined && mayWait()) {
        const waiter = { until: now() + waitMs };
        waiting.add(waiter);
        while (lease === undefined && now() < waiter.until) {
          // All together look about as often, however many they are.
          await new Promise((resolve) => setTimeout(resolve, Math.max(LOOK_EVERY_MS, waiting.size)));
          lease = take();
        }
        waiting.delete(waiter);
      }
      if (lease === undefined) throw new BulkheadFullError(limit);
      try {
        return await work();
      } finally {
        leases.delete(lease);
      }
    },
    /** How many are under way. */
    get inUse(): number {
      return leases.size;
    },
  };
}

export type Bulkhead = ReturnType<typeof bulkhead>;
