import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  date,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  time,
  uuid,
} from "drizzle-orm/pg-core";
import { codePointText, id, instant, transactionId, transactionSnapshot } from "./columns.ts";
import { promoters } from "./promoters.ts";

/** Columns and types; keys, checks, indexes and policies are said once, in the migrations. */

const promoterId = () =>
  uuid("promoter_id")
    .notNull()
    .references(() => promoters.id);

/** Shared by all promoters. */
export const venues = pgTable("venues", {
  id: id(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  nameKey: text("name_key").notNull(),
  street: text(),
  city: text().notNull(),
  cityKey: text("city_key").notNull(),
  country: text().notNull(),
  zone: text().notNull(),
  lat: doublePrecision(),
  lon: doublePrecision(),
  createdAt: instant("created_at").notNull().defaultNow(),
});

export const series = pgTable("series", {
  id: id(),
  promoterId: promoterId(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  version: integer().notNull().default(1),
  createdAt: instant("created_at").notNull().defaultNow(),
});

export const events = pgTable("events", {
  id: id(),
  promoterId: promoterId(),
  seriesId: uuid("series_id"),
  slug: text().notNull().unique(),
  name: text().notNull(),
  nameKey: codePointText("name_key").notNull(),
  /** The folded name in full, and the folded tags: what their promoter's search finds. */
  nameWords: text("name_words").notNull().default(""),
  tagWords: text("tag_words").notNull().default(""),
  summary: text().notNull().default(""),
  description: text().notNull().default(""),
  genre: text().notNull(),
  languages: text().array().notNull().default([]),
  tags: text().array().notNull().default([]),
  lineUp: text("line_up").array().notNull().default([]),
  accessInfo: text("access_info").notNull().default(""),
  url: text(),
  currency: text().notNull(),
  /** Minor units. */
  priceFrom: bigint("price_from", { mode: "number" }),
  priceTo: bigint("price_to", { mode: "number" }),
  status: text({ enum: ["draft", "published", "postponed", "cancelled", "archived"] })
    .notNull()
    .default("draft"),
  /** Whether the public may see it. */
  listed: boolean().notNull().generatedAlwaysAs(sql`status IN ('published', 'postponed', 'cancelled')`),
  version: integer().notNull().default(1),
  /** Of `media`; null: a cover is drawn. */
  cover: text(),
  coverWidth: integer("cover_width"),
  coverHeight: integer("cover_height"),
  /** Always true: half of the key that keeps the picture of an event from being deleted. */
  coverKept: boolean("cover_kept").notNull().generatedAlwaysAs(sql`true`),
  /** Whose clocks the times of the sale are read on. */
  salesZone: text("sales_zone").notNull().default("UTC"),
  presaleAt: instant("presale_at"),
  onSaleAt: instant("on_sale_at"),
  salesEndAt: instant("sales_end_at"),
  maxPerOrder: integer("max_per_order"),
  /** Minor units; with the next three, all or none. */
  feePerTicket: bigint("fee_per_ticket", { mode: "number" }),
  feePerOrder: bigint("fee_per_order", { mode: "number" }),
  /** Hundredths of a per cent. */
  feePercent: integer("fee_percent"),
  feePaidBy: text("fee_paid_by", { enum: ["fan", "promoter"] }),
  taxName: text("tax_name"),
  /** Thousandths of a per cent. */
  taxRate: integer("tax_rate"),
  taxIncluded: boolean("tax_included"),
  /** When the next price phase ends. */
  pricesChangeAt: instant("prices_change_at"),
  publishedAt: instant("published_at"),
  changedAt: instant("changed_at").notNull().defaultNow(),
  createdAt: instant("created_at").notNull().defaultNow(),
});

/** What a promoter's own search finds, kept by triggers. */
export const eventWords = pgTable(
  "event_words",
  {
    promoterId: uuid("promoter_id").notNull(),
    word: codePointText().notNull(),
    eventId: uuid("event_id").notNull(),
  },
  (table) => [primaryKey({ columns: [table.promoterId, table.word, table.eventId] })],
);

export const performances = pgTable("performances", {
  id: id(),
  promoterId: uuid("promoter_id").notNull(),
  eventId: uuid("event_id").notNull(),
  /** The event's, kept equal by the foreign key. */
  listed: boolean().notNull().default(false),
  venueId: uuid("venue_id").references(() => venues.id),
  city: text(),
  cityKey: text("city_key"),
  country: text(),
  lat: doublePrecision(),
  lon: doublePrecision(),
  zone: text().notNull(),
  online: boolean().notNull().default(false),
  localDate: date("local_date").notNull(),
  localTime: time("local_time", { precision: 0 }),
  endLocalDate: date("end_local_date"),
  startsAt: instant("starts_at").notNull(),
  endsAt: instant("ends_at").notNull(),
  status: text({ enum: ["scheduled", "cancelled", "postponed"] })
    .notNull()
    .default("scheduled"),
  createdAt: instant("created_at").notNull().defaultNow(),
  /** What becomes of passes that admit to it, once it is cancelled. */
  passes: text({ enum: ["keep", "refund"] }),
  /** While orders of a cancelled one are still to be ended or refunded. */
  ordersToSettle: boolean("orders_to_settle").notNull().default(false),
  /** Until when its tickets may be returned, after it was moved. */
  refundableUntil: instant("refundable_until"),
});

/** When and where a performance was before each change of something that people have ordered. */
export const performanceChanges = pgTable("performance_changes", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  promoterId: uuid("promoter_id").notNull(),
  eventId: uuid("event_id").notNull(),
  performanceId: uuid("performance_id").notNull(),
  /** Core's `WhenAndWhere`. */
  was: jsonb().notNull(),
  rescheduled: boolean().notNull().default(false),
  at: instant("at").notNull().default(sql`clock_timestamp()`),
  writtenBy: transactionId("written_by").notNull().default(sql`pg_current_xact_id()`),
  announcedAt: instant("announced_at"),
});

export const ticketTypes = pgTable("ticket_types", {
  id: id(),
  promoterId: uuid("promoter_id").notNull(),
  eventId: uuid("event_id").notNull(),
  listed: boolean().notNull().default(false),
  name: text().notNull(),
  position: integer().notNull(),
  /** Minor units of the event's currency. */
  priceMinor: bigint("price_minor", { mode: "number" }).notNull(),
  hidden: boolean().notNull().default(false),
  description: text().notNull().default(""),
  minPerOrder: integer("min_per_order"),
  maxPerOrder: integer("max_per_order"),
  createdAt: instant("created_at").notNull().defaultNow(),
});

/** Uploaded pictures, by the name of their file. */
export const media = pgTable("media", {
  file: text().primaryKey(),
  promoterId: promoterId(),
  /** False once nobody shows it: then it may be deleted, and nobody may begin to show it. */
  kept: boolean().notNull().default(true),
  droppedAt: instant("dropped_at"),
  createdAt: instant("created_at").notNull().defaultNow(),
});

/** One row: which content the public sees, and since when. */
export const catalogueVersion = pgTable("catalogue_version", {
  onlyRow: boolean("only_row").primaryKey().default(true),
  version: bigint({ mode: "number" }).notNull(),
  at: instant("at").notNull(),
  /** The changes that this version contains. */
  covers: transactionSnapshot().notNull().default(sql`pg_current_snapshot()`),
});
