import { z } from "@hono/zod-openapi";
import { LOCALES } from "@liveotter/core/long-time";
import { VOID_REASONS } from "@liveotter/core/order/plan-void";
import { OrderState, PaymentState, RefundState } from "../public/orders.ts";
import { line, SearchText } from "../text.ts";
import { alsoFromCarts } from "./also-from-carts.ts";
import { AuditEntry } from "./audit.ts";

/** Money is whole minor units of the order's currency. */
const Minor = z.int();
const IsoInstant = z.iso.datetime();
const LocalDate = z.iso.date("must be a date like 2027-06-12");

export const OrderKind = z.enum(["sale", "guest"]);

export const MyOrderSummary = z
  .object({
    id: z.string(),
    number: z.string(),
    kind: OrderKind,
    state: OrderState,
    eventId: z.string(),
    eventName: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    tickets: z.int(),
    total: Minor,
    refunded: Minor,
    currency: z.string(),
    placedAt: IsoInstant,
  })
  .openapi("MyOrderSummary");
export type MyOrderSummary = z.infer<typeof MyOrderSummary>;

/** Newest first. */
export const MyOrderList = z
  .object({ items: z.array(MyOrderSummary), nextCursor: z.string().nullable() })
  .openapi("MyOrderList");
export type MyOrderList = z.infer<typeof MyOrderList>;

export const MyOrderParams = z.object({
  /** A number, or the beginning of an address or of a word of the name. */
  q: SearchText.optional(),
  eventId: z.uuid().optional(),
  state: OrderState.optional(),
  kind: OrderKind.optional(),
  /** Placed on or after, on or before this day, in UTC. */
  from: LocalDate.optional(),
  to: LocalDate.optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

const GivenAnswer = z.object({ questionId: z.string(), label: z.string(), answer: z.string() }).openapi("GivenAnswer");

const MyOrderItem = z
  .object({
    id: z.string(),
    ticketTypeId: z.string(),
    ticketType: z.string(),
    /** Null: a pass. */
    performanceId: z.string().nullable(),
    price: Minor,
    discount: Minor,
    fees: Minor,
    tax: Minor,
    total: Minor,
    refunded: Minor,
    /** Its tickets are void. Its places are free, unless `placesKept`. */
    cancelled: z.boolean(),
    /** Why it is void without a refund; null: it is not. */
    void: z.enum(VOID_REASONS).nullable(),
    /** It is void, and its places stay taken until you free them. */
    placesKept: z.boolean(),
    tickets: z.array(
      z.object({
        id: z.string(),
        performanceId: z.string(),
        state: z.enum(["valid", "cancelled"]),
        /** Its fan's bank wants the money back. */
        disputed: z.boolean(),
        holder: z.object({ name: z.string().nullable(), email: z.string().nullable() }),
        answers: z.array(GivenAnswer),
      }),
    ),
  })
  .openapi("MyOrderItem");

export const MyPayment = z
  .object({
    id: z.string(),
    method: z.enum(["card", "transfer", "door"]),
    state: PaymentState,
    amount: Minor,
    /** Of a transfer or the door: what has come so far, while more is missing. */
    received: Minor,
    /** What the provider took, where that is another amount or currency. */
    taken: z.object({ amount: Minor, currency: z.string() }).nullable(),
    providerRef: z.string().nullable(),
    failure: z.string().nullable(),
    /** How it stands with the fan's bank, where that asked for it back: nothing is refunded before it is won. */
    dispute: z.enum(["open", "won", "lost"]).nullable(),
    at: IsoInstant,
    settledAt: IsoInstant.nullable(),
  })
  .openapi("MyPayment");

export const MyRefund = z
  .object({
    id: z.string(),
    orderId: z.string(),
    orderNumber: z.string(),
    eventId: z.string(),
    eventName: z.string(),
    state: RefundState,
    /** `promoter`, `fan`, `event_cancelled`, `event_postponed`, `late`, `duplicate`, `mismatch`, `sold_out`, `performance_cancelled`, `incomplete`, `overpaid`. */
    reason: z.string(),
    amount: Minor,
    currency: z.string(),
    /** Whether the provider gives it back, or the promoter by hand. */
    method: z.enum(["card", "transfer", "door"]),
    note: z.string(),
    attempts: z.int(),
    nextAttemptAt: IsoInstant.nullable(),
    /** What the provider said; null while nothing went wrong. */
    lastError: z.string().nullable(),
    at: IsoInstant,
    settledAt: IsoInstant.nullable(),
  })
  .openapi("MyRefund");
export type MyRefund = z.infer<typeof MyRefund>;

/** Newest first. */
export const MyRefundList = z
  .object({ items: z.array(MyRefund), nextCursor: z.string().nullable() })
  .openapi("MyRefundList");
export type MyRefundList = z.infer<typeof MyRefundList>;

export const MyRefundParams = z.object({
  /** `needs-you`: those that failed, and those to be given back by hand. */
  state: z.union([RefundState, z.literal("needs-you")]).optional(),
  eventId: z.uuid().optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

/** `withheld`: what banks keep while they ask for it back, and for good once it is `lost`; `disputed`: what that is for. */
export const LedgerAccount = z.enum([
  "provider",
  "manual",
  "unapplied",
  "tickets",
  "fees",
  "tax",
  "withheld",
  "disputed",
  "lost",
]);
export type LedgerAccount = z.infer<typeof LedgerAccount>;

export const LedgerEntry = z
  .object({
    /** A whole number in text form; counts up with time. */
    id: z.string(),
    at: IsoInstant,
    /** What happened, once: `payment:…`, `order:…`, `refund:…`. */
    source: z.string(),
    orderId: z.string(),
    orderNumber: z.string().nullable(),
    eventId: z.string(),
    currency: z.string(),
    /** Positive: debit. They add up to zero. */
    lines: z.array(z.object({ account: LedgerAccount, amount: Minor })),
  })
  .openapi("LedgerEntry");
export type LedgerEntry = z.infer<typeof LedgerEntry>;

export const MyOrder = MyOrderSummary.extend({
  /** Of the total: what the fan paid of fees, and the tax in it. */
  fees: Minor,
  tax: Minor,
  /** Fees that the promoter pays, out of the total. */
  promoterFees: Minor,
  /** The code that was used. */
  code: z.object({ id: z.string(), code: z.string() }).nullable(),
  locale: z.enum(LOCALES),
  /** Its fan's page, which opens for whoever has the address; null where there is none to give. */
  link: z.string().nullable(),
  /** While pending. */
  expiresAt: IsoInstant.nullable(),
  paidAt: IsoInstant.nullable(),
  endedAt: IsoInstant.nullable(),
  answers: z.array(GivenAnswer),
  items: z.array(MyOrderItem),
  /** Each newest first. */
  payments: z.array(MyPayment),
  refunds: z.array(MyRefund),
  ledger: z.array(LedgerEntry),
  history: z.array(AuditEntry),
  /** Those of the last weeks. */
  mails: z.array(z.object({ at: IsoInstant, topic: z.string(), state: z.enum(["waiting", "sent", "parked"]) })),
  /** What may still be given back. */
  refundable: Minor,
  /** What is still to be paid of a pending order; 0 of any other. */
  missing: Minor,
  /** What may be done now. */
  may: z.object({
    refund: z.boolean(),
    /** Make tickets void without a refund, or free the places of those that are. */
    void: z.boolean(),
    cancel: z.boolean(),
    /** How money that came outside may be noted. */
    receivePayment: z.array(z.enum(["transfer", "door"])),
    resendMail: z.boolean(),
    changeEmail: z.boolean(),
  }),
}).openapi("MyOrder");
export type MyOrder = z.infer<typeof MyOrder>;

const keepFees = z.boolean().default(false);
/** All that is left of an order, some of its tickets, or an amount for which every ticket stays good. */
const refundChoices = {
  whole: { what: z.literal("whole"), keepFees },
  items: { what: z.literal("items"), itemIds: z.array(z.uuid()).min(1).max(1000), keepFees },
  amount: { what: z.literal("amount"), amount: Minor.min(1).max(1_000_000_000_000) },
};
const confirmed = {
  /** What the preview said would be given back: where it is another by now, nothing is done. */
  total: Minor.min(0),
  note: line(500).or(z.literal("")).default(""),
};

export const RefundChoice = z
  .discriminatedUnion("what", [
    z.strictObject(refundChoices.whole),
    z.strictObject(refundChoices.items),
    z.strictObject(refundChoices.amount),
  ])
  .openapi("RefundChoice");
export type RefundChoice = z.infer<typeof RefundChoice>;

export const RefundInput = z
  .discriminatedUnion("what", [
    z.strictObject({ ...refundChoices.whole, ...confirmed }),
    z.strictObject({ ...refundChoices.items, ...confirmed }),
    z.strictObject({ ...refundChoices.amount, ...confirmed }),
  ])
  .openapi("RefundInput");
export type RefundInput = z.infer<typeof RefundInput>;

export const RefundPreview = z
  .object({
    orderId: z.string(),
    currency: z.string(),
    /** What is given back. */
    total: Minor,
    /** Of what these tickets cost, the fees that are kept. */
    feesKept: Minor,
    /** How the money goes back: by the card's provider, or by hand; null: there is none to give back. */
    method: z.enum(["card", "transfer", "door"]).nullable(),
    items: z.array(
      z.object({
        itemId: z.string(),
        ticketType: z.string(),
        performanceId: z.string().nullable(),
        amount: Minor,
        feesKept: Minor,
        /** Whether its tickets are void afterwards. */
        cancelled: z.boolean(),
      }),
    ),
    /** Tickets that are void afterwards. */
    ticketsCancelled: z.int(),
    /** Places that anyone can buy again: none where the sale is over, that go back to a code, or that are oversold. */
    freed: z.array(z.object({ quotaId: z.string(), name: z.string(), quantity: z.int() })),
    /** What could still be given back afterwards. */
    refundableAfter: Minor,
    /** The order's state afterwards. */
    stateAfter: OrderState,
  })
  .openapi("RefundPreview");
export type RefundPreview = z.infer<typeof RefundPreview>;

export const OrderEmailInput = z.strictObject({ email: z.email().max(320) }).openapi("OrderEmailInput");
export type OrderEmailInput = z.infer<typeof OrderEmailInput>;
const voidParts = {
  /** The items to make void; absent: all that are left. */
  itemIds: z.array(z.uuid()).min(1).max(1000).optional(),
  reason: z.enum(VOID_REASONS),
  /** Whether their places go back on sale. If not, the same call frees them later. */
  freePlaces: z.boolean(),
};
export const VoidChoice = z.strictObject(voidParts).openapi("VoidChoice");
export type VoidChoice = z.infer<typeof VoidChoice>;

export const VoidInput = z
  .strictObject({
    ...voidParts,
    /** The preview's: if the order has changed since, nothing is done. */
    version: z.int().min(1).max(2_147_483_647),
    note: line(500).or(z.literal("")).default(""),
  })
  .openapi("VoidInput");
export type VoidInput = z.infer<typeof VoidInput>;

export const VoidPreview = z
  .object({
    orderId: z.string(),
    /** Sent with the request that does it. */
    version: z.int(),
    currency: z.string(),
    items: z.array(
      z.object({
        itemId: z.string(),
        ticketType: z.string(),
        performanceId: z.string().nullable(),
        /** How many of its tickets become void; 0: they are already, and its places come free. */
        tickets: z.int(),
      }),
    ),
    /** Tickets that become void. */
    ticketsVoided: z.int(),
    /** Tickets of the order that stay valid. */
    ticketsLeft: z.int(),
    /** Places that go back on sale. */
    freed: z.array(z.object({ quotaId: z.string(), name: z.string(), quantity: z.int() })),
    /** Places that stay taken. */
    kept: z.array(z.object({ quotaId: z.string(), name: z.string(), quantity: z.int() })),
    /** What was paid for these tickets and is not refunded. */
    notRefunded: Minor,
    /** What the buyer is told; null: no ticket becomes void, or there is no address. */
    mail: z.object({ to: z.string(), subject: z.string(), text: z.string() }).nullable(),
  })
  .openapi("VoidPreview");
export type VoidPreview = z.infer<typeof VoidPreview>;

export const PaymentReceived = z
  .strictObject({
    method: z.enum(["transfer", "door"]),
    /** What came, whether or not it is what is owed. */
    amount: Minor.min(1).max(1_000_000_000_000),
    /** The statement's reference, for the order's history. */
    reference: line(200).optional(),
    alsoFromCarts,
  })
  .openapi("PaymentReceived");
export type PaymentReceived = z.infer<typeof PaymentReceived>;
