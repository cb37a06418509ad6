import { type EventAction, nextStatus, statesOpenTo } from "@liveotter/core/event/lifecycle";
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
 * this promoter's, or it was to be published with nothing upcoming; nothing was written and nobody told. Every consumer
 * hears of it, since each step begins or ends in public.
 * @throws DatabaseError
 */
export async function moveEvent(
  db: Database,
  actor: Actor,
  { eventId, version }: EventAt,
  action: EventAction,
  now: Instant,
  options?: CallOptions,
): Promise<MyEvent | null> {
  const from = statesOpenTo(action);
  const steps = from.map((status) => sql`WHEN ${status} THEN ${nextStatus(status, action)}`);
  const publishing = action === "publish";
  const change = sql`WITH changed AS (
      UPDATE events SET status = CASE status ${sql.join(steps, sql` `)} END, version = version + 1, changed_at = now()
        ${publishing ? sql`, published_at = coalesce(published_at, ${timestamp(now)})` : sql``}
      WHERE id = ${eventId}::uuid AND promoter_id = ${actor.promoterId}::uuid AND version = ${version}
        AND status = ANY(${sql.param([...from])}::text[])
        ${publishing ? sql`AND ${hasUpcoming(now)}` : sql``}
      RETURNING *
    ), ${audited(actor, `event.${action}`)}, ${announced(`event.${action}`, sql`true`)}
    SELECT id FROM changed`;
  return applyChange(db, actor, eventId, { change }, options);
}

const hasUpcoming = (now: Instant) => sql`EXISTS (
  SELECT FROM performances p
  WHERE p.promoter_id = events.promoter_id AND p.event_id = events.id AND p.ends_at > ${timestamp(now)})`;
