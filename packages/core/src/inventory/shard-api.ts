import type { Instant } from "../instant.ts";
import type { Clash, Lacking, Reservation, Reserved } from "./reservation.ts";

/** How long a hold lives, what one extension gives, and what all of them come to. Milliseconds. */
export const HOLD_MS = 10 * 60_000;
export const HOLD_MAX_MS = 30 * 60_000;

/** The Durable Object that counts one scope of an event: a performance, or the event itself for what spans them all. */
export const shardName = (eventId: string, scope: string): string => `${eventId}/${scope}`;

/**
 * So many out of one pool of this shard. A pool is a quota, or a code with a limited number of uses. `via` names a code
 * that keeps room free in this quota: its uses are drawn as well, out of the room that is kept for it. A use that takes
 * nothing from the quota its code blocks is a draw on the code itself.
 */
export interface Draw {
  readonly pool: string;
  /** At least 1. */
  readonly count: number;
  readonly via?: string;
}

export interface HoldRequest {
  /** Made by the caller; the answer names another where the key was used before. */
  readonly holdId: string;
  /** The client's idempotency key in the hold's home; the hold's id in its other shards. */
  readonly key: string;
  /** Of what was asked: the same key with another hash is refused. */
  readonly requestHash: string;
  readonly draws: readonly Draw[];
  /** What the home keeps of the hold, opaque to it; null in its other shards. */
  readonly doc: string | null;
  /** A hold given up in the same step, unless this one is refused. */
  readonly replaces?: string | null;
  /** Identifies this request among all that come under its key. */
  readonly attempt?: string;
  /**
   * Outside the home: the home's revision that these draws belong to. A claim of an earlier revision gets them in place of
   * its own, even if it has lapsed. Absent (0): only a claim that does not exist yet is made.
   */
  readonly revision?: number;
}

/** A change of a claim's content. */
export interface Amendment {
  /** The revision that was read. With any other the claim stays as it is, and the answer is `changed`. */
  readonly revision: number;
  /** Identifies this change: repeated after a lost answer, it gets the same answer and changes nothing more. */
  readonly change: string;
  readonly draws: readonly Draw[];
  readonly doc: string | null;
}

export interface PinRequest {
  /** Identifies this attempt to place the order: it counts once, however often it is sent. */
  readonly attempt: string;
  /** The revision that was read. With any other nothing is pinned, and the answer is `changed`. */
  readonly revision: number;
  /** Outside the home: the `round` that the home answered. */
  readonly round?: number;
  /** Takes a lapsed hold again, if there is room. */
  readonly retake?: boolean;
}

/** `pinned`: an order's outcome is awaited. `ordered`: it stands in Postgres. `lapsed` may be retaken for a day. */
export type HoldStatus = "held" | "pinned" | "ordered" | "lapsed" | "released";

export interface HeldState {
  readonly holdId: string;
  readonly state: HoldStatus;
  readonly expiresAt: Instant;
  /** Beyond this it is extended no further. */
  readonly lastsUntil: Instant;
  /** Of `pinned` and `ordered`. */
  readonly orderId: string | null;
  /** Goes up with each change of `draws` or `doc`. */
  readonly revision: number;
  readonly draws: readonly Draw[];
  readonly doc: string | null;
  /** The shard's clock. */
  readonly now: Instant;
}

/** A pool that had too little, and what it has (of a code: uses). `null`: Postgres has no such pool any more. */
export interface Shortage {
  readonly pool: string;
  readonly left: number | null;
}

/** Too much at once, or something unknown while Postgres is away. Nothing was done; ask again then, not sooner. */
export interface Busy {
  readonly outcome: "busy";
  readonly retryAfterMs: number;
}
export interface Refused {
  readonly outcome: "refused";
  /** Every pool that had too little. Nothing was taken. */
  readonly refused: readonly Shortage[];
}
/** Why nothing is sold: by hand, or what became of the event or the performance. `withdrawn`: it is not public any more. */
export type WhyStopped = "stopped" | "postponed" | "cancelled" | "withdrawn";
/** The sale is stopped: no new holds. */
export interface Stopped {
  readonly outcome: "stopped";
  readonly why: WhyStopped;
}
/** Not in a state for this; null: not known (any more). */
export interface Gone {
  readonly outcome: "gone";
  readonly hold: HeldState | null;
}
/** Someone else changed it since it was read: this is how it is now. Nothing was done. */
export interface Changed {
  readonly outcome: "changed";
  readonly hold: HeldState;
}
export interface Held {
  readonly outcome: "held";
  readonly hold: HeldState;
  /** Answered from an earlier request: the hold as it is now, which may not be `held` any more. */
  readonly replayed: boolean;
}
export interface Released {
  readonly outcome: "released";
  readonly hold: HeldState;
}
export interface Pinned {
  readonly outcome: "pinned";
  /** The order to place: the one asked for, or the one that this hold is pinned to already. */
  readonly orderId: string;
  /** Goes with the order: a shard that has lost its memory since counts under another. */
  readonly epoch: number;
  /** Goes with the pins of the hold's other shards. */
  readonly round: number;
  readonly hold: HeldState;
}

export interface PoolSummary {
  readonly id: string;
  /** Free for anybody; null: without limit. */
  readonly left: number | null;
  /** Sold or blocked beyond its capacity. */
  readonly over: number;
  /** In carts, of which some will lapse. */
  readonly held: number;
}
export interface ShardSummary {
  readonly outcome: "counted";
  readonly asOf: Instant;
  readonly stopped: boolean;
  /** Of `stopped`. Absent in copies from before it was told. */
  readonly why?: WhyStopped | null;
  /** All of its quotas. One that is missing is unknown to it, which is not the same as sold out: see `freeIn`. */
  readonly pools: readonly PoolSummary[];
}

/** The binding INVENTORY, as far as it is used: `getByName(shardName(eventId, scope))`. */
export interface InventoryShards {
  getByName(name: string): InventoryShardApi;
}

/** What one shard does, by RPC. Everything but `hold`'s refusals may be repeated without further effect. */
export interface InventoryShardApi {
  /** All of the draws or none. */
  hold(request: HoldRequest): Promise<Held | Refused | Stopped | Busy | { readonly outcome: "mismatch" }>;
  read(holdId: string): Promise<HeldState | null>;
  /** These draws in place of the hold's own, or, refused, the hold as it was. Other shards are changed by `hold`. */
  amend(holdId: string, change: Amendment): Promise<Held | Refused | Stopped | Gone | Changed | Busy>;
  /** `until`: it lasts no longer than this, which is what the hold's other shards have answered. */
  extend(holdId: string, until?: Instant): Promise<Held | Gone>;
  /**
   * `gone` where it is not held any more, or is an order's. `undo`: it never was, and its key may be used again; with the
   * `attempt` that took it, unless somebody asked for it again since, who may have been told that it is held.
   */
  release(holdId: string, options?: { readonly undo?: boolean; readonly attempt?: string }): Promise<Gone | Released>;
  /**
   * Keeps what is held for this order until Postgres says what became of it. The home answers the order it is pinned to
   * already; the hold's other shards follow the home.
   */
  pin(
    holdId: string,
    orderId: string,
    request: PinRequest,
  ): Promise<Pinned | Refused | Stopped | Gone | Changed | Busy>;
  /** Postgres said that the order stands. May be lost: the shard asks by itself. */
  committed(holdId: string, orderId: string): Promise<void>;
  /**
   * This attempt placed nothing, for certain: Postgres refused the order, or was never asked. Once no attempt is left, the
   * hold goes on where it has not lapsed.
   */
  failed(holdId: string, attempt: string): Promise<void>;
  /**
   * Reserves free capacity for an operation, also while the sale is stopped. The write that follows names the operation's id
   * and the epoch. Afterwards call `changed`, `withdraw` or `giveUp`; each may be lost.
   */
  reserve(wanted: Reservation, attempt: string): Promise<Reserved | Lacking | Clash | Busy>;
  /** This attempt will not write; others under the same id may. */
  withdraw(operationId: string, attempt: string): Promise<void>;
  /** A write failed or has an unknown outcome. Resolves like `changed`. */
  giveUp(operationId: string): Promise<boolean>;
  /** Capacity, blocks, codes, the sale's state or orders are others now. Resolves once read anew: false if it cannot. */
  changed(): Promise<boolean>;
  /** Busy before it could read anything. `quotas`: where one of these is new to it, it reads first. */
  summary(quotas?: readonly string[]): Promise<ShardSummary | Busy>;
}
