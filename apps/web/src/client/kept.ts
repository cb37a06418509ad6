/**
 * What is kept on this phone: the tickets of orders that were opened on it, for the door where there is no network. All of
 * an order lies in one cache of its own, so that forgetting it is deleting that. Pages and the service worker share this.
 */
const CACHE = "tickets-";
/** Until when a page may be kept: a header of what is kept, an attribute of the page as it comes. */
const UNTIL = "LiveOtter-Keep-Until";
/** The server's clock before the phone's, in milliseconds, when codes were kept. */
export const CLOCK = "LiveOtter-Clock";

/** A page of an order's: its tickets, or what its rotating codes are made from. `what` is empty for the order itself. */
export interface OrderAddress {
  readonly id: string;
  readonly key: string;
  readonly what: "" | "tickets" | "codes";
}

const ORDER =
  /^(?:\/[a-z]{2})?\/orders\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/([\w-]{1,100})(?:\/(tickets|codes))?\/?$/;

/** Whose page it is; `null` for every page that is none of an order's tickets: nothing else is ever kept. */
export function orderAddressOf(pathname: string): OrderAddress | null {
  const [, id, key, what = ""] = ORDER.exec(pathname) ?? [];
  if (id === undefined || key === undefined) return null;
  return { id, key, what: what === "tickets" || what === "codes" ? what : "" };
}

/** Where it is kept: in whatever language it was opened, and whatever else was asked for beside a page of the list. */
export function keptAs({ id, key }: OrderAddress, what: "tickets" | "codes", url: URL): string {
  const cursor = url.searchParams.get("cursor");
  const page = cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`;
  return `${url.origin}/orders/${id}/${key}/${what}${page}`;
}

/** What is kept of an address, until its time; `undefined` where there is nothing. */
export async function keptOf(url: URL, now: number): Promise<Response | undefined> {
  const order = orderAddressOf(url.pathname);
  if (order === null || order.what === "" || !(await caches.has(CACHE + order.id))) return undefined;
  const kept = await (await caches.open(CACHE + order.id)).match(keptAs(order, order.what, url));
  return kept !== undefined && !isOver(kept, now) ? kept : undefined;
}

/** Orders of which anything is kept, by id. */
export const keptOrders = async (): Promise<string[]> =>
  (await caches.keys()).filter((name) => name.startsWith(CACHE)).map((name) => name.slice(CACHE.length));

/** Takes all of an order's from this phone. */
export const forget = (orderId: string): Promise<boolean> => caches.delete(CACHE + orderId);

/** The pages of an order's tickets as they are kept, the first in front. */
export async function keptPages(orderId: string): Promise<{ readonly url: string; readonly page: Response }[]> {
  const cache = await caches.open(CACHE + orderId);
  const pages = await Promise.all(
    (await cache.keys())
      .filter(({ url }) => orderAddressOf(new URL(url).pathname)?.what === "tickets")
      .map(async ({ url }) => ({ url, page: await cache.match(url) })),
  );
  return pages.flatMap(({ url, page }) => (page === undefined ? [] : [{ url, page }]));
}

/** Takes from this phone whatever its event is over for. What is being kept just now has nothing to go by yet, and stays. */
export async function forgetWhatIsOver(now: number): Promise<void> {
  for (const order of await keptOrders()) {
    const cache = await caches.open(CACHE + order);
    const all = await Promise.all((await cache.keys()).map((request) => cache.match(request)));
    const until = all.filter((kept) => kept?.headers.has(UNTIL));
    if (until.length > 0 && until.every((kept) => kept !== undefined && isOver(kept, now))) await forget(order);
  }
}

/**
 * Keeps a page of an order's tickets as it is now, with all that it needs to be shown. What has no ticket to show any more
 * is forgotten instead. Answers whether it is kept; `false` too while nobody can tell, which leaves what was kept before.
 */
export async function keep(url: URL, now: number): Promise<boolean> {
  const order = orderAddressOf(url.pathname);
  if (order?.what !== "tickets") return false;
  const answer = await fetch(url, { cache: "no-store" });
  if (!answer.ok || answer.redirected) return false;
  const html = await answer.text();
  const until = /\bdata-keep-until="([^"]+)"/.exec(html)?.[1];
  if (until === undefined || !(Date.parse(until) > now)) {
    await forget(order.id);
    return false;
  }
  const cache = await caches.open(CACHE + order.id);
  await keepAssets(cache, html);
  if (html.includes("data-codes=")) await keepCodes(cache, order, url, until);
  const marked = html.replace("<html", `<html data-kept="${new Date(now).toISOString()}"`);
  await cache.put(
    keptAs(order, "tickets", url),
    new Response(marked, { headers: headersOf(answer, { [UNTIL]: until }) }),
  );
  return true;
}

/** As it came, its policy above all; what is kept is no longer packed. */
function headersOf(answer: Response, more: Readonly<Record<string, string>>): Headers {
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(name);
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  return headers;
}

async function keepCodes(cache: Cache, order: OrderAddress, url: URL, until: string): Promise<void> {
  const address = keptAs(order, "codes", url);
  const answer = await fetch(address, { cache: "no-store" });
  // What comes from here was kept before.
  if (!answer.ok || answer.headers.has(CLOCK)) return;
  const { now }: { now: number } = await answer.clone().json(); // our own answer
  const headers = headersOf(answer, { [UNTIL]: until, [CLOCK]: String(now - Date.now()) });
  await cache.put(address, new Response(answer.body, { headers }));
}

const ASSET = /(?:href|src)="(\/_astro\/[^"]+)"/g;
const IMPORT = /(?:from|import)\s*\(?\s*["']((?:\.\/|\/_astro\/)[^"']+)["']/g;

/** The styles and scripts that a page names, and the scripts that those import. Their names change with their content. */
export async function keepAssets(cache: Cache, html: string): Promise<void> {
  const waiting = Array.from(html.matchAll(ASSET), ([, path = ""]) => path);
  const seen = new Set<string>();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const asset = (await cache.match(path)) ?? (await fetch(path));
    if (!asset.ok) throw new Error(`${path} cannot be kept`);
    await cache.put(path, asset.clone());
    if (!path.endsWith(".js")) continue;
    for (const [, name = ""] of (await asset.text()).matchAll(IMPORT)) {
      waiting.push(new URL(name, `${location.origin}/_astro/`).pathname);
    }
  }
}

const isOver = (kept: Response, now: number): boolean => !(Date.parse(kept.headers.get(UNTIL) ?? "") > now);
