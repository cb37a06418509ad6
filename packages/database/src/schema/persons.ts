import { integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { id, instant } from "./columns.ts";

/** Fans, by the addresses that were proved. */
export const persons = pgTable("persons", {
  id: id(),
  createdAt: instant("created_at").notNull().defaultNow(),
});

export const personEmails = pgTable("person_emails", {
  emailKey: text("email_key").primaryKey(),
  email: text().notNull(),
  personId: uuid("person_id").notNull(),
  verifiedAt: instant("verified_at").notNull().defaultNow(),
});

/** One-time codes that were mailed, as hashes. */
export const personCodes = pgTable("person_codes", {
  emailKey: text("email_key").primaryKey(),
  codeHash: text("code_hash").notNull(),
  tries: integer().notNull().default(0),
  expiresAt: instant("expires_at").notNull(),
});

export const personSessions = pgTable("person_sessions", {
  keyHash: text("key_hash").primaryKey(),
  personId: uuid("person_id").notNull(),
  expiresAt: instant("expires_at").notNull(),
});
