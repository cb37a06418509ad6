import type { Result } from "@liveotter/contracts/public/client";
import type { OrderReply, PaymentReply } from "@liveotter/contracts/public/orders";
import { orderPath } from "../order/order-path.ts";
import { requestKey } from "../request-key.ts";
import { sureOf } from "../sure-of.ts";
import type { Visit } from "../visit.ts";
import { paymentOf } from "./method-choices.ts";

/** Begins to pay an order as was chosen; `null` for no way to pay. One copy of a form begins one payment. */
export async function beginPayment(
  { deps, headers, origin, locale }: Visit,
  { id, key }: Pick<OrderReply, "id" | "key">,
  chosen: string | null,
  formKey: string,
): Promise<Result<PaymentReply> | null> {
  const body = paymentOf(chosen, origin + orderPath(locale, { id, key }));
  if (body === null) return null;
  const keyed = await requestKey(formKey, body);
  return sureOf(() => deps.sale.payOrder(id, body, { key: keyed, bearer: key, headers }));
}
