import type { EventId, PromoterId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";
import { type MyEventSummary, mySummaryJson } from "./my-event.ts";

/** The promoter's own events, newest first, perhaps of one status. `after`: the last id of this page, while there may be more. @throws DatabaseError */
export async function listMyEvents(
  db: Database,
  promoterId: PromoterId,
  {
    limit,
    after,
    status,
  }: {
    readonly limit: number;
    readonly after?: EventId | undefined;
    readonly status?: MyEventSummary["status"] | undefined;
  },
  options?: CallOptions,
): Promise<{ items: MyEventSummary[]; after: EventId | null }> {
  const [rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT ${mySummaryJson} AS event FROM events e
      WHERE e.promoter_id = ${promoterId}::uuid AND e.status <> 'archived'
        ${status === undefined ? sql`` : sql`AND e.status = ${status}`}
        ${after === undefined ? sql`` : sql`AND e.id < ${after}::uuid`}
      ORDER BY e.id DESC LIMIT ${limit + 1}`,
    ],
    options,
  );
  const found = (rows ?? []) as { event: MyEventSummary }[]; // what the statement selects
  const items = found.slice(0, limit).map(({ event }) => event);
  return { items, after: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}
