import { bigint, customType, timestamp, uuid } from "drizzle-orm/pg-core";
import { uuidv7 } from "uuidv7";

/** A UUIDv7 made by the caller's side: rows of one time lie together in every index. */
export const id = () => uuid("id").primaryKey().$defaultFn(uuidv7);

/** An instant of millisecond precision: exactly what a JavaScript clock can say, so that cursors meet their rows. */
export const instant = (column: string) => timestamp(column, { withTimezone: true, precision: 3 });

/** Text compared by code point (`COLLATE "C"`). */
export const codePointText = customType<{ data: string; driverData: string }>({
  dataType: () => 'text COLLATE "C"',
});

/** A transaction's id that never comes again, in text form. */
export const transactionId = customType<{ data: string; driverData: string }>({ dataType: () => "xid8" });

/** Which transactions had been committed at some moment, in text form. */
export const transactionSnapshot = customType<{ data: string; driverData: string }>({ dataType: () => "pg_snapshot" });

/** Of what hangs from an event: each row names promoter and event beside its own parent. */
export const ofEvent = () => ({
  promoterId: uuid("promoter_id").notNull(),
  eventId: uuid("event_id").notNull(),
});

/** Money in minor units, as far as doubles count exactly. */
export const minor = (column: string) => bigint(column, { mode: "number" });
