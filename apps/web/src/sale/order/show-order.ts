import type { Result } from "@liveotter/contracts/public/client";
import type { OrderReply } from "@liveotter/contracts/public/orders";
import type { Locale } from "../../words/locale.ts";
import { nextInCart } from "../cart/next-hold.ts";
import { generalHurdle } from "../hurdle.ts";
import { beginPayment } from "../pay/begin-payment.ts";
import { keyOf, mintKey, requestKey } from "../request-key.ts";
import { isUnknown, sureOf } from "../sure-of.ts";
import { trouble } from "../trouble.ts";
import { eventIfKnown, NOT_FOUND, type SaleAnswer, type Visit } from "../visit.ts";
import { orderPath } from "./order-path.ts";
import { type OrderParts, orderView } from "./order-view.ts";

/** Id and key of the order that the address names. */
export const named = ({ parts: { id = "", key = "" } }: Visit) => ({ id, key });

/** An order as it is now. */
export async function showOrder(visit: Visit): Promise<SaleAnswer> {
  return orderWith(visit, (order) => orderPage(visit, { order, key: mintKey() }));
}

export async function orderPage(
  visit: Visit,
  parts: Omit<OrderParts, "event" | "next">,
  status = 200,
): Promise<SaleAnswer> {
  const { order } = parts;
  const [event, next] = await Promise.all([eventIfKnown(visit, order.event.slug), nextInCart(visit, order.id)]);
  return { kind: "page", status, view: orderView(visit.locale, { ...parts, event, next }) };
}

/** The order of the address, for whoever has its key; the same words for every other, there or not. */
export async function orderWith(visit: Visit, then: (order: OrderReply) => Promise<SaleAnswer>): Promise<SaleAnswer> {
  const { id, key } = named(visit);
  const result = await visit.deps.sale.readOrder(id, { bearer: key, headers: visit.headers });
  return result.ok ? then(result.data) : orderMissing(visit, result);
}

export function orderMissing(visit: Visit, { problem }: Extract<Result<unknown>, { ok: false }>): SaleAnswer {
  if (problem?.code === "not-found" || problem?.code === "invalid-request") return NOT_FOUND;
  const { trouble: text, troubleTitle: title } = visit.locale.words.order;
  return trouble({ title, text, retry: orderPath(visit.locale, named(visit)) });
}

/** Another try to pay. */
export async function payOrder(visit: Visit): Promise<SaleAnswer> {
  const { form, locale } = visit;
  const { order: words, sale } = locale.words;
  const order = named(visit);
  const chosen = form.get("method");
  const key = keyOf(form);
  const result = await beginPayment(visit, order, chosen, key);
  // Its page says how it stands: also where another payment is under way, or nobody knows what became of this one.
  if (result?.ok || (result !== null && isUnknown(result)) || result?.problem?.code === "conflict")
    return toPage(locale, order);
  if (result?.problem?.code === "not-found") return NOT_FOUND;
  const hurdle =
    result === null
      ? { field: "method", text: sale.choosePay }
      : result.problem?.code === "invalid-state"
        ? // The way to pay, or the order as a whole.
          { field: "method", text: result.problem.errors === undefined ? words.notPayable : words.notLikeThat }
        : generalHurdle(locale, result, words.unknownPayment);
  return orderWith(visit, (found) =>
    orderPage(visit, { order: found, key, chosen, hurdles: [hurdle] }, result?.problem?.status ?? 400),
  );
}

/** Ends an order: a pending one, or one whose money may be asked back. */
export async function cancelOrder(visit: Visit): Promise<SaleAnswer> {
  const { deps, form, headers, locale } = visit;
  const { order: words } = locale.words;
  const order = named(visit);
  const keyed = await requestKey(keyOf(form), "cancellation");
  const result = await sureOf(() => deps.sale.cancelOrder(order.id, { key: keyed, bearer: order.key, headers }));
  if (result.ok) return toPage(locale, order);
  if (result.problem?.code === "not-found") return NOT_FOUND;
  const late = result.problem?.code === "invalid-state";
  const hurdle = late ? { field: null, text: words.askPromoter } : generalHurdle(locale, result, words.unknownEnd);
  return orderWith(visit, (found) =>
    orderPage(visit, { order: found, key: keyOf(form), hurdles: [hurdle] }, result.problem?.status ?? 503),
  );
}

const toPage = (locale: Locale, order: { id: string; key: string }): SaleAnswer => ({
  kind: "go",
  to: orderPath(locale, order),
});
