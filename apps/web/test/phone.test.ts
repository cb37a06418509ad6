import type { TicketList, TicketReply } from "@liveotter/contracts/public/orders";
import { instant } from "@liveotter/core/instant";
import { rotatingCodes } from "@liveotter/integrations/ticket/rotating-codes";
import { Response } from "miniflare";
import { expect, test } from "vitest";
import type { FakeBff } from "./built-web.ts";
import { openWeb } from "./open-web.ts";
import { EVENT, HOSTILE, KEY, ORDER, PERFORMANCE, rotating, saleBff, ticketKeys } from "./sale.ts";

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>';
const ticket = (last: string, more: Partial<TicketReply>): TicketReply => ({
  ...{
    id: `00000000-0000-7000-8000-0000000000${last}`,
    orderNumber: "EQK550XMF6",
    ticketType: HOSTILE,
    state: "valid",
  },
  event: { id: EVENT.id, slug: EVENT.slug, name: HOSTILE },
  performance: {
    ...{ id: PERFORMANCE, date: "2099-12-24", time: "20:00", zone: "Europe/Warsaw", status: "scheduled" },
    ...{ startsAt: "2099-12-24T19:00:00.000Z", endsAt: "2099-12-24T22:00:00.000Z", venue: HOSTILE, city: "Kraków" },
    ...{ endDate: null, online: false },
    place: {
      venue: { slug: "v", name: HOSTILE },
      ...{ street: "Rynek 1", city: "Kraków", country: "PL", lat: null, lon: null },
    },
  },
  ...{ holder: { name: HOSTILE, email: null }, answers: [] },
  code: { kind: "static", token: "t", qr: SVG, rotating: null },
  ...more,
});
const still = ticket("d1", {});
const turning = ticket("d2", { code: { kind: "rotating", token: null, qr: null, rotating } });
const gone = ticket("d3", { state: "cancelled", code: null });
let items: TicketReply[] = [];

const bff: FakeBff = (request) => {
  const asks: TicketList["asks"] = { attendeeNames: "none", questions: [] };
  if (new URL(request.url).pathname !== `/v1/orders/${ORDER}/tickets`) return saleBff(request);
  return Response.json({ total: items.length, items, nextCursor: null, asks });
};

const open = openWeb(bff);
/** Without a BFF, and without a service worker for phones. */
const openWithout = openWeb(() => new Response("no", { status: 500 }), { SERVICE_WORKER: "off" });
const TICKETS = `/orders/${ORDER}/${KEY}/tickets`;

/** What becomes of a phone that takes this service worker. */
async function installed(script: string): Promise<{ heard: string[]; left: string[]; gone: boolean }> {
  const left = new Set(["tickets-1", "shell-1"]);
  const heard: string[] = [];
  let gone = false;
  const registration = {
    unregister: async () => {
      gone = true;
    },
  };
  const work: Promise<unknown>[] = [];
  const addEventListener = (type: string, hear: (event: object) => unknown) => {
    heard.push(type);
    hear({ waitUntil: (promise: Promise<unknown>) => work.push(promise) });
  };
  const caches = { keys: async () => [...left], delete: async (name: string) => left.delete(name) };
  new Function("self", "caches", script)({ addEventListener, registration, skipWaiting: () => undefined }, caches);
  await Promise.all(work);
  return { heard, left: [...left], gone };
}

test("the service worker is asked for anew each time, is another when what it keeps is, and can be taken back", async () => {
  const [first, again] = [await open("/sw.js"), await open("/sw.js")];
  expect(first.response.headers.get("Content-Type")).toBe("text/javascript; charset=utf-8");
  expect(first.response.headers.get("Cache-Control")).toBe("no-cache");
  expect(first.text).toMatch(/^const VERSION="[\w-]{8,}",OFFLINE=\["\/offline","\/de\/offline"\];\n/);
  expect(again.text).toBe(first.text);
  const none = await openWithout("/sw.js");
  expect([none.response.status, none.response.headers.get("Cache-Control")]).toEqual([200, "no-cache"]);
  const { heard, left, gone: unregistered } = await installed(none.text);
  expect([heard, left, unregistered]).toEqual([["install", "activate"], [], true]);
});

test("what a phone takes in as an app is there in each language, with icons that exist", async () => {
  const page = await open("/de/events");
  const [, path = ""] = /<link rel="manifest" href="([^"]+)"/.exec(page.text) ?? [];
  const { response, text } = await open(path);
  expect(response.headers.get("Content-Type")).toBe("application/manifest+json");
  const manifest = JSON.parse(text);
  expect(manifest).toMatchObject({
    id: "/",
    lang: "de",
    dir: "ltr",
    start_url: "/de",
    scope: "/",
    display: "standalone",
  });
  expect(manifest.icons.map(({ sizes, purpose }: Record<string, string>) => `${sizes} ${purpose}`)).toEqual([
    ...["192x192 any", "512x512 any", "512x512 maskable"],
  ]);
});

test("the page that says that there is no network needs nothing of the catalogue, and is found by nobody", async () => {
  const { response, text } = await openWithout("/de/offline");
  expect(response.status).toBe(200);
  expect(text).toContain("Sie haben kein Netz");
  expect(text).toContain('<meta name="robots" content="noindex">');
});

test("tickets say until when a phone may keep them, and those that admit nobody that none may", async () => {
  items = [still, turning, gone];
  const { text } = await open(TICKETS);
  expect(text).toContain('data-keep-until="2099-12-25T10:00:00.000Z"');
  expect(text).not.toContain(HOSTILE);
  items = [{ ...still, performance: { ...still.performance, status: "postponed" } }];
  expect((await open(TICKETS)).text).toContain('data-keep-until="2100-12-25T22:00:00.000Z"');
  items = [gone, { ...still, performance: { ...still.performance, status: "cancelled" } }];
  expect((await open(TICKETS)).text).not.toContain("data-keep-until");
});

test("a phone gets what codes are made from beside the page, by our clock; a browser without script one of now", async () => {
  items = [still, turning, gone];
  const { text, response } = await open(TICKETS);
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  const [, codes = ""] = /data-codes="([^"]+)"/.exec(text) ?? [];
  expect(text).not.toContain(rotating.key);
  expect(/<noscript><img[^>]*data-of="([^"]+)"[^>]*src="data:image\/svg/.exec(text)?.[1]).toBe(turning.id);

  const told = await open(codes);
  expect([told.response.headers.get("Cache-Control"), told.response.headers.get("Referrer-Policy")]).toEqual([
    ...["no-store", "no-referrer"],
  ]);
  const said: { now: number; items: unknown[] } = JSON.parse(told.text);
  expect(Math.abs(said.now - Date.now())).toBeLessThan(60_000);
  expect(said.items).toEqual([{ ticket: turning.id, ...rotating }]);
  const code = await (await rotatingCodes(rotating)).at(instant(said.now));
  expect(await ticketKeys.verify(code, instant(said.now))).toMatchObject({ genuine: true });
});
