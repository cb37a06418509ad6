import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { EventId, PromoterId } from "@liveotter/core/ids";
import { type Lack, type Operation, OperationOverError, type ScopeNeeds } from "@liveotter/core/inventory/reservation";
import { periodOf, withReservation } from "@liveotter/core/inventory/with-reservation";
import { readScopes } from "@liveotter/database/promoter/read-scopes";
import { operationIdOf } from "@liveotter/integrations/inventory/reserving-shards";
import type { Deps } from "../deps.ts";

const RETRY_SECONDS = 3;

/** A promoter's request that takes capacity. */
export interface Taking {
  readonly promoterId: PromoterId;
  readonly event: { readonly id: EventId; readonly status: string };
  readonly needs: readonly ScopeNeeds[];
  /** Identify the request, so that a retry reuses its reservation. */
  readonly words: readonly (string | number)[];
  /** Explicitly requested: skip the reservation and write directly. */
  readonly alsoFromCarts: boolean;
  /** The field that asks for too much of this pool. */
  readonly pointer: (pool: string) => string;
  /** Postgres refuses more than is left, so `alsoFromCarts` can only help with what carts hold. */
  readonly bounded: boolean;
  /** Whether an earlier copy of this request has succeeded. */
  readonly isDone?: () => Promise<boolean>;
}

/**
 * Reserves capacity in the shards, then writes, so that no cart loses tickets.
 * @throws ProblemError `sold-out` or `busy`, with a `shortage` if `alsoFromCarts` would help; and errors of `write`
 */
export async function reserving<T>(
  deps: Pick<Deps, "database" | "reserving" | "now">,
  taking: Taking,
  write: (operation: Operation | null) => Promise<T>,
): Promise<T> {
  const { event, words, isDone } = taking;
  if (taking.alsoFromCarts || taking.needs.length === 0) return write(null);
  const needs = await counted(deps, taking);
  // A retry of a request that succeeded must not reserve again.
  if (await isDone?.()) return write(null);
  const period = periodOf(deps.now());
  const idOf = (tried: number) => operationIdOf(...words, period, tried);
  const plan = { eventId: event.id, needs, idOf, attempt: crypto.randomUUID() };
  const written = await withReservation(deps.reserving, plan, write).catch((error: unknown) => {
    throw error instanceof OperationOverError ? silent() : error;
  });
  if (written.outcome === "written") return written.value;
  if (await isDone?.()) return write(null);
  throw written.outcome === "silent" ? silent() : lacking(written.lacks, taking);
}

/** Skips shards that a draft never opened: they cannot hold carts. */
async function counted({ database }: Pick<Deps, "database">, { event, needs, promoterId }: Taking) {
  if (event.status !== "draft") return needs;
  const scopes = await database((db) => readScopes(db, promoterId, event.id));
  return needs.filter(({ scope }) => scopes.includes(scope));
}

const silent = () =>
  new ProblemError("busy", {
    retryAfter: RETRY_SECONDS,
    detail: "We can't check carts right now. Nothing was saved. Try again in a few seconds.",
    shortage: { free: null, inCarts: null },
  });

function lacking(lacks: readonly Lack[], { needs, pointer, bounded }: Taking): ProblemError {
  const errors = lacks.map((lack) => ({ pointer: pointer(lack.pool), detail: wordsOf(lack, needs) }));
  const asked = (pool: string) =>
    needs.flatMap(({ draws }) => draws).reduce((sum, draw) => sum + (draw.pool === pool ? draw.count : 0), 0);
  const tightest = lacks.reduce<Lack | null>(
    (least, lack) => (least === null || (lack.left ?? Infinity) < (least.left ?? Infinity) ? lack : least),
    null,
  );
  const helps = !bounded || lacks.every(({ pool, left, inCarts }) => (left ?? 0) + inCarts >= asked(pool));
  const shortage = tightest && helps ? { free: tightest.left, inCarts: tightest.inCarts } : undefined;
  const detail = `${tightest ? sentenceOf(tightest, needs) : "Too few are free."} Nothing was saved.`;
  return new ProblemError("sold-out", { errors, detail, ...(shortage && { shortage }) });
}

const isFrozen = (pool: string, needs: readonly ScopeNeeds[]) => needs.some(({ frozen }) => frozen.includes(pool));

function sentenceOf({ pool, left, inCarts }: Lack, needs: readonly ScopeNeeds[]): string {
  if (isFrozen(pool, needs)) return `Its tickets are in checkout: ${inCarts} in carts.`;
  return `Too few are free: ${left ?? "all"} free now, ${inCarts} in carts.`;
}

function wordsOf({ pool, left, inCarts, least }: Lack, needs: readonly ScopeNeeds[]): string {
  if (least !== undefined)
    return `must be at least ${least}: that many are sold, blocked, kept for codes or in carts (${inCarts} in carts)`;
  if (isFrozen(pool, needs)) return `can't change while its tickets are in checkout: ${inCarts} in carts`;
  return `is more than is free: ${left ?? "all"} free now, ${inCarts} in carts`;
}
