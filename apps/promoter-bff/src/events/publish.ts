import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { publicationRefusal } from "@liveotter/core/event/publish";
import type { EventId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Database } from "@liveotter/database/connect";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { publishEvent } from "@liveotter/database/promoter/publish-event";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import { changedSince } from "./change-event.ts";

/**
 * Shows a draft to the public. One that is public already is answered as it is, so that asking twice does no harm.
 * `version`, when given, is the only one that may go public.
 * @throws ProblemError, DatabaseError
 */
export async function publish(
  db: Database,
  actor: Actor,
  { eventId, version }: { readonly eventId: EventId; readonly version: number | undefined },
  now: Instant,
): Promise<MyEvent> {
  const read = () => readMyEvent(db, { promoterId: actor.promoterId, eventId });
  const event = await read();
  if (event === null) throw new ProblemError("not-found");
  if (event.status === "published") return event;
  if (version !== undefined && version !== event.version) throw changedSince();
  const refusal = publicationRefusal(event, now);
  if (refusal !== null) throw refused(refusal);

  const published = await publishEvent(db, actor, { eventId, version: event.version }, now);
  if (published !== null) return published;
  const since = await read();
  if (since?.status === "published") return since;
  throw new ProblemError("conflict", { detail: "It was being changed. Nothing was published: read it again." });
}

function refused(refusal: NonNullable<ReturnType<typeof publicationRefusal>>): ProblemError {
  switch (refusal) {
    case "not-a-draft":
      return new ProblemError("invalid-state", {
        errors: [{ pointer: "/status", detail: "is neither draft nor published" }],
      });
    case "no-performances":
      return new ProblemError("invalid-state", { errors: [{ pointer: "/performances", detail: "there is none" }] });
    case "all-over":
      return new ProblemError("invalid-state", { errors: [{ pointer: "/performances", detail: "all are over" }] });
  }
}
