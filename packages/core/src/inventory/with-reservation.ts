import type { Instant } from "../instant.ts";
import {
  type Clash,
  type Lack,
  type Lacking,
  type Operation,
  OperationOverError,
  type ScopeNeeds,
} from "./reservation.ts";
import type { Busy, InventoryShardApi } from "./shard-api.ts";

/** Shards whose calls reject when they get no answer in time. */
export type ReservingShards = (
  eventId: string,
  scope: string,
) => Pick<InventoryShardApi, "reserve" | "withdraw" | "giveUp">;

export interface ReservationPlan {
  readonly eventId: string;
  /** One entry per scope, sorted. Empty: nothing to reserve. */
  readonly needs: readonly ScopeNeeds[];
  /** Deterministic, so that a retried request reuses its reservation; different for each attempt. */
  readonly idOf: (tried: number) => Promise<string>;
  /** Unique to this copy of the request. */
  readonly attempt: string;
}

export type WithReservation<T> =
  | { readonly outcome: "written"; readonly value: T }
  | { readonly outcome: "lacking"; readonly lacks: readonly Lack[] }
  /** A shard did not answer or is busy. */
  | { readonly outcome: "silent" };

/** An id may be void after an abandoned write: then the next one is tried. */
const TRIES = 5;
const PERIOD_MS = 600_000;

/** Part of every id: should all ids of a request be void, new ones come up. */
export const periodOf = (now: Instant): number => Math.floor(now / PERIOD_MS);

/**
 * Reserves in every shard, then writes. If the write fails, also with an unknown outcome, the shards settle it with Postgres.
 * @throws errors of `write`; after an `OperationOverError` it reserves and writes again first
 */
export async function withReservation<T>(
  shards: ReservingShards,
  { eventId, needs, idOf, attempt }: ReservationPlan,
  write: (operation: Operation | null) => Promise<T>,
): Promise<WithReservation<T>> {
  if (needs.length === 0) return { outcome: "written", value: await write(null) };
  const at = (scope: string) => shards(eventId, scope);
  for (let tried = 0; ; tried++) {
    const id = await idOf(tried);
    const reserved: { scope: string; epoch: number }[] = [];
    let refused: Lacking | Clash | Busy | null = null;
    for (const { scope, draws, limits, frozen } of needs) {
      const answer = await Promise.resolve()
        .then(() => at(scope).reserve({ id, draws, limits, frozen }, attempt))
        .catch((): Busy => ({ outcome: "busy", retryAfterMs: 0 }));
      if (answer.outcome !== "reserved") {
        refused = answer;
        break;
      }
      reserved.push({ scope, epoch: answer.epoch });
    }
    if (refused === null) {
      try {
        return { outcome: "written", value: await write({ id, shards: reserved }) };
      } catch (error) {
        await Promise.allSettled(reserved.map(async ({ scope }) => at(scope).giveUp(id)));
        if (!(error instanceof OperationOverError) || tried + 1 >= TRIES) throw error;
        continue;
      }
    }
    // Whether a silent shard has reserved anything is unknown: its alarm settles that.
    await Promise.allSettled(reserved.map(async ({ scope }) => at(scope).withdraw(id, attempt)));
    if (refused.outcome === "lacking") return { outcome: "lacking", lacks: refused.lacks };
    if (refused.outcome === "busy" || tried + 1 >= TRIES) return { outcome: "silent" };
  }
}
