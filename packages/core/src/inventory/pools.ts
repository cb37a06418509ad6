import type { BaseCode, BasePool, InventoryBase } from "./inventory-base.ts";
import type { Lack, Reservation } from "./reservation.ts";
import type { Draw, PoolSummary, Shortage } from "./shard-api.ts";

/**
 * What is free: what Postgres last said, less what was taken since.
 *
 * A code that blocks keeps its unused uses free in its quota: everybody else finds that much less, and its own tickets draw
 * on it. So a use in a hold counts once: out of the quota, and no more out of what is kept.
 */
export class Pools {
  readonly #quotas: ReadonlyMap<string, BasePool>;
  readonly #codes: ReadonlyMap<string, BaseCode>;
  readonly #blocking = new Map<string, BaseCode[]>();
  /** Out of quotas, uses of codes, and out of what codes keep: a use elsewhere frees nothing while it may still lapse. */
  readonly #taken = new Map<string, number>();
  /** The lowest capacity that an operation in progress gives each quota. */
  readonly #limits = new Map<string, number>();
  readonly #frozen = new Set<string>();

  /** Reservations count from the start: their draws are taken and their limits apply. */
  constructor(
    { pools, codes }: Pick<InventoryBase, "pools" | "codes">,
    reservations: Iterable<Omit<Reservation, "id">> = [],
  ) {
    this.#quotas = new Map(pools.map((pool) => [pool.id, pool]));
    this.#codes = new Map(codes.map((code) => [code.id, code]));
    for (const code of codes) {
      if (code.blocks === null) continue;
      this.#blocking.set(code.blocks, [...(this.#blocking.get(code.blocks) ?? []), code]);
    }
    for (const { draws, limits, frozen } of reservations) {
      this.take(draws);
      for (const { pool, capacity } of limits)
        this.#limits.set(pool, Math.min(capacity, this.#limits.get(pool) ?? capacity));
      for (const pool of frozen) this.#frozen.add(pool);
    }
  }

  take(draws: readonly Draw[]): void {
    this.#add(draws, 1);
  }

  giveBack(draws: readonly Draw[]): void {
    this.#add(draws, -1);
  }

  /**
   * Which pools have too little for these draws: none, and all of them fit together. `own` was given back for them: what
   * somebody has is never refused to them again, whatever the pool has come to meanwhile.
   */
  shortages(draws: readonly Draw[], own: readonly Draw[]): Shortage[] {
    const before = this.#demandOf(own);
    const short = new Map<string, number | null>();
    for (const [at, { pool, fromKept, count }] of this.#demandOf(draws)) {
      if (count <= (before.get(at)?.count ?? 0)) continue;
      const left = this.#left(pool, fromKept);
      if (left === null) short.set(pool, null);
      else if (count > left) short.set(pool, Math.max(0, Math.min(left, short.get(pool) ?? left)));
    }
    return Array.from(short, ([pool, left]) => ({ pool, left }));
  }

  /** Pools that have too little for an operation; empty if it fits. `held` counts carts. */
  lacks({ draws, limits, frozen }: Omit<Reservation, "id">, held: Pools): Lack[] {
    const short = this.shortages(draws, []).map(({ pool }) => pool);
    const over = limits.filter(({ pool, capacity }) => this.#least(pool) > capacity);
    const inUse = frozen.filter((pool) => this.#takenOf(pool) > 0);
    const pools = new Set([...short, ...over.map(({ pool }) => pool), ...inUse]);
    return Array.from(pools, (pool) => {
      const left = this.#left(pool, false);
      return {
        pool,
        left: left === null || left === Number.POSITIVE_INFINITY ? null : Math.max(0, left),
        inCarts: held.#takenOf(pool),
        ...(over.some((limit) => limit.pool === pool) && { least: this.#least(pool) }),
      };
    });
  }

  /** Everything taken from a quota: sold, blocked, kept for codes, and claimed since the last reading. */
  #least(pool: string): number {
    const quota = this.#quotas.get(pool);
    if (quota === undefined) return 0;
    return quota.used + quota.blocked + this.#takenOf(pool) + this.#keptIn(quota);
  }

  /** The quotas as everybody finds them; `held` says what carts have of each. */
  summary(held: Pools): PoolSummary[] {
    return Array.from(this.#quotas.values(), (quota) => {
      const { id, capacity, used, blocked } = quota;
      const left = this.#leftIn(quota, false);
      return {
        id,
        left: left === Number.POSITIVE_INFINITY ? null : Math.max(0, left),
        over: capacity === null ? 0 : Math.max(0, used + blocked - capacity),
        held: held.#taken.get(id) ?? 0,
      };
    });
  }

  /** What one claim may have at most; `null` of a pool that is not known. */
  #left(pool: string, fromKept: boolean): number | null {
    const code = this.#codes.get(pool);
    if (code !== undefined) return code.left - this.#takenOf(pool);
    const quota = this.#quotas.get(pool);
    return quota === undefined ? null : this.#leftIn(quota, fromKept);
  }

  /** Negative where a quota was lowered below what is sold; nothing is left of a frozen one. */
  #leftIn(quota: BasePool, fromKept: boolean): number {
    const { id, used, blocked } = quota;
    if (this.#frozen.has(id)) return 0;
    const unlimited = Number.POSITIVE_INFINITY;
    const capacity = Math.min(quota.capacity ?? unlimited, this.#limits.get(id) ?? unlimited);
    const free = capacity - used - blocked - this.#takenOf(id);
    return fromKept ? free : free - this.#keptIn(quota);
  }

  #keptIn({ id, reserved }: BasePool): number {
    const used = (this.#blocking.get(id) ?? []).map((code) => Math.min(code.left, this.#takenOf(ofKept(id, code.id))));
    return Math.max(0, reserved - used.reduce((sum, uses) => sum + uses, 0));
  }

  #takenOf(pool: string): number {
    return this.#taken.get(pool) ?? 0;
  }

  /** What draws ask for in all: of each quota by everybody's right, of each quota altogether, and of each code. */
  #demandOf(draws: readonly Draw[]): Map<string, { pool: string; fromKept: boolean; count: number }> {
    const demand = new Map<string, { pool: string; fromKept: boolean; count: number }>();
    const ask = (pool: string, fromKept: boolean, more: number) => {
      const at = `${fromKept ? "kept" : "open"} ${pool}`;
      demand.set(at, { pool, fromKept, count: (demand.get(at)?.count ?? 0) + more });
    };
    for (const { pool, count, via } of draws) {
      // Through a code that blocks this quota no more, it is drawn as by anybody.
      const kept = via !== undefined && this.#codes.get(via)?.blocks === pool;
      if (!kept) ask(pool, false, count);
      if (this.#quotas.has(pool)) ask(pool, true, count);
      if (via !== undefined) ask(via, false, count);
    }
    return demand;
  }

  #add(draws: readonly Draw[], sign: 1 | -1): void {
    for (const { pool, count, via } of draws) {
      for (const id of via === undefined ? [pool] : [pool, via, ofKept(pool, via)]) {
        const taken = this.#takenOf(id) + sign * count;
        if (taken === 0) this.#taken.delete(id);
        else this.#taken.set(id, taken);
      }
    }
  }
}

const ofKept = (quota: string, code: string): string => `${quota} by ${code}`;
