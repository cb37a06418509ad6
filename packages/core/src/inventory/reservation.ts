import type { Instant } from "../instant.ts";
import type { Draw } from "./shard-api.ts";

/**
 * Capacity that one operation needs from one shard: a block, guests, a blocking code, a lower capacity, a late payment. The
 * shard reserves it before the write and drops the reservation once Postgres has counted the write or voided its id.
 */
export interface Reservation {
  /** The operation's id. Postgres stores it in `order_ids`. */
  readonly id: string;
  readonly draws: readonly Draw[];
  /** Quotas whose capacity is being lowered. The new capacity must cover everything taken from them. */
  readonly limits: readonly Limit[];
  /** Quotas that must not be in any cart, because the change alters which quotas their tickets draw on. */
  readonly frozen: readonly string[];
}

export interface Limit {
  readonly pool: string;
  /** At least 0. */
  readonly capacity: number;
}

export interface KeptReservation extends Reservation {
  /** Copies of the request that may still write. Once all have withdrawn, the reservation ends without voiding its id. */
  readonly attempts: readonly string[];
  /** From then on, the next reading voids the id unless Postgres has the write. */
  readonly checkAt: Instant;
}

/** A pool that has too little for an operation. */
export interface Lack {
  readonly pool: string;
  /** Free now; null: unlimited, or a pool the shard doesn't know. */
  readonly left: number | null;
  /** In carts, of which some will lapse. */
  readonly inCarts: number;
  /** For a limit: the lowest capacity that covers everything taken. */
  readonly least?: number;
}

export interface Reserved {
  readonly outcome: "reserved";
  /** The write names it, so that Postgres refuses it if the shard has lost its storage since. */
  readonly epoch: number;
}
export interface Lacking {
  readonly outcome: "lacking";
  /** Nothing was reserved. */
  readonly lacks: readonly Lack[];
}
/** The id already belongs to a different reservation. */
export interface Clash {
  readonly outcome: "clash";
}

/** Every pool a reservation names, as draws. */
export const poolsNamed = ({ draws, limits, frozen }: Omit<Reservation, "id">): Draw[] => [
  ...draws,
  ...[...limits.map(({ pool }) => pool), ...frozen].map((pool) => ({ pool, count: 1 })),
];

/** Whether two reservations need the same capacity. */
export const isSame = (a: Reservation, b: Reservation): boolean => {
  const needs = ({ draws, limits, frozen }: Reservation) =>
    JSON.stringify([
      draws.map(({ pool, count, via }) => [pool, count, via ?? null]),
      limits.map(({ pool, capacity }) => [pool, capacity]),
      frozen,
    ]);
  return needs(a) === needs(b);
};

/** What an operation needs from the shard of one scope. */
export interface ScopeNeeds extends Omit<Reservation, "id"> {
  readonly scope: string;
}

/** A reservation across shards, as its write names it. */
export interface Operation {
  readonly id: string;
  readonly shards: readonly { readonly scope: string; readonly epoch: number }[];
}

/** The operation's id is void, or one of its shards lost its storage. Nothing was written. */
export class OperationOverError extends Error {
  override readonly name = "OperationOverError";
}
