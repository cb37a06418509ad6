import type { Instant } from "@liveotter/core/instant";
import { Inventory } from "@liveotter/core/inventory/inventory";
import type { BaseQuestion, InventoryBase } from "@liveotter/core/inventory/inventory-base";
import type { Busy, Draw, HoldRequest, InventoryShardApi } from "@liveotter/core/inventory/shard-api";
import { MapClaims } from "../../packages/core/test/inventory-world.ts";

const NOT_READ: Busy = { outcome: "busy", retryAfterMs: 1000 };

/** Its process was ended: nobody hears whether what was under way was done. */
export class EvictedError extends Error {
  override readonly name = "EvictedError";
}

/** A shard as its shell runs it, on a clock and a way to Postgres that are its world's. */
export class WorldShard implements InventoryShardApi {
  readonly #now: () => Instant;
  readonly #read: (question: BaseQuestion) => Promise<InventoryBase | null>;
  #store = new MapClaims();
  #inventory: Inventory;
  #reading: Promise<boolean> | null = null;
  /** How often it was evicted. */
  #life = 0;

  constructor(now: () => Instant, read: (question: BaseQuestion) => Promise<InventoryBase | null>) {
    this.#now = now;
    this.#read = read;
    this.#inventory = new Inventory(this.#store, now());
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
    return this.#inventory.hold(request, this.#now());
  }

  async read(holdId: string) {
    return this.#inventory.read(holdId, this.#now());
  }

  async amend(holdId: string, change: { readonly draws: readonly Draw[]; readonly doc: string | null }) {
    if (!(await this.#ready(change.draws))) return NOT_READ;
    return this.#inventory.amend(holdId, change, this.#now());
  }

  async extend(holdId: string) {
    return this.#inventory.extend(holdId, this.#now());
  }

  async release(holdId: string, options: Parameters<InventoryShardApi["release"]>[1] = {}) {
    return this.#inventory.release(holdId, options, this.#now());
  }

  async pin(holdId: string, orderId: string, { retake = false }: { readonly retake?: boolean } = {}) {
    const lapsed = retake ? this.#inventory.read(holdId, this.#now()) : null;
    if (lapsed?.state === "lapsed" && !(await this.#ready(lapsed.draws))) return NOT_READ;
    while (this.#reading !== null) await this.#reading;
    return this.#inventory.pin(holdId, orderId, retake, this.#now());
  }

  async committed(holdId: string, orderId: string) {
    this.#inventory.committed(holdId, orderId, this.#now());
  }

  async failed(holdId: string, orderId: string) {
    this.#inventory.failed(holdId, orderId, this.#now());
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

  async #ready(draws: readonly Draw[]): Promise<boolean> {
    const life = this.#life;
    this.#inventory.bearInMind(draws);
    if (this.#inventory.mustRead(draws)) await this.#readAnew();
    if (life !== this.#life) throw new EvictedError();
    return this.#inventory.readAt !== null;
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
