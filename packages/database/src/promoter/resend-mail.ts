import type { OrderId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";
import { auditedAs } from "./audited-as.ts";
import type { IdempotentRequest } from "./create-event.ts";
import type { Actor } from "./event-draft.ts";
import { once } from "./once.ts";
import { selectMyOrder } from "./read-my-order.ts";
import { type OrderChanged, orderChanged } from "./refund-order.ts";

/** Has an order's tickets mailed to its fan again, once per key; where there are none to mail, nothing happens. @throws DatabaseError */
export async function resendMail(
  db: Database,
  actor: Actor,
  orderId: OrderId,
  { mailId, ...request }: IdempotentRequest & { readonly mailId: string },
  options?: CallOptions,
): Promise<OrderChanged> {
  const { promoterId } = actor;
  const { take, taken, look } = await once(actor, request, mailId);
  const [, , looked, rows] = await asPromoter(
    db,
    promoterId,
    [
      take,
      sql`WITH sent AS MATERIALIZED (
          SELECT k.promoter_id, resend_my_mail(${orderId}::uuid) AS sent FROM ${taken}
        ), changed AS (SELECT promoter_id FROM sent WHERE sent),
        ${auditedAs(actor, "order.mail", sql`'{}'::jsonb`, sql`${orderId}::uuid`)}
        SELECT FROM changed`,
      look,
      selectMyOrder(promoterId, orderId),
    ],
    options,
  );
  return orderChanged(looked, rows);
}
