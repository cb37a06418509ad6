import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { EventChange } from "@liveotter/contracts/promoter/events";
import type { EventId } from "@liveotter/core/ids";
import type { Database } from "@liveotter/database/connect";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import { updateEvent } from "@liveotter/database/promoter/update-event";
import { currencyFrom, performancesFrom, ticketTypesFrom } from "./parts-of-event.ts";

/**
 * Changes an event that is still as it was read. What is read here first only says what may be kept and what is wrong:
 * the write itself asks for the same version again.
 * @throws ProblemError, DatabaseError
 */
export async function changeEvent(
  db: Database,
  actor: Actor,
  { eventId, version }: { readonly eventId: EventId; readonly version: number },
  change: EventChange,
): Promise<MyEvent> {
  const before = await readMyEvent(db, { promoterId: actor.promoterId, eventId });
  if (before === null) throw new ProblemError("not-found");
  if (before.version !== version) throw changedSince();
  const { performances, ticketTypes, currency, ...texts } = change;
  if (performances?.length === 0 && before.status !== "draft") {
    throw new ProblemError("invalid-state", {
      errors: [{ pointer: "/performances", detail: "an event that is public keeps at least one" }],
    });
  }
  const after = await updateEvent(
    db,
    actor,
    { eventId, version },
    {
      ...texts,
      currency: currency === undefined ? undefined : currencyFrom(currency),
      ticketTypes: ticketTypes && ticketTypesFrom(ticketTypes, before),
      performances: performances && (await performancesFrom(db, performances, before)),
    },
  );
  if (after === null) throw changedSince();
  return after;
}

export const changedSince = () =>
  new ProblemError("precondition-failed", { detail: "Read it again; nothing was saved." });
