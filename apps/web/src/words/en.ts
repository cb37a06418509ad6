import { browse } from "./en/browse.ts";
import { cart } from "./en/cart.ts";
import { checkout } from "./en/checkout.ts";
import { event } from "./en/event.ts";
import { format } from "./en/format.ts";
import { genres } from "./en/genres.ts";
import { help } from "./en/help.ts";
import { home, nearYou, suggestions } from "./en/home.ts";
import { myOrders } from "./en/my-orders.ts";
import { order } from "./en/order.ts";
import { orderTickets } from "./en/order-tickets.ts";
import { phone } from "./en/phone.ts";
import { preview } from "./en/preview.ts";
import { promoter } from "./en/promoter.ts";
import { quantities } from "./en/quantities.ts";
import { sale } from "./en/sale.ts";
import { shell } from "./en/shell.ts";
import { states } from "./en/states.ts";
import { tellMe } from "./en/tell-me.ts";
import { venue } from "./en/venue.ts";

/** All that pages say, in English, which gives every other language its shape: a section for each kind of page. */
export const en = {
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

export type Words = typeof en;
