import type { Instant } from "../src/instant.ts";
import type { Claim } from "../src/inventory/claim.ts";
import type { ClaimStore, KeptBase, KeptRequest } from "../src/inventory/claim-store.ts";
import type { BaseQuestion, InventoryBase } from "../src/inventory/inventory-base.ts";
import type { KeptReservation } from "../src/inventory/reservation.ts";
import type { Draw } from "../src/inventory/shard-api.ts";

/** A shard's storage: what it was given last, as copies. */
export class MapClaims implements ClaimStore {
  #base: KeptBase | null = null;
  readonly #rows = new Map<string, KeptRequest & { readonly claim: Claim }>();
  readonly #reservations = new Map<string, KeptReservation>();

  base(): KeptBase | null {
    return structuredClone(this.#base);
  }
  setBase(base: KeptBase): void {
    this.#base = structuredClone(base);
  }
  claim(holdId: string): Claim | null {
    return structuredClone(this.#rows.get(holdId)?.claim ?? null);
  }
  byKey(key: string): { readonly holdId: string; readonly requestHash: string } | null {
    for (const [holdId, { key: own, requestHash }] of this.#rows) if (own === key) return { holdId, requestHash };
    return null;
  }
  doc(holdId: string): string | null {
    return this.#rows.get(holdId)?.doc ?? null;
  }
  add(claim: Claim, request: KeptRequest): void {
    this.#rows.set(claim.holdId, structuredClone({ ...request, claim }));
  }
  update(claim: Claim, doc?: string | null): void {
    const row = this.#rows.get(claim.holdId);
    if (row === undefined) throw new Error(`no claim ${claim.holdId}`);
    this.#rows.set(claim.holdId, structuredClone({ ...row, claim, ...(doc !== undefined && { doc }) }));
  }
  live(): Iterable<Claim> {
    return Array.from(this.#rows.values(), ({ claim }) => structuredClone(claim));
  }
  remove(holdId: string): void {
    this.#rows.delete(holdId);
  }
  reservations(): Iterable<KeptReservation> {
    return structuredClone([...this.#reservations.values()]);
  }
  setReservation(reservation: KeptReservation): void {
    this.#reservations.set(reservation.id, structuredClone(reservation));
  }
  removeReservation(id: string): void {
    this.#reservations.delete(id);
  }
  clear(): void {
    this.#rows.clear();
    this.#reservations.clear();
  }
}

export interface Placing {
  readonly orderId: string;
  readonly holdId: string;
  readonly draws: readonly Draw[];
  readonly epoch: number;
}

const sum = (numbers: Iterable<number>): number => Array.from(numbers).reduce((a, b) => a + b, 0);

/** What draws take of a quota, or use of a code. */
export const drawnOf = (draws: readonly Draw[], id: string): number =>
  sum(draws.filter(({ pool, via }) => pool === id || via === id).map(({ count }) => count));

/**
 * Postgres as a shard relies on it, in the plainest way: orders that stand, ids that are void, epochs. It has no guard of
 * its own against selling too much, so that only the shard's stands.
 */
export class PlainPostgres {
  epoch = 0;
  stopped = false;
  readonly quotas = new Map<string, { capacity: number | null; blocked: number }>();
  readonly codes = new Map<string, { max: number; blocks: string | null; active: boolean }>();
  readonly orders = new Map<string, { holdId: string; draws: readonly Draw[]; stands: boolean }>();
  readonly void = new Set<string>();

  /** Guards that a test may take away, to see that it would be seen. */
  readonly guards = { epoch: true, void: true };

  place({ orderId, holdId, draws, epoch }: Placing): boolean {
    const same = this.orders.get(orderId);
    if (same !== undefined) return same.holdId === holdId;
    if (this.guards.epoch && epoch !== this.epoch) return false;
    if (this.guards.void && this.void.has(orderId)) return false;
    if ([...this.orders.values()].some((order) => order.holdId === holdId)) return false;
    this.orders.set(orderId, { holdId, draws, stands: true });
    return true;
  }

  drawn(id: string): number {
    return sum(Array.from(this.orders.values(), ({ draws, stands }) => (stands ? drawnOf(draws, id) : 0)));
  }

  /** What is free, holds counted beside the orders: for everybody, or for those whose code keeps room in it. */
  left(quota: string, holds: readonly (readonly Draw[])[], open: boolean): number {
    const { capacity, blocked } = this.quotas.get(quota) ?? { capacity: 0, blocked: 0 };
    if (capacity === null) return Number.POSITIVE_INFINITY;
    const free = capacity - blocked - this.drawn(quota) - sum(holds.map((draws) => drawnOf(draws, quota)));
    // A hold's use frees what is kept only where it takes it: when it lapses, both are as before.
    const kept = Array.from(this.codes, ([id, { max, blocks, active }]) => {
      const unused = max - this.drawn(id);
      const taken = holds.flat().filter(({ pool, via }) => pool === quota && via === id);
      return blocks === quota && active ? Math.max(0, unused - sum(taken.map(({ count }) => count))) : 0;
    });
    return open ? free - sum(kept) : free;
  }

  usesLeft(id: string, holds: readonly (readonly Draw[])[]): number {
    return (this.codes.get(id)?.max ?? 0) - this.drawn(id) - sum(holds.map((draws) => drawnOf(draws, id)));
  }

  answer({ epoch, codes, pinned, overdue }: BaseQuestion): InventoryBase {
    for (const id of overdue) if (!this.orders.has(id)) this.void.add(id);
    if (epoch !== this.epoch) this.epoch += 1;
    const outcomes = [...pinned, ...overdue].flatMap((id): [string, "placed" | "void"][] => {
      if (this.orders.has(id)) return [[id, "placed"]];
      return this.void.has(id) ? [[id, "void"]] : [];
    });
    const unused = (id: string) => Math.max(0, this.usesLeft(id, []));
    return {
      epoch: this.epoch,
      stopped: this.stopped,
      pools: Array.from(this.quotas, ([id, { capacity, blocked }]) => ({
        ...{ id, capacity, blocked, used: this.drawn(id) },
        reserved: sum(Array.from(this.codes, ([code, c]) => (c.blocks === id && c.active ? unused(code) : 0))),
      })),
      codes: codes.flatMap((id) => {
        const code = this.codes.get(id);
        return code === undefined ? [] : [{ id, left: unused(id), blocks: code.active ? code.blocks : null }];
      }),
      orders: Object.fromEntries(outcomes),
      changesAt: null,
    };
  }
}

export const at = (ms: number): Instant => ms as Instant;
