import type { OrderId } from "@liveotter/core/ids";
import { DatabaseError } from "@liveotter/database/database-error";
import type { NewOrder, PlacedOrder } from "@liveotter/database/orders/place-order";
import type { OrderRow } from "@liveotter/database/orders/read-order";
import type { NewReturn, RequestedRefund } from "@liveotter/database/orders/return-order";
import { BreakerOpenError } from "@liveotter/integrations/breaker";
import { BulkheadFullError } from "@liveotter/integrations/bulkhead";
import { NotConfiguredError } from "../catalogue/source.ts";

/** Where orders are kept for good. Each may be asked again after any failure. */
export interface OrderStore {
  place(order: NewOrder): Promise<PlacedOrder>;
  /** `null`: there is none. */
  read(orderId: OrderId): Promise<OrderRow | null>;
  /** Of a postponed event's order: its money goes back. */
  giveBack(request: NewReturn): Promise<RequestedRefund>;
}

/** Whether it is certain that nothing was done. Anything else may have been, without us having heard. */
export function nothingDone(error: unknown): boolean {
  if (error instanceof DatabaseError) {
    if (error.kind === "busy") return true;
    // A connection that broke, or a server going down, has a code too, and says nothing of the COMMIT before.
    return error.code !== undefined && !/^(?:08|57P|58)/.test(error.code);
  }
  return [BreakerOpenError, BulkheadFullError, NotConfiguredError].some((kind) => error instanceof kind);
}

/** The SQLSTATE of what one of our functions refused, if it was one. */
export const refusalOf = (error: unknown): string | null =>
  error instanceof DatabaseError && error.code?.startsWith("LO") ? error.code : null;

/** What Postgres said about it: our functions' DETAIL is JSON. */
export function detailOf(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof DatabaseError) || error.detail === undefined) return {};
  try {
    const detail: unknown = JSON.parse(error.detail);
    return typeof detail === "object" && detail !== null ? { ...detail } : {};
  } catch {
    return {};
  }
}
