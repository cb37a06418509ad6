import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { DatabaseError } from "@liveotter/database/database-error";

/**
 * What a step of selling raised, in words for the promoter who asked for it; `pointer` is the field that asks for too
 * much. @throws always
 */
export function sellingRefusal(pointer: string): (error: unknown) => never {
  return (error) => {
    const refused = error instanceof DatabaseError ? refusalOf(error, pointer) : null;
    throw refused ?? error;
  };
}

function refusalOf({ code, detail }: DatabaseError, pointer: string): ProblemError | null {
  switch (code) {
    case "LO001":
      return new ProblemError("sold-out", { errors: [{ pointer, detail: "is more than is free" }] });
    case "LO006":
      return new ProblemError("invalid-state", { detail: "The event is over, or does not sell this." });
    case "LO008":
      if (detail?.includes("dispute")) return new ProblemError("invalid-state", { detail: DISPUTED });
      return new ProblemError("invalid-state", {
        errors: [{ pointer, detail: "is not open to it in its present state" }],
      });
    case "LO009":
      return new ProblemError("invalid-state", {
        detail: "A card is being charged. Nothing was done: try again soon.",
      });
    case "LO013":
      return new ProblemError("conflict", { detail: "The order has changed. Nothing was done: look at it again." });
    default:
      return null;
  }
}

export const DISPUTED = "The fan's bank has asked for this money. Nothing is refunded before that is won.";

/** An outcome that is the asker's doing. @throws ProblemError */
export function refuseOutcome(outcome: "conflict" | "unknown"): never {
  if (outcome === "unknown") throw new ProblemError("not-found");
  throw new ProblemError("conflict", { detail: "This Idempotency-Key came with another request." });
}
