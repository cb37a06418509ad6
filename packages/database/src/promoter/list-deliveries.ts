import type { EventId, OutboxId, PromoterId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import type { OutboxConsumer } from "../outbox/outbox-row.ts";
import { epochMs } from "../public/catalogue-json.ts";
import { asPromoter } from "./as-promoter.ts";

export interface OpenDelivery {
  readonly id: OutboxId;
  readonly consumer: OutboxConsumer;
  readonly topic: string;
  /** `null`: about no event. */
  readonly eventId: EventId | null;
  readonly eventName: string | null;
  readonly attempts: number;
  readonly state: "waiting" | "parked";
  readonly since: Instant;
  readonly lastError: string | null;
}

export interface Backlog {
  readonly consumer: OutboxConsumer;
  readonly waiting: number;
  readonly parked: number;
  /** Of those that wait. */
  readonly oldest: Instant | null;
}

/**
 * News of this promoter's changes that some consumer has not taken yet, oldest first, and how much there is in all, for
 * each consumer with any. `after`: the last id of this page, while there may be more. @throws DatabaseError
 */
export async function listDeliveries(
  db: Database,
  promoterId: PromoterId,
  query: {
    readonly limit: number;
    readonly after?: OutboxId | undefined;
    readonly state?: OpenDelivery["state"] | undefined;
  },
  options?: CallOptions,
): Promise<{ items: OpenDelivery[]; after: OutboxId | null; backlog: Backlog[] }> {
  const { limit, after, state } = query;
  const open = sql`o.promoter_id = ${promoterId}::uuid AND o.done_at IS NULL`;
  const [rows, backlog] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT o.id::text, o.consumer, o.topic, e.id AS "eventId", e.name AS "eventName", o.attempts,
        CASE WHEN o.parked_at IS NULL THEN 'waiting' ELSE 'parked' END AS state,
        ${epochMs(sql`coalesce(o.parked_at, o.created_at)`)}::float8 AS since, o.last_error AS "lastError"
      FROM outbox o LEFT JOIN events e ON e.promoter_id = o.promoter_id AND e.id = o.aggregate_id
      WHERE ${open} ${after === undefined ? sql`` : sql`AND o.id > ${after}::bigint`}
        ${state === undefined ? sql`` : sql`AND (o.parked_at IS NOT NULL) = ${state === "parked"}`}
      ORDER BY o.id LIMIT ${limit + 1}`,
      sql`SELECT o.consumer, (count(*) FILTER (WHERE o.parked_at IS NULL))::int AS waiting, count(o.parked_at)::int AS parked,
        ${epochMs(sql`min(o.created_at) FILTER (WHERE o.parked_at IS NULL)`)}::float8 AS oldest
      FROM outbox o WHERE ${open} GROUP BY o.consumer`,
    ],
    options,
  );
  const found = (rows ?? []) as OpenDelivery[]; // what the statement selects
  const items = found.slice(0, limit);
  return {
    items,
    after: found.length > limit ? (items.at(-1)?.id ?? null) : null,
    backlog: (backlog ?? []) as Backlog[], // what the statement selects
  };
}
