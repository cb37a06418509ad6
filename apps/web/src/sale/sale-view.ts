import type { CartView } from "./cart/cart-view.ts";
import type { CheckoutView } from "./checkout/checkout-view.ts";
import type { MyOrdersView } from "./my-orders/my-orders.ts";
import type { EmailChangeView } from "./order/change-email.ts";
import type { OrderTicketsView } from "./order/order-tickets-view.ts";
import type { OrderView } from "./order/order-view.ts";
import type { TellMeView } from "./tell-me/tell-me.ts";
import type { ToldLinkView } from "./tell-me/told-link.ts";
import type { TicketsView } from "./tickets/tickets-view.ts";
import type { TroubleView } from "./trouble.ts";

/** All that a page of the sale shows; `page` is its template's name. */
export type SaleView =
  | TicketsView
  | CartView
  | CheckoutView
  | OrderView
  | EmailChangeView
  | OrderTicketsView
  | MyOrdersView
  | TellMeView
  | ToldLinkView
  | TroubleView;
