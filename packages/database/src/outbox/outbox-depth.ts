import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import type { OutboxConsumer } from "./outbox-row.ts";

export interface OutboxDepth {
  readonly consumer: OutboxConsumer;
  /** Rows neither done nor parked. */
  readonly waiting: number;
  readonly parked: number;
  /** Age of the oldest waiting row; 0 when none waits. */
  readonly oldestSeconds: number;
}

/** How far behind each consumer is; consumers with nothing open are left out. @throws DatabaseError */
export async function outboxDepth(db: Database, options?: CallOptions): Promise<OutboxDepth[]> {
  return db.query<OutboxDepth>(
    sql`SELECT consumer, (count(*) FILTER (WHERE parked_at IS NULL))::int AS waiting,
      (count(*) FILTER (WHERE parked_at IS NOT NULL))::int AS parked,
      coalesce(date_part('epoch', now() - min(created_at) FILTER (WHERE parked_at IS NULL)), 0) AS "oldestSeconds"
    FROM outbox WHERE done_at IS NULL GROUP BY consumer ORDER BY consumer`,
    options,
  );
}
