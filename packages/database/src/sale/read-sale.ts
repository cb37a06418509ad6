import type { EventId, PerformanceId } from "@liveotter/core/ids";
import type { Sale } from "@liveotter/core/sale/sale";
import type { SaleCode } from "@liveotter/core/sale/sale-code";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** How a public event is sold; `null` for one that does not exist or is not public. @throws DatabaseError */
export async function readSale(db: Database, eventId: EventId, options?: CallOptions): Promise<Sale | null> {
  const [row] = await db.query<{ sale: Sale | null }>(sql`SELECT read_sale(${eventId}::uuid) AS sale`, options);
  return row?.sale ?? null;
}

/**
 * What a public event has under a code, whether or not it may be used now; `null`: nothing. `key` is folded.
 * @throws DatabaseError
 */
export async function readCode(
  db: Database,
  eventId: EventId,
  key: string,
  options?: CallOptions,
): Promise<SaleCode | null> {
  const [row] = await db.query<{ code: SaleCode | null }>(
    sql`SELECT read_code(${eventId}::uuid, ${key}) AS code`,
    options,
  );
  return row?.code ?? null;
}

/** The public event that a performance is of, which never changes; `null` where there is none. @throws DatabaseError */
export async function readEventOf(
  db: Database,
  performanceId: PerformanceId,
  options?: CallOptions,
): Promise<EventId | null> {
  const [row] = await db.query<{ eventId: EventId }>(
    sql`SELECT event_id AS "eventId" FROM performances WHERE id = ${performanceId}::uuid AND listed`,
    options,
  );
  return row?.eventId ?? null;
}
