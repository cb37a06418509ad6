import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { asId, type EventId } from "@liveotter/core/ids";

/** The event that a path names. @throws ProblemError: what is no id names nothing */
export function eventIdIn(text: string): EventId {
  const id = asId<EventId>(text.toLowerCase());
  if (id === null) throw new ProblemError("not-found");
  return id;
}
