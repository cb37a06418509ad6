import type { Instant } from "@liveotter/core/instant";
import type { CallOptions, Database } from "../connect.ts";
import type { Actor, EventAt } from "./event-draft.ts";
import { moveEvent } from "./move-event.ts";
import type { MyEvent } from "./my-event.ts";

/** Shows a draft with something upcoming to the public. `null` as with `moveEvent`. @throws DatabaseError */
export const publishEvent = (
  db: Database,
  actor: Actor,
  at: EventAt,
  now: Instant,
  options?: CallOptions,
): Promise<MyEvent | null> => moveEvent(db, actor, at, "publish", now, options);
