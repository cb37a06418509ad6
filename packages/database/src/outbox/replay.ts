import type { OutboxId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** Puts parked rows back in line, with all their attempts ahead of them. Answers how many. @throws DatabaseError */
export async function replay(db: Database, which: readonly OutboxId[] | "all", options?: CallOptions): Promise<number> {
  const chosen = which === "all" ? sql`` : sql`AND id = ANY(${sql.param([...which])}::bigint[])`;
  const rows = await db.query<{ id: string }>(
    sql`UPDATE outbox SET parked_at = NULL, attempts = 0, next_attempt_at = now()
    WHERE parked_at IS NOT NULL ${chosen} RETURNING id::text`,
    options,
  );
  return rows.length;
}
