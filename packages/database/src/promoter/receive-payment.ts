import type { OrderId, PaymentId, PromoterId } from "@liveotter/core/ids";
import { type Instant, toIso } from "@liveotter/core/instant";
import type { ScopeNeeds } from "@liveotter/core/inventory/reservation";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { sha256 } from "../sha256.ts";
import { asPromoter, type WriteOptions } from "./as-promoter.ts";
import { auditedAs } from "./audited-as.ts";
import type { IdempotentRequest } from "./create-event.ts";
import type { Actor } from "./event-draft.ts";
import { once } from "./once.ts";
import { selectMyOrder } from "./read-my-order.ts";
import { type OrderChanged, orderChanged } from "./refund-order.ts";

export interface Received {
  /** For an expired order without a reservation: "none" is free, or take it from "carts" too. */
  readonly room?: "none" | "carts";
  readonly paymentId: PaymentId;
  readonly method: "transfer" | "door";
  readonly amount: number;
  readonly reference: string | null;
  /** Until when the rest may come, if nobody was waiting for this payment; `null`: as long as the order has anyway. */
  readonly until: Instant | null;
}

/**
 * Records money that came by transfer or at the door, once per key. Too little waits for the rest, the order is paid once
 * all has come, and what is more than owed goes back by hand. So does all of it where the order can no longer be paid.
 * @throws DatabaseError; code `LO008`: the order costs nothing; `LO009`: a card is being charged
 */
export async function receivePayment(
  db: Database,
  actor: Actor,
  orderId: OrderId,
  { paymentId, method, amount, reference, room, until }: Received,
  request: IdempotentRequest,
  now: Instant,
  { operation, ...options }: WriteOptions = {},
): Promise<OrderChanged> {
  const { promoterId } = actor;
  const { take, taken, look } = await once(actor, request, paymentId);
  const received = {
    ...{ orderId, paymentId, method, amount, now: toIso(now), until: until === null ? null : toIso(until) },
    ...{ requestKey: `promoter:${paymentId}`, requestHash: await sha256(request.body) },
    ...(operation ? { operation } : room !== "carts" && { room: room ?? "ask" }),
  };
  const [, , looked, rows] = await asPromoter(
    db,
    promoterId,
    [
      take,
      sql`WITH changed AS (
          SELECT k.promoter_id, receive_my_payment(${JSON.stringify(received)}::jsonb) AS paid FROM ${taken}
        ), ${auditedAs(
          actor,
          "order.payment-received",
          sql`jsonb_build_object('method', ${method}::text, 'amount', ${amount}::bigint, 'reference', ${reference}::text)`,
          sql`${orderId}::uuid`,
        )}
        SELECT paid FROM changed`,
      look,
      selectMyOrder(promoterId, orderId),
    ],
    { ...options, operation: operation ?? null },
  );
  return orderChanged(looked, rows);
}

/** Capacity that a late payment needs; empty unless the order has expired, `null` if it is not theirs. @throws DatabaseError */
export async function needsOfOrder(
  db: Database,
  promoterId: PromoterId,
  orderId: OrderId,
  options?: CallOptions,
): Promise<ScopeNeeds[] | null> {
  const [rows] = await asPromoter(db, promoterId, [sql`SELECT needs_of_my_order(${orderId}::uuid) AS needs`], options);
  const [row] = (rows ?? []) as { needs: ScopeNeeds[] | null }[]; // what the statement selects
  return row?.needs ?? null;
}
