import type { EventId, PromoterId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";

/** The scopes of those shards that count something of one of the promoter's events by now. @throws DatabaseError */
export async function readScopes(
  db: Database,
  promoterId: PromoterId,
  eventId: EventId,
  options?: CallOptions,
): Promise<string[]> {
  const [rows] = await asPromoter(db, promoterId, [sql`SELECT unnest(my_scopes(${eventId}::uuid)) AS scope`], options);
  return ((rows ?? []) as { scope: string }[]).map(({ scope }) => scope); // what the statement selects
}
