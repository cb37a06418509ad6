import { sql } from "drizzle-orm";
import { integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { id, instant, ofEvent } from "./columns.ts";

/** Fans who asked to be told of an event. Reached by functions alone. */
export const eventInterests = pgTable("event_interests", {
  id: id(),
  ...ofEvent(),
  /** Null: any night. */
  performanceId: uuid("performance_id"),
  kind: text({ enum: ["on-sale", "returned"] }).notNull(),
  /** Null: told, and forgotten since. */
  email: text(),
  emailKey: text("email_key"),
  locale: text().notNull(),
  askedAt: instant("asked_at").notNull(),
  confirmedAt: instant("confirmed_at"),
  toldAt: instant("told_at"),
  toldOf: instant("told_of"),
  spreadSeconds: integer("spread_seconds").notNull().default(sql`floor(random() * 3000)`),
  mails: integer().notNull().default(1),
});
