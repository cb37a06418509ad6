import { z } from "@hono/zod-openapi";
import { SearchText } from "../text.ts";

const IsoInstant = z.iso.datetime();

/** Who comes with one ticket. */
export const MyAttendee = z
  .object({
    ticketId: z.string(),
    state: z.enum(["valid", "cancelled"]),
    ticketType: z.string(),
    performanceId: z.string(),
    /** The holder where one is named, else whoever ordered. */
    name: z.string().nullable(),
    email: z.string().nullable(),
    order: z.object({
      id: z.string(),
      number: z.string(),
      name: z.string().nullable(),
      email: z.string().nullable(),
      placedAt: IsoInstant,
    }),
    /** By the question's id; the order's own among them. */
    answers: z.record(z.string(), z.string()),
  })
  .openapi("MyAttendee");
export type MyAttendee = z.infer<typeof MyAttendee>;

/** In the order in which they were sold. */
export const MyAttendeeList = z
  .object({
    items: z.array(MyAttendee),
    nextCursor: z.string().nullable(),
    /** Every question ever asked for this event, in order. */
    questions: z.array(z.object({ id: z.string(), label: z.string(), of: z.enum(["order", "attendee"]) })),
  })
  .openapi("MyAttendeeList");
export type MyAttendeeList = z.infer<typeof MyAttendeeList>;

export const MyAttendeeFileParams = z.object({
  performanceId: z.uuid().optional(),
  ticketTypeId: z.uuid().optional(),
  /** `valid` unless told. */
  state: z.enum(["valid", "cancelled", "all"]).optional(),
});

export const MyAttendeeParams = MyAttendeeFileParams.extend({
  /** An order's number, or the beginning of a word of a name or address. */
  q: SearchText.optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
