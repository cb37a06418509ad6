import type { Instant } from "../instant.ts";
import { type Claim, extended, isLive, livesFrom, SETTLE_MS, stateAt, statusAt, step } from "./claim.ts";
import type { ClaimStore } from "./claim-store.ts";
import type { BaseQuestion, InventoryBase } from "./inventory-base.ts";
import { Pools } from "./pools.ts";
import {
  type Clash,
  isSame,
  type KeptReservation,
  type Lacking,
  type Reservation,
  type Reserved,
} from "./reservation.ts";
import type {
  Amendment,
  Busy,
  Changed,
  Draw,
  Gone,
  Held,
  HeldState,
  HoldRequest,
  Pinned,
  PinRequest,
  Refused,
  Released,
  ShardSummary,
  Shortage,
  Stopped,
} from "./shard-api.ts";

/** Codes that are asked about with each reading, although nobody holds one: so many, the latest. */
const CODES_IN_MIND = 200;

/** What was read is as of now for so long: whoever changes anything says so. */
const TRUSTED_MS = 30_000;

/** Nothing was read yet: ask again in a second. */
export const NOT_READ: Busy = { outcome: "busy", retryAfterMs: 1000 };

/** What was asked of Postgres, and what was known before it answered. */
export interface Reading {
  readonly question: BaseQuestion;
  /** Orders of which it was known that they stand: the answer counts them, whatever else it counts. */
  readonly placed: readonly Claim[];
}

/**
 * One shard's picture: what Postgres counted when it was last read, and the claims that it did not count then. Decides, and
 * remembers through its store alone, so that whoever loses it makes another one of the same store. Time is passed in.
 */
export class Inventory {
  readonly #store: ClaimStore;
  readonly #live = new Map<string, Claim>();
  readonly #reservations = new Map<string, KeptReservation>();
  /** What was read; null before the first time. */
  #base: InventoryBase | null = null;
  #readAt: Instant | null = null;
  #pools = new Pools({ pools: [], codes: [] });
  #carts = new Pools({ pools: [], codes: [] });
  #codesInMind = new Set<string>();
  /** What the latest reading asked for, answered or not: of other codes it will know nothing. */
  #codesAsked: ReadonlySet<string> = new Set();
  /** No live cart lapses before. */
  #nextLapse = Number.POSITIVE_INFINITY;

  constructor(store: ClaimStore, now: Instant) {
    this.#store = store;
    const kept = store.base();
    if (kept === null) return;
    for (const claim of store.live(now)) if (isLive(claim, now)) this.#live.set(claim.holdId, claim);
    for (const reservation of store.reservations()) this.#reservations.set(reservation.id, reservation);
    this.#codesAsked = new Set(kept.base.codes.map(({ id }) => id));
    this.#see(kept.base, kept.readAt);
  }

  /** When Postgres was last read; null: never, and nothing can be held. */
  get readAt(): Instant | null {
    return this.#readAt;
  }

  /** Whether anything is held or awaited, so that somebody has to look after it. */
  holdsAnything(now: Instant): boolean {
    this.#lapse(now);
    return this.#live.size > 0 || this.#reservations.size > 0;
  }

  /** When time alone makes what was read another. */
  get changesAt(): Instant | null {
    return this.#base?.changesAt ?? null;
  }

  /** Whether it has to read before it can decide: a quota that is new, or a code it was not asked for lately. */
  mustRead(draws: readonly Draw[]): boolean {
    const base = this.#base;
    if (base === null) return true;
    return draws.flatMap(poolsOf).some((id) => {
      const quota = base.pools.some((pool) => pool.id === id);
      return !quota && !(this.#codesAsked.has(id) && base.codes.some((code) => code.id === id));
    });
  }

  /** Has the next reading ask for the codes among these. */
  bearInMind(draws: readonly Draw[]): void {
    for (const id of draws.flatMap(poolsOf)) {
      if (this.#base?.pools.some((quota) => quota.id === id)) continue;
      this.#codesInMind.delete(id);
      this.#codesInMind.add(id);
    }
    for (const id of this.#codesInMind) {
      if (this.#codesInMind.size <= CODES_IN_MIND) break;
      this.#codesInMind.delete(id);
    }
  }

  /** Whether one of these quotas is missing from what was read. */
  lacks(quotas: readonly string[]): boolean {
    return quotas.some((id) => this.#base?.pools.some((pool) => pool.id === id) !== true);
  }

  hold(request: HoldRequest, now: Instant): Held | Refused | Stopped | Busy | { readonly outcome: "mismatch" } {
    const { holdId, key, requestHash, draws, doc, replaces, attempt } = request;
    const earlier = this.#store.byKey(key);
    if (earlier !== null && earlier.requestHash !== requestHash) return { outcome: "mismatch" };
    const same = earlier === null ? null : this.#find(earlier.holdId);
    if (same !== null) {
      if (!same.home && (request.revision ?? 0) > same.revision) return this.#follow(same, request, now);
      if (attempt !== undefined) this.#write({ ...same, attempt }, now);
      return this.#held(same, now, true);
    }
    if (this.#base === null) return NOT_READ;
    if (this.#base.stopped) return stoppedBy(this.#base);
    const givenUp = replaces == null ? null : this.#find(replaces);
    const released = givenUp === null ? null : step(givenUp, "release", now);
    const refused = this.#shortages(draws, released?.draws ?? [], now);
    if (refused.length > 0) return { outcome: "refused", refused };

    if (released !== null) this.#write(released, now);
    const claim: Claim = {
      ...{ holdId, home: doc !== null, state: "held", draws, ...livesFrom(now) },
      ...{ orderId: null, pins: [], round: 0, checkAt: null, attempt, revision: request.revision ?? 0 },
    };
    this.#store.add(claim, { key, requestHash, doc });
    this.#remember(claim, now);
    return this.#held(claim, now, false, doc);
  }

  /** Outside the home: gets what the home's newer revision needs here. What lapsed before its home is taken again. */
  #follow(claim: Claim, { draws, revision = 0, attempt }: HoldRequest, now: Instant): Held | Refused | Stopped | Busy {
    const state = stateAt(claim, now);
    if (state !== "held" && state !== "lapsed") return this.#held(claim, now, true);
    if (this.#base === null) return NOT_READ;
    if (this.#base.stopped) return stoppedBy(this.#base);
    const refused = this.#shortages(draws, state === "held" ? claim.draws : [], now);
    if (refused.length > 0) return { outcome: "refused", refused };
    const times = state === "held" ? {} : livesFrom(now);
    const followed: Claim = { ...claim, ...times, draws, revision, attempt };
    this.#write(followed, now);
    return this.#held(followed, now, false);
  }

  read(holdId: string, now: Instant): HeldState | null {
    const claim = this.#find(holdId);
    return claim === null ? null : this.#describe(claim, now);
  }

  amend(
    holdId: string,
    { revision, change, draws, doc }: Amendment,
    now: Instant,
  ): Held | Refused | Stopped | Gone | Changed | Busy {
    const claim = this.#find(holdId);
    // Its answer was lost: whatever state the hold is in by now, this change was made.
    if (claim?.revision === revision + 1 && claim.attempt === change) return this.#held(claim, now, true);
    if (claim === null || stateAt(claim, now) !== "held") return this.#gone(claim, now);
    if (claim.revision !== revision) return this.#changed(claim, now);
    if (this.#base === null) return NOT_READ;
    if (this.#base.stopped) return stoppedBy(this.#base);
    const refused = this.#shortages(draws, claim.draws, now);
    if (refused.length > 0) return { outcome: "refused", refused };
    const amended: Claim = { ...claim, draws, revision: revision + 1, attempt: change };
    this.#write(amended, now, doc);
    return this.#held(amended, now, false, doc);
  }

  extend(holdId: string, until: Instant | undefined, now: Instant): Held | Gone {
    const claim = this.#find(holdId);
    if (claim === null || stateAt(claim, now) !== "held") return this.#gone(claim, now);
    const longer = extended(claim, now, until);
    if (longer.expiresAt !== claim.expiresAt) this.#write(longer, now);
    return this.#held(longer, now, false);
  }

  release(
    holdId: string,
    { undo = false, attempt }: { readonly undo?: boolean; readonly attempt?: string },
    now: Instant,
  ): Gone | Released {
    const claim = this.#find(holdId);
    if (attempt !== undefined && claim?.attempt !== attempt) return this.#gone(claim, now);
    const released = claim === null ? null : step(claim, "release", now);
    if (released === null) return this.#gone(claim, now);
    this.#write(released, now);
    const hold = this.#describe(released, now);
    if (undo) this.#store.remove(holdId);
    return { outcome: "released", hold };
  }

  pin(
    holdId: string,
    orderId: string,
    { attempt, revision, round = 0, retake = false }: PinRequest,
    now: Instant,
  ): Pinned | Refused | Stopped | Gone | Changed {
    let claim = this.#find(holdId);
    if (claim === null || this.#base === null) return this.#gone(claim, now);
    const { home } = claim;
    const state = stateAt(claim, now);
    if (state === "held" || state === "lapsed" || state === "pinned") {
      const other = home ? claim.revision !== revision : claim.revision > revision || claim.round > round;
      // One round has one order: in it, another order's pin has been on its way for too long.
      if (other || (!home && state === "pinned" && claim.round === round && claim.orderId !== orderId)) {
        return this.#changed(claim, now);
      }
    }
    if (retake && state === "lapsed") {
      if (this.#base.stopped) return stoppedBy(this.#base);
      const refused = this.#shortages(claim.draws, [], now);
      if (refused.length > 0) return { outcome: "refused", refused };
      const retaken = step(claim, "retake", now);
      if (retaken !== null) claim = { ...retaken, ...livesFrom(now) };
    }
    const checkAt = (now + SETTLE_MS) as Instant;
    const fresh = step(claim, "pin", now);
    if (fresh !== null) {
      claim = { ...fresh, orderId, pins: [attempt], round: home ? claim.round + 1 : round, checkAt };
      this.#write(claim, now);
    } else if (state === "pinned") {
      // Another tab's order, or, outside the home, one that the home has given up since.
      const joined = home || claim.orderId === orderId;
      const pins = joined ? [...claim.pins.filter((one) => one !== attempt), attempt] : [attempt];
      claim = joined ? { ...claim, pins, checkAt } : { ...claim, orderId, pins, round, checkAt };
      this.#write(claim, now);
    }
    if (claim.orderId === null) return this.#gone(claim, now);
    const { epoch } = this.#base;
    return {
      ...{ outcome: "pinned", orderId: claim.orderId, epoch, round: claim.round },
      hold: this.#describe(claim, now),
    };
  }

  committed(holdId: string, orderId: string, now: Instant): void {
    const claim = this.#pinnedTo(holdId, orderId);
    const placed = claim === null ? null : step(claim, "commit", now);
    if (placed !== null) this.#write(placed, now);
  }

  failed(holdId: string, attempt: string, now: Instant): void {
    const claim = this.#live.get(holdId);
    if (claim?.state !== "pinned" || !claim.pins.includes(attempt)) return;
    const pins = claim.pins.filter((one) => one !== attempt);
    // While someone else is placing the same order, nothing is certain yet.
    const given = pins.length > 0 ? { ...claim, pins } : step(claim, "fail", now);
    if (given !== null) this.#write(given, now);
  }

  /**
   * Reserves free capacity, never a cart's, until Postgres has settled the operation. Idempotent. Requires that the base was
   * read.
   */
  reserve(wanted: Reservation, attempt: string, now: Instant): Reserved | Lacking | Clash {
    const base = this.#base;
    if (base === null) throw new Error("nothing was read yet");
    const known = this.#reservations.get(wanted.id);
    if (known !== undefined && !isSame(known, wanted)) return { outcome: "clash" };
    if (known === undefined) {
      this.#lapse(now);
      const lacks = this.#pools.lacks(wanted, this.#carts);
      if (lacks.length > 0) return { outcome: "lacking", lacks };
    }
    const attempts = [...new Set([...(known?.attempts ?? []), attempt])];
    this.#keep({ ...wanted, attempts, checkAt: (now + SETTLE_MS) as Instant });
    return { outcome: "reserved", epoch: base.epoch };
  }

  /** This attempt will not write. */
  withdraw(operationId: string, attempt: string): void {
    const known = this.#reservations.get(operationId);
    if (known === undefined || !known.attempts.includes(attempt)) return;
    const attempts = known.attempts.filter((other) => other !== attempt);
    if (attempts.length > 0) this.#keep({ ...known, attempts });
    else {
      this.#forget(operationId);
      this.#recount();
    }
  }

  /** The write failed: the next reading voids the operation unless Postgres has it. */
  giveUp(operationId: string, now: Instant): void {
    const known = this.#reservations.get(operationId);
    if (known !== undefined) this.#keep({ ...known, checkAt: now });
  }

  #forget(operationId: string): void {
    this.#reservations.delete(operationId);
    this.#store.removeReservation(operationId);
  }

  #keep(reservation: KeptReservation): void {
    const known = this.#reservations.has(reservation.id);
    this.#store.setReservation(reservation);
    this.#reservations.set(reservation.id, reservation);
    if (!known) this.#recount();
  }

  /** Busy before the first reading: what nobody has counted is neither free nor sold out. */
  summary(now: Instant): ShardSummary | Busy {
    if (this.#base === null || this.#readAt === null) return NOT_READ;
    this.#lapse(now);
    const { stopped } = this.#base;
    const asOf = Math.min(now, this.#readAt + TRUSTED_MS) as Instant;
    const why = stopped ? stoppedBy(this.#base).why : null;
    return { outcome: "counted", asOf, stopped, why, pools: this.#pools.summary(this.#carts) };
  }

  /** What to ask Postgres now: its answer goes to `learn`. */
  ask(now: Instant): Reading {
    this.#lapse(now);
    const claims = [...this.#live.values()];
    const pinned = claims.filter(({ state }) => state === "pinned");
    const orders = (overdue: boolean) => [
      ...pinned.flatMap(({ orderId, checkAt }) =>
        orderId !== null && (checkAt !== null && checkAt <= now) === overdue ? [orderId] : [],
      ),
      ...[...this.#reservations.values()].flatMap(({ id, checkAt }) => (checkAt <= now === overdue ? [id] : [])),
    ];
    const drawn = [...claims, ...this.#reservations.values()].flatMap(({ draws }) => draws.flatMap(poolsOf));
    const codes = new Set([...this.#codesInMind, ...drawn]);
    for (const { id } of this.#base?.pools ?? []) codes.delete(id);
    this.#codesAsked = codes;
    return {
      question: { epoch: this.#base?.epoch ?? null, codes: [...codes], pinned: orders(false), overdue: orders(true) },
      placed: claims.filter(({ state }) => state === "placed"),
    };
  }

  /**
   * What Postgres answered: whatever it counts is no claim's any more. A pin made while it was asked may be counted twice
   * until the next reading: too little is free then, never too much.
   */
  learn({ question, placed }: Reading, base: InventoryBase, now: Instant): void {
    if (base.epoch !== question.epoch) {
      // Its memory was lost: Postgres refuses whatever was counted under the old epoch.
      this.#store.clear();
      this.#live.clear();
      this.#reservations.clear();
    }
    const { orders } = base;
    for (const claim of placed) if (this.#live.has(claim.holdId)) this.#fold(claim, now);
    for (const claim of [...this.#live.values()]) {
      const outcome = claim.orderId === null ? undefined : orders[claim.orderId];
      if (claim.state !== "pinned" && claim.state !== "placed") continue;
      if (outcome === "placed") this.#fold(claim, now);
      const freed = outcome === "void" ? step(claim, "fail", now) : null;
      if (freed !== null) this.#write(freed, now);
    }
    for (const id of [...this.#reservations.keys()]) {
      if (orders[id] === undefined) continue;
      this.#forget(id);
    }
    this.#store.setBase({ base, readAt: now });
    this.#see(base, now);
  }

  #fold(claim: Claim, now: Instant): void {
    const folded = step(claim, "fold", now);
    if (folded !== null) this.#write(folded, now);
  }

  /** Counts anew from what was read. */
  #see(base: InventoryBase, readAt: Instant): void {
    this.#base = base;
    this.#readAt = readAt;
    this.#recount();
  }

  #recount(): void {
    if (this.#base === null) return;
    this.#pools = new Pools(this.#base, this.#reservations.values());
    this.#carts = new Pools({ pools: [], codes: [] });
    this.#nextLapse = Number.POSITIVE_INFINITY;
    for (const claim of this.#live.values()) this.#count(claim);
  }

  #shortages(draws: readonly Draw[], own: readonly Draw[], now: Instant): Shortage[] {
    this.#lapse(now);
    this.#pools.giveBack(own);
    try {
      return this.#pools.shortages(draws, own);
    } finally {
      this.#pools.take(own);
    }
  }

  /** Gives back what has lapsed since; the store says the same of it by its times. */
  #lapse(now: Instant): void {
    if (now < this.#nextLapse) return;
    this.#nextLapse = Number.POSITIVE_INFINITY;
    for (const claim of this.#live.values()) {
      if (!isLive(claim, now)) this.#drop(claim);
      else if (claim.state === "held") this.#nextLapse = Math.min(this.#nextLapse, claim.expiresAt);
    }
  }

  #write(claim: Claim, now: Instant, doc?: string | null): void {
    this.#store.update(claim, doc);
    this.#remember(claim, now);
  }

  #remember(claim: Claim, now: Instant): void {
    const before = this.#live.get(claim.holdId);
    if (before !== undefined) this.#drop(before);
    if (!isLive(claim, now)) return;
    this.#live.set(claim.holdId, claim);
    this.#count(claim);
  }

  #count(claim: Claim): void {
    this.#pools.take(claim.draws);
    if (claim.state !== "held") return;
    this.#carts.take(claim.draws);
    this.#nextLapse = Math.min(this.#nextLapse, claim.expiresAt);
  }

  #drop(claim: Claim): void {
    this.#live.delete(claim.holdId);
    this.#pools.giveBack(claim.draws);
    if (claim.state === "held") this.#carts.giveBack(claim.draws);
  }

  #find(holdId: string): Claim | null {
    return this.#live.get(holdId) ?? this.#store.claim(holdId);
  }

  #pinnedTo(holdId: string, orderId: string): Claim | null {
    const claim = this.#live.get(holdId);
    return claim?.state === "pinned" && claim.orderId === orderId ? claim : null;
  }

  #held(claim: Claim, now: Instant, replayed: boolean, doc?: string | null): Held {
    return { outcome: "held", hold: this.#describe(claim, now, doc), replayed };
  }

  #changed(claim: Claim, now: Instant): Changed {
    return { outcome: "changed", hold: this.#describe(claim, now) };
  }

  #gone(claim: Claim | null, now: Instant): Gone {
    return { outcome: "gone", hold: claim === null ? null : this.#describe(claim, now) };
  }

  #describe(claim: Claim, now: Instant, known?: string | null): HeldState {
    const { holdId, expiresAt, lastsUntil, orderId, revision, draws } = claim;
    const doc = known === undefined && claim.home ? this.#store.doc(holdId) : (known ?? null);
    return { holdId, state: statusAt(claim, now), expiresAt, lastsUntil, orderId, revision, draws, doc, now };
  }
}

const stoppedBy = ({ why }: InventoryBase): Stopped => ({ outcome: "stopped", why: why ?? "stopped" });

const poolsOf = ({ pool, via }: Draw): string[] => (via === undefined ? [pool] : [pool, via]);
