import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { epochMs } from "../public/catalogue-json.ts";
import { type OutboxRow, outboxColumns } from "./outbox-row.ts";

export interface ParkedRow extends OutboxRow {
  readonly parkedAt: Instant;
  readonly lastError: string;
}

/** What waits for a person, oldest first. @throws DatabaseError */
export async function listParked(
  db: Database,
  { limit }: { readonly limit: number },
  options?: CallOptions,
): Promise<ParkedRow[]> {
  return db.query<ParkedRow>(
    sql`SELECT ${outboxColumns}, ${epochMs(sql`parked_at`)}::float8 AS "parkedAt", coalesce(last_error, '') AS "lastError"
    FROM outbox WHERE parked_at IS NOT NULL ORDER BY outbox.id LIMIT ${limit}`,
    options,
  );
}
