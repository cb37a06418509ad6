import { readHoldId } from "@liveotter/core/inventory/hold-id";
import { at, type Locale } from "../../words/locale.ts";
import type { CookieChange, SentCookies } from "../cookies.ts";

/** How many events one browser may hold tickets for at the same time. */
export const MOST_HOLDS = 10;

/** Longer than any hold lasts: what became of it is still found a day later. */
const KEPT_S = 24 * 3600;

/** A hold that this browser knows. */
export interface CartEntry {
  readonly holdId: string;
  /** Names the hold in addresses. It opens nothing without the cookie. */
  readonly ref: string;
  readonly eventId: string;
  /** The order that this browser made of it. */
  readonly order: OrderName | null;
  /** Whether it came in the cookie that a browser had for its one hold. */
  readonly old: boolean;
}

export interface OrderName {
  readonly id: string;
  readonly key: string;
}

const ORDER = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/([\w-]{1,100})$/;

/** Twelve of the id's random digits: enough to tell holds apart, and far too few to guess the other twenty. */
const refOf = (holdId: string): string => holdId.slice(-12);

export const checkoutPath = (locale: Locale, { ref }: Pick<CartEntry, "ref">): string => at(locale, `/checkout/${ref}`);

/** What the browser's cookies name, oldest first. What is not ours, or no longer whole, is left out. */
export function readCart({ named, perHold }: SentCookies): CartEntry[] {
  const sent = [...perHold.hold].map(([ref, value]) => ({ ref, value, old: false }));
  const single = named.hold === undefined ? [] : [{ ref: refOf(named.hold), value: named.hold, old: true }];
  const entries = new Map<string, CartEntry>();
  for (const { ref, value, old } of [...single, ...sent]) {
    const [holdId = "", order = ""] = value.split(".", 2);
    const home = readHoldId(holdId);
    if (home === null || refOf(holdId) !== ref) continue;
    entries.set(ref, { holdId, ref, eventId: home.eventId, order: readOrderName(order), old });
  }
  return [...entries.values()];
}

function readOrderName(text: string): OrderName | null {
  const [, id, key] = ORDER.exec(text) ?? [];
  return id === undefined || key === undefined ? null : { id, key };
}

/** The order's name that a browser has for a hold which became `orderId`. */
export function orderOf({ order }: CartEntry, { named }: SentCookies, orderId: string | null): OrderName | null {
  const names = [order, readOrderName(named.order ?? "")];
  return names.find((name) => name !== null && name.id === orderId) ?? null;
}

export function entryOf(holdId: string, order: OrderName | null = null): CartEntry {
  return { holdId, ref: refOf(holdId), eventId: readHoldId(holdId)?.eventId ?? "", order, old: false };
}

/** The cookie of a hold that is still in the cart, or was ordered from it. */
export const keepEntry = ({ holdId, ref, order }: CartEntry): CookieChange => ({
  ...{ name: "hold", of: ref, maxAge: KEPT_S },
  value: order === null ? holdId : `${holdId}.${order.id}/${order.key}`,
});

/** Takes a hold and what was typed into its checkout out of the browser. */
export function dropEntry({ ref, old }: CartEntry): CookieChange[] {
  const own = [
    { name: "hold", of: ref, value: null },
    { name: "draft", of: ref, value: null },
  ] as const;
  return old ? [...own, ...dropOld] : [...own];
}

const dropOld: readonly CookieChange[] = [
  { name: "hold", value: null },
  { name: "order", value: null },
  { name: "draft", value: null },
];

/** The cart once a browser has taken these cookies. */
export function cartAfter(cart: readonly CartEntry[], changes: readonly CookieChange[]): CartEntry[] {
  const named: SentCookies["named"] = {};
  const after = new Map(cart.map((entry) => [entry.ref, entry]));
  for (const { name, of, value } of changes) {
    if (name !== "hold" || of === undefined) continue;
    after.delete(of);
    const [kept] =
      value === null ? [] : readCart({ named, perHold: { hold: new Map([[of, value]]), draft: new Map() } });
    if (kept !== undefined) after.set(of, kept);
  }
  return [...after.values()];
}

/** Holds that have not become an order that this browser knows of. */
export const openEntries = (cart: readonly CartEntry[]): CartEntry[] => cart.filter(({ order }) => order === null);

/** For the pages of orders, which are not sent the cart itself: how many orders it has, and which holds are left. */
export function noteCart(cart: readonly CartEntry[]): CookieChange {
  const open = openEntries(cart);
  const ordered = cart.length - open.length;
  if (open.length === 0 && ordered < 2) return { name: "cart", value: null };
  return { name: "cart", value: [ordered, ...open.map(({ holdId }) => holdId)].join("."), maxAge: KEPT_S };
}

/** Reads what `noteCart` wrote. */
export function readCartNote(cookie: string | undefined): { readonly ordered: number; readonly open: CartEntry[] } {
  const [ordered = "", ...ids] = (cookie ?? "").split(".");
  const open = ids.filter((id) => readHoldId(id) !== null).map((id) => entryOf(id));
  return { ordered: /^\d{1,2}$/.test(ordered) ? Number(ordered) : 0, open: open.slice(0, MOST_HOLDS) };
}
