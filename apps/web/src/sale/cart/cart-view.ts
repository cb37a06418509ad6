import type { Hold } from "@liveotter/contracts/public/sale";
import { ticketsPath } from "@liveotter/core/page-path";
import { formatPrice } from "../../format/price.ts";
import { at, type Locale } from "../../words/locale.ts";
import { type Clock, clockOf, firstOf, ticketsOf, zoneOf } from "../checkout/checkout-view.ts";
import { orderPath } from "../order/order-path.ts";
import { type Sums, sumsOf } from "../sums.ts";
import { performanceOf } from "../when-of.ts";
import { checkoutPath } from "./cart-entries.ts";
import type { CartHold } from "./show-cart.ts";

/** All holds of a browser, to check out one after another, and what was ordered of them. */
export interface CartView {
  readonly page: "cart";
  /** Those with the least time left first. */
  readonly items: readonly CartItem[];
  /** What all tickets that are held cost together, where they are of one currency. */
  readonly together: { readonly events: number; readonly amount: string } | null;
  readonly orders: readonly CartOrder[];
  /** Hidden field of every form of the page. */
  readonly key: string;
  readonly done: string | null;
}

interface CartItem {
  /** `unsettled`: it became an order whose address this browser was not told. `unknown`: nobody can tell now. */
  readonly state: "held" | "lapsed" | "unsettled" | "unknown";
  readonly ref: string;
  /** Its own checkout. */
  readonly checkout: string;
  /** `null` for what is unknown. */
  readonly shown: ShownHold | null;
}

interface ShownHold {
  readonly eventName: string;
  readonly eventHref: string;
  /** Where to choose other tickets. */
  readonly choose: string;
  readonly clock: Clock | null;
  readonly sums: Sums;
  /** Sent along, so that what another tab has changed is shown first. */
  readonly tickets: string;
}

interface CartOrder {
  readonly href: string;
  readonly event: string;
  readonly about: string;
  readonly state: string;
}

const ORDER_OF_STATES: readonly CartItem["state"][] = ["held", "lapsed", "unsettled", "unknown"];

export function cartView(
  locale: Locale,
  { holds, ...rest }: { readonly holds: readonly CartHold[] } & Pick<CartView, "done" | "key">,
): CartView {
  const open = holds.filter(({ order }) => order === null);
  const items = open.map((each) => ({ item: itemOf(locale, each), until: each.hold?.expiresAt ?? "" }));
  items.sort((a, b) => {
    const byState = ORDER_OF_STATES.indexOf(a.item.state) - ORDER_OF_STATES.indexOf(b.item.state);
    return byState === 0 ? a.until.localeCompare(b.until) : byState;
  });
  return {
    page: "cart",
    ...rest,
    items: items.map(({ item }) => item),
    together: togetherOf(locale, open),
    orders: holds.flatMap((each) => orderLine(locale, each)),
  };
}

function itemOf(locale: Locale, { entry, hold, event }: CartHold): CartItem {
  const about = { ref: entry.ref, checkout: checkoutPath(locale, entry) };
  if (hold === null) return { ...about, state: "unknown", shown: null };
  const { eventSlug, eventName, expiresAt, now, quote } = hold;
  const eventHref = at(locale, `/events/${eventSlug}`);
  const first = firstOf(hold);
  return {
    ...about,
    state: hold.state === "held" ? "held" : hold.state === "ordered" ? "unsettled" : "lapsed",
    shown: {
      ...{ eventName, eventHref },
      choose: first === null ? eventHref : at(locale, ticketsPath(eventSlug, first)),
      clock: hold.state === "held" ? clockOf(locale, expiresAt, now, zoneOf(hold, event)) : null,
      sums: sumsOf(locale, quote, performanceOf(event)),
      tickets: ticketsOf(hold),
    },
  };
}

function togetherOf(locale: Locale, open: readonly CartHold[]): CartView["together"] {
  const held = open.map(({ hold }) => hold).filter((hold): hold is Hold => hold?.state === "held");
  const currencies = new Set(held.map(({ quote }) => quote.currency));
  const [currency] = currencies;
  if (held.length < 2 || currencies.size !== 1 || currency === undefined) return null;
  const total = held.reduce((sum, { quote }) => sum + quote.total, 0);
  return { events: held.length, amount: formatPrice(locale, total, currency) };
}

function orderLine(locale: Locale, { hold, order }: CartHold): CartOrder[] {
  if (order === null) return [];
  const { myOrders, cart } = locale.words;
  const { name, reply } = order;
  const about = reply === null ? [] : [formatPrice(locale, reply.quote.total, reply.quote.currency), reply.number];
  return [
    {
      href: orderPath(locale, name),
      event: reply?.event.name ?? hold?.eventName ?? cart.anOrder,
      about: about.join(" · "),
      state: reply === null ? cart.ordered : myOrders.states[reply.state],
    },
  ];
}
