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
  /** Milliseconds; any origin. */
  readonly now?: () => number;
}

const LOOK_EVERY_MS = 10;

/**
 * Lets a few through at once: a storm of different questions takes no more connections than a quiet hour. Those who
 * wait look again on timers of their own, and places are leased, because a holder whose request was cancelled never
 * comes back to give its place up.
 */
export function bulkhead({ limit, waitMs, leaseMs, now = Date.now }: BulkheadOptions) {
  const leases = new Set<{ readonly until: number }>();
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
      for (const since = now(); lease === undefined && now() - since < waitMs; ) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
        lease = take();
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
