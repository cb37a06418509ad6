import { checkoutPath, openEntries, orderOf } from "../cart/cart-entries.ts";
import { orderPath } from "../order/order-path.ts";
import { mintKey } from "../request-key.ts";
import { eventIfKnown, type SaleAnswer, type Visit } from "../visit.ts";
import { carriedInto } from "./carry-over.ts";
import { type CheckoutParts, checkoutView } from "./checkout-view.ts";
import { readDraft } from "./draft.ts";
import { findHold } from "./find-hold.ts";

/** One hold's checkout. Where it has become an order that this browser knows, the order is shown. */
export async function showCheckout(visit: Visit): Promise<SaleAnswer> {
  const found = await findHold(visit);
  if ("answer" in found) return found.answer;
  const { entry, hold } = found;
  const order = hold.state === "ordered" ? orderOf(entry, visit.cookies, hold.orderId) : null;
  if (order !== null) return { kind: "go", to: orderPath(visit.locale, order) };
  const changing = visit.url.searchParams.get("change") === "yes";
  const draft = readDraft(visit.cookies, entry);
  const form = carriedInto(visit.cookies.named.buyer, hold, draft.size > 0);
  for (const [field, value] of draft) form.set(field, value);
  return checkoutPage(visit, { hold, form, key: mintKey(), hurdles: [], changing });
}

/** The checkout of a hold, with what was typed and what stands in the way. */
export async function checkoutPage(
  visit: Visit,
  parts: Omit<CheckoutParts, "event" | "here" | "open">,
  status = 200,
): Promise<SaleAnswer> {
  const event = await eventIfKnown(visit, parts.hold.eventSlug);
  const here = checkoutPath(visit.locale, { ref: visit.parts.ref ?? "" });
  const open = openEntries(visit.cart).length;
  return { kind: "page", status, view: checkoutView(visit.locale, { ...parts, event, here, open }) };
}
