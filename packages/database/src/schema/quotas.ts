import { bigint, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { id, instant, ofEvent } from "./columns.ts";

/** Another price until a moment; of those not over, the first by position is in force. */
export const pricePhases = pgTable(
  "price_phases",
  {
    ...ofEvent(),
    ticketTypeId: uuid("ticket_type_id").notNull(),
    position: integer().notNull(),
    name: text().notNull(),
    untilAt: instant("until_at").notNull(),
    priceMinor: bigint("price_minor", { mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.ticketTypeId, table.position] })],
);

/** What a pass admits to. */
export const ticketTypeAdmissions = pgTable(
  "ticket_type_admissions",
  { ...ofEvent(), ticketTypeId: uuid("ticket_type_id").notNull(), performanceId: uuid("performance_id").notNull() },
  (table) => [primaryKey({ columns: [table.ticketTypeId, table.performanceId] })],
);

/** Pools of capacity. */
export const quotas = pgTable("quotas", {
  id: id(),
  ...ofEvent(),
  /** `null`: all of them. */
  performanceId: uuid("performance_id"),
  name: text().notNull(),
  /** `null`: without limit. */
  capacity: integer(),
  position: integer().notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
});

export const quotaTicketTypes = pgTable(
  "quota_ticket_types",
  { ...ofEvent(), quotaId: uuid("quota_id").notNull(), ticketTypeId: uuid("ticket_type_id").notNull() },
  (table) => [primaryKey({ columns: [table.quotaId, table.ticketTypeId] })],
);
