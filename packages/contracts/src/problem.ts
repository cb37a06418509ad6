import { z } from "@hono/zod-openapi";
import { Asks, Quote, QuoteTag, SaleState } from "./public/sale.ts";

/** Every code a client may branch on. A code, once published, keeps its meaning. */
export const ProblemCode = z.enum([
  "invalid-request",
  "unauthenticated",
  "forbidden",
  "not-found",
  "method-not-allowed",
  "not-acceptable",
  "conflict",
  "precondition-failed",
  "precondition-required",
  "too-large",
  "unsupported-media-type",
  "invalid-state",
  "too-many-requests",
  "busy",
  "internal",
  /** Too few are left; `refused` says of which lines, and how many. */
  "sold-out",
  /** Tickets that were held, or offered, are not sold any more: `withdrawnLines`. */
  "withdrawn",
  /** The event's sale was changed meanwhile: look at it again, and choose again. */
  "changed",
  /** It costs something else by now, or the order asks something else: `quote`, `asks`. `quoteTag` agrees to both. */
  "price-changed",
  /** The hold is over; what it held may be gone. */
  "lapsed",
  /** `state` says why, and `opensAt` when it opens, where that is known. */
  "not-on-sale",
  /** `reason` says why. */
  "code-refused",
  /** Too many, or too few, for one order or one fan: `limit`. */
  "over-limit",
  /** Nobody knows yet whether it was done: the same request again tells, and does nothing twice. */
  "confirming",
]);
export type ProblemCode = z.infer<typeof ProblemCode>;

/**
 * Why a code is not taken. `not-yet`: from `opensAt` on. `used`: no use is left; `too-few-uses`: fewer than tickets were asked
 * for, `usesLeft`. `expired`: it is over, or its promoter disabled it.
 */
export const CodeRefusal = z.enum(["unknown", "used", "too-few-uses", "expired", "not-yet", "wrong-type"]);
export type CodeRefusal = z.infer<typeof CodeRefusal>;

/** RFC 9457 problem details, served as `application/problem+json`. */
export const Problem = z
  .object({
    type: z.string().openapi({ example: "https://liveotter.example/problems/invalid-request" }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: ProblemCode,
    requestId: z.string(),
    /** Which fields are wrong and why; `pointer` is an RFC 6901 pointer into the body, or the parameter's name. */
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
    /** Of `sold-out`, and then never empty: places in `lines`, and how many are left for each. */
    refused: z
      .array(z.object({ line: z.int(), left: z.int() }))
      .min(1)
      .optional(),
    /** Of `withdrawn`, and then never empty: places in `lines`. */
    withdrawnLines: z.array(z.int()).min(1).optional(),
    /**
     * With `sold-out` and `busy`, if a promoter may repeat the request with `alsoFromCarts`: how many are free and how many
     * are in carts. Null: unlimited, or unknown.
     */
    shortage: z.object({ free: z.int().nullable(), inCarts: z.int().nullable() }).optional(),
    /** Of `price-changed`: what it would cost now, its tag, and what the order would ask. */
    quote: Quote.optional(),
    quoteTag: QuoteTag.optional(),
    asks: Asks.optional(),
    /** Of `not-on-sale` and `code-refused`. */
    opensAt: z.iso.datetime().nullable().optional(),
    /** Of `code-refused`. */
    reason: CodeRefusal.optional(),
    /** Of `code-refused` for `too-few-uses`. */
    usesLeft: z.int().optional(),
    /** Of `not-on-sale`: the sale's state. */
    state: SaleState.optional(),
    /** Of `over-limit`: how many tickets are allowed, or needed. */
    limit: z.int().optional(),
    /** What `limit` bounds; `ticketTypeId` says of which type, where it is one type's. */
    limitOf: z.enum(["most-per-order", "most-per-fan", "most-of-type", "least-of-type"]).optional(),
    ticketTypeId: z.string().optional(),
  })
  .openapi("Problem");
export type Problem = z.infer<typeof Problem>;
