import type { Hold } from "@liveotter/contracts/public/sale";
import { at, type Locale } from "../../words/locale.ts";
import { mintKey } from "../request-key.ts";
import { trouble } from "../trouble.ts";
import { eventIfKnown, type SaleAnswer, type Visit } from "../visit.ts";
import { type CheckoutParts, checkoutView } from "./checkout-view.ts";
import { readDraft } from "./draft.ts";

/** What this browser holds. Where it has become an order that this browser knows, the order is shown. */
export async function showCheckout(visit: Visit): Promise<SaleAnswer> {
  const found = await findHold(visit);
  if ("answer" in found) return found.answer;
  const { hold } = found;
  const order = visit.cookies.order ?? "";
  if (hold.state === "ordered" && hold.orderId !== null && order.startsWith(`${hold.orderId}/`)) {
    return { kind: "go", to: at(visit.locale, `/orders/${order}`) };
  }
  return checkoutPage(visit, { hold, form: readDraft(visit.cookies.draft), key: mintKey(), hurdles: [] });
}

/** The checkout of a hold, with what was typed and what stands in the way. */
export async function checkoutPage(
  visit: Visit,
  parts: Omit<CheckoutParts, "event">,
  status = 200,
): Promise<SaleAnswer> {
  const event = await eventIfKnown(visit, parts.hold.eventSlug);
  return { kind: "page", status, view: checkoutView(visit.locale, { ...parts, event }) };
}

/** The hold that this browser's cookie names, or what to say instead. */
export async function findHold({
  deps,
  cookies,
  headers,
  locale,
}: Visit): Promise<{ readonly hold: Hold } | { readonly answer: SaleAnswer }> {
  if (cookies.hold === undefined) return { answer: nothingHeld(locale) };
  const result = await deps.sale.readHold(cookies.hold, { headers });
  if (result.ok)
    return result.data.state === "released" ? { answer: nothingHeld(locale, result.data) } : { hold: result.data };
  const known = result.problem?.code;
  if (known === "not-found" || known === "invalid-request") return { answer: nothingHeld(locale) };
  const { trouble: text, troubleTitle: title } = locale.words.checkout;
  return { answer: trouble({ title, text, retry: at(locale, "/checkout") }) };
}

/** There is nothing to order: chosen never, given up, or forgotten. `hold`: what it was. */
function nothingHeld(locale: Locale, hold?: Pick<Hold, "eventName" | "eventSlug">): SaleAnswer {
  const { checkout, sale } = locale.words;
  const links = [
    hold === undefined
      ? { label: checkout.findEvent, href: at(locale, "/events") }
      : { label: checkout.backTo(hold.eventName), href: at(locale, `/events/${hold.eventSlug}`) },
    { label: sale.findMyOrders, href: at(locale, "/my-orders") },
  ];
  return trouble({ title: checkout.noneTitle, text: checkout.none, links }, 200);
}
