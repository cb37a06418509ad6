import type { EventId } from "@liveotter/core/ids";
import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../connect.ts";
import { asPromoter, type WriteOptions } from "./as-promoter.ts";
import type { Actor } from "./event-draft.ts";
import { type MyEvent, myEventJson } from "./my-event.ts";

/**
 * Runs one change, a statement that answers a row only if its guard let it through, and reads the event back before
 * anybody else can change it. `after` runs in the same transaction, also when the guard refused. `null`: it refused.
 */
export async function applyChange(
  db: Database,
  actor: Actor,
  eventId: EventId,
  {
    before = [],
    change,
    after = [],
  }: { readonly before?: readonly SQL[]; readonly change: SQL; readonly after?: readonly SQL[] },
  options?: WriteOptions,
): Promise<MyEvent | null> {
  const readBack = sql`SELECT ${myEventJson} AS event FROM events e
    WHERE e.promoter_id = ${actor.promoterId}::uuid AND e.id = ${eventId}::uuid`;
  const results = await asPromoter(db, actor.promoterId, [...before, change, ...after, readBack], options);
  const [changed, found] = [results[before.length], results.at(-1)];
  if (changed?.length !== 1) return null;
  // `readBack` selects exactly this.
  const [row] = (found ?? []) as { event: MyEvent }[];
  return row?.event ?? null;
}
