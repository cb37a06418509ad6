import type { EventId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** A sum that is not what it must be, of an order, a quota or a code. */
export interface Unbalanced {
  readonly what: string;
  readonly id: string;
  readonly expected: string | null;
  readonly found: string | null;
}

/** Every sum of money, capacity and tickets that does not add up, of one event or of all: there must be none. @throws DatabaseError */
export const unbalanced = (db: Database, eventId: EventId | null, options?: CallOptions): Promise<Unbalanced[]> =>
  db.query(sql`SELECT what, id, expected::text, found::text FROM unbalanced(${eventId}::uuid)`, options);
