import type { OrderId, PaymentId } from "@liveotter/core/ids";
import { type Instant, toIso } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { sha256 } from "../sha256.ts";
import { asPromoter } from "./as-promoter.ts";
import { auditedAs } from "./audited-as.ts";
import type { IdempotentRequest } from "./create-event.ts";
import type { Actor } from "./event-draft.ts";
import { once } from "./once.ts";
import { selectMyOrder } from "./read-my-order.ts";
import { type OrderChanged, orderChanged } from "./refund-order.ts";

export interface Received {
  readonly paymentId: PaymentId;
  readonly method: "transfer" | "door";
  readonly amount: number;
  readonly reference: string | null;
}

/**
 * Notes that an order's money came by transfer or at the door, once per key: it is paid, or, where it had expired and
 * others have its places, the money is to go back.
 * @throws DatabaseError; code `LO008`: the order is not unpaid, or owes another amount; `LO009`: a card is being charged
 */
export async function receivePayment(
  db: Database,
  actor: Actor,
  orderId: OrderId,
  { paymentId, method, amount, reference }: Received,
  request: IdempotentRequest,
  now: Instant,
  options?: CallOptions,
): Promise<OrderChanged> {
  const { promoterId } = actor;
  const { take, taken, look } = await once(actor, request, paymentId);
  const received = {
    ...{ orderId, paymentId, method, amount, provider: "manual", now: toIso(now) },
    ...{ requestKey: `promoter:${paymentId}`, requestHash: await sha256(request.body) },
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
    options,
  );
  return orderChanged(looked, rows);
}
