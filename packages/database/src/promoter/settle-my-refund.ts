import type { RefundId } from "@liveotter/core/ids";
import { type Instant, toIso } from "@liveotter/core/instant";
import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";
import { auditedAs } from "./audited-as.ts";
import type { Actor } from "./event-draft.ts";
import { type MyRefund, myRefundJson } from "./my-order.ts";

/** Has a refund that failed tried again; any other stays as it is. `null`: none of this promoter's. @throws DatabaseError */
export const retryRefund = (
  db: Database,
  actor: Actor,
  refundId: RefundId,
  now: Instant,
  options?: CallOptions,
): Promise<MyRefund | null> =>
  step(db, actor, refundId, {
    action: "refund.retry",
    call: sql`retry_my_refund(r.id, ${toIso(now)}::timestamptz)`,
    when: sql`r.state = 'failed'`,
    options,
  });

/**
 * Notes that money which came by hand went back by hand; what a provider gives back stays as it is. `null`: none of this
 * promoter's. @throws DatabaseError
 */
export const settleMyRefund = (
  db: Database,
  actor: Actor,
  refundId: RefundId,
  now: Instant,
  options?: CallOptions,
): Promise<MyRefund | null> =>
  step(db, actor, refundId, {
    action: "refund.settle",
    call: sql`settle_my_refund(r.id, ${toIso(now)}::timestamptz)`,
    when: sql`r.state <> 'succeeded' AND y.provider = 'manual'`,
    options,
  });

async function step(
  db: Database,
  actor: Actor,
  refundId: RefundId,
  { action, call, when, options }: { action: string; call: SQL; when: SQL; options: CallOptions | undefined },
): Promise<MyRefund | null> {
  const { promoterId } = actor;
  const from = sql`refunds r JOIN payments y ON y.id = r.payment_id
    JOIN orders o ON o.promoter_id = r.promoter_id AND o.id = r.order_id
    WHERE r.promoter_id = ${promoterId}::uuid AND r.id = ${refundId}::uuid`;
  const [, rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`WITH changed AS (SELECT r.promoter_id, r.order_id, r.amount_minor, ${call} AS done FROM ${from} AND ${when}),
        ${auditedAs(actor, action, sql`jsonb_build_object('amount', amount_minor)`, sql`order_id`)}
        SELECT done FROM changed`,
      sql`SELECT ${myRefundJson} AS refund FROM ${from}`,
    ],
    options,
  );
  const [row] = (rows ?? []) as { refund: MyRefund }[]; // what the statement selects
  return row?.refund ?? null;
}
