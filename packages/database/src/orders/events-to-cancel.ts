import type { EventId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { steps } from "./step.ts";

/** Cancelled events that still have orders to end or to pay back. @throws DatabaseError */
export const eventsToCancel = (db: Database, limit: number, options?: CallOptions): Promise<EventId[]> =>
  steps(db, sql`events_to_cancel(${limit})`, options);
