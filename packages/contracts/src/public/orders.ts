import { z } from "@hono/zod-openapi";
import { LOCALES } from "@liveotter/core/long-time";
import { line, prose } from "../text.ts";
import { PerformanceReply } from "./catalogue.ts";
import { Hold, Quote, QuoteTag } from "./sale.ts";

const IsoInstant = z.iso.datetime();
const Minor = z.int();
const name = line(200);
const Answers = z.array(z.strictObject({ questionId: z.uuid(), answer: prose(1000) })).max(50);

export const Attendee = z
  .strictObject({
    /** Which ticket of the hold: its line, and its place within the line, from 0. */
    line: z.int().min(0).max(999),
    at: z.int().min(0).max(999),
    name: name.nullish(),
    email: z.email().max(320).nullish(),
    answers: Answers.optional(),
  })
  .openapi("Attendee");

export const OrderInput = z
  .strictObject({
    holdId: z.string().max(200),
    email: z.email().max(320),
    name: name.nullish(),
    locale: z.enum(LOCALES).default("en"),
    /** What the fan was shown; where it is another by now, the order is refused and the new one told. */
    total: Minor.min(0),
    /** The tag of the quote that the fan was shown: where anything in it is another by now, the order is refused. */
    quoteTag: QuoteTag.optional(),
    attendees: z.array(Attendee).max(1000).default([]),
    answers: Answers.default([]),
  })
  .openapi("OrderInput");
export type OrderInput = z.infer<typeof OrderInput>;

export const OrderState = z.enum(["pending", "paid", "expired", "cancelled", "partly-refunded", "refunded"]);
export type OrderState = z.infer<typeof OrderState>;

export const PaymentState = z.enum([
  /** Nobody knows yet: never shown as failed. */
  "confirming",
  "needs-action",
  "awaiting-transfer",
  "succeeded",
  "declined",
  "cancelled",
  /** The provider took another amount: it goes back. */
  "mismatched",
]);

export const RefundState = z.enum(["requested", "pending", "succeeded", "failed"]);

export const PaymentReply = z
  .object({
    id: z.string(),
    method: z.enum(["card", "transfer", "door"]),
    state: PaymentState,
    amount: Minor,
    /** Where the fan goes on, for `needs-action`. */
    actionUrl: z.string().nullable(),
    /** For `awaiting-transfer`. */
    instructions: z.string().nullable(),
    /** Of a transfer or the door: what has come so far, while more is missing. */
    received: Minor.default(0),
    /** Why a card was declined, as a word. */
    failure: z.string().nullable(),
    at: IsoInstant,
  })
  .openapi("Payment");
export type PaymentReply = z.infer<typeof PaymentReply>;

export const OrderReply = z
  .object({
    id: z.string(),
    /** What people say on the phone. */
    number: z.string(),
    /** Opens the order, as `Authorization: Bearer …`, and as the last part of its page's address. */
    key: z.string(),
    state: OrderState,
    event: z.object({
      id: z.string(),
      slug: z.string(),
      name: z.string(),
      status: z.enum(["draft", "published", "postponed", "cancelled", "archived"]),
    }),
    email: z.string(),
    name: z.string().nullable(),
    locale: z.enum(LOCALES),
    placedAt: IsoInstant,
    /** Of a pending order; null once it is no longer pending. */
    expiresAt: IsoInstant.nullable(),
    now: IsoInstant,
    quote: Quote,
    /** Newest first. */
    payments: z.array(PaymentReply),
    refunds: z.array(
      z.object({ id: z.string(), amount: Minor, state: RefundState, reason: z.string(), at: IsoInstant }),
    ),
    /** Whether another attempt to pay may begin now: also by card while a transfer is awaited, which stays open. */
    payable: z.boolean(),
    /** How this order can be paid now. */
    paymentMethods: z.array(z.enum(["card", "transfer", "door"])),
    /** What the promoter offers, and what could no longer arrive in time. */
    tooLate: z.array(z.enum(["transfer", "door"])).default([]),
    /** What is still to be paid of a pending order; 0 of any other. */
    missing: Minor.default(0),
    /** Until when its fan may ask for the money back, after the event was postponed. */
    refundableUntil: IsoInstant.nullable(),
    tickets: z.array(
      z.object({
        id: z.string(),
        ticketType: z.string(),
        performanceId: z.string(),
        state: z.enum(["valid", "cancelled"]),
        holder: z.object({ name: z.string().nullable(), email: z.string().nullable() }),
      }),
    ),
  })
  .openapi("Order");
export type OrderReply = z.infer<typeof OrderReply>;

export const EmailChangeInput = z
  .strictObject({ email: z.email().max(320), locale: z.enum(LOCALES).default("en") })
  .openapi("EmailChangeInput");
export type EmailChangeInput = z.infer<typeof EmailChangeInput>;

/** A correction of an order's address, as its mailed link shows it. */
export const EmailChangeReply = z
  .object({
    eventName: z.string(),
    /** The order's. */
    number: z.string(),
    /** The new address. */
    email: z.string(),
    confirmed: z.boolean(),
  })
  .openapi("EmailChange");
export type EmailChangeReply = z.infer<typeof EmailChangeReply>;

export const PaymentInput = z
  .discriminatedUnion("method", [
    z.strictObject({
      method: z.literal("card"),
      /** The provider's own name for the card, made by its form: no card number ever comes here. */
      token: z.string().min(1).max(200),
      /** Where the fan comes back to after a second step. */
      returnUrl: z
        .url({ protocol: /^https?$/ })
        .max(2000)
        .optional(),
    }),
    z.strictObject({ method: z.literal("transfer") }),
    z.strictObject({ method: z.literal("door") }),
  ])
  .openapi("PaymentInput");
export type PaymentInput = z.infer<typeof PaymentInput>;

/** One admission to one performance, and the code that scans. */
export const TicketReply = z
  .object({
    id: z.string(),
    orderNumber: z.string(),
    event: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
    performance: PerformanceReply.extend({
      /** Deprecated: use `place`. */
      venue: z.string().nullable(),
      city: z.string().nullable(),
    }),
    ticketType: z.string(),
    state: z.enum(["valid", "cancelled"]),
    holder: z.object({ name: z.string().nullable(), email: z.string().nullable() }),
    answers: z.array(z.object({ questionId: z.string(), answer: z.string() })),
    /**
     * Null for a cancelled ticket. `static`: `token` is what scans, `qr` the same as SVG. `rotating`: it is computed on the
     * phone from what is in `rotating`, without a network, and no paper carries it (decision 24).
     */
    code: z
      .object({
        kind: z.enum(["static", "rotating"]),
        token: z.string().nullable(),
        qr: z.string().nullable(),
        rotating: z
          .object({
            /** Base64url: the first 220 letters of every code of this ticket. */
            certificate: z.string(),
            /** Base64url: the private Ed25519 key that signs the rest of it. */
            key: z.string(),
          })
          .nullable(),
      })
      .nullable(),
  })
  .openapi("Ticket");
export type TicketReply = z.infer<typeof TicketReply>;
export const TicketList = z
  .object({
    /** Of all pages. */
    total: z.int(),
    items: z.array(TicketReply),
    nextCursor: z.string().nullable(),
    /** What may be said of those who come. */
    asks: Hold.shape.asks.omit({ paymentMethods: true, tooLate: true, transferUntil: true }),
  })
  .openapi("TicketList");
export type TicketList = z.infer<typeof TicketList>;
export const TicketParams = z.object({
  cursor: z.string().max(20).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** What is absent stays. `replace`: the ticket gets another code, and the one before scans no more. */
export const HolderChange = z
  .strictObject({ name: name.nullable(), email: z.email().max(320).nullable(), answers: Answers, replace: z.boolean() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "nothing to change")
  .openapi("HolderChange");
export type HolderChange = z.infer<typeof HolderChange>;

/** RFC 7517 and 8037: what verifies tickets' codes, the newest in front. */
export const TicketKeySet = z
  .object({
    keys: z.array(
      z.object({
        kty: z.literal("OKP"),
        crv: z.literal("Ed25519"),
        x: z.string(),
        kid: z.string(),
        use: z.literal("sig"),
        alg: z.literal("EdDSA"),
      }),
    ),
  })
  .openapi("TicketKeySet");

/** `POST /v1/order-searches` mails a code of six digits; `POST /v1/order-searches/sessions` takes it. */
export const OrderSearch = z.strictObject({ email: z.email().max(320), locale: z.enum(LOCALES).default("en") });
export const OrderSearchCode = z.strictObject({
  email: z.email().max(320),
  code: z.string().regex(/^\d{6}$/, "six digits"),
});
/** `key` opens `GET /v1/my/orders`, as `Authorization: Bearer …`, for an hour. */
export const OrderSearchSession = z.object({ key: z.string(), expiresAt: IsoInstant }).openapi("OrderSearchSession");
export const MyOrders = z
  .object({
    /** Every address of the fan that was proved. */
    emails: z.array(z.string()),
    items: z.array(
      z.object({
        id: z.string(),
        key: z.string(),
        number: z.string(),
        state: OrderState,
        eventName: z.string(),
        firstDate: z.string(),
        total: Minor,
        currency: z.string(),
        placedAt: IsoInstant,
      }),
    ),
  })
  .openapi("MyOrders");
