import type { Hold } from "@liveotter/contracts/public/sale";
import { mintKey } from "../request-key.ts";
import { trouble } from "../trouble.ts";
import { eventIfKnown, type SaleAnswer, type Visit } from "../visit.ts";
import { type CheckoutParts, checkoutView } from "./checkout-view.ts";

/** What this browser holds. Where it has become an order that this browser knows, the order is shown. */
export async function showCheckout(visit: Visit): Promise<SaleAnswer> {
  const found = await findHold(visit);
  if ("answer" in found) return found.answer;
  const { hold } = found;
  const order = visit.cookies.order ?? "";
  if (hold.state === "ordered" && hold.orderId !== null && order.startsWith(`${hold.orderId}/`)) {
    return { kind: "go", to: `/orders/${order}` };
  }
  return checkoutPage(visit, { hold, form: new URLSearchParams(), key: mintKey(), hurdles: [] });
}

/** The checkout of a hold, with what was typed and what stands in the way. */
export async function checkoutPage(
  visit: Visit,
  parts: Omit<CheckoutParts, "event">,
  status = 200,
): Promise<SaleAnswer> {
  const event = await eventIfKnown(visit, parts.hold.eventSlug);
  return { kind: "page", status, view: checkoutView({ ...parts, event }) };
}

/** The hold that this browser's cookie names, or what to say instead. */
export async function findHold({
  deps,
  cookies,
  headers,
}: Visit): Promise<{ readonly hold: Hold } | { readonly answer: SaleAnswer }> {
  if (cookies.hold === undefined) return { answer: nothingHeld() };
  const result = await deps.sale.readHold(cookies.hold, { headers });
  if (result.ok) return result.data.state === "released" ? { answer: nothingHeld(result.data) } : { hold: result.data };
  const known = result.problem?.code;
  if (known === "not-found" || known === "invalid-request") return { answer: nothingHeld() };
  return {
    answer: trouble({
      title: "We cannot reach your tickets right now",
      text: [
        "They stay held for as long as you were told, whether or not this page can show them. Nothing was ordered or paid by looking at it.",
        "Please try again in a few seconds.",
      ],
      retry: "/checkout",
    }),
  };
}

/** There is nothing to order: chosen never, given up, or forgotten. `hold`: what it was. */
const nothingHeld = (hold?: Pick<Hold, "eventName" | "eventSlug">): SaleAnswer =>
  trouble(
    {
      title: "You hold no tickets",
      text: [
        "Tickets are held for ten minutes from when they are chosen. Here is nothing of yours at the moment, and nothing was paid.",
        "If you have ordered already, your order is in the mail that we sent you, and under “Find my orders”.",
      ],
      links: [
        hold === undefined
          ? { label: "Find an event", href: "/events" }
          : { label: `Back to ${hold.eventName}`, href: `/events/${hold.eventSlug}` },
        { label: "Find my orders", href: "/my-orders" },
      ],
    },
    200,
  );
