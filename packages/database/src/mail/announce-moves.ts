import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";

/** Puts mails about settled changes of up to `events` events into the outbox; how many. As `liveotter_jobs`. @throws DatabaseError */
export async function announceMoves(
  db: Database,
  events: number,
  now: Instant,
  options?: CallOptions,
): Promise<number> {
  const [row] = await db.query<{ count: string }>(
    sql`SELECT announce_moves(${events}::integer, ${timestamp(now)}) AS count`,
    options,
  );
  return Number(row?.count ?? 0);
}
