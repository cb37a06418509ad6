import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { type Instant, toIso } from "@liveotter/core/instant";
import type { HeldState, Shortage } from "@liveotter/core/inventory/shard-api";
import type { PickRefusal } from "@liveotter/core/sale/pick-lines";
import type { Offer } from "./hold-doc.ts";

const iso = (at: Instant | null) => (at === null ? null : toIso(at));

const CODE_SAYS = {
  unknown: "There is no such code.",
  expired: "The code is no longer valid.",
  "not-yet": "The code is not valid yet.",
  "wrong-type": "The code is for none of these tickets.",
  used: "The code has been used up.",
} as const;

export function codeRefused(reason: keyof typeof CODE_SAYS, opensAt: Instant | null = null): ProblemError {
  const detail = CODE_SAYS[reason];
  return new ProblemError("code-refused", {
    detail,
    reason,
    errors: [{ pointer: "/code", detail }],
    ...(opensAt !== null && { opensAt: iso(opensAt) }),
  });
}

/** Why what was asked for may not be had, whatever is left of it. */
export function pickRefused(refusal: PickRefusal): ProblemError {
  switch (refusal.kind) {
    case "unknown": {
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
      return notOnSale(SAYS[refusal.state] ?? "Not on sale.", refusal.opensAt);
    case "code":
      return codeRefused(refusal.reason, refusal.reason === "not-yet" ? refusal.opensAt : null);
  }
}

/** One date of several: the others are still sold. */
export const performanceCancelled = (): ProblemError => notOnSale(SAYS["performance-cancelled"] ?? "Not on sale.");

export const notOnSale = (detail: string, opensAt: Instant | null = null): ProblemError =>
  new ProblemError("not-on-sale", { detail, opensAt: iso(opensAt) });

const SAYS: Readonly<Record<string, string>> = {
  upcoming: "Tickets are not on sale yet.",
  presale: "Tickets are on sale to those with a code only.",
  ended: "The sale is over.",
  stopped: "The sale is stopped.",
  cancelled: "The event is cancelled.",
  "performance-cancelled": "This date has been cancelled. Choose another one.",
  postponed: "The event is postponed.",
};

/** Too little was left in some pools. `pools` says which ones each line takes from; what is refused, how much could be had. */
export function soldOut(
  shortages: readonly Shortage[],
  pools: readonly (readonly string[])[],
  codeId: string | null,
): ProblemError {
  if (shortages.some(({ pool, left }) => pool === codeId && left <= 0)) return codeRefused("used");
  const refused = pools.flatMap((own, line) => {
    const lefts = shortages.flatMap(({ pool, left }) => (own.includes(pool) ? [left] : []));
    return lefts.length === 0 ? [] : [{ line, left: Math.max(0, Math.min(...lefts)) }];
  });
  const detail = refused.map(({ line, left }) => `${left === 0 ? "None" : left} left of line ${line + 1}.`).join(" ");
  return new ProblemError("sold-out", { detail, refused });
}

export const lapsed = (detail = "The hold has lapsed: pick again."): ProblemError =>
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
