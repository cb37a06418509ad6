import type { Instant } from "@liveotter/core/instant";
import type { Claim } from "@liveotter/core/inventory/claim";
import { Inventory } from "@liveotter/core/inventory/inventory";
import type { BaseQuestion, InventoryBase } from "@liveotter/core/inventory/inventory-base";
import { poolsNamed, type Reservation } from "@liveotter/core/inventory/reservation";
import type {
  Amendment,
  Busy,
  Draw,
  HoldRequest,
  InventoryShardApi,
  PinRequest,
  Shortage,
} from "@liveotter/core/inventory/shard-api";
import { MapClaims } from "../../packages/core/test/inventory-world.ts";

const NOT_READ: Busy = { outcome: "busy", retryAfterMs: 1000 };

/** Its process was ended: nobody hears whether what was under way was done. */
export class EvictedError extends Error {
  override readonly name = "EvictedError";
}

/** A guard that is taken away, to see that histories find what it guards against. */
export type Guard = "revision of a change" | "revision of a pin" | "attempt of a pin" | "round of a pin";

/** What a shard decided about a claim's draws, in the moment it did. */
export interface Decision {
  readonly holdId: string;
  readonly before: readonly Draw[];
  readonly after: readonly Draw[];
  /** Nothing changed: `after` was refused for these. */
  readonly refused: readonly Shortage[];
}

export interface WorldShardOptions {
  readonly now: () => Instant;
  readonly read: (question: BaseQuestion) => Promise<InventoryBase | null>;
  readonly decided: (decision: Decision) => void;
  readonly without: Guard | null;
}

/** A shard as its shell runs it, on a clock and a way to Postgres that are its world's. */
export class WorldShard implements InventoryShardApi {
  readonly #now: () => Instant;
  readonly #read: (question: BaseQuestion) => Promise<InventoryBase | null>;
  readonly #decided: (decision: Decision) => void;
  readonly #without: Guard | null;
  #store = new MapClaims();
  #inventory: Inventory;
  #reading: Promise<boolean> | null = null;
  /** How often it was evicted. */
  #life = 0;

  constructor({ now, read, decided, without }: WorldShardOptions) {
    this.#now = now;
    this.#read = read;
    this.#decided = decided;
    this.#without = without;
    this.#inventory = new Inventory(this.#store, now());
  }

  /** What its storage has of a hold. */
  claimOf(holdId: string): Claim | null {
    return this.#store.claim(holdId);
  }

  docOf(holdId: string): string | null {
    return this.#store.doc(holdId);
  }

  /** With `forgetting`, as if it kept what it had read, and no claim: what must be seen. */
  evict(forgetting = false): void {
    if (forgetting) this.#store.clear();
    this.#life += 1;
    this.#reading = null;
    this.#inventory = new Inventory(this.#store, this.#now());
  }

  loseStorage(): void {
    this.#store = new MapClaims();
    this.evict();
  }

  async hold(request: HoldRequest) {
    if (!(await this.#ready(request.draws))) return NOT_READ;
    const earlier = this.#store.byKey(request.key)?.holdId;
    return this.#watch(earlier ?? request.holdId, request.draws, () => this.#inventory.hold(request, this.#now()));
  }

  async read(holdId: string) {
    return this.#inventory.read(holdId, this.#now());
  }

  async amend(holdId: string, change: Amendment) {
    if (!(await this.#ready(change.draws))) return NOT_READ;
    const revision = this.#without === "revision of a change" ? this.claimOf(holdId)?.revision : undefined;
    const asked = { ...change, ...(revision !== undefined && { revision }) };
    return this.#watch(holdId, change.draws, () => this.#inventory.amend(holdId, asked, this.#now()));
  }

  async extend(holdId: string, until?: Instant) {
    return this.#inventory.extend(holdId, until, this.#now());
  }

  async release(holdId: string, options: Parameters<InventoryShardApi["release"]>[1] = {}) {
    return this.#watch(holdId, [], () => this.#inventory.release(holdId, options, this.#now()));
  }

  async pin(holdId: string, orderId: string, request: PinRequest) {
    const lapsed = request.retake ? this.#inventory.read(holdId, this.#now()) : null;
    if (lapsed?.state === "lapsed" && !(await this.#ready(lapsed.draws))) return NOT_READ;
    while (this.#reading !== null) await this.#reading;
    const claim = this.claimOf(holdId);
    let asked = request;
    if (claim !== null && this.#without === "revision of a pin") asked = { ...asked, revision: claim.revision };
    if (claim !== null && this.#without === "round of a pin") asked = { ...asked, round: claim.round + 1 };
    // As if pins were a number: each call is one more.
    if (this.#without === "attempt of a pin") asked = { ...asked, attempt: crypto.randomUUID() };
    return this.#watch(holdId, claim?.draws ?? [], () => this.#inventory.pin(holdId, orderId, asked, this.#now()));
  }

  async committed(holdId: string, orderId: string) {
    this.#inventory.committed(holdId, orderId, this.#now());
  }

  async failed(holdId: string, attempt: string) {
    const one = this.#without === "attempt of a pin" ? this.claimOf(holdId)?.pins[0] : undefined;
    this.#inventory.failed(holdId, one ?? attempt, this.#now());
  }

  async reserve(wanted: Reservation, attempt: string) {
    if (!(await this.#ready(poolsNamed(wanted)))) return NOT_READ;
    while (this.#reading !== null) await this.#reading;
    return this.#inventory.reserve(wanted, attempt, this.#now());
  }

  async withdraw(operationId: string, attempt: string) {
    this.#inventory.withdraw(operationId, attempt);
  }

  async giveUp(operationId: string) {
    this.#inventory.giveUp(operationId, this.#now());
    return this.changed();
  }

  async changed() {
    return this.#inventory.readAt === null || this.#readAnew();
  }

  /** What its alarm does. */
  alarm(): Promise<boolean> {
    return this.#readAnew();
  }

  async summary() {
    if (this.#inventory.readAt === null) await this.#readAnew();
    return this.#inventory.summary(this.#now());
  }

  /** Tells its world of what was decided about a claim. */
  #watch<T extends { readonly outcome: string; readonly refused?: readonly Shortage[] }>(
    holdId: string,
    wanted: readonly Draw[],
    decide: () => T,
  ): T {
    const drawn = () => {
      const state = this.#inventory.read(holdId, this.#now());
      return state === null || state.state === "lapsed" || state.state === "released" ? [] : state.draws;
    };
    const before = drawn();
    const answer = decide();
    const refused = answer.refused ?? [];
    this.#decided({ holdId, before, after: refused.length > 0 ? wanted : drawn(), refused });
    return answer;
  }

  async #ready(draws: readonly Draw[]): Promise<boolean> {
    const life = this.#life;
    this.#inventory.bearInMind(draws);
    const ready = !this.#inventory.mustRead(draws) || (await this.#readAnew());
    if (life !== this.#life) throw new EvictedError();
    return ready;
  }

  async #readAnew(): Promise<boolean> {
    // One that is under way may have missed what this is about.
    while (this.#reading !== null) await this.#reading;
    const reading = this.#readOnce().finally(() => {
      if (this.#reading === reading) this.#reading = null;
    });
    this.#reading = reading;
    return reading;
  }

  async #readOnce(): Promise<boolean> {
    const life = this.#life;
    const reading = this.#inventory.ask(this.#now());
    const base = await this.#read(reading.question).catch(() => null);
    if (life !== this.#life || base === null) return false;
    this.#inventory.learn(reading, base, this.#now());
    return true;
  }
}
