import { ticketsPath } from "@liveotter/core/page-path";
import { at } from "../words/locale.ts";
import { endCart } from "./cart/end-cart.ts";
import { showCart } from "./cart/show-cart.ts";
import { showCheckout } from "./checkout/show-checkout.ts";
import { takeCheckout, takeOldCheckout } from "./checkout/take-checkout.ts";
import { endMyOrders, openOrders, searchOrders, showCode, showMyOrders } from "./my-orders/my-orders.ts";
import { confirmEmailChange, requestEmailChange, showEmailChange } from "./order/change-email.ts";
import { passFile } from "./order/pass-file.ts";
import { cancelOrder, payOrder, showOrder } from "./order/show-order.ts";
import { changeHolder, showCodes, showOrderTickets } from "./order/show-order-tickets.ts";
import { askToBeTold, showTellMe } from "./tell-me/tell-me.ts";
import { showToldLink, takeToldLink } from "./tell-me/told-link.ts";
import { holdTickets } from "./tickets/hold-tickets.ts";
import { showTickets } from "./tickets/show-tickets.ts";
import type { SaleAnswer, Visit } from "./visit.ts";

type Handler = (visit: Visit) => Promise<SaleAnswer>;

export interface SaleRoute {
  /** The path's template, for counting: no key is in it. */
  readonly name: string;
  readonly path: RegExp;
  readonly get?: Handler;
  readonly post?: Handler;
  /** Whether the address opens something by itself: then no other site may hear of it. */
  readonly keyed: boolean;
  /** Whether forms of others do something as well: where nothing but the address decides what may be done. */
  readonly takesAnyForm: boolean;
}

const SLUG = "(?<slug>[a-z0-9]+(?:-[a-z0-9]+)*)";
const EMAIL_CHANGE = "/order-email/(?<token>[\\w-]{64})";
const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const TOLD = "/tell-me/(?<token>[\\w-]{64})";
const ORDER = `/orders/(?<id>${UUID})/(?<key>[\\w-]{1,100})`;

const route = (name: string, pattern: string, handlers: Pick<SaleRoute, "get" | "post">): SaleRoute => ({
  name,
  path: new RegExp(`^${pattern}/?$`),
  keyed: pattern.startsWith(ORDER) || pattern === TOLD || pattern === EMAIL_CHANGE,
  takesAnyForm: pattern === TOLD,
  ...handlers,
});

/** Looking at where a form is sent leads to where it is. */
const back =
  (to: (parts: Visit["parts"]) => string): Handler =>
  async ({ locale, parts }) => ({ kind: "go", to: at(locale, to(parts)) });
const toOrder = back(({ id, key }) => `/orders/${id}/${key}`);

const ROUTES: readonly SaleRoute[] = [
  route("/events/{slug}/tickets/{id}", `/events/${SLUG}/tickets/(?<performanceId>${UUID})`, { get: showTickets }),
  // Below the checkout, whose cookies say what is held already.
  route("/checkout/{slug}/{id}", `/checkout/${SLUG}/(?<performanceId>${UUID})`, {
    get: back(({ slug = "", performanceId = "" }) => ticketsPath(slug, performanceId)),
    post: holdTickets,
  }),
  route("/checkout", "/checkout", { get: showCart, post: takeOldCheckout }),
  route("/checkout/{ref}", "/checkout/(?<ref>[0-9a-f]{12})", { get: showCheckout, post: takeCheckout }),
  route("/checkout/end", "/checkout/end", { get: back(() => "/my-orders"), post: endCart }),
  route("/orders/{id}", ORDER, { get: showOrder }),
  route("/orders/{id}/payment", `${ORDER}/payment`, { get: toOrder, post: payOrder }),
  route("/orders/{id}/cancellation", `${ORDER}/cancellation`, { get: toOrder, post: cancelOrder }),
  route("/orders/{id}/email", `${ORDER}/email`, { get: toOrder, post: requestEmailChange }),
  route("/order-email/{token}", EMAIL_CHANGE, { get: showEmailChange, post: confirmEmailChange }),
  route("/orders/{id}/tickets", `${ORDER}/tickets`, { get: showOrderTickets }),
  route("/orders/{id}/codes", `${ORDER}/codes`, { get: showCodes }),
  route("/orders/{id}/tickets/{ticket}", `${ORDER}/tickets/(?<ticketId>${UUID})`, {
    get: back(({ id, key }) => `/orders/${id}/${key}/tickets`),
    post: changeHolder,
  }),
  route("/orders/{id}/tickets.{kind}", `${ORDER}/tickets\\.(?<kind>pdf|ics)`, { get: passFile }),
  route("/events/{slug}/tell-me", `/events/${SLUG}/tell-me`, { get: showTellMe, post: askToBeTold }),
  route("/tell-me/{token}", TOLD, { get: showToldLink, post: takeToldLink }),
  route("/my-orders", "/my-orders", { get: showMyOrders, post: searchOrders }),
  route("/my-orders/code", "/my-orders/code", { get: showCode, post: openOrders }),
  route("/my-orders/end", "/my-orders/end", { get: back(() => "/my-orders"), post: endMyOrders }),
];

/** The page of the sale at a path, and the named parts of that. */
export function saleRouteOf(pathname: string): { route: SaleRoute; parts: Record<string, string> } | null {
  for (const route of ROUTES) {
    const match = route.path.exec(pathname);
    if (match !== null) return { route, parts: { ...match.groups } };
  }
  return null;
}
