import type { BaseQuestion, InventoryBase } from "@liveotter/core/inventory/inventory-base";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/**
 * What a shard needs to know, as of one moment; overdue orders are settled on the way. Another epoch than the one it named
 * means that it has to forget what it held. `null`: the event has no such scope.
 * @throws DatabaseError
 */
export async function readInventory(
  db: Database,
  { eventId, scope }: { readonly eventId: string; readonly scope: string },
  { epoch, codes, pinned, overdue }: BaseQuestion,
  options?: CallOptions,
): Promise<InventoryBase | null> {
  const [row] = await db.query<{ base: InventoryBase | null }>(
    sql`SELECT read_inventory(${eventId}::uuid, ${scope}::uuid, ${epoch}::integer,
      ${sql.param([...codes])}::uuid[], ${sql.param([...pinned])}::uuid[], ${sql.param([...overdue])}::uuid[]) AS base`,
    options,
  );
  return row?.base ?? null;
}
