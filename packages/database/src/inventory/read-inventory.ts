import type { BaseQuestion, InventoryBase } from "@liveotter/core/inventory/inventory-base";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/**
 * What a shard needs to know, as of one moment; overdue orders are settled on the way. Another epoch than the one it named
 * means that it has to forget what it held: it was opened anew, after the epoch that was found, so that a request which comes
 * late opens nothing. `null`: the event has no such scope, or another reader was first.
 * @throws DatabaseError
 */
export async function readInventory(
  db: Database,
  place: { readonly eventId: string; readonly scope: string },
  question: BaseQuestion,
  options?: CallOptions,
): Promise<InventoryBase | null> {
  const found = question.epoch === null ? null : await read(db, place, question, question.epoch, false, options);
  if (found !== null && !("other" in found)) return found;
  const other = found ?? (await read(db, place, question, 0, false, options));
  if (other === null || !("other" in other)) return null;
  const opened = await read(db, place, question, other.other, true, options);
  return opened === null || "other" in opened ? null : opened;
}

/** The base under this epoch, or opened after it; or that the epoch is another. */
async function read(
  db: Database,
  { eventId, scope }: { readonly eventId: string; readonly scope: string },
  { codes, pinned, overdue }: BaseQuestion,
  epoch: number,
  opening: boolean,
  options: CallOptions | undefined,
): Promise<InventoryBase | { readonly other: number } | null> {
  const [row] = await db.query<{ base: InventoryBase | { readonly other: number } | null }>(
    sql`SELECT read_inventory(${eventId}::uuid, ${scope}::uuid, ${epoch}::integer,
      ${sql.param([...codes])}::uuid[], ${sql.param([...pinned])}::uuid[], ${sql.param([...overdue])}::uuid[],
      ${opening}::boolean) AS base`,
    options,
  );
  return row?.base ?? null;
}
