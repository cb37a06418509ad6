import { browse } from "./de/browse.ts";
import { cart } from "./de/cart.ts";
import { checkout } from "./de/checkout.ts";
import { event } from "./de/event.ts";
import { format } from "./de/format.ts";
import { genres } from "./de/genres.ts";
import { help } from "./de/help.ts";
import { home, nearYou, suggestions } from "./de/home.ts";
import { myOrders } from "./de/my-orders.ts";
import { order } from "./de/order.ts";
import { orderTickets } from "./de/order-tickets.ts";
import { phone } from "./de/phone.ts";
import { preview } from "./de/preview.ts";
import { promoter } from "./de/promoter.ts";
import { quantities } from "./de/quantities.ts";
import { sale } from "./de/sale.ts";
import { shell } from "./de/shell.ts";
import { states } from "./de/states.ts";
import { tellMe } from "./de/tell-me.ts";
import { venue } from "./de/venue.ts";
import type { Words } from "./en.ts";

/** All that pages say, in German. */
export const de: Words = {
  browse,
  event,
  format,
  genres,
  help,
  home,
  nearYou,
  phone,
  preview,
  promoter,
  shell,
  states,
  suggestions,
  venue,
  cart,
  checkout,
  myOrders,
  order,
  orderTickets,
  quantities,
  sale,
  tellMe,
};
