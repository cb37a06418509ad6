import type { OrderReply } from "@liveotter/contracts/public/orders";
import type { Hold } from "@liveotter/contracts/public/sale";
import { at } from "../../words/locale.ts";
import { nothingHeld } from "../checkout/find-hold.ts";
import type { CookieChange } from "../cookies.ts";
import type { PublicEvent } from "../public-event.ts";
import { mintKey } from "../request-key.ts";
import { trouble } from "../trouble.ts";
import { eventIfKnown, type SaleAnswer, type Visit } from "../visit.ts";
import { type CartEntry, checkoutPath, dropEntry, type OrderName, orderOf } from "./cart-entries.ts";
import { cartView } from "./cart-view.ts";

/** A hold of the cart as it is now, with its event; `null` for what nobody can tell now. */
export interface CartHold {
  readonly entry: CartEntry;
  readonly hold: Hold | null;
  readonly event: PublicEvent | null;
  /** What it became, where this browser knows that. */
  readonly order: KnownOrder | null;
}

interface KnownOrder {
  readonly name: OrderName;
  /** `null`: nobody can tell now how it stands. */
  readonly reply: OrderReply | null;
}

/** Everything that this browser holds. Where that is one hold, its checkout says it all. */
export async function showCart(visit: Visit): Promise<SaleAnswer> {
  const { cart, cookies, locale, url } = visit;
  const [only, ...more] = cart;
  if (only === undefined) return nothingHeld(visit);
  const isGone = url.searchParams.get("gone") === "yes";
  if (more.length === 0 && !isGone) return { kind: "go", to: checkoutPath(locale, only) };
  const found = await Promise.all(cart.map((entry) => readEntry(visit, entry)));
  const holds = found.filter((each) => each !== null);
  const isOpen = holds.some(({ order }) => order === null);
  // Two tabs may have placed the last two orders at once, each with the other's still to come.
  const typed = isOpen || cookies.named.buyer === undefined ? [] : [{ name: "buyer", value: null } as const];
  const gone = cart.filter((_, place) => found[place] === null).flatMap(dropEntry);
  const changes: CookieChange[] = [...gone, ...typed];
  if (holds.length === 0) return nothingHeld(visit, changes);
  if (holds.every(({ hold, order }) => hold === null && !order?.reply)) {
    const { trouble: text, troubleTitle: title } = locale.words.checkout;
    return trouble({ title, text, retry: at(locale, "/checkout") }, 503, changes);
  }
  const done = isGone ? locale.words.cart.gone : null;
  return { kind: "page", view: cartView(locale, { holds, done, key: mintKey() }), cookies: changes };
}

/** `null`: no such hold, any more or at all. */
async function readEntry(visit: Visit, entry: CartEntry): Promise<CartHold | null> {
  const { cookies, deps, headers } = visit;
  const read = await deps.sale.readHold(entry.holdId, { headers });
  if (!read.ok) {
    const isOver = read.problem?.code === "not-found" || read.problem?.code === "invalid-request";
    // Its shard forgets a hold before the browser does: the order is still found by its own name.
    const order = entry.order === null ? null : await readOrder(visit, entry.order);
    return order === null && isOver ? null : { entry, hold: null, event: null, order };
  }
  const hold = read.data;
  if (hold.state === "released") return null;
  const name = hold.state === "ordered" ? orderOf(entry, cookies, hold.orderId) : null;
  const [event, order] = await Promise.all([
    eventIfKnown(visit, hold.eventSlug),
    name === null ? null : readOrder(visit, name),
  ]);
  return { entry, hold, event, order };
}

/** `null`: there is no such order. */
async function readOrder({ deps, headers }: Visit, name: OrderName): Promise<KnownOrder | null> {
  const read = await deps.sale.readOrder(name.id, { bearer: name.key, headers });
  if (read.ok) return { name, reply: read.data };
  return read.problem?.code === "not-found" ? null : { name, reply: null };
}
