import type { EventId, PerformanceId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";
import type { CancelledOrders } from "./cancel-event-orders.ts";
import { step, steps } from "./step.ts";

/** Cancelled performances, of events that go on, that still have orders to end or to refund. @throws DatabaseError */
export const performancesToSettle = (
  db: Database,
  limit: number,
  options?: CallOptions,
): Promise<{ readonly eventId: EventId; readonly performanceId: PerformanceId }[]> =>
  steps(db, sql`performances_to_settle(${limit})`, options);

/**
 * Ends up to `limit` pending orders that contain a cancelled performance, or refunds the items that are for it, and tells
 * their fans, each once. @throws DatabaseError; `LO006` the performance is not cancelled
 */
export const cancelPerformanceOrders = (
  db: Database,
  performanceId: PerformanceId,
  now: Instant,
  limit: number,
  options?: CallOptions,
): Promise<CancelledOrders> =>
  step(db, sql`cancel_performance_orders(${performanceId}::uuid, ${limit}, ${timestamp(now)})`, options);
