import { bigint, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { id, instant } from "./columns.ts";

/** What a payment provider reports as ours, and no payment here matches. */
export const orphanedPayments = pgTable("orphaned_payments", {
  id: id(),
  provider: text({ enum: ["test"] }).notNull(),
  about: text({ enum: ["charge", "refund", "dispute"] }).notNull(),
  providerRef: text("provider_ref").notNull(),
  reference: uuid().notNull(),
  paymentId: uuid("payment_id").notNull(),
  state: text().notNull(),
  amountMinor: bigint("amount_minor", { mode: "number" }),
  currency: text(),
  refundId: uuid("refund_id").notNull(),
  handling: text({ enum: ["waiting", "returning", "returned", "matched", "parked", "resolved"] }).notNull(),
  nextAttemptAt: instant("next_attempt_at"),
  attempts: integer().notNull().default(0),
  lastError: text("last_error"),
  note: text().notNull().default(""),
  seen: integer().notNull().default(1),
  firstSeenAt: instant("first_seen_at").notNull(),
  lastSeenAt: instant("last_seen_at").notNull(),
  handledAt: instant("handled_at"),
});
