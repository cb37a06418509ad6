import { sql } from "drizzle-orm";
import { bigint, boolean, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, transactionId } from "./columns.ts";
import { promoters } from "./promoters.ts";

const identity = () => bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity();
const promoterId = () =>
  uuid("promoter_id")
    .notNull()
    .references(() => promoters.id);

/** One row for each change and each consumer that must hear of it. */
export const outbox = pgTable("outbox", {
  id: identity(),
  consumer: text({ enum: ["search", "snapshot", "cache", "mail"] }).notNull(),
  /** Null for mail that is about no promoter. */
  promoterId: uuid("promoter_id").references(() => promoters.id),
  aggregateId: uuid("aggregate_id").notNull(),
  topic: text().notNull(),
  payload: jsonb().notNull().default({}),
  attempts: integer().notNull().default(0),
  nextAttemptAt: instant("next_attempt_at").notNull().defaultNow(),
  lockedUntil: instant("locked_until"),
  claim: uuid(),
  parkedAt: instant("parked_at"),
  lastError: text("last_error"),
  doneAt: instant("done_at"),
  writtenBy: transactionId("written_by").notNull().default(sql`pg_current_xact_id()`),
  createdAt: instant("created_at").notNull().defaultNow(),
  /** Mail to a crowd, behind whatever else its consumer has. */
  bulk: boolean().notNull().default(false),
});

/** Who did what, for good. */
export const auditLog = pgTable("audit_log", {
  id: identity(),
  promoterId: promoterId(),
  actorId: uuid("actor_id"),
  action: text().notNull(),
  subjectId: uuid("subject_id").notNull(),
  details: jsonb().notNull().default({}),
  requestId: text("request_id"),
  at: instant("at").notNull().defaultNow(),
});

/** What a repeated request made the first time. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    promoterId: promoterId(),
    key: text().notNull(),
    requestHash: text("request_hash").notNull(),
    subjectId: uuid("subject_id").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.promoterId, table.key] })],
);
