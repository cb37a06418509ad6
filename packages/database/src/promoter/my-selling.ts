import type { EventId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import { epochMs } from "../public/catalogue-json.ts";

/** How an event is sold, as its promoter sets it. */
export interface SellingDraft {
  readonly maxPerFan: number | null;
  readonly orderMinutes: number;
  readonly card: boolean;
  readonly transfer: { readonly instructions: string; readonly days: number; readonly hoursBefore: number } | null;
  readonly payAtDoor: boolean;
  readonly needsPass: boolean;
  readonly ticketCodes: "static" | "rotating";
  readonly attendeeNames: "none" | "optional" | "required";
  readonly refundWindowDays: number;
  /** In the order in which they are asked. */
  readonly questions: readonly MyQuestion[];
}

export interface MyQuestion {
  readonly id: string;
  readonly label: string;
  readonly kind: "text" | "choice" | "tick";
  readonly of: "order" | "attendee";
  readonly required: boolean;
  readonly choices: readonly string[];
}

export interface MySelling extends SellingDraft {
  readonly eventId: EventId;
  readonly version: number;
  readonly stopped: boolean;
  readonly refundableUntil: Instant | null;
}

/** A `MySelling` of `s`, a row of `selling_settings`. */
export const mySellingJson = sql`json_build_object('eventId', s.event_id, 'version', s.version, 'stopped', s.stopped,
  'maxPerFan', s.max_per_fan, 'orderMinutes', s.order_minutes, 'card', s.card,
  'transfer', CASE WHEN s.transfer_days IS NOT NULL
    THEN json_build_object('instructions', s.transfer_instructions, 'days', s.transfer_days,
      'hoursBefore', s.transfer_hours_before) END,
  'payAtDoor', s.pay_at_door, 'needsPass', s.needs_pass, 'ticketCodes', s.ticket_codes,
  'attendeeNames', s.attendee_names, 'refundWindowDays', s.refund_window_days,
  'refundableUntil', ${epochMs(sql`s.refundable_until`)},
  'questions', coalesce((
    SELECT json_agg(json_build_object('id', q.id, 'label', q.label, 'kind', q.kind, 'of', q.asked_of,
      'required', q.required, 'choices', q.choices) ORDER BY q.position, q.id)
    FROM questions q WHERE q.promoter_id = s.promoter_id AND q.event_id = s.event_id AND NOT q.retired), '[]'::json))`;
