import { bigint, boolean, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { id, instant, ofEvent } from "./columns.ts";

/** Rights to enter one performance. */
export const tickets = pgTable("tickets", {
  id: id(),
  ...ofEvent(),
  orderId: uuid("order_id").notNull(),
  itemId: uuid("item_id").notNull(),
  performanceId: uuid("performance_id").notNull(),
  state: text({ enum: ["valid", "cancelled"] })
    .notNull()
    .default("valid"),
  createdAt: instant("created_at").notNull().defaultNow(),
  cancelledAt: instant("cancelled_at"),
  disputed: boolean().notNull().default(false),
  /** The last of `performance_changes` that the buyer was told of. */
  buyerKnows: bigint("buyer_knows", { mode: "number" }),
});

/** What scans: replaced, never changed. */
export const ticketCredentials = pgTable("ticket_credentials", {
  id: id(),
  ticketId: uuid("ticket_id").notNull(),
  kind: text({ enum: ["static", "rotating"] }).notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
  revokedAt: instant("revoked_at"),
});

/** Who comes with a ticket. */
export const ticketHolders = pgTable("ticket_holders", {
  ticketId: uuid("ticket_id").primaryKey(),
  name: text(),
  email: text(),
  answers: jsonb().notNull().default([]),
  /** The last of `performance_changes` that this attendee was told of. */
  knows: bigint({ mode: "number" }),
});
