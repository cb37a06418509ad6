import { type SQL, sql } from "drizzle-orm";

const DAYS = 24 * 60 * 60;
/** How long a session lasts unused, in seconds. */
export const SESSION_SECONDS = 7 * DAYS;
/** How long it lasts at most, however much it is used. */
const LONGEST_SECONDS = 90 * DAYS;

/** When a session that is used now ends. */
export const extendedEnd = (createdAt: SQL): SQL =>
  sql`least(now() + make_interval(secs => ${SESSION_SECONDS}), ${createdAt} + make_interval(secs => ${LONGEST_SECONDS}))`;
