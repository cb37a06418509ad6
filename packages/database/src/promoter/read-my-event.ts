import type { EventId, PromoterId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";
import { type MyEvent, myEventJson } from "./my-event.ts";

/** One of the promoter's own events, in whatever state, or `null`. @throws DatabaseError */
export async function readMyEvent(
  db: Database,
  where: { readonly promoterId: PromoterId; readonly eventId: EventId },
  options?: CallOptions,
): Promise<MyEvent | null> {
  const [rows] = await asPromoter(
    db,
    where.promoterId,
    [
      sql`SELECT ${myEventJson} AS event FROM events e
      WHERE e.promoter_id = ${where.promoterId}::uuid AND e.id = ${where.eventId}::uuid`,
    ],
    options,
  );
  const [row] = (rows ?? []) as { event: MyEvent }[]; // what the statement selects
  return row?.event ?? null;
}
