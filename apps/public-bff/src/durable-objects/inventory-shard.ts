import { DurableObject } from "cloudflare:workers";
import { type Instant, instant } from "@liveotter/core/instant";
import { Inventory, NOT_READ } from "@liveotter/core/inventory/inventory";
import {
  type Clash,
  type Lacking,
  poolsNamed,
  type Reservation,
  type Reserved,
} from "@liveotter/core/inventory/reservation";
import type {
  Amendment,
  Busy,
  Changed,
  Draw,
  Gone,
  Held,
  HeldState,
  HoldRequest,
  InventoryShardApi,
  Pinned,
  PinRequest,
  Refused,
  Released,
  ShardSummary,
  Stopped,
} from "@liveotter/core/inventory/shard-api";
import { connect, type Database } from "@liveotter/database/connect";
import { DatabaseError } from "@liveotter/database/database-error";
import { readInventory } from "@liveotter/database/inventory/read-inventory";
import { type Logger, makeLogger } from "@liveotter/integrations/telemetry/logger";
import { readSettings } from "../settings.ts";
import { SqliteClaims } from "./sqlite-claims.ts";

/** New holds that wait: some 300 ms' worth. The platform itself refuses far beyond; what is held already goes first. */
const MAX_WAITING = 1000;
/** What one shard decides in a millisecond, roughly. */
const HOLDS_PER_MS = 3;
/** A shard that holds anything looks after itself so often. */
const TEND_MS = 10_000;
/** What was read is good enough for so long; after that it is read again behind the answer, then before it. */
const FRESH_MS = 15_000;
const STALE_MS = 60_000;
/** For so long a reading is waited for that would be good to have; a pin made meanwhile may be counted twice for a while. */
const PATIENCE_MS = 250;
const READ_MS = 3000;
/** After a reading that failed. */
const PAUSE_MS = 1000;
/** Ended holds stay known: to be retaken, and to answer a key that comes again. */
const KEPT_MS = 24 * 3_600_000;

type HoldAnswer = Awaited<ReturnType<InventoryShardApi["hold"]>>;

interface Waiting {
  readonly request: HoldRequest;
  resolve(answer: HoldAnswer): void;
  reject(error: unknown): void;
}

/**
 * Serialises the claims on one scope of an event: a performance, or the event for what spans them all. `Inventory`
 * decides; this shell gives it time, storage and Postgres. What its storage has lost, a new epoch and Postgres replace.
 */
export class InventoryShard extends DurableObject<Env> implements InventoryShardApi {
  /** Its clock: a property, which no caller reaches. */
  now = (): Instant => instant(Date.now());
  readonly #claims: SqliteClaims;
  readonly #db: Database | null;
  readonly #log: Logger = makeLogger("public-bff");
  #inventory: Inventory;
  readonly #eventId: string;
  readonly #scope: string;
  #queue: Waiting[] = [];
  #waiting = 0;
  #reading: Promise<boolean> | null = null;
  #readingAfter: Promise<boolean> | null = null;
  #pausedUntil = 0;
  #alarmAt: number | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { databaseUrl, databaseEndpoint } = readSettings(env).settings;
    this.#db =
      databaseUrl === null
        ? null
        : connect({ url: databaseUrl, httpEndpoint: databaseEndpoint ?? undefined, timeoutMs: READ_MS });
    [this.#eventId = "", this.#scope = ""] = (ctx.id.name ?? "").split("/");
    this.#claims = new SqliteClaims(ctx.storage.sql);
    this.#inventory = new Inventory(this.#claims, this.now());
    void ctx.blockConcurrencyWhile(async () => {
      this.#alarmAt = await ctx.storage.getAlarm();
    });
  }

  async hold(request: HoldRequest): Promise<HoldAnswer> {
    if (this.#waiting >= MAX_WAITING) {
      return { outcome: "busy", retryAfterMs: Math.ceil(this.#waiting / HOLDS_PER_MS) };
    }
    this.#waiting += 1;
    try {
      if (!(await this.#ready(request.draws))) return NOT_READ;
      return await new Promise<HoldAnswer>((resolve, reject) => {
        // Calls arrive in macrotasks of their own: only another one collects several, to commit them together.
        if (this.#queue.push({ request, resolve, reject }) === 1) setTimeout(() => this.#decide(), 0);
      });
    } finally {
      this.#waiting -= 1;
    }
  }

  async read(holdId: string): Promise<HeldState | null> {
    return this.#inventory.read(holdId, this.now());
  }

  async amend(holdId: string, change: Amendment): Promise<Held | Refused | Stopped | Gone | Changed | Busy> {
    if (!(await this.#ready(change.draws))) return NOT_READ;
    return this.#inventory.amend(holdId, change, this.now());
  }

  async extend(holdId: string, until?: Instant): Promise<Held | Gone> {
    return this.#inventory.extend(holdId, until, this.now());
  }

  async release(
    holdId: string,
    options: { readonly undo?: boolean; readonly attempt?: string } = {},
  ): Promise<Gone | Released> {
    return this.#inventory.release(holdId, options, this.now());
  }

  async pin(
    holdId: string,
    orderId: string,
    request: PinRequest,
  ): Promise<Pinned | Refused | Stopped | Gone | Changed | Busy> {
    const lapsed = request.retake ? this.#inventory.read(holdId, this.now()) : null;
    if (lapsed?.state === "lapsed" && !(await this.#ready(lapsed.draws))) return NOT_READ;
    await this.#awaitReading();
    const answer = this.#inventory.pin(holdId, orderId, request, this.now());
    this.#watch();
    return answer;
  }

  async committed(holdId: string, orderId: string): Promise<void> {
    this.#inventory.committed(holdId, orderId, this.now());
  }

  async failed(holdId: string, attempt: string): Promise<void> {
    this.#inventory.failed(holdId, attempt, this.now());
  }

  async reserve(wanted: Reservation, attempt: string): Promise<Reserved | Lacking | Clash | Busy> {
    if (!(await this.#ready(poolsNamed(wanted)))) return NOT_READ;
    await this.#awaitReading();
    let answer = this.#inventory.reserve(wanted, attempt, this.now());
    // Capacity may have been freed without the shard being told.
    if (answer.outcome === "lacking" && (await this.#readAnew()))
      answer = this.#inventory.reserve(wanted, attempt, this.now());
    this.#watch();
    return answer;
  }

  async withdraw(operationId: string, attempt: string): Promise<void> {
    this.#inventory.withdraw(operationId, attempt);
  }

  async giveUp(operationId: string): Promise<boolean> {
    this.#inventory.giveUp(operationId, this.now());
    return this.changed();
  }

  async changed(): Promise<boolean> {
    // One that never read anything will, once somebody asks.
    return this.#inventory.readAt === null || this.#readAnew();
  }

  async summary(quotas: readonly string[] = []): Promise<ShardSummary | Busy> {
    if (this.#inventory.lacks(quotas) && Date.now() >= this.#pausedUntil) await this.#readAnew();
    else await this.#freshen();
    return this.#inventory.summary(this.now());
  }

  /** May come late, twice or never: nothing that is answered depends on it. */
  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    await this.#readAnew();
    this.#watch();
  }

  /** All that came in one tick: each is decided by itself, and nothing waits in between, so that they commit as one. */
  #decide(): void {
    const queue = this.#queue;
    this.#queue = [];
    const now = this.now();
    for (const { request, resolve, reject } of queue) {
      try {
        resolve(this.#inventory.hold(request, now));
      } catch (error) {
        reject(error);
      }
    }
    this.#watch();
  }

  /**
   * Whether these draws can be decided: every pool is known, or a reading that asked for it has just shown that it does not
   * exist. A pool that is unknown while Postgres cannot be read decides nothing.
   */
  async #ready(draws: readonly Draw[]): Promise<boolean> {
    this.#inventory.bearInMind(draws);
    if (this.#inventory.mustRead(draws)) return Date.now() >= this.#pausedUntil && (await this.#readAnew());
    await this.#freshen();
    return true;
  }

  /** Capacity pinned during a reading may be counted twice until the next one, so wait briefly. */
  async #awaitReading(): Promise<void> {
    const until = Date.now() + PATIENCE_MS;
    while (this.#reading !== null && Date.now() < until) {
      await Promise.race([this.#reading, scheduler.wait(until - Date.now())]);
    }
  }

  /** Reads anew what has become old: behind the answer, or before it when nobody has looked for long. */
  async #freshen(): Promise<void> {
    const age = this.now() - (this.#inventory.readAt ?? 0);
    if (age < FRESH_MS || Date.now() < this.#pausedUntil) return;
    const reading = this.#reading ?? this.#readAnew();
    if (age < STALE_MS) this.ctx.waitUntil(reading);
    else if (this.#inventory.readAt === null) await reading;
    else await Promise.race([reading, scheduler.wait(PATIENCE_MS)]);
  }

  /** Resolves after a reading that began after this call: one that is under way may have missed what it is about. */
  #readAnew(): Promise<boolean> {
    if (this.#reading === null) {
      this.#reading = this.#readOnce().finally(() => {
        this.#reading = null;
      });
      return this.#reading;
    }
    this.#readingAfter ??= this.#reading.then(() => {
      this.#readingAfter = null;
      return this.#readAnew();
    });
    return this.#readingAfter;
  }

  async #readOnce(): Promise<boolean> {
    const reading = this.#inventory.ask(this.now());
    try {
      const place = { eventId: this.#eventId, scope: this.#scope };
      const base = this.#db === null ? null : await readInventory(this.#db, place, reading.question);
      if (base === null) return false;
      this.#inventory.learn(reading, base, this.now());
      this.#watch();
      return true;
    } catch (error) {
      this.#pausedUntil = Date.now() + PAUSE_MS;
      const code = error instanceof DatabaseError ? (error.code ?? error.kind) : "unexpected";
      this.#log.warn("inventory could not be read", { code });
      return false;
    }
  }

  /** Sees to it that there is an alarm while there is anything to look after, also if one was lost. */
  #watch(): void {
    const now = this.now();
    const holds = this.#inventory.holdsAnything(now);
    const due = now + (holds ? TEND_MS : KEPT_MS);
    if (this.#alarmAt !== null && this.#alarmAt > now - TEND_MS && this.#alarmAt <= due) return;
    if (!holds && !this.#claims.forget(instant(now - KEPT_MS))) return;
    this.#alarmAt = due;
    this.ctx.waitUntil(this.ctx.storage.setAlarm(due));
  }
}
