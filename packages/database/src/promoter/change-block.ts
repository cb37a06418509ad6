import type { EventId, PromoterId, QuotaId } from "@liveotter/core/ids";
import { type Instant, toIso } from "@liveotter/core/instant";
import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { epochMs } from "../public/catalogue-json.ts";
import { asPromoter, type WriteOptions } from "./as-promoter.ts";
import { auditedAs } from "./audited-as.ts";
import type { IdempotentRequest } from "./create-event.ts";
import type { Actor } from "./event-draft.ts";
import { type Looked, once } from "./once.ts";

/** Capacity kept out of the sale by hand. */
export interface MyBlock {
  readonly id: string;
  readonly quotaId: QuotaId;
  readonly quotaName: string;
  readonly quantity: number;
  readonly reason: string;
  readonly createdAt: Instant;
}

const MOST = 500;

const blockJson = sql`json_build_object('id', b.id, 'quotaId', b.quota_id, 'quotaName', q.name,
  'quantity', b.quantity, 'reason', b.reason, 'createdAt', ${epochMs(sql`b.created_at`)})`;

const blocksOf = ({ promoterId, eventId }: Where): SQL => sql`SELECT ${blockJson} AS block
  FROM blocks b JOIN quotas q ON q.promoter_id = b.promoter_id AND q.id = b.quota_id
  WHERE b.promoter_id = ${promoterId}::uuid AND b.event_id = ${eventId}::uuid`;

interface Where {
  readonly promoterId: PromoterId;
  readonly eventId: EventId;
}

/** What is blocked of one of the promoter's events, newest first; `null` where it is none of theirs. @throws DatabaseError */
export async function listBlocks(db: Database, where: Where, options?: CallOptions): Promise<MyBlock[] | null> {
  const [events, rows] = await asPromoter(
    db,
    where.promoterId,
    [
      sql`SELECT FROM events WHERE promoter_id = ${where.promoterId}::uuid AND id = ${where.eventId}::uuid`,
      sql`${blocksOf(where)} AND b.released_at IS NULL ORDER BY b.created_at DESC, b.id LIMIT ${MOST}`,
    ],
    options,
  );
  if (events?.length !== 1) return null;
  return ((rows ?? []) as { block: MyBlock }[]).map(({ block }) => block); // what the statement selects
}

export type BlockMade =
  | { readonly outcome: "made"; readonly block: MyBlock }
  /** The key belongs to another request. */
  | { readonly outcome: "conflict" }
  /** The event is none of this promoter's, or has no such quota. */
  | { readonly outcome: "unknown" };

/**
 * Takes so many of a quota out of the sale, once per key.
 * @throws DatabaseError; with code `LO001` when not so many are free
 */
export async function createBlock(
  db: Database,
  actor: Actor,
  eventId: EventId,
  block: { readonly id: string; readonly quotaId: QuotaId; readonly quantity: number; readonly reason: string },
  request: IdempotentRequest,
  now: Instant,
  options?: WriteOptions,
): Promise<BlockMade> {
  const { promoterId } = actor;
  const { take, taken, look } = await once(actor, request, block.id);
  const [, , looked, rows] = await asPromoter(
    db,
    promoterId,
    [
      take,
      sql`WITH changed AS (
          SELECT q.promoter_id, q.event_id, q.name,
            change_my_block(${block.id}::uuid, q.id, ${block.quantity}, ${block.reason}, ${toIso(now)}::timestamptz) AS made
          FROM quotas q WHERE q.promoter_id = ${promoterId}::uuid AND q.event_id = ${eventId}::uuid
            AND q.id = ${block.quotaId}::uuid AND EXISTS (SELECT FROM ${taken})
        ), ${auditedAs(
          actor,
          "block.create",
          sql`jsonb_build_object('quota', name, 'quantity', ${block.quantity}::int)`,
          sql`event_id`,
        )}
        SELECT made FROM changed`,
      look,
      sql`${blocksOf({ promoterId, eventId })} AND b.id = (
        SELECT k.subject_id FROM idempotency_keys k
        WHERE k.promoter_id = ${promoterId}::uuid AND k.key = ${request.key})`,
    ],
    options,
  );
  const [known] = (looked ?? []) as Looked[]; // what `look` selects
  const [row] = (rows ?? []) as { block: MyBlock }[];
  if (!known?.sameRequest) return { outcome: "conflict" };
  return row === undefined ? { outcome: "unknown" } : { outcome: "made", block: row.block };
}

/** Lets a block go; one that is let go already stays so. Answers whether the event has it. @throws DatabaseError */
export async function releaseBlock(
  db: Database,
  actor: Actor,
  { eventId, blockId }: { readonly eventId: EventId; readonly blockId: string },
  now: Instant,
  options?: CallOptions,
): Promise<boolean> {
  const { promoterId } = actor;
  const of = sql`b.promoter_id = ${promoterId}::uuid AND b.event_id = ${eventId}::uuid AND b.id = ${blockId}::uuid`;
  const [, found] = await asPromoter(
    db,
    promoterId,
    [
      sql`WITH changed AS (
          SELECT b.promoter_id, b.event_id, b.quantity,
            change_my_block(b.id, b.quota_id, 0, b.reason, ${toIso(now)}::timestamptz) AS made
          FROM blocks b WHERE ${of} AND b.released_at IS NULL
        ), ${auditedAs(actor, "block.release", sql`jsonb_build_object('quantity', quantity)`, sql`event_id`)}
        SELECT made FROM changed`,
      sql`SELECT FROM blocks b WHERE ${of}`,
    ],
    options,
  );
  return found?.length === 1;
}
