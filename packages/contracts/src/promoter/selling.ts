import { z } from "@hono/zod-openapi";
import { line, prose } from "../text.ts";

const kind = z.enum(["text", "choice", "tick"]);
const of = z.enum(["order", "attendee"]);

/** Something that fans are asked with their order, once for all or for each ticket. */
export const QuestionInput = z
  .strictObject({
    /** The question this line stands for; absent, a new one. One that is left out is asked no more; answers stay. */
    id: z.uuid().optional(),
    label: line(300),
    kind,
    of,
    required: z.boolean().default(false),
    /** Of a `choice`, and of nothing else. */
    choices: z.array(line(200)).max(50).default([]),
  })
  .refine((question) => question.kind !== "choice" || question.choices.length >= 2, {
    path: ["choices"],
    message: "a choice is between two at least",
  })
  .refine((question) => question.kind === "choice" || question.choices.length === 0, {
    path: ["choices"],
    message: "only a choice has any",
  })
  .refine(({ choices }) => new Set(choices).size === choices.length, {
    path: ["choices"],
    message: "must differ from one another",
  })
  .openapi("QuestionInput");
export type QuestionInput = z.infer<typeof QuestionInput>;

const settings = {
  /** Tickets per e-mail address over all its orders; null: without limit. */
  maxPerFan: z.int().min(1).max(1000).nullable(),
  /** How long an order may stay unpaid. */
  orderMinutes: z.int().min(5).max(60),
  card: z.boolean(),
  /**
   * Bank transfer: what the fan is told, and how many days the money may take; null: not offered. The deadline is the end of
   * a day at the venue, before the sale ends and at least `hoursBefore` before the first performance of the order. When no
   * such day is left, transfer is not offered.
   */
  transfer: z
    .strictObject({
      instructions: prose(2000).min(1),
      days: z.int().min(1).max(30),
      hoursBefore: z.int().min(0).max(720).default(24),
    })
    .nullable(),
  payAtDoor: z.boolean(),
  /** Whether a hold needs a pass of the waiting room. */
  needsPass: z.boolean(),
  /** `static` codes may be printed; `rotating` ones live on a phone alone. */
  ticketCodes: z.enum(["static", "rotating"]),
  attendeeNames: z.enum(["none", "optional", "required"]),
  /** Days from a postponement in which a fan may ask for the money back. */
  refundWindowDays: z.int().min(0).max(365),
};

/** How an event is sold, whole: it replaces what was there. */
export const SellingInput = z
  .strictObject({ ...settings, questions: z.array(QuestionInput).max(50) })
  .openapi("SellingInput");
export type SellingInput = z.infer<typeof SellingInput>;

export const Selling = z
  .object({
    eventId: z.string(),
    /** Counts up with each saved change; its quoted form is the ETag that `If-Match` takes. */
    version: z.int(),
    /** By hand: no new holds, no new orders; what is ordered may still be paid. */
    stopped: z.boolean(),
    ...settings,
    transfer: z.object({ instructions: z.string(), days: z.int(), hoursBefore: z.int() }).nullable(),
    /** Until when fans may ask for the money back, after a postponement. */
    refundableUntil: z.iso.datetime().nullable(),
    questions: z.array(
      z.object({
        id: z.string(),
        label: z.string(),
        kind,
        of,
        required: z.boolean(),
        choices: z.array(z.string()),
      }),
    ),
  })
  .openapi("Selling");
export type Selling = z.infer<typeof Selling>;
