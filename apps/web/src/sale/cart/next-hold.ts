import type { Hold } from "@liveotter/contracts/public/sale";
import { withDeadline } from "@liveotter/integrations/deadline";
import { at } from "../../words/locale.ts";
import { type Clock, clockOf, zoneOf } from "../checkout/checkout-view.ts";
import { eventIfKnown, type Visit } from "../visit.ts";
import { checkoutPath, entryOf, readCartNote } from "./cart-entries.ts";

/** What an order's page says of the rest of the cart. */
export interface CartNext {
  /** The hold with the least time left, to be checked out next; `null` where none is held any more. */
  readonly hold: { readonly eventName: string; readonly checkout: string; readonly clock: Clock } | null;
  readonly cart: string;
  /** Whether the cart has tickets that are not ordered. */
  readonly isOpen: boolean;
}

/** The order itself is what its page is for: it waits no longer than this for the rest of the cart. */
const NEXT_MS = 1500;

/** `null`: the cart has nothing but this order, or nobody can tell now. */
export const nextInCart = (visit: Visit, orderId: string): Promise<CartNext | null> =>
  withDeadline((signal) => readNext(visit, orderId, signal), NEXT_MS).catch(() => null);

async function readNext(visit: Visit, orderId: string, signal: AbortSignal): Promise<CartNext | null> {
  const { cookies, deps, headers, locale } = visit;
  const { open, ordered } = readCartNote(cookies.named.cart);
  const reads = await Promise.all(open.map(({ holdId }) => deps.sale.readHold(holdId, { headers, signal })));
  // Another tab may have ordered or released some of them since.
  const left = reads.flatMap((read) => (read.ok && read.data.orderId !== orderId ? [read.data] : []));
  const held = left.filter(({ state }) => state === "held").sort((a, b) => a.expiresAt.localeCompare(b.expiresAt));
  const isOpen = left.some(({ state }) => state === "held" || state === "lapsed");
  if (!isOpen && ordered < 2) return null;
  const [first] = held;
  return { hold: first === undefined ? null : await nextOf(visit, first), cart: at(locale, "/checkout"), isOpen };
}

async function nextOf(visit: Visit, hold: Hold): Promise<CartNext["hold"]> {
  const { locale } = visit;
  const event = await eventIfKnown(visit, hold.eventSlug);
  return {
    eventName: hold.eventName,
    checkout: checkoutPath(locale, entryOf(hold.id)),
    clock: clockOf(locale, hold.expiresAt, hold.now, zoneOf(hold, event)),
  };
}
