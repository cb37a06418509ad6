import type { EventId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";

/**
 * Up to `limit` events for whose tickets somebody waits, and which have some by Postgres' count, carts aside; others each
 * time. As `liveotter_jobs`. @throws DatabaseError
 */
export async function returnsToLookAt(
  db: Database,
  limit: number,
  now: Instant,
  options?: CallOptions,
): Promise<EventId[]> {
  const rows = await db.query<{ id: EventId }>(
    sql`SELECT returns_to_look_at(${limit}::integer, ${timestamp(now)}) AS id`,
    options,
  );
  return rows.map(({ id }) => id);
}
