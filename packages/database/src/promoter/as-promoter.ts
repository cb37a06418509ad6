import type { PromoterId } from "@liveotter/core/ids";
import type { Operation } from "@liveotter/core/inventory/reservation";
import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { operationOver } from "../operation-over.ts";

export interface WriteOptions extends CallOptions {
  /** The reservation that this write uses. */
  readonly operation?: Operation | null;
}

/**
 * Runs statements as one promoter, in one transaction and one round trip, and answers each one's rows: row-level
 * security lets them see and touch nothing of anybody else's, whatever their WHERE forgets.
 * @throws DatabaseError; OperationOverError if the reservation no longer exists
 */
export async function asPromoter(
  db: Database,
  promoterId: PromoterId,
  statements: readonly SQL[],
  { operation = null, ...options }: WriteOptions = {},
): Promise<unknown[][]> {
  const tenant = sql`SELECT set_config('app.promoter_id', ${promoterId}, true)`;
  if (operation === null) return (await db.transaction([tenant, ...statements], options)).slice(1);
  const begin = sql`SELECT begin_operation(${JSON.stringify(operation)}::jsonb)`;
  return (await db.transaction([tenant, begin, ...statements], options).catch(operationOver)).slice(2);
}
