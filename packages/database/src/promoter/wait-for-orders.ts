import type { EventId } from "@liveotter/core/ids";
import { type SQL, sql } from "drizzle-orm";
import type { Actor } from "./event-draft.ts";

/**
 * Takes the event, and then its sale alone, as all locks are ordered: an order that is being placed is either seen by the
 * change that follows in this transaction, or placed after it.
 */
export const waitForOrders = ({ promoterId }: Actor, eventId: EventId): SQL =>
  sql`SELECT pg_advisory_xact_lock(sale_lock(id)) FROM (
    SELECT id FROM events WHERE id = ${eventId}::uuid AND promoter_id = ${promoterId}::uuid FOR NO KEY UPDATE) event`;
