import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { SellingInput } from "@liveotter/contracts/promoter/selling";
import type { Database } from "@liveotter/database/connect";
import { newId } from "@liveotter/database/new-id";
import type { Actor, EventAt } from "@liveotter/database/promoter/event-draft";
import type { MySelling } from "@liveotter/database/promoter/my-selling";
import type { FieldErrors } from "@liveotter/database/promoter/place-performances";
import { readMySelling } from "@liveotter/database/promoter/read-my-selling";
import { replaceSelling } from "@liveotter/database/promoter/replace-selling";
import { changedSince } from "../events/change-event.ts";

/**
 * Sells an event in this way, if its settings are still as they were read. @throws ProblemError, DatabaseError
 */
export async function changeSelling(
  db: Database,
  actor: Actor,
  { eventId, version }: EventAt,
  input: SellingInput,
): Promise<MySelling> {
  const before = await readMySelling(db, { promoterId: actor.promoterId, eventId });
  if (before === null) throw new ProblemError("not-found");
  if (before.version !== version) throw changedSince();
  const errors: FieldErrors = [];
  const questions = questionsFrom(input.questions, before, errors);
  if (!input.card && input.transfer === null && !input.payAtDoor)
    errors.push({ pointer: "/card", detail: "or another way to pay must be offered" });
  if (errors.length > 0) throw new ProblemError("invalid-request", { errors });
  const after = await replaceSelling(db, actor, { eventId, version }, { ...input, questions });
  if (after === null) throw changedSince();
  return after;
}

/** What was answered already is asked of the same people in the same way, or it is another question. */
function questionsFrom(inputs: SellingInput["questions"], before: MySelling, errors: FieldErrors) {
  const own = new Map(before.questions.map((question) => [question.id, question]));
  return inputs.map(({ id: given, ...question }, index) => {
    const at = `/questions/${index}`;
    if (given === undefined) return { id: newId(), ...question };
    const id = given.toLowerCase();
    const known = own.get(id);
    // Each may be kept once.
    if (!own.delete(id)) errors.push({ pointer: `${at}/id`, detail: "is no question of this event, or here already" });
    if (known !== undefined && known.kind !== question.kind)
      errors.push({ pointer: `${at}/kind`, detail: "stays: ask something new instead" });
    if (known !== undefined && known.of !== question.of)
      errors.push({ pointer: `${at}/of`, detail: "stays: ask something new instead" });
    return { id, ...question };
  });
}
