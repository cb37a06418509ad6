import { type Instant, instant } from "@liveotter/core/instant";
import { DeadlineError, withDeadline } from "../deadline.ts";
import { SingleFlight } from "../single-flight.ts";
import type { CachedBody, LoadedBody } from "./cached-body.ts";
import { type Held, Memory } from "./memory.ts";

/** A place for copies beyond this isolate. Whatever goes wrong in it is a miss. */
export interface CacheTier {
  readonly name: "edge" | "redis";
  readonly deadlineMs: number;
  get(key: string, signal: AbortSignal): Promise<CachedBody | undefined>;
  set(key: string, body: CachedBody, keepSeconds: number): Promise<void>;
}

/** Seconds since the content was read, each from zero and rising: good, good while a newer one is fetched, better than nothing. */
export interface Lifetimes {
  readonly fresh: number;
  readonly stale: number;
  readonly staleOnError: number;
}

/** The newest catalogue version that this isolate has heard of, and when (epoch ms). */
export interface KnownVersion {
  readonly version: number;
  readonly learnedAt: number;
  /** When anybody last said which version is out, were it the same. Where there are no versions: infinity. */
  readonly heardAt: number;
}

export interface CacheAnswer {
  /** `null`: there is nothing of that name. */
  readonly body: CachedBody | null;
  readonly tier: "isolate" | CacheTier["name"] | "load" | "fallback";
  /** `stale-error` and `fallback` are degraded: something behind is failing. */
  readonly outcome: "hit" | "stale" | "miss" | "stale-error" | "fallback";
}

export type WaitUntil = (work: Promise<unknown>) => void;

export interface TieredCacheOptions {
  /** Asked in this order. */
  readonly tiers: readonly CacheTier[];
  readonly maxBytes: number;
  /** Must not wait: it is asked on every read. */
  readonly version: (waitUntil: WaitUntil) => KnownVersion;
  readonly now?: () => Instant;
  /** For counting; called once for each step of a tier or load. */
  readonly onStep?: (step: CacheStep) => void;
}

export interface CacheStep {
  readonly tier: CacheTier["name"] | "load" | "fallback";
  readonly outcome: "hit" | "stale" | "miss" | "error" | "deadline";
  readonly ms: number;
}

/** Neither a copy, nor the record, nor the fallback could answer. */
export class NothingAnswersError extends Error {
  override readonly name = "NothingAnswersError";
}

/** How long one load may take. */
export const LOAD_MS = 1500;
/** How long a reader waits for content it knows to be out, before it takes what is here. */
export const NEWER_WAIT_MS = 300;
/**
 * An isolate that heard nothing of versions for this long was idle: before it calls a copy merely stale, it looks.
 * Under traffic it hears every two seconds, so that nobody waits then.
 */
export const UNSURE_MS = 3000;
/** "There is nothing of that name" is believed this long. */
export const ABSENT_MS = 5000;
/** After a failed load nobody waits for that key for this long; it is tried again behind the answers. */
export const FAILURE_MS = 30_000;
/** And no more often than this. */
export const RETRY_MS = 1000;

interface Found {
  readonly held: Held;
  readonly tier: CacheAnswer["tier"];
}

/**
 * Finished answers in tiers: this isolate's memory, then the given tiers, then the record (`load`), then `fallback`.
 *
 * A flight runs in its leader's request, kept alive by that request's `waitUntil`; see `SingleFlight` for the rest.
 */
export class TieredCache {
  readonly #tiers: readonly CacheTier[];
  readonly #memory: Memory;
  readonly #flights: SingleFlight<Found>;
  readonly #version: TieredCacheOptions["version"];
  readonly #now: () => number;
  readonly #onStep: (step: CacheStep) => void;
  readonly #lookUpMs: number;

  constructor({ tiers, maxBytes, version, now = () => instant(Date.now()), onStep = () => {} }: TieredCacheOptions) {
    this.#tiers = tiers;
    this.#memory = new Memory(maxBytes);
    this.#version = version;
    this.#now = now;
    this.#flights = new SingleFlight(now);
    this.#onStep = onStep;
    this.#lookUpMs = tiers.reduce((sum, tier) => sum + tier.deadlineMs, 50);
  }

  /** Upper bound of the memory held, in bytes. */
  get bytes(): number {
    return this.#memory.bytes;
  }

  /**
   * The answer under `key`. `load` reads the record (`null`: known absent) under a deadline that its signal tells;
   * `fallback` answers when neither it nor any copy can, and rejects when it cannot either: then this rejects with
   * `NothingAnswersError`. Both run once at a time per key, for whoever comes first.
   */
  async read(
    key: string,
    life: Lifetimes,
    load: (signal: AbortSignal) => Promise<LoadedBody | null>,
    fallback: () => Promise<LoadedBody | null>,
    waitUntil: WaitUntil,
  ): Promise<CacheAnswer> {
    const known = this.#version(waitUntil);
    const slot = this.#memory.get(key);
    let found: Found | undefined = slot?.held && { held: slot.held, tier: "isolate" };
    let state = this.#judge(found, life, known);
    if (state === "fresh" && found) return { body: found.held.body, tier: found.tier, outcome: "hit" };

    const failedFor = this.#now() - (slot?.failedAt ?? Number.NEGATIVE_INFINITY);
    const failing = failedFor < FAILURE_MS;
    const lookedUp = found === undefined && !failing;
    if (lookedUp) {
      const looking = this.#flights.fly(`look ${key}`, this.#lookUpMs, () => this.#lookUp(key, life, known), waitUntil);
      found = await looking.wait(this.#lookUpMs);
      state = this.#judge(found, life, known);
      if (state === "fresh" && found) return { body: found.held.body, tier: found.tier, outcome: "hit" };
    }

    if (failedFor >= RETRY_MS) {
      const renewMs = this.#lookUpMs + LOAD_MS;
      const renewing = this.#flights.fly(
        `load ${key}`,
        renewMs,
        () => this.#renew(key, life, known, lookedUp, load, waitUntil),
        waitUntil,
      );
      const unsure = state === "stale" && this.#now() - known.heardAt >= UNSURE_MS;
      if ((state !== "stale" || unsure) && !failing) {
        const renewed = await renewing.wait(unsure || state === "superseded" ? NEWER_WAIT_MS : renewMs);
        if (renewed) {
          return { body: renewed.held.body, tier: renewed.tier, outcome: renewed.tier === "load" ? "miss" : "hit" };
        }
        // The wait may have been long: what was usable then need not be now.
        state = this.#judge(found, life, known);
      }
    }
    if (found === undefined || state === "dead") return this.#fallBack(key, life, fallback, waitUntil);
    const merelySlow = state === "stale" || (state === "superseded" && !this.#isFailing(key));
    return { body: found.held.body, tier: found.tier, outcome: merelySlow ? "stale" : "stale-error" };
  }

  /** `old` is only for when nothing better can be had; `superseded` is young, but a newer version is known. */
  #judge(found: Found | undefined, life: Lifetimes, known: KnownVersion) {
    if (found === undefined) return "dead";
    const { body, version, storedAt } = found.held;
    const age = this.#now() - storedAt;
    // What was read after the news came is as new as can be had, whatever version it claims.
    const superseded = version < known.version && storedAt <= known.learnedAt;
    if (body === null) return age < ABSENT_MS && !superseded ? "fresh" : "dead";
    if (age >= life.staleOnError * 1000) return "dead";
    if (age >= life.stale * 1000) return "old";
    if (superseded) return "superseded";
    return age >= life.fresh * 1000 ? "stale" : "fresh";
  }

  /** The outer tiers' newest copy, now held here too; the first that is fresh ends the search. */
  async #lookUp(key: string, life: Lifetimes, known: KnownVersion): Promise<Found | undefined> {
    let best: Found | undefined;
    for (const tier of this.#tiers) {
      const body = await this.#timed(tier.name, tier.deadlineMs, (signal) => tier.get(key, signal)).catch(
        () => undefined,
      );
      if (body === undefined) continue;
      // A clock ahead of ours must not make content immortal, nor pass it for read after the news.
      const ahead = body.storedAt > this.#now();
      const latest = ahead && body.version < known.version ? known.learnedAt : this.#now();
      const storedAt = instant(Math.min(body.storedAt, latest));
      const found: Found = { held: { body: { ...body, storedAt }, version: body.version, storedAt }, tier: tier.name };
      if (best === undefined || storedAt > best.held.storedAt) best = found;
      if (this.#judge(found, life, known) === "fresh") break;
    }
    const here = this.#memory.get(key);
    if (best && best.held.storedAt > (here?.held?.storedAt ?? 0)) this.#memory.set(key, { held: best.held });
    return best;
  }

  /** A fresh copy: somebody else's, or the record's own. `undefined`, and a mark, when there is none to be had. */
  async #renew(
    key: string,
    life: Lifetimes,
    known: KnownVersion,
    lookedUp: boolean,
    load: (signal: AbortSignal) => Promise<LoadedBody | null>,
    waitUntil: WaitUntil,
  ): Promise<Found | undefined> {
    // Whoever saw the last flight land too late to join it finds here what it brought.
    const held = this.#memory.get(key)?.held;
    const here: Found | undefined = held && { held, tier: "isolate" };
    if (here && this.#judge(here, life, known) === "fresh") return here;
    const elsewhere = lookedUp ? undefined : await this.#lookUp(key, life, known);
    if (elsewhere && this.#judge(elsewhere, life, known) === "fresh") return elsewhere;
    const storedAt = instant(this.#now());
    try {
      const loaded = await this.#timed("load", LOAD_MS, load);
      const body = loaded && { ...loaded, storedAt };
      const held: Held = { body, version: loaded?.version ?? known.version, storedAt };
      this.#memory.set(key, { held });
      if (body) for (const tier of this.#tiers) waitUntil(tier.set(key, body, life.staleOnError).catch(() => {}));
      return { held, tier: "load" };
    } catch {
      this.#memory.set(key, { ...this.#memory.get(key), failedAt: this.#now() });
      return undefined;
    }
  }

  async #fallBack(
    key: string,
    life: Lifetimes,
    fallback: () => Promise<LoadedBody | null>,
    waitUntil: WaitUntil,
  ): Promise<CacheAnswer> {
    const { spare } = this.#memory.get(key) ?? {};
    if (spare && this.#now() - spare.storedAt < life.fresh * 1000) {
      return { body: spare.body, tier: "fallback", outcome: "fallback" };
    }
    const fall = async (): Promise<Found> => {
      const storedAt = instant(this.#now());
      const loaded = await this.#timed("fallback", LOAD_MS, fallback);
      const held: Held = { body: loaded && { ...loaded, storedAt }, version: loaded?.version ?? 0, storedAt };
      this.#memory.set(key, { ...this.#memory.get(key), spare: held });
      return { held, tier: "fallback" };
    };
    const found = await this.#flights.fly(`fall ${key}`, LOAD_MS, fall, waitUntil).wait(LOAD_MS);
    if (found === undefined) throw new NothingAnswersError(`nothing could answer for ${key}`);
    return { body: found.held.body, tier: "fallback", outcome: "fallback" };
  }

  #isFailing(key: string): boolean {
    return this.#now() - (this.#memory.get(key)?.failedAt ?? Number.NEGATIVE_INFINITY) < FAILURE_MS;
  }

  async #timed<T>(tier: CacheStep["tier"], ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const startedAt = this.#now();
    const step = (outcome: CacheStep["outcome"]) => this.#onStep({ tier, outcome, ms: this.#now() - startedAt });
    try {
      const value = await withDeadline(work, ms);
      step(value === undefined ? "miss" : "hit");
      return value;
    } catch (error) {
      step(error instanceof DeadlineError ? "deadline" : "error");
      throw error;
    }
  }
}
