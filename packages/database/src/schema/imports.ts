import { bigint, boolean, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { id, instant } from "./columns.ts";
import { promoters } from "./promoters.ts";

const promoterId = () => uuid("promoter_id").notNull();
const count = (name: string) => integer(name).notNull().default(0);

/** Files that become events, and how far each is. */
export const imports = pgTable("imports", {
  id: id(),
  promoterId: promoterId().references(() => promoters.id),
  userId: uuid("user_id"),
  name: text().notNull(),
  format: text({ enum: ["csv", "json"] }).notNull(),
  publish: boolean().notNull(),
  genre: text().notNull(),
  currency: text().notNull(),
  totalBytes: bigint("total_bytes", { mode: "number" }).notNull(),
  state: text({ enum: ["queued", "running", "done", "failed", "undoing", "undone"] })
    .notNull()
    .default("queued"),
  bytes: bigint({ mode: "number" }).notNull().default(0),
  reader: jsonb(),
  created: count("created"),
  updated: count("updated"),
  unchanged: count("unchanged"),
  rejected: count("rejected"),
  undone: count("undone"),
  ignoredColumns: text("ignored_columns").array().notNull().default([]),
  trouble: text(),
  attempts: count("attempts"),
  queuedAt: instant("queued_at").notNull().defaultNow(),
  nextAttemptAt: instant("next_attempt_at").notNull().defaultNow(),
  lockedUntil: instant("locked_until"),
  claim: uuid(),
  createdAt: instant("created_at").notNull().defaultNow(),
  startedAt: instant("started_at"),
  finishedAt: instant("finished_at"),
});

/** What became of each row of a file. */
export const importRows = pgTable(
  "import_rows",
  {
    promoterId: promoterId(),
    importId: uuid("import_id").notNull(),
    line: integer().notNull(),
    outcome: text({ enum: ["created", "updated", "unchanged", "rejected"] }).notNull(),
    eventId: uuid("event_id"),
    name: text().notNull(),
    errors: jsonb().notNull().default([]),
    before: jsonb(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.line] })],
);

/** Which event stands for which row, by what identifies the row. */
export const importedEvents = pgTable(
  "imported_events",
  {
    promoterId: promoterId(),
    externalKey: text("external_key").notNull(),
    eventId: uuid("event_id").notNull(),
    contentHash: text("content_hash").notNull(),
    version: integer().notNull(),
    importId: uuid("import_id").notNull(),
    line: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.promoterId, table.externalKey] })],
);
