import type { BaseCode, BasePool, InventoryBase } from "./inventory-base.ts";
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

  constructor({ pools, codes }: Pick<InventoryBase, "pools" | "codes">) {
    this.#quotas = new Map(pools.map((pool) => [pool.id, pool]));
    this.#codes = new Map(codes.map((code) => [code.id, code]));
    for (const code of codes) {
      if (code.blocks === null) continue;
      this.#blocking.set(code.blocks, [...(this.#blocking.get(code.blocks) ?? []), code]);
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

  /** The quotas as everybody finds them; `held` says what carts have of each. */
  summary(held: Pools): PoolSummary[] {
    return Array.from(this.#quotas.values(), (quota) => {
      const { id, capacity, used, blocked } = quota;
      return {
        id,
        left: capacity === null ? null : Math.max(0, this.#leftIn(quota, false)),
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

  /** Less than nothing where a quota was lowered below what is given away. */
  #leftIn(quota: BasePool, fromKept: boolean): number {
    if (quota.capacity === null) return Number.POSITIVE_INFINITY;
    const free = quota.capacity - quota.used - quota.blocked - this.#takenOf(quota.id);
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
