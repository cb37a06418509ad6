import type { EventId, PromoterId, RefundId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";
import { type MyRefund, myRefundJson } from "./my-order.ts";

export interface RefundQuery {
  readonly limit: number;
  readonly before?: RefundId | undefined;
  /** `needs-you`: those that failed, and those to be given back by hand. */
  readonly state?: MyRefund["state"] | "needs-you" | undefined;
  readonly eventId?: EventId | undefined;
  /** This one alone. */
  readonly id?: RefundId | undefined;
}

const NEEDS_YOU = sql`AND (r.state = 'failed' OR r.state = 'pending' AND r.last_error = 'by_hand')`;

/** The promoter's refunds, newest first. `after`: the last one of this page, while there may be more. @throws DatabaseError */
export async function listRefunds(
  db: Database,
  promoterId: PromoterId,
  { limit, before, state, eventId, id }: RefundQuery,
  options?: CallOptions,
): Promise<{ items: MyRefund[]; after: RefundId | null }> {
  const [rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT ${myRefundJson} AS refund FROM refunds r JOIN payments y ON y.id = r.payment_id
        JOIN orders o ON o.promoter_id = r.promoter_id AND o.id = r.order_id
      WHERE r.promoter_id = ${promoterId}::uuid
        ${state === undefined ? sql`` : state === "needs-you" ? NEEDS_YOU : sql`AND r.state = ${state}`}
        ${eventId === undefined ? sql`` : sql`AND o.event_id = ${eventId}::uuid`}
        ${id === undefined ? sql`` : sql`AND r.id = ${id}::uuid`}
        ${before === undefined ? sql`` : sql`AND r.id < ${before}::uuid`}
      ORDER BY r.id DESC LIMIT ${limit + 1}`,
    ],
    options,
  );
  const found = (rows ?? []) as { refund: MyRefund }[]; // what the statement selects
  const items = found.slice(0, limit).map(({ refund }) => refund);
  return { items, after: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}
