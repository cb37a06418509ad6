import type { Hold } from "@liveotter/contracts/public/sale";
import { at } from "../../words/locale.ts";
import { type CartEntry, checkoutPath, dropEntry, openEntries } from "../cart/cart-entries.ts";
import type { CookieChange } from "../cookies.ts";
import { trouble } from "../trouble.ts";
import type { SaleAnswer, Visit } from "../visit.ts";

/** A hold of this browser as it is now. */
export interface FoundHold {
  readonly entry: CartEntry;
  readonly hold: Hold;
}

/** The hold that the address names, if this browser has it; or what to say instead. */
export async function findHold(visit: Visit): Promise<FoundHold | { readonly answer: SaleAnswer }> {
  const { cart, deps, headers, locale, parts } = visit;
  const entry = cart.find(({ ref }) => ref === parts.ref);
  if (entry === undefined) return { answer: notHeld(visit, null) };
  const result = await deps.sale.readHold(entry.holdId, { headers });
  if (result.ok) {
    const { data: hold } = result;
    return hold.state === "released" ? { answer: notHeld(visit, entry, hold) } : { entry, hold };
  }
  const known = result.problem?.code;
  if (known === "not-found" || known === "invalid-request") return { answer: notHeld(visit, entry) };
  const { trouble: text, troubleTitle: title } = locale.words.checkout;
  return { answer: trouble({ title, text, retry: checkoutPath(locale, entry) }) };
}

/** There is nothing to order here; the cart says so where it has other holds. */
function notHeld(visit: Visit, entry: CartEntry | null, hold?: Pick<Hold, "eventName" | "eventSlug">): SaleAnswer {
  const cookies = entry === null ? [] : dropEntry(entry);
  const others = openEntries(visit.cart).filter(({ ref }) => ref !== entry?.ref);
  return others.length > 0
    ? { kind: "go", to: `${at(visit.locale, "/checkout")}?gone=yes`, cookies }
    : nothingHeld(visit, cookies, hold);
}

/** Nothing is held: never chosen, released, or forgotten. `hold`: what it was. */
export function nothingHeld(
  { locale }: Visit,
  cookies: readonly CookieChange[] = [],
  hold?: Pick<Hold, "eventName" | "eventSlug">,
): SaleAnswer {
  const { checkout, sale } = locale.words;
  const links = [
    hold === undefined
      ? { label: checkout.findEvent, href: at(locale, "/events") }
      : { label: checkout.backTo(hold.eventName), href: at(locale, `/events/${hold.eventSlug}`) },
    { label: sale.findMyOrders, href: at(locale, "/my-orders") },
  ];
  return trouble({ title: checkout.noneTitle, text: checkout.none, links }, 200, cookies);
}
