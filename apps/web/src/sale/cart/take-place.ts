import { KEPT_S } from "../checkout/draft.ts";
import type { CookieChange, SentCookies } from "../cookies.ts";
import { type CartEntry, dropEntry, keepEntry } from "./cart-entries.ts";

/** Puts a hold into the cart, in the place of an earlier one if there is one, with what was typed into its checkout. */
export function takePlace({ named, perHold }: SentCookies, earlier: CartEntry | null, next: CartEntry): CookieChange[] {
  if (earlier === null || earlier.ref === next.ref) return [keepEntry(next)];
  const draft = perHold.draft.get(earlier.ref) ?? (earlier.old ? named.draft : undefined);
  const typed = draft === undefined ? [] : [{ name: "draft", of: next.ref, value: draft, maxAge: KEPT_S } as const];
  return [...dropEntry(earlier), keepEntry(next), ...typed];
}
