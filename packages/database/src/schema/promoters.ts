import { pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { id, instant } from "./columns.ts";

/** The tenants. */
export const promoters = pgTable("promoters", {
  id: id(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
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
    role: text({ enum: ["owner", "editor"] }).notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.promoterId, table.userId] })],
);
