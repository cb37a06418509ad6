import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { EventChange as EventChangeInput } from "@liveotter/contracts/promoter/events";
import { isError, preflight } from "@liveotter/core/event/preflight";
import type { EventId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { needsOfChange } from "@liveotter/core/inventory/needs-of";
import type { Actor, EventChange } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import { updateEvent } from "@liveotter/database/promoter/update-event";
import type { Deps } from "../deps.ts";
import { reserving } from "../selling/reserving.ts";
import { currencyFrom, partsFrom, refusedSeries, seriesFrom } from "./parts-of-event.ts";
import { preflightAfter, preflightOf } from "./preflight-of.ts";
import { refuseSold } from "./refuse-sold.ts";

/**
 * Changes an event that is still as it was read. What is read here first only says what may be kept and what is wrong:
 * the write itself asks for the same version again.
 * @throws ProblemError, DatabaseError
 */
export async function changeEvent(
  deps: Pick<Deps, "database" | "reserving" | "now">,
  actor: Actor,
  { eventId, version }: { readonly eventId: EventId; readonly version: number },
  { alsoFromCarts = false, ...input }: EventChangeInput,
): Promise<MyEvent> {
  const { promoterId } = actor;
  const now = deps.now();
  const before = await deps.database((db) => readMyEvent(db, { promoterId, eventId }));
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
    ...(await deps.database((db) => partsFrom(db, { performances, ticketTypes, quotas, sales }, before))),
    currency: currency === undefined ? undefined : currencyFrom(currency),
    seriesId: seriesId === undefined ? undefined : seriesFrom(seriesId),
  };
  refuseUnpublishable(before, change, now);
  const taking = {
    ...{ promoterId, event: before, alsoFromCarts, bounded: false },
    needs: needsOfChange(before, change),
    words: [promoterId, eventId, version, JSON.stringify(input)],
    pointer: (pool: string) => pointerOf(pool, change),
  };
  const after = await reserving(deps, taking, (operation) =>
    deps.database((db) => updateEvent(db, actor, { eventId, version }, change, now, { operation })),
  )
    .catch((error: unknown) => deps.database((db) => refuseSold(error, db, actor, before, change)))
    .catch(refusedSeries);
  if (after === null) throw changedSince();
  return after;
}

/** The field of the quota that this pool is. */
function pointerOf(pool: string, { quotas = [] }: EventChange): string {
  const index = quotas.findIndex(({ id }) => id === pool);
  return index < 0 ? "/quotas" : `/quotas/${index}/capacity`;
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
