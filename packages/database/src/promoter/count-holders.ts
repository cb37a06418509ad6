import type { EventId, PerformanceId, PromoterId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";

/** Who has a valid ticket to some performances. */
export interface Holders {
  /** By their addresses: buyers, and attendees with an address of their own. */
  readonly people: number;
  readonly orders: number;
  readonly tickets: number;
  /** How long a ticket to what is moved may be returned, if its promoter says so. */
  readonly refundWindowDays: number;
}

/** Counts them for some performances of one of the promoter's events. @throws DatabaseError */
export async function countHolders(
  db: Database,
  { promoterId, eventId }: { readonly promoterId: PromoterId; readonly eventId: EventId },
  performances: readonly PerformanceId[],
  options?: CallOptions,
): Promise<Holders> {
  const [rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT my_holders(${eventId}::uuid, ${sql.param([...performances])}::uuid[]) || jsonb_build_object(
          'refundWindowDays', coalesce((SELECT refund_window_days FROM selling_settings
            WHERE promoter_id = ${promoterId}::uuid AND event_id = ${eventId}::uuid), 0)) AS holders`,
    ],
    options,
  );
  const [row] = (rows ?? []) as { holders: Holders }[]; // what the statement selects
  return row?.holders ?? { people: 0, orders: 0, tickets: 0, refundWindowDays: 0 };
}
