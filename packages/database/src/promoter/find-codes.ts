import type { EventId, PromoterId } from "@liveotter/core/ids";
import { codeKey } from "@liveotter/core/sale/sale-code";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";

/** Which of these texts an event has as codes already, by their places in the list; at most `limit`. @throws DatabaseError */
export async function findCodes(
  db: Database,
  where: { readonly promoterId: PromoterId; readonly eventId: EventId },
  texts: readonly string[],
  limit: number,
  options?: CallOptions,
): Promise<number[]> {
  const [rows] = await asPromoter(
    db,
    where.promoterId,
    [
      sql`SELECT given.at::int - 1 AS at
        FROM unnest(${sql.param(texts.map(codeKey))}::text[]) WITH ORDINALITY AS given (key, at)
        JOIN codes c ON c.event_id = ${where.eventId}::uuid AND c.code_key = given.key
        WHERE c.promoter_id = ${where.promoterId}::uuid ORDER BY given.at LIMIT ${limit}`,
    ],
    options,
  );
  return ((rows ?? []) as { at: number }[]).map(({ at }) => at); // what the statement selects
}
