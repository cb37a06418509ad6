import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { MemberRefusal } from "@liveotter/database/organisation/change-members";
import type { Invitation, Invited } from "@liveotter/database/organisation/invite";

/** Why a member stays as they are. */
export function memberProblem(refusal: MemberRefusal): ProblemError {
  switch (refusal) {
    case "absent":
      return new ProblemError("not-found");
    case "last-owner":
      return new ProblemError("invalid-state", { detail: "The last owner stays. Make somebody else an owner first." });
    case "not-allowed":
      return new ProblemError("forbidden", { detail: "Only owners may do this." });
  }
}

/** Why nobody was invited. */
export function invitationProblem(refusal: Exclude<Invited, Invitation>): ProblemError {
  switch (refusal) {
    case "member-already":
      return new ProblemError("invalid-state", { detail: "They are a member already." });
    case "full":
      return new ProblemError("invalid-state", { detail: "There is no room for more people." });
    case "conflict":
      return new ProblemError("conflict", { detail: "This Idempotency-Key came with another request." });
    case "not-allowed":
      return new ProblemError("forbidden", { detail: "Only owners may do this." });
  }
}
