import { LOCALES } from "@liveotter/core/long-time";
import { bigint, boolean, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { id, instant, minor, ofEvent } from "./columns.ts";

/** Each taken once: by an order, or by whoever made sure that it never comes. */
export const orderIds = pgTable("order_ids", {
  id: id(),
  void: boolean().notNull(),
});

/** One promoter, one event, one currency. */
export const orders = pgTable("orders", {
  id: id(),
  ...ofEvent(),
  number: text().notNull(),
  kind: text({ enum: ["sale", "guest"] })
    .notNull()
    .default("sale"),
  holdId: text("hold_id"),
  requestKey: text("request_key"),
  requestHash: text("request_hash"),
  state: text({ enum: ["pending", "paid", "expired", "cancelled", "partly_refunded", "refunded"] }).notNull(),
  version: integer().notNull().default(1),
  currency: text().notNull(),
  totalMinor: minor("total_minor").notNull(),
  feesMinor: minor("fees_minor").notNull(),
  taxMinor: minor("tax_minor").notNull(),
  promoterFeesMinor: minor("promoter_fees_minor").notNull().default(0),
  refundedMinor: minor("refunded_minor").notNull().default(0),
  codeId: uuid("code_id"),
  quote: jsonb().notNull(),
  locale: text({ enum: LOCALES }).notNull().default("en"),
  placedAt: instant("placed_at").notNull(),
  expiresAt: instant("expires_at"),
  lastsUntil: instant("lasts_until"),
  paidAt: instant("paid_at"),
  endedAt: instant("ended_at"),
  remindedAt: instant("reminded_at"),
  keyGeneration: integer("key_generation").notNull().default(0),
});

/** A buyer's correction of an order's address, until the new address confirms it. */
export const orderEmailChanges = pgTable("order_email_changes", {
  id: id(),
  orderId: uuid("order_id").notNull(),
  email: text().notNull(),
  emailKey: text("email_key").notNull(),
  requestedAt: instant("requested_at").notNull(),
  confirmedGeneration: integer("confirmed_generation"),
});

/** An order's personal data, which can be erased by itself. */
export const orderPeople = pgTable("order_people", {
  orderId: uuid("order_id").primaryKey(),
  ...ofEvent(),
  email: text(),
  emailKey: text("email_key"),
  name: text(),
  answers: jsonb().notNull().default([]),
  erasedAt: instant("erased_at"),
  attendees: jsonb().notNull().default([]),
});

/** One ticket bought, with its share of every sum. */
export const orderItems = pgTable("order_items", {
  id: id(),
  ...ofEvent(),
  orderId: uuid("order_id").notNull(),
  position: integer().notNull(),
  ticketTypeId: uuid("ticket_type_id").notNull(),
  ticketTypeName: text("ticket_type_name").notNull(),
  performanceId: uuid("performance_id"),
  priceMinor: minor("price_minor").notNull(),
  discountMinor: minor("discount_minor").notNull(),
  feesMinor: minor("fees_minor").notNull(),
  taxMinor: minor("tax_minor").notNull(),
  totalMinor: minor("total_minor").notNull(),
  refundedMinor: minor("refunded_minor").notNull().default(0),
  cancelledAt: instant("cancelled_at"),
  usesCode: boolean("uses_code").notNull().default(false),
  /** Void without a refund. */
  voidReason: text("void_reason", { enum: ["fraud", "lost_dispute", "other"] }),
  /** Void, and its places stay taken. */
  placesKept: boolean("places_kept").notNull().default(false),
});

/** Which quotas an item takes one of. */
export const allocations = pgTable(
  "allocations",
  {
    itemId: uuid("item_id").notNull(),
    quotaId: uuid("quota_id").notNull(),
    releasedAt: instant("released_at"),
  },
  (table) => [primaryKey({ columns: [table.itemId, table.quotaId] })],
);

/** Attempts to pay, one open at a time. */
export const payments = pgTable("payments", {
  id: id(),
  promoterId: uuid("promoter_id").notNull(),
  orderId: uuid("order_id").notNull(),
  method: text({ enum: ["card", "transfer", "door"] }).notNull(),
  provider: text({ enum: ["test", "manual"] }).notNull(),
  state: text({
    enum: ["confirming", "needs_action", "awaiting_transfer", "succeeded", "declined", "cancelled", "mismatched"],
  }).notNull(),
  amountMinor: minor("amount_minor").notNull(),
  currency: text().notNull(),
  requestKey: text("request_key").notNull(),
  requestHash: text("request_hash").notNull(),
  providerRef: text("provider_ref"),
  actionUrl: text("action_url"),
  failure: text(),
  receivedMinor: minor("received_minor").notNull().default(0),
  takenMinor: minor("taken_minor"),
  takenCurrency: text("taken_currency"),
  createdAt: instant("created_at").notNull().defaultNow(),
  checkAt: instant("check_at"),
  checks: integer().notNull().default(0),
  settledAt: instant("settled_at"),
});

/** Money on its way back. */
export const refunds = pgTable("refunds", {
  id: id(),
  promoterId: uuid("promoter_id").notNull(),
  orderId: uuid("order_id").notNull(),
  paymentId: uuid("payment_id").notNull(),
  state: text({ enum: ["requested", "pending", "succeeded", "failed"] }).notNull(),
  reason: text({
    enum: [
      ...(["promoter", "fan", "event_cancelled", "event_postponed", "late", "duplicate", "mismatch"] as const),
      ...(["sold_out", "performance_cancelled", "incomplete", "overpaid"] as const),
    ],
  }).notNull(),
  amountMinor: minor("amount_minor").notNull(),
  currency: text().notNull(),
  requestKey: text("request_key").notNull(),
  note: text().notNull().default(""),
  providerRef: text("provider_ref"),
  attempts: integer().notNull().default(0),
  nextAttemptAt: instant("next_attempt_at"),
  lastError: text("last_error"),
  actorId: uuid("actor_id"),
  createdAt: instant("created_at").notNull().defaultNow(),
  settledAt: instant("settled_at"),
  unapplied: boolean().notNull().default(false),
});

/** Of which items a refund is. */
export const refundItems = pgTable(
  "refund_items",
  {
    refundId: uuid("refund_id").notNull(),
    itemId: uuid("item_id").notNull(),
    amountMinor: minor("amount_minor").notNull(),
  },
  (table) => [primaryKey({ columns: [table.refundId, table.itemId] })],
);

/** Payments that a fan's bank asks back. */
export const disputes = pgTable("disputes", {
  id: id(),
  promoterId: uuid("promoter_id").notNull(),
  orderId: uuid("order_id").notNull(),
  paymentId: uuid("payment_id").notNull(),
  providerRef: text("provider_ref").notNull(),
  state: text({ enum: ["open", "won", "lost"] }).notNull(),
  amountMinor: minor("amount_minor").notNull(),
  currency: text().notNull(),
  openedAt: instant("opened_at").notNull(),
  settledAt: instant("settled_at"),
});

/** What happened to money, once each. */
export const ledgerEntries = pgTable("ledger_entries", {
  id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  promoterId: uuid("promoter_id").notNull(),
  currency: text().notNull(),
  source: text().notNull(),
  orderId: uuid("order_id").notNull(),
  eventId: uuid("event_id").notNull(),
  at: instant("at").notNull().defaultNow(),
});

/** Double entry: those of one entry add up to zero. */
export const ledgerLines = pgTable(
  "ledger_lines",
  {
    entryId: bigint("entry_id", { mode: "number" }).notNull(),
    account: text({
      enum: ["provider", "manual", "unapplied", "tickets", "fees", "tax", "withheld", "disputed", "lost"],
    }).notNull(),
    amountMinor: minor("amount_minor").notNull(),
  },
  (table) => [primaryKey({ columns: [table.entryId, table.account] })],
);
