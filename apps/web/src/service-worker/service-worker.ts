import { forgetWhatIsOver, keepAssets, keptAs, keptOf, orderAddressOf } from "../client/kept.ts";

/**
 * The fans' service worker. It keeps a page that says that there is no network, and shows what pages kept of an order's
 * tickets; for everything else it asks the network, and shows nothing that is older than the network's answer.
 */
declare const self: ServiceWorkerGlobalScope;
/** Written in front of this file as it is sent: another word for every other page that is kept. */
declare const VERSION: string;
/** Paths of the page that says so, of each language; the first is that of every path without a language. */
declare const OFFLINE: readonly string[];

const SHELL = `shell-${VERSION}`;
/** At the door, waiting for a bad network is as bad as having none. */
const PATIENCE_MS = 3000;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (url.pathname.startsWith("/_astro/")) event.respondWith(asset(request));
  else if (orderAddressOf(url.pathname)?.what === "codes") event.respondWith(freshOrKept(fetch(request), url));
});

async function install(): Promise<void> {
  const cache = await caches.open(SHELL);
  for (const path of OFFLINE) {
    const answer = await fetch(path, { cache: "no-store" });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    await keepAssets(cache, await answer.clone().text());
    await cache.put(path, answer);
  }
  // It holds no state: what is newer may take over at once.
  await self.skipWaiting();
}

async function activate(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith("shell-") && name !== SHELL) await caches.delete(name);
  }
  await forgetWhatIsOver(Date.now());
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

/** A page that somebody goes to: what the network says; without it what is kept of it, else the page that says so. */
async function page(event: FetchEvent, url: URL): Promise<Response> {
  // Whoever comes by after the event, for whatever page, leaves it behind: nobody has to look for it.
  event.waitUntil(forgetWhatIsOver(Date.now()));
  try {
    return await freshOrKept(preloaded(event), url);
  } catch {
    const order = orderAddressOf(url.pathname);
    if (order?.what === "") {
      // Of an order there are its tickets.
      const tickets = new URL(keptAs(order, "tickets", url));
      if ((await keptOf(tickets, Date.now())) !== undefined) return Response.redirect(tickets.href, 302);
    }
    return offline(url);
  }
}

/** The answer that the browser asked for while this worker was starting, where it did. */
async function preloaded(event: FetchEvent): Promise<Response> {
  const answer: unknown = await event.preloadResponse;
  return answer instanceof Response ? answer : fetch(event.request);
}

/** What is kept, once the network fails, does not answer in time or answers that it cannot. @throws without either */
async function freshOrKept(network: Promise<Response>, url: URL): Promise<Response> {
  const kept = await keptOf(url, Date.now());
  if (kept === undefined) return network;
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS));
  const answer = await Promise.race([network.catch(() => null), late]);
  return answer === null || answer.status >= 500 ? kept : answer;
}

/** Their names change with their content: what is kept is never old. */
const asset = async (request: Request): Promise<Response> => (await caches.match(request)) ?? fetch(request);

async function offline({ pathname }: URL): Promise<Response> {
  const path = OFFLINE.findLast((each) => `${pathname}/`.startsWith(each.replace(/offline$/, "")));
  const kept = await (await caches.open(SHELL)).match(path ?? "/offline");
  return kept === undefined ? Response.error() : new Response(kept.body, { status: 503, headers: kept.headers });
}
