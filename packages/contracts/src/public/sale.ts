import { z } from "@hono/zod-openapi";
import { SALE_STATES } from "@liveotter/core/sale/sale-state";
import { line } from "../text.ts";

/** What is for sale, held and owed. Money is whole minor units of the answer's currency; times are UTC instants. */
const IsoInstant = z.iso.datetime();
const Minor = z.int();

/** What a sale is to somebody who wants a ticket now; what is sold out may come back while the sale is open. */
export const SaleState = z.enum(SALE_STATES);
export type SaleState = z.infer<typeof SaleState>;

export const OfferedTicketType = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    /** What one costs with everything in it: fees and tax that the fan pays. */
    price: Minor,
    /** The same without a code's effect, where a code makes it another. */
    priceBefore: Minor.nullable(),
    /** Of the fees in `price`. */
    fees: Minor,
    /** Of the tax in `price`, rounded for this ticket alone. */
    tax: Minor.default(0),
    /** The phase in force, and when its price ends. */
    phase: z.object({ name: z.string(), until: IsoInstant }).nullable(),
    minPerOrder: z.int(),
    maxPerOrder: z.int(),
    /** Ids of what a pass admits to; null for a ticket to the one performance. */
    pass: z.array(z.string()).nullable(),
    /** How many are free now; null: more than 50, without limit, or unknown, as `state` says. */
    left: z.int().nullable(),
    /** `unknown`: nobody could count it just now, which is not `sold-out`. `not-enough-left`: fewer than `minPerOrder`. */
    state: z.enum(["on-sale", "not-enough-left", "sold-out", "unknown"]),
  })
  .openapi("OfferedTicketType");
export type OfferedTicketType = z.infer<typeof OfferedTicketType>;

/** One performance's summary, made once for everybody who looks. */
export const Availability = z
  .object({
    /** When it was counted. */
    asOf: IsoInstant,
    /** Whether it is more than a few seconds older than it should be. */
    degraded: z.boolean(),
    eventId: z.string(),
    eventSlug: z.string(),
    performanceId: z.string(),
    currency: z.string(),
    state: SaleState,
    /** Whether a code could get somebody tickets that they cannot have without one. */
    takesCode: z.boolean(),
    /** When anybody may buy, when those with a code may, and when nobody may any more. */
    opensAt: IsoInstant.nullable(),
    presaleAt: IsoInstant.nullable(),
    closesAt: IsoInstant,
    maxPerOrder: z.int().nullable(),
    /** Once per order, in no ticket's price; zero where the promoter pays. */
    feePerOrder: Minor,
    tax: z.object({ name: z.string(), rate: z.int(), included: z.boolean() }).nullable(),
    /** How the tax of several tickets is rounded: each by itself, or once on their sum. */
    rounding: z.enum(["per-line", "net-sum", "net-sum-keep-gross"]).default("per-line"),
    /** Whether a hold needs a pass of the waiting room. */
    needsPass: z.boolean(),
    ticketTypes: z.array(OfferedTicketType),
  })
  .openapi("Availability");
export type Availability = z.infer<typeof Availability>;

/** Quantities and prices of a hold or an order. */
export const QuoteLine = z
  .object({
    ticketTypeId: z.string(),
    name: z.string(),
    /** Null for a pass. */
    performanceId: z.string().nullable(),
    quantity: z.int(),
    /** Per ticket, before a code's effect. */
    unitPrice: Minor,
    /** The price phase it was taken in. One ticket type at two prices is two lines, the older price first. */
    phase: z.string().nullish(),
    /** What a code takes off the whole line. */
    discount: Minor,
    /** Of the whole line, with fees and tax, save those per order. */
    total: Minor,
  })
  .openapi("QuoteLine");
export const Quote = z
  .object({
    currency: z.string(),
    lines: z.array(QuoteLine),
    /** What the fan pays of fees, per order included. */
    fees: Minor,
    /** Of them, once per order: in no line's total. */
    feePerOrder: Minor,
    discount: Minor,
    tax: z.object({ name: z.string(), rate: z.int(), included: z.boolean(), amount: Minor }).nullable(),
    /** What the fan pays. */
    total: Minor,
  })
  .openapi("Quote");
export type Quote = z.infer<typeof Quote>;

/** Identifies a quote and what the order asks: two tags are equal where both are. */
export const QuoteTag = z.string().max(64);

export const HoldLine = z.strictObject({
  ticketTypeId: z.uuid(),
  /** Absent or null for a pass. */
  performanceId: z.uuid().nullish(),
  quantity: z.int().min(1).max(1000),
});
export type HoldLine = z.infer<typeof HoldLine>;

/** Of any case; spaces do not count. */
const Code = line(60);

/** With a code the answer is for its holder alone: hidden ticket types that it opens, and prices as it makes them. */
export const AvailabilityParams = z.object({ code: Code.optional() });

export const HoldInput = z
  .strictObject({
    eventId: z.uuid(),
    lines: z.array(HoldLine).min(1).max(50),
    code: Code.nullish(),
    /** A pass of the waiting room, where the event demands one. */
    pass: z.string().max(2000).nullish(),
    /** An earlier hold of the same fan, given up in the same step: one's own never stands in one's way. */
    replaces: z.string().max(200).nullish(),
  })
  .openapi("HoldInput");
export type HoldInput = z.infer<typeof HoldInput>;

/**
 * Either other lines (all of them), another code (null: none), or more time. Of one ticket type, the sum of its lines
 * counts. `quoteTag` agrees to the quote of a `price-changed` problem.
 */
export const HoldChange = z
  .strictObject({ lines: HoldInput.shape.lines, code: Code.nullable(), extend: z.literal(true), quoteTag: QuoteTag })
  .partial()
  .refine(({ quoteTag: _, ...change }) => Object.keys(change).length > 0, "nothing to change")
  .openapi("HoldChange");
export type HoldChange = z.infer<typeof HoldChange>;

/** What the order asks of its fan, in order. */
export const Asks = z.object({
  attendeeNames: z.enum(["none", "optional", "required"]),
  questions: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      kind: z.enum(["text", "choice", "tick"]),
      of: z.enum(["order", "attendee"]),
      required: z.boolean(),
      choices: z.array(z.string()),
    }),
  ),
  /** How these tickets can be paid for now. */
  paymentMethods: z.array(z.enum(["card", "transfer", "door"])),
  /** What the promoter offers, and what could no longer arrive in time. */
  tooLate: z.array(z.enum(["transfer", "door"])).default([]),
  /** Until when a transfer would have to arrive, if the order were placed now. */
  transferUntil: z.iso.datetime().nullable().default(null),
});
export type Asks = z.infer<typeof Asks>;

export const Hold = z
  .object({
    /** Opaque, and unguessable: whoever has it has the hold. */
    id: z.string(),
    eventId: z.string(),
    eventSlug: z.string(),
    eventName: z.string(),
    /** `lapsed`: what it held may be taken by others; `ordered`: it became `orderId`. */
    state: z.enum(["held", "lapsed", "released", "ordered"]),
    expiresAt: IsoInstant,
    /** Beyond this it is extended no further. */
    lastsUntil: IsoInstant,
    /** The server's clock, for countdowns. */
    now: IsoInstant,
    code: z.string().nullable(),
    quote: Quote,
    /** Of this quote and these `asks`: sent with the order, it says what the fan has seen. */
    quoteTag: QuoteTag,
    /** Of a lapsed hold: what ordering it would mean now, where that is something else. */
    again: z.object({ quote: Quote, quoteTag: QuoteTag, asks: Asks }).nullish(),
    orderId: z.string().nullable(),
    asks: Asks,
  })
  .openapi("Hold");
export type Hold = z.infer<typeof Hold>;
