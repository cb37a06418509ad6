import { integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { id, instant } from "./columns.ts";

/** The tenants. */
export const promoters = pgTable("promoters", {
  id: id(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
  rounding: text({ enum: ["per-line", "net-sum", "net-sum-keep-gross"] })
    .notNull()
    .default("per-line"),
  version: integer().notNull().default(1),
});

/** Who may act for whom. */
export const promoterMembers = pgTable(
  "promoter_members",
  {
    promoterId: uuid("promoter_id")
      .notNull()
      .references(() => promoters.id),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text({ enum: ["owner", "manager"] }).notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.promoterId, table.userId] })],
);

/** Who is asked to work for whom. */
export const invitations = pgTable("invitations", {
  id: id(),
  promoterId: uuid("promoter_id")
    .notNull()
    .references(() => promoters.id),
  email: text().notNull(),
  role: text({ enum: ["owner", "manager"] }).notNull(),
  inviterId: uuid("inviter_id")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" }),
  tokenHash: text("token_hash").notNull().unique(),
  expiresAt: instant("expires_at").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
});

/** What a person's requests made, so that each happens once. */
export const userIdempotencyKeys = pgTable(
  "user_idempotency_keys",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    key: text().notNull(),
    requestHash: text("request_hash").notNull(),
    subjectId: uuid("subject_id").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.key] })],
);
