import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keep, keptOf, orderAddressOf } from "../client/kept.ts";

const ORIGIN = "https://fans.test";
const ORDER = "/orders/00000000-0000-7000-8000-0000000000bb/kkkkkkkk";
const UNTIL = "2026-12-25T10:00:00.000Z";
const NOW = Date.parse("2026-11-21T20:00:00Z");
const AFTER = Date.parse(UNTIL) + 1;
const TICKETS = `<html lang="en"><link href="/_astro/a.css"><script src="/_astro/b.js"></script><main data-keep-until="${UNTIL}" data-codes="x">`;

const addressOf = (asked: string | Request) => new URL(typeof asked === "string" ? asked : asked.url, ORIGIN).href;

/** As much of a browser's caches as is used. https://w3c.github.io/ServiceWorker/#cache-interface */
class FakeCache {
  readonly held = new Map<string, Response>();
  match = async (asked: string | Request) => this.held.get(addressOf(asked))?.clone();
  put = async (asked: string | Request, answer: Response) => void this.held.set(addressOf(asked), answer);
  keys = async () => Array.from(this.held.keys(), (url) => new Request(url));
}
let all: Map<string, FakeCache>;
const caches = {
  has: async (name: string) => all.has(name),
  delete: async (name: string) => all.delete(name),
  keys: async () => [...all.keys()],
  async open(name: string) {
    const cache = all.get(name) ?? new FakeCache();
    all.set(name, cache);
    return cache;
  },
  async match(asked: Request) {
    for (const cache of all.values()) {
      const found = await cache.match(asked);
      if (found !== undefined) return found;
    }
    return undefined;
  },
};
const keptPaths = () =>
  Array.from(all.values(), ({ held }) => [...held.keys()])
    .flat()
    .map((url) => url.slice(ORIGIN.length));

/** What the network says, by path. */
let network: Record<string, () => Response | Promise<Response>>;
let gone: boolean;
const lost = () => Promise.reject(new TypeError("no network"));
const page =
  (body: string, status = 200) =>
  () =>
    new Response(body, {
      status,
      headers: { "Content-Security-Policy": "default-src 'none'", "Content-Encoding": "br" },
    });
const fetching = (asked: string | Request | URL) => {
  if (gone) return lost();
  const { pathname } = new URL(asked instanceof URL ? asked : addressOf(asked));
  // The order's pages are the same in German.
  return Promise.resolve((network[pathname.replace("/de/orders/", "/orders/")] ?? page("not found", 404))());
};

type Hear = (event: object) => void;
const heard = new Map<string, Hear>();
vi.stubGlobal("self", {
  addEventListener: (type: string, hear: Hear) => heard.set(type, hear),
  skipWaiting: async () => undefined,
  clients: { claim: async () => undefined },
  registration: {},
});
vi.stubGlobal("VERSION", "2");
vi.stubGlobal("OFFLINE", ["/offline", "/de/offline"]);
vi.stubGlobal("location", { origin: ORIGIN });
vi.stubGlobal("caches", caches);
vi.stubGlobal("fetch", fetching);
await import("./service-worker.ts");

async function happens(type: "install" | "activate"): Promise<void> {
  const work: unknown[] = [];
  heard.get(type)?.({ waitUntil: (promise: unknown) => work.push(promise) });
  await Promise.all(work);
}

/** What the worker answers; `undefined`: it leaves this to the browser. */
async function answered(path: string, { mode = "navigate", method = "GET" } = {}): Promise<Response | undefined> {
  let answer: Promise<Response> | undefined;
  const request = { url: addressOf(path), method, mode };
  heard.get("fetch")?.({
    request,
    preloadResponse: Promise.resolve(undefined),
    respondWith: (promise: Promise<Response>) => {
      answer = promise;
    },
    waitUntil: (promise: Promise<unknown>) => void promise.catch(() => undefined),
  });
  return answer;
}
const said = async (path: string) => (await answered(path))?.text();

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date", "setTimeout"] });
  all = new Map();
  gone = false;
  network = {
    "/offline": page('<link href="/_astro/a.css">no network'),
    "/de/offline": page("kein Netz"),
    "/_astro/a.css": page("a"),
    "/_astro/b.js": page('import{x}from"./c.js";import("./d.js")'),
    "/_astro/c.js": page("c"),
    "/_astro/d.js": page("d"),
    [`${ORDER}/tickets`]: page(TICKETS),
    [`${ORDER}/codes`]: page(JSON.stringify({ now: NOW + 300_000, items: [] })),
    "/events": page("events of now"),
  };
  await happens("install");
  await happens("activate");
});
afterEach(() => vi.useRealTimers());

const keepTickets = () => keep(new URL(`/de${ORDER}/tickets?changed=yes`, ORIGIN), NOW);
const lose = () => {
  gone = true;
};

test("public pages come from the network alone, and without one from nowhere: a page says so in their language", async () => {
  expect(await said("/events")).toBe("events of now");
  // Whatever may lie in a cache.
  (await caches.open("shell-2")).held.set(`${ORIGIN}/events`, new Response("old events"));
  expect(await said("/events")).toBe("events of now");
  network["/events"] = page("busy", 503);
  expect(await said("/events")).toBe("busy");
  network["/events"] = lost;
  network["/de"] = lost;
  const offline = await answered("/events");
  expect([offline?.status, await offline?.text()]).toEqual([503, expect.stringContaining("no network")]);
  expect(await said("/de")).toBe("kein Netz");
});

test.each(["/checkout", "/my-orders", "/v1/events", `${ORDER}`, `${ORDER}/tickets.pdf`, `${ORDER}/payment`, "/events"])(
  "%s is never kept, and is nobody's tickets",
  async (path) => {
    network[path] = page(TICKETS);
    expect(orderAddressOf(path)?.what ?? "").toBe("");
    expect(await keep(new URL(path, ORIGIN), NOW)).toBe(false);
    await answered(path);
    expect(keptPaths()).toEqual(["/_astro/a.css", "/offline", "/de/offline"]);
  },
);

test("what is no page, is sent, or is of another site is left to the browser", async () => {
  for (const asked of ["/v1/events", "/covers/x.png", "/healthz", "https://elsewhere.test/_astro/a.css"]) {
    expect(await answered(asked, { mode: "cors" })).toBeUndefined();
  }
  expect(await answered("/checkout", { method: "POST" })).toBeUndefined();
});

test("tickets are kept with all that they need, under the policy that they came with, in whatever language", async () => {
  expect(await keepTickets()).toBe(true);
  const [tickets] = Array.from(all).flatMap(([name, cache]) => (name.startsWith("tickets-") ? [cache] : []));
  expect(Array.from(tickets?.held.keys() ?? [], (url) => url.slice(ORIGIN.length)).sort()).toEqual([
    ...["a.css", "b.js", "c.js", "d.js"].map((name) => `/_astro/${name}`),
    ...[`${ORDER}/codes`, `${ORDER}/tickets`],
  ]);
  lose();
  const kept = await answered(`/de${ORDER}/tickets`);
  expect(kept?.headers.get("Content-Security-Policy")).toBe("default-src 'none'");
  expect(kept?.headers.has("Content-Encoding")).toBe(false);
  expect(await kept?.text()).toContain('<html data-kept="2026-11-21T20:00:00.000Z" lang="en">');
  expect((await answered(`${ORDER}/codes`, { mode: "cors" }))?.headers.get("LiveOtter-Clock")).toBe("300000");
  expect((await answered("/_astro/d.js", { mode: "no-cors" }))?.status).toBe(200);
  expect((await answered(ORDER))?.headers.get("Location")).toBe(`${ORIGIN}${ORDER}/tickets`);
  // By the whole address: who has another key has nothing.
  expect(await said(`${ORDER}x/tickets`)).toContain("no network");
});

test("kept tickets are shown where the network fails, hangs or answers that it cannot, and nowhere else", async () => {
  await keepTickets();
  network[`${ORDER}/tickets`] = page("tickets of now");
  expect(await said(`${ORDER}/tickets`)).toBe("tickets of now");
  network[`${ORDER}/tickets`] = page("no such order", 404);
  expect(await said(`${ORDER}/tickets`)).toBe("no such order");
  for (const failing of [lost, page("busy", 503)]) {
    network[`${ORDER}/tickets`] = failing;
    expect(await said(`${ORDER}/tickets`)).toContain("data-kept");
  }
  network[`${ORDER}/tickets`] = () => new Promise(() => undefined);
  const late = said(`${ORDER}/tickets`);
  await vi.advanceTimersByTimeAsync(3000);
  expect(await late).toContain("data-kept");
});

test("after the event they are shown no more, and go", async () => {
  await keepTickets();
  expect(await keptOf(new URL(`${ORDER}/tickets`, ORIGIN), NOW)).toBeDefined();
  vi.setSystemTime(AFTER);
  lose();
  expect(await said(`${ORDER}/tickets`)).toContain("no network");
  await happens("activate");
  expect(await caches.keys()).toEqual(["shell-2"]);
});

test("whoever comes by online after the event leaves it behind; what is being kept just then stays", async () => {
  await keepTickets();
  await answered("/events");
  await vi.waitFor(() => expect(keptPaths()).toContain(`${ORDER}/codes`));
  vi.setSystemTime(AFTER);
  await (await caches.open("tickets-half-kept")).put("/_astro/a.css", new Response("a"));
  await answered("/events");
  await vi.waitFor(async () => expect(await caches.keys()).toEqual(["shell-2", "tickets-half-kept"]));
});

test("tickets that admit nobody any more are forgotten; while nobody can tell, what was kept stays", async () => {
  await keepTickets();
  network[`${ORDER}/tickets`] = page("busy", 503);
  expect(await keepTickets()).toBe(false);
  expect(keptPaths()).toContain(`${ORDER}/tickets`);
  network[`${ORDER}/tickets`] = page("<html>cancelled");
  expect(await keepTickets()).toBe(false);
  expect(await caches.keys()).toEqual(["shell-2"]);
});

test("another version takes the place of the one before, and leaves tickets alone", async () => {
  await keepTickets();
  await caches.open("shell-1");
  await happens("activate");
  expect(await caches.keys()).toEqual(["shell-2", `tickets-${ORDER.split("/")[2]}`]);
});
