import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { EventChange as EventChangeInput } from "@liveotter/contracts/promoter/events";
import { isError, preflight } from "@liveotter/core/event/preflight";
import type { EventId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Database } from "@liveotter/database/connect";
import type { Actor, EventChange } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import { updateEvent } from "@liveotter/database/promoter/update-event";
import { currencyFrom, partsFrom, refusedSeries, seriesFrom } from "./parts-of-event.ts";
import { preflightAfter, preflightOf } from "./preflight-of.ts";
import { refuseSold } from "./refuse-sold.ts";

/**
 * Changes an event that is still as it was read. What is read here first only says what may be kept and what is wrong:
 * the write itself asks for the same version again.
 * @throws ProblemError, DatabaseError
 */
export async function changeEvent(
  db: Database,
  actor: Actor,
  { eventId, version }: { readonly eventId: EventId; readonly version: number },
  input: EventChangeInput,
  now: Instant,
): Promise<MyEvent> {
  const before = await readMyEvent(db, { promoterId: actor.promoterId, eventId });
  if (before === null) throw new ProblemError("not-found");
  if (before.version !== version) throw changedSince();
  if (before.status === "archived") {
    throw new ProblemError("invalid-state", {
      errors: [{ pointer: "/status", detail: "is archived: it stays as it is" }],
    });
  }
  const { performances, ticketTypes, quotas, sales, currency, seriesId, ...texts } = input;
  const change: EventChange = {
    ...texts,
    ...(await partsFrom(db, { performances, ticketTypes, quotas, sales }, before)),
    currency: currency === undefined ? undefined : currencyFrom(currency),
    seriesId: seriesId === undefined ? undefined : seriesFrom(seriesId),
  };
  refuseUnpublishable(before, change, now);
  const after = await updateEvent(db, actor, { eventId, version }, change, now)
    .catch((error: unknown) => refuseSold(error, db, actor, before, change))
    .catch(refusedSeries);
  if (after === null) throw changedSince();
  return after;
}

/** What the public sees stays fit for it: nothing may go wrong that would have kept it from being published. */
function refuseUnpublishable(before: MyEvent, change: EventChange, now: Instant): void {
  if (before.status !== "published" && before.status !== "postponed") return;
  const already = new Set(preflight(preflightOf(before), now).map(({ code }) => code));
  const errors = preflight(preflightAfter(before, change), now)
    .filter((finding) => isError(finding) && !already.has(finding.code))
    .map(({ pointer, detail }) => ({ pointer, detail }));
  if (errors.length > 0) throw new ProblemError("invalid-state", { errors });
}

export const changedSince = () =>
  new ProblemError("precondition-failed", { detail: "Read it again; nothing was saved." });
