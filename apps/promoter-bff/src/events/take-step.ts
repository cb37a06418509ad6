import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { EVENT_ACTIONS, type EventAction, isOpen } from "@liveotter/core/event/lifecycle";
import { isError, preflight } from "@liveotter/core/event/preflight";
import type { EventId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Database } from "@liveotter/database/connect";
import { DatabaseError } from "@liveotter/database/database-error";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import { moveEvent } from "@liveotter/database/promoter/move-event";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import { changedSince } from "./change-event.ts";
import { preflightOf } from "./preflight-of.ts";

/**
 * Takes an event one step on in its life. One that is there already is answered as it is, so that asking twice does no
 * harm. `version`, when given, is the only one that may go on; else it is the one that was looked over here.
 * @throws ProblemError, DatabaseError
 */
export async function takeStep(
  db: Database,
  actor: Actor,
  { eventId, version }: { readonly eventId: EventId; readonly version: number | undefined },
  action: EventAction,
  now: Instant,
): Promise<MyEvent> {
  const { to } = EVENT_ACTIONS[action];
  const read = () => readMyEvent(db, { promoterId: actor.promoterId, eventId });
  const event = await read();
  if (event === null) throw new ProblemError("not-found");
  if (event.status === to) return event;
  if (version !== undefined && version !== event.version) throw changedSince();
  const errors = hindrances(event, action, now);
  if (errors.length > 0) throw new ProblemError("invalid-state", { errors });

  const moved = await moveEvent(db, actor, { eventId, version: event.version }, action, now).catch(refusedWhileSold);
  if (moved !== null) return moved;
  const since = await read();
  if (since?.status === to) return since;
  if (version !== undefined) throw changedSince();
  throw new ProblemError("conflict", { detail: "It was being changed. Nothing was done: read it again." });
}

/** Everything that keeps the event from this step, with the field to change. */
function hindrances(event: MyEvent, action: EventAction, now: Instant): { pointer: string; detail: string }[] {
  if (!isOpen(event.status, action)) {
    const open = EVENT_ACTIONS[action].from.join(" or ");
    return [{ pointer: "/status", detail: `is ${event.status}: this takes ${open}` }];
  }
  if (EVENT_ACTIONS[action].to === "published") {
    const errors = preflight(preflightOf(event), now).filter(isError);
    return errors.map(({ pointer, detail }) => ({ pointer, detail }));
  }
  if (action === "archive" && event.status === "published" && event.performances.some(({ endsAt }) => endsAt > now)) {
    return [{ pointer: "/performances", detail: "are not all over: cancel it, or wait" }];
  }
  return [];
}

/** What a step throws, in words where it is that tickets are sold. @throws always */
function refusedWhileSold(error: unknown): never {
  if (!(error instanceof DatabaseError && error.code === "LO011")) throw error;
  const detail = "has sold tickets: cancel it, and put it away once everybody has their money back";
  throw new ProblemError("invalid-state", { errors: [{ pointer: "/status", detail }] });
}
