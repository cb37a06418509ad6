import type { Selling } from "@liveotter/contracts/promoter/selling";
import { toIso } from "@liveotter/core/instant";
import type { MySelling } from "@liveotter/database/promoter/my-selling";

export function sellingReply(selling: MySelling): Selling {
  const { questions, refundableUntil } = selling;
  return {
    ...selling,
    refundableUntil: refundableUntil === null ? null : toIso(refundableUntil),
    questions: questions.map((question) => ({ ...question, choices: [...question.choices] })),
  };
}
