import { z } from "@hono/zod-openapi";
import { LOCALES } from "@liveotter/core/long-time";
import { line } from "../text.ts";
import { alsoFromCarts } from "./also-from-carts.ts";
import { Email } from "./session.ts";

/** Capacity that a promoter keeps out of the sale. */
export const BlockInput = z
  .strictObject({
    quotaId: z.uuid(),
    quantity: z.int().min(1).max(10_000_000),
    /** For whoever reads the list. */
    reason: line(200).or(z.literal("")).default(""),
    alsoFromCarts,
  })
  .openapi("BlockInput");
export type BlockInput = z.infer<typeof BlockInput>;

export const Block = z
  .object({
    id: z.string(),
    quotaId: z.string(),
    quotaName: z.string(),
    quantity: z.int(),
    reason: z.string(),
    createdAt: z.iso.datetime(),
  })
  .openapi("Block");
export type Block = z.infer<typeof Block>;

/** Those not released, newest first; at most 500. */
export const BlockList = z.object({ items: z.array(Block) }).openapi("BlockList");
export type BlockList = z.infer<typeof BlockList>;

/** Somebody who comes for nothing: tickets at once, which take room like any other. */
export const GuestInput = z
  .strictObject({
    name: line(200),
    /** Where the tickets go; null: they are fetched at the door, or from the order. */
    email: Email.nullish(),
    ticketTypeId: z.uuid(),
    /** Absent or null for a pass. */
    performanceId: z.uuid().nullish(),
    quantity: z.int().min(1).max(50),
    /** The language of the mail. */
    locale: z.enum(LOCALES).default("en"),
    alsoFromCarts,
  })
  .openapi("GuestInput");
export type GuestInput = z.infer<typeof GuestInput>;

export const Guest = z
  .object({
    orderId: z.string(),
    number: z.string(),
    state: z.enum(["paid", "cancelled"]),
    name: z.string().nullable(),
    email: z.string().nullable(),
    ticketType: z.string(),
    performanceId: z.string().nullable(),
    quantity: z.int(),
    createdAt: z.iso.datetime(),
  })
  .openapi("Guest");
export type Guest = z.infer<typeof Guest>;

/** Newest first. */
export const GuestList = z.object({ items: z.array(Guest), nextCursor: z.string().nullable() }).openapi("GuestList");
export type GuestList = z.infer<typeof GuestList>;

export const GuestParams = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
