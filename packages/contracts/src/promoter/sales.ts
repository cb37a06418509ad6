import { z } from "@hono/zod-openapi";
import { LedgerEntry } from "./orders.ts";

const Minor = z.int();
const IsoInstant = z.iso.datetime();
const LocalDate = z.iso.date("must be a date like 2027-06-12");

/** Fans who confirmed that they want to be told, and those who were. */
const InterestCount = z.object({ waiting: z.int(), told: z.int() });

/** How the sale of one event goes, now. */
export const SalesReport = z
  .object({
    asOf: IsoInstant,
    eventId: z.string(),
    currency: z.string(),
    stopped: z.boolean(),
    totals: z.object({
      /** Paid, refunded ones included; guests not. */
      orders: z.int(),
      pendingOrders: z.int(),
      /** Good ones, guests not counted. */
      tickets: z.int(),
      guests: z.int(),
      /** What fans paid, what of it goes back or went back, and what is left of it. */
      paid: Minor,
      refunded: Minor,
      revenue: Minor,
    }),
    ticketTypes: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        sold: z.int(),
        pending: z.int(),
        guests: z.int(),
        /** What fans paid for those that are sold, less what went back. */
        revenue: Minor,
      }),
    ),
    quotas: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        performanceId: z.string().nullable(),
        capacity: z.int().nullable(),
        /** By paid orders, guests included. */
        sold: z.int(),
        pending: z.int(),
        /** In fans' carts; null while nobody can tell. */
        held: z.int().nullable(),
        blocked: z.int(),
        /** Kept free for codes. */
        kept: z.int(),
        /** Taken beyond the capacity, since that was lowered. */
        overhang: z.int(),
        /** Null: without limit. */
        left: z.int().nullable(),
      }),
    ),
    /** Days on the clocks of the sale, oldest first, the last 400 on which something happened. */
    days: z.array(z.object({ date: z.string(), tickets: z.int(), paid: Minor, refunded: Minor })),
    /** Who wants to hear that the sale opens, and who that there are tickets again. */
    interests: z.object({ onSale: InterestCount, returned: InterestCount }),
  })
  .openapi("SalesReport");
export type SalesReport = z.infer<typeof SalesReport>;

/** How far the refunds of a cancelled event are. */
export const RefundProgress = z
  .object({
    asOf: IsoInstant,
    eventId: z.string(),
    currency: z.string(),
    /** `none`: nothing is to be refunded. `paused`: the provider has no balance, and is asked again later. */
    state: z.enum(["none", "running", "paused", "done", "needs-you"]),
    /** Orders with money in them whose refund has not begun, and those that still wait to be paid. */
    ordersWaiting: z.int(),
    refunds: z.object({
      requested: z.object({ count: z.int(), amount: Minor }),
      pending: z.object({ count: z.int(), amount: Minor }),
      succeeded: z.object({ count: z.int(), amount: Minor }),
      failed: z.object({ count: z.int(), amount: Minor }),
    }),
    /** What the provider said last, while it keeps them waiting. */
    trouble: z.string().nullable(),
  })
  .openapi("RefundProgress");
export type RefundProgress = z.infer<typeof RefundProgress>;

/** Newest first. */
export const Ledger = z.object({ items: z.array(LedgerEntry), nextCursor: z.string().nullable() }).openapi("Ledger");
export type Ledger = z.infer<typeof Ledger>;

export const LedgerParams = z.object({
  eventId: z.uuid().optional(),
  orderId: z.uuid().optional(),
  /** On or after, on or before this day, in UTC. */
  from: LocalDate.optional(),
  to: LocalDate.optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});

/** What the ledger says of one event in one currency. */
export const PayoutLine = z
  .object({
    eventId: z.string(),
    eventName: z.string(),
    currency: z.string(),
    /** Money in, less what went back: through the provider, and by hand to the promoter. */
    provider: Minor,
    manual: Minor,
    /** Taken, and for nothing yet: it goes back, or an order takes it. */
    unapplied: Minor,
    /** What fans' banks keep: disputed, or lost. */
    withheld: Minor,
    /** What it was for. */
    tickets: Minor,
    fees: Minor,
    tax: Minor,
    /** What the platform holds for the promoter: through the provider, less fees and what is unapplied or withheld. */
    payout: Minor,
  })
  .openapi("PayoutLine");
export type PayoutLine = z.infer<typeof PayoutLine>;

export const Payouts = z
  .object({
    asOf: IsoInstant,
    items: z.array(PayoutLine),
    /** The sums, one for each currency. */
    totals: z.array(PayoutLine.omit({ eventId: true, eventName: true })),
  })
  .openapi("Payouts");
export type Payouts = z.infer<typeof Payouts>;

export const PayoutParams = z.object({
  eventId: z.uuid().optional(),
  from: LocalDate.optional(),
  to: LocalDate.optional(),
});
