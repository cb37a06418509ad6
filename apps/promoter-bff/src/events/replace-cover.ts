import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { EventId } from "@liveotter/core/ids";
import { checkPicture } from "@liveotter/core/picture/check-picture";
import { mediaFile } from "@liveotter/core/picture/media-file";
import type { Database } from "@liveotter/database/connect";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import { expectPicture, setCover } from "@liveotter/database/promoter/set-cover";
import type { Deps } from "../deps.ts";
import { changedSince } from "./change-event.ts";

/** Seconds until it is worth trying again. */
const RETRY_SECONDS = 5;

type At = { readonly eventId: EventId; readonly version: number };
type Uses = Pick<Deps, "database" | "putPicture" | "now">;

/**
 * Makes an uploaded file the event's cover: nothing of it but the picture. While it is kept, no place at Postgres is
 * held. Whatever fails on the way leaves the event as it was, and a picture that `jobs` deletes in time.
 * @throws ProblemError, DatabaseError
 */
export async function replaceCover(uses: Uses, actor: Actor, at: At, bytes: Uint8Array): Promise<MyEvent> {
  await uses.database((db) => refuseUnlessOpen(db, actor, at));
  const checked = checkPicture(bytes);
  if ("refused" in checked) {
    throw new ProblemError("invalid-request", { errors: [{ pointer: "", detail: checked.refused }] });
  }
  const { type, width, height, bytes: picture } = checked.picture;
  const file = mediaFile(crypto.randomUUID(), type);
  await uses.database((db) => expectPicture(db, actor.promoterId, file));
  await uses.putPicture(file, picture).catch(() => {
    throw new ProblemError("busy", {
      detail: "Pictures cannot be kept just now. The event is as it was.",
      retryAfter: RETRY_SECONDS,
    });
  });
  const event = await uses.database((db) => setCover(db, actor, at, { file, width, height }));
  if (event === null) throw changedSince();
  return event;
}

/** Back to the drawn cover. An event that has no other is answered as it is. @throws ProblemError, DatabaseError */
export async function removeCover(db: Database, actor: Actor, at: At): Promise<MyEvent> {
  const before = await refuseUnlessOpen(db, actor, at);
  if (before.cover === null) return before;
  const event = await setCover(db, actor, at, null);
  if (event === null) throw changedSince();
  return event;
}

async function refuseUnlessOpen(db: Database, actor: Actor, { eventId, version }: At): Promise<MyEvent> {
  const event = await readMyEvent(db, { promoterId: actor.promoterId, eventId });
  if (event === null) throw new ProblemError("not-found");
  if (event.version !== version) throw changedSince();
  if (event.status !== "archived") return event;
  throw new ProblemError("invalid-state", {
    errors: [{ pointer: "/status", detail: "is archived: it stays as it is" }],
  });
}
