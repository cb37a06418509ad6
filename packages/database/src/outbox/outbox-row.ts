import type { OutboxId, PromoterId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";

/** Who hears of changes. Each has a line of its own: one that fails holds up no other. */
export type OutboxConsumer = "search" | "snapshot" | "cache" | "mail";

export interface OutboxRow {
  /** A whole number in text form. Counts up in the order of changes to one aggregate. */
  readonly id: OutboxId;
  readonly consumer: OutboxConsumer;
  /** `null` for mail that is about no promoter. */
  readonly promoterId: PromoterId | null;
  /** What changed, a UUID: an event's, or whom a mail is about. Rows of one aggregate are handed out one by one, in order. */
  readonly aggregateId: string;
  readonly topic: string;
  readonly payload: unknown;
  /** How often it has been handed out, this time included. */
  readonly attempts: number;
}

/** After so many attempts a row is parked: set aside for a person, no longer in anybody's way. */
export const MAX_ATTEMPTS = 10;

export const outboxColumns = sql`outbox.id::text, outbox.consumer, outbox.promoter_id AS "promoterId",
  outbox.aggregate_id AS "aggregateId", outbox.topic, outbox.payload, outbox.attempts`;
