import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { CodeRefusal } from "@liveotter/contracts/problem";
import { type Instant, toIso } from "@liveotter/core/instant";
import type { HeldState, Shortage, WhyStopped } from "@liveotter/core/inventory/shard-api";
import type { PickRefusal } from "@liveotter/core/sale/pick-lines";
import type { SaleState } from "@liveotter/core/sale/sale-state";
import type { Offer } from "./hold-doc.ts";

const iso = (at: Instant | null) => (at === null ? null : toIso(at));

const CODE_SAYS = {
  unknown: "There is no such code.",
  expired: "The code is no longer valid.",
  "not-yet": "The code is not valid yet.",
  "wrong-type": "The code doesn't apply to these tickets.",
  used: "The code has been used up.",
} as const satisfies Partial<Record<CodeRefusal, string>>;

export function codeRefused(reason: keyof typeof CODE_SAYS, opensAt: Instant | null = null): ProblemError {
  const detail = CODE_SAYS[reason];
  return new ProblemError("code-refused", {
    detail,
    reason,
    errors: [{ pointer: "/code", detail }],
    ...(opensAt !== null && { opensAt: iso(opensAt) }),
  });
}

/** A code has fewer uses left than tickets were asked for with it. */
export function codeShort(usesLeft: number): ProblemError {
  if (usesLeft <= 0) return codeRefused("used");
  const detail = usesLeft === 1 ? "The code has 1 use left." : `The code has ${usesLeft} uses left.`;
  const errors = [{ pointer: "/code", detail }];
  return new ProblemError("code-refused", { detail, reason: "too-few-uses", usesLeft, errors });
}

/**
 * Why these lines cannot be picked, no matter what is left of them. `held`: the lines come from a hold, so what is unknown was
 * sold once and is withdrawn; otherwise the request names it wrongly.
 */
export function pickRefused(refusal: PickRefusal, { held = false }: { readonly held?: boolean } = {}): ProblemError {
  switch (refusal.kind) {
    case "unknown": {
      if (held) return withdrawn([refusal.line]);
      const detail = refusal.field === "ticketTypeId" ? "is no ticket type of this event" : "has no such tickets";
      return new ProblemError("invalid-request", {
        errors: [{ pointer: `/lines/${refusal.line}/${refusal.field}`, detail }],
      });
    }
    case "too-many":
    case "too-few": {
      const { type, limit } = refusal;
      const of = type === null ? "tickets" : `of ${type.name}`;
      const [bound, least] = refusal.kind === "too-many" ? ["At most", false] : ["At least", true];
      return new ProblemError("over-limit", {
        ...{ detail: `${bound} ${limit} ${of} in one order.`, limit },
        ...(type === null
          ? { limitOf: "most-per-order" }
          : { limitOf: least ? "least-of-type" : "most-of-type", ticketTypeId: type.id }),
      });
    }
    case "not-on-sale":
      return notOnSale(refusal.state, refusal.opensAt);
    case "code":
      return codeRefused(refusal.reason, refusal.reason === "not-yet" ? refusal.opensAt : null);
  }
}

/** States in which nobody can buy, whatever is left. */
type Closed = Extract<SaleState, "upcoming" | "presale" | "stopped" | "ended" | "cancelled" | "postponed">;

const CLOSED_SAYS: Readonly<Record<Closed, string>> = {
  upcoming: "Tickets are not on sale yet.",
  presale: "Tickets are on sale only with a presale code.",
  stopped: "The sale is paused.",
  ended: "The sale has ended.",
  cancelled: "The event or this date is cancelled.",
  postponed: "The event or this date is postponed.",
};

export const notOnSale = (state: Closed, opensAt: Instant | null = null): ProblemError =>
  new ProblemError("not-on-sale", { detail: CLOSED_SAYS[state], state, opensAt: iso(opensAt) });

/** A shard, or Postgres, sells nothing of `lines` now. */
export const saleStopped = (why: WhyStopped, lines: number): ProblemError =>
  why === "withdrawn" ? withdrawn(Array.from({ length: lines }, (_, line) => line)) : notOnSale(why);

/** `lines`: places of what is not sold any more; at least one. */
export function withdrawn(lines: readonly number[]): ProblemError {
  const places = lines.map((line) => line + 1).join(", ");
  const detail = `${lines.length === 1 ? "Line" : "Lines"} ${places}: not sold any more.`;
  return new ProblemError("withdrawn", { detail, withdrawnLines: [...lines] });
}

export const changed = (): ProblemError =>
  new ProblemError("changed", { detail: "The sale was changed meanwhile. Choose your tickets again." });

/**
 * Too little was left in some pools. `pools` says which ones each line takes from. A pool that does not exist any more means
 * that the sale was changed; it is never called sold out.
 */
export function soldOut(
  shortages: readonly Shortage[],
  pools: readonly (readonly string[])[],
  codeId: string | null,
): ProblemError {
  const ofCode = shortages.find(({ pool }) => pool === codeId);
  const ofQuotas = shortages.filter(({ pool }) => pool !== codeId);
  if (shortages.some(({ left }) => left === null)) return changed();
  const uses = ofCode?.left ?? null;
  if (uses !== null && (uses <= 0 || ofQuotas.length === 0)) return codeShort(uses);
  const lefts = pools.map((own) => ofQuotas.flatMap(({ pool, left }) => (own.includes(pool) ? [left ?? 0] : [])));
  return tooFewLeft(lefts.flatMap((own, line) => (own.length === 0 ? [] : [{ line, left: Math.min(...own) }])));
}

/** `refused`: places of lines and how many are left for each. Where none can be named, the sale was changed. */
export function tooFewLeft(refused: readonly { readonly line: number; readonly left: number }[]): ProblemError {
  if (refused.length === 0) return changed();
  const known = refused.map(({ line, left }) => ({ line, left: Math.max(0, left) }));
  const detail = known.map(({ line, left }) => `${left === 0 ? "None" : left} left of line ${line + 1}.`).join(" ");
  return new ProblemError("sold-out", { detail, refused: known });
}

export const lapsed = (detail = "The hold has expired. Choose your tickets again."): ProblemError =>
  new ProblemError("lapsed", { detail });

/** Why a hold that is not held cannot be changed. `null`: its shard does not know it any more. */
export const notHeld = (held: HeldState | null): ProblemError =>
  held?.state === "pinned" || held?.state === "ordered"
    ? new ProblemError("invalid-state", { detail: "The hold has become an order." })
    : lapsed();

export const changedMeanwhile = (): ProblemError =>
  new ProblemError("conflict", { detail: "The hold is being changed elsewhere. Try again." });

/** It would cost something else, or ask something else, than the fan has agreed to: this. */
export const priceChanged = (offer: Offer): ProblemError => new ProblemError("price-changed", { ...offer });

/** Nobody knows what became of a write. @param cause what was thrown on the way */
export const confirming = (cause: unknown): ProblemError =>
  Object.assign(
    new ProblemError("confirming", {
      detail: "Whether it was done is not known yet. Send the same request again.",
      retryAfter: 2,
    }),
    { cause },
  );

export const anotherRequest = (): ProblemError =>
  new ProblemError("conflict", { detail: "This Idempotency-Key came with another request." });
