import { EVENT_ACTIONS, type EventAction } from "@liveotter/core/event/lifecycle";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";
import { applyChange } from "./apply-change.ts";
import type { Actor, EventAt } from "./event-draft.ts";
import { announced, audited } from "./event-parts.ts";
import type { MyEvent } from "./my-event.ts";

/**
 * Takes an event one step on in its life. `null`: the step is not open to it, it no longer has this version, it is not
 * this promoter's, it was to go public with nothing upcoming, or into the archive while it is public with something
 * upcoming; nothing was written and nobody told. Every consumer hears of what the public sees or once saw; whoever has
 * tickets to what is postponed hears of that, and may ask for their money back for some days.
 * @throws DatabaseError; code `LO011`: tickets are sold, so that it can neither be withdrawn nor, cancelled, be put away
 * before all of them are paid back
 */
export async function moveEvent(
  db: Database,
  actor: Actor,
  { eventId, version }: EventAt,
  action: EventAction,
  now: Instant,
  options?: CallOptions,
): Promise<MyEvent | null> {
  const { from, to } = EVENT_ACTIONS[action];
  const goesPublic = to === "published";
  const change = sql`WITH changed AS (
      UPDATE events SET status = ${to}, version = version + 1, changed_at = now()
        ${goesPublic ? sql`, published_at = coalesce(published_at, ${timestamp(now)})` : sql``}
      WHERE id = ${eventId}::uuid AND promoter_id = ${actor.promoterId}::uuid AND version = ${version}
        AND status = ANY(${sql.param([...from])}::text[])
        ${goesPublic ? sql`AND ${hasUpcoming(now)}` : sql``}
        ${action === "archive" ? sql`AND (status <> 'published' OR NOT ${hasUpcoming(now)})` : sql``}
      RETURNING *
    ), ${audited(actor, `event.${action}`)}, ${announced(`event.${action}`, sql`published_at IS NOT NULL`)}
    SELECT id${toldBy(action, now)} FROM changed`;
  return applyChange(db, actor, eventId, { change }, options);
}

/** Who has tickets hears of it, and may return them for some days. */
function toldBy(action: EventAction, now: Instant) {
  if (action === "postpone") return sql`, open_my_refund_window(id, ${timestamp(now)})`;
  return action === "reschedule" ? sql`, note_rescheduling(id, ${timestamp(now)})` : sql``;
}

const hasUpcoming = (now: Instant) => sql`EXISTS (
  SELECT FROM performances p
  WHERE p.promoter_id = events.promoter_id AND p.event_id = events.id AND p.ends_at > ${timestamp(now)})`;
