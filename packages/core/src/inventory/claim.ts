import type { Instant } from "../instant.ts";
import { next, type Transitions } from "../transitions.ts";
import { type Draw, HOLD_MAX_MS, HOLD_MS, type HoldStatus } from "./shard-api.ts";

/**
 * What a shard has taken out of its pools for one hold. `placed`: the order is known to stand, and Postgres has not been
 * read since; from `ordered` on, what Postgres counts holds it. A lapsed claim is a `held` one whose time is over.
 */
export type ClaimState = "held" | "lapsed" | "pinned" | "placed" | "ordered" | "released";
export type ClaimEvent = "lapse" | "retake" | "release" | "pin" | "fail" | "commit" | "fold";

/** A pin ends by what Postgres says alone: it does not lapse and is not released. */
export const CLAIM_TRANSITIONS: Transitions<ClaimState, ClaimEvent> = {
  held: { lapse: "lapsed", release: "released", pin: "pinned" },
  lapsed: { retake: "held" },
  pinned: { fail: "held", commit: "placed", fold: "ordered" },
  placed: { fold: "ordered" },
  ordered: {},
  released: {},
};

export interface Claim {
  readonly holdId: string;
  /** Whether this shard keeps the hold's document, and decides which order it is pinned to. */
  readonly home: boolean;
  /** As it was last written: `stateAt` says what time has made of it. */
  readonly state: Exclude<ClaimState, "lapsed">;
  readonly draws: readonly Draw[];
  readonly expiresAt: Instant;
  readonly lastsUntil: Instant;
  readonly orderId: string | null;
  /** The request that took or changed it last. Absent: unknown. */
  readonly attempt?: string | undefined;
  /** Counts changes of its content: its draws and, in the home, its document. Other shards follow the home's count. */
  readonly revision: number;
  /** The attempts that are placing the order it is pinned to: two tabs may be. */
  readonly pins: readonly string[];
  /** How often the home has been pinned to a new order. Other shards refuse a pin from an earlier round. */
  readonly round: number;
  /** When an order of which nothing was heard is asked about. */
  readonly checkAt: Instant | null;
}

/** Longer than a commit may be on its way, retries included. */
export const SETTLE_MS = 15_000;

/** Whole seconds, so that what lapses together is swept together. */
const wholeSecond = (ms: number): Instant => (Math.ceil(ms / 1000) * 1000) as Instant;

/** The times of a claim that is taken now. */
export const livesFrom = (now: Instant): Pick<Claim, "expiresAt" | "lastsUntil"> => ({
  expiresAt: wholeSecond(now + HOLD_MS),
  lastsUntil: wholeSecond(now + HOLD_MAX_MS),
});

/** One more life, within what all of them may come to, and not beyond `until` where that is later than it lasts anyway. */
export function extended(claim: Claim, now: Instant, until: Instant = claim.lastsUntil): Claim {
  const wished = Math.min(wholeSecond(now + HOLD_MS), until, claim.lastsUntil);
  return { ...claim, expiresAt: Math.max(claim.expiresAt, wished) as Instant };
}

/** Expiry is a matter of reading: no sweep needs to have run. */
export const stateAt = (claim: Claim, now: Instant): ClaimState =>
  claim.state === "held" && claim.expiresAt <= now ? "lapsed" : claim.state;

/** Whether it takes anything out of its pools beside what Postgres counts. */
export const isLive = (claim: Claim, now: Instant): boolean =>
  ["held", "pinned", "placed"].includes(stateAt(claim, now));

/** The claim after an event, or `null` if that cannot happen to it now. */
export function step(claim: Claim, event: Exclude<ClaimEvent, "lapse">, now: Instant): Claim | null {
  const state = next(CLAIM_TRANSITIONS, stateAt(claim, now), event);
  if (state === null || state === "lapsed") return null;
  const awaited = state === "pinned" ? {} : { pins: [], checkAt: null };
  return { ...claim, ...awaited, state, ...(state === "held" && { orderId: null }) };
}

/** What a client is told: to it an order stands as soon as that is known. */
export const statusAt = (claim: Claim, now: Instant): HoldStatus => {
  const state = stateAt(claim, now);
  return state === "placed" ? "ordered" : state;
};
