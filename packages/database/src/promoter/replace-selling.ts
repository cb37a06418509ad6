import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";
import { auditedAs } from "./audited-as.ts";
import type { Actor, EventAt } from "./event-draft.ts";
import type { MySelling, SellingDraft } from "./my-selling.ts";
import { selectSelling, sellingIn } from "./read-my-selling.ts";

/**
 * Sells an event that way from now on, if its settings still have this version (`null`: they have not, or it is not this
 * promoter's). A question that is not there any more is asked no more; its answers stay. The ids of questions are the
 * event's own, or new. @throws DatabaseError
 */
export async function replaceSelling(
  db: Database,
  actor: Actor,
  { eventId, version }: EventAt,
  draft: SellingDraft,
  options?: CallOptions,
): Promise<MySelling | null> {
  const { promoterId } = actor;
  const questions = draft.questions.map((question, position) => ({ ...question, position }));
  const [changed, read] = await asPromoter(
    db,
    promoterId,
    [
      sql`WITH changed AS (
          UPDATE selling_settings SET version = version + 1, max_per_fan = ${draft.maxPerFan}::integer,
            order_minutes = ${draft.orderMinutes}, card = ${draft.card},
            transfer_instructions = ${draft.transfer?.instructions ?? null},
            transfer_days = ${draft.transfer?.days ?? null}::integer,
            transfer_hours_before = coalesce(${draft.transfer?.hoursBefore ?? null}::integer, transfer_hours_before),
            pay_at_door = ${draft.payAtDoor},
            needs_pass = ${draft.needsPass}, ticket_codes = ${draft.ticketCodes},
            attendee_names = ${draft.attendeeNames}, refund_window_days = ${draft.refundWindowDays}
          WHERE promoter_id = ${promoterId}::uuid AND event_id = ${eventId}::uuid AND version = ${version}
          RETURNING *
        ), given AS (
          SELECT changed.promoter_id, changed.event_id, question.*
          FROM changed CROSS JOIN jsonb_to_recordset(${JSON.stringify(questions)}::jsonb) AS question (
            id uuid, position integer, label text, kind text, "of" text, required boolean, choices jsonb)
        ), retired AS (
          UPDATE questions q SET retired = true FROM changed
          WHERE q.promoter_id = changed.promoter_id AND q.event_id = changed.event_id AND NOT q.retired
            AND q.id NOT IN (SELECT id FROM given)
        ), kept AS (
          INSERT INTO questions (id, promoter_id, event_id, position, label, kind, asked_of, required, choices)
          SELECT id, promoter_id, event_id, position, label, kind, "of", required,
            ARRAY(SELECT jsonb_array_elements_text(choices))
          FROM given
          ON CONFLICT (id) DO UPDATE SET position = excluded.position, label = excluded.label,
            required = excluded.required, choices = excluded.choices, retired = false
          WHERE questions.event_id = excluded.event_id
        ), ${auditedAs(actor, "event.selling", sql`jsonb_build_object('version', version)`, sql`event_id`)}
        SELECT FROM changed`,
      selectSelling({ promoterId, eventId }),
    ],
    options,
  );
  return changed?.length === 1 ? sellingIn(read) : null;
}
