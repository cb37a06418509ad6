import { boolean, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { id, instant, minor, ofEvent } from "./columns.ts";

/** How an event is sold and paid; one row per event. */
export const sellingSettings = pgTable("selling_settings", {
  eventId: uuid("event_id").primaryKey(),
  promoterId: uuid("promoter_id").notNull(),
  version: integer().notNull().default(1),
  stopped: boolean().notNull().default(false),
  maxPerFan: integer("max_per_fan"),
  orderMinutes: integer("order_minutes").notNull().default(15),
  card: boolean().notNull().default(true),
  transferInstructions: text("transfer_instructions"),
  transferDays: integer("transfer_days"),
  transferHoursBefore: integer("transfer_hours_before").notNull().default(24),
  payAtDoor: boolean("pay_at_door").notNull().default(false),
  needsPass: boolean("needs_pass").notNull().default(false),
  ticketCodes: text("ticket_codes", { enum: ["static", "rotating"] })
    .notNull()
    .default("static"),
  attendeeNames: text("attendee_names", { enum: ["none", "optional", "required"] })
    .notNull()
    .default("none"),
  refundWindowDays: integer("refund_window_days").notNull().default(14),
  refundableUntil: instant("refundable_until"),
});

/** What an order asks of its fan, or of each who comes. */
export const questions = pgTable("questions", {
  id: id(),
  ...ofEvent(),
  position: integer().notNull(),
  label: text().notNull(),
  kind: text({ enum: ["text", "choice", "tick"] }).notNull(),
  askedOf: text("asked_of", { enum: ["order", "attendee"] }).notNull(),
  required: boolean().notNull().default(false),
  choices: text().array().notNull().default([]),
  retired: boolean().notNull().default(false),
});

/** Promo and access codes. */
export const codes = pgTable("codes", {
  id: id(),
  ...ofEvent(),
  code: text().notNull(),
  codeKey: text("code_key").notNull(),
  tag: text().notNull().default(""),
  effect: text({ enum: ["none", "percent", "amount", "price"] })
    .notNull()
    .default("none"),
  value: minor("value").notNull().default(0),
  maxUses: integer("max_uses"),
  used: integer().notNull().default(0),
  blocksQuotaId: uuid("blocks_quota_id"),
  bypassesQuotas: boolean("bypasses_quotas").notNull().default(false),
  opensHidden: boolean("opens_hidden").notNull().default(false),
  opensPresale: boolean("opens_presale").notNull().default(false),
  ticketTypeIds: uuid("ticket_type_ids").array(),
  validFrom: instant("valid_from"),
  validUntil: instant("valid_until"),
  disabled: boolean().notNull().default(false),
  createdAt: instant("created_at").notNull().defaultNow(),
  version: integer().notNull().default(1),
});

/** What a quota has given away: the guard against selling too much. */
export const quotaCounters = pgTable("quota_counters", {
  quotaId: uuid("quota_id").primaryKey(),
  ...ofEvent(),
  capacity: integer(),
  used: integer().notNull().default(0),
  blocked: integer().notNull().default(0),
});

/** Taken out of sale by hand. */
export const blocks = pgTable("blocks", {
  id: id(),
  ...ofEvent(),
  quotaId: uuid("quota_id").notNull(),
  quantity: integer().notNull(),
  reason: text().notNull().default(""),
  createdAt: instant("created_at").notNull().defaultNow(),
  releasedAt: instant("released_at"),
});

/** Which memory of a shard counts; a commit that names another is refused. */
export const inventoryShards = pgTable("inventory_shards", {
  scope: uuid().primaryKey(),
  eventId: uuid("event_id").notNull(),
  epoch: integer().notNull().default(1),
});
