import type { CookieChange } from "../cookies.ts";
import type { Visit } from "../visit.ts";
import { dropEntry, MOST_HOLDS, openEntries } from "./cart-entries.ts";

/**
 * Makes room for one more hold in a browser's cart. What is no longer held goes first, then the oldest orders, which
 * are found without the cart. `null`: every place is taken by tickets that are still held.
 */
export async function makeRoom({ cart, deps, headers }: Visit): Promise<CookieChange[] | null> {
  const tooMany = cart.length + 1 - MOST_HOLDS;
  if (tooMany <= 0) return [];
  const open = openEntries(cart);
  const reads = await Promise.all(open.map(({ holdId }) => deps.sale.readHold(holdId, { headers })));
  const dead = open.filter((_, place) => {
    const read = reads[place];
    if (read?.ok) return read.data.state === "lapsed" || read.data.state === "released";
    return read?.problem?.code === "not-found" || read?.problem?.code === "invalid-request";
  });
  const going = [...dead, ...cart.filter(({ order }) => order !== null)].slice(0, tooMany);
  return going.length < tooMany ? null : going.flatMap(dropEntry);
}
