import { pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** Who does what kind of work right now: one at a time. */
export const jobLeases = pgTable("job_leases", {
  name: text().primaryKey(),
  holder: uuid().notNull(),
  heldUntil: instant("held_until").notNull(),
});
