import { presentEvent } from "@liveotter/contracts/public/present";
import { type Miniflare, Response } from "miniflare";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type FakeBff, startWeb } from "./built-web.ts";
import { bffOver, eventNamed } from "./catalogue.ts";

const DRAFT = eventNamed("secret-gig", "Secret Gig", 2);
const TOKEN = "a".repeat(91);
const about = { asOf: "2026-11-21T12:00:00.000Z", source: "database", degraded: false } as const;
const others = bffOver([]);

let asked = 0;
let answer: FakeBff;
const shown = (status: string): FakeBff => {
  const preview = { status, expiresAt: "2026-11-21T13:00:00.000Z" };
  return () => Response.json({ ...presentEvent(DRAFT, about), preview });
};
const bff: FakeBff = (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/media/x.jpg")
    return new Response("pixels", { headers: { "Content-Type": "image/jpeg", "Set-Cookie": "a=b" } });
  if (!pathname.startsWith("/v1/previews/")) return others(request);
  asked++;
  return pathname === `/v1/previews/${TOKEN}` ? answer(request) : Response.json(NOT_FOUND, { status: 404 });
};
const NOT_FOUND = { type: "about:blank", title: "No", status: 404, code: "not-found", requestId: "r" };

// Builds the workers, where they were not: that takes longer than a test may.
let web: Miniflare;
beforeAll(async () => {
  web = await startWeb(bff);
}, 120_000);
afterEach(() => {
  answer = shown("draft");
  asked = 0;
});
const open = async (path: string) => {
  const response = await web.dispatchFetch(`http://fans.test${path}`, { redirect: "manual" });
  return { response, text: await response.text() };
};

const PRIVATE = {
  "cache-control": "no-store",
  "cloudflare-cdn-cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex, nofollow",
};

test("a preview is the event's page with a word on what it is, for nobody else and for no cache", async () => {
  answer = shown("draft");
  const { response, text } = await open(`/preview/${TOKEN}`);
  expect([response.status, Object.fromEntries(response.headers)]).toMatchObject([200, PRIVATE]);
  expect(text).toContain("Secret Gig");
  expect(text).toContain("This is a draft: only who has this link sees it.");
  expect(text).toContain("13:00 UTC");
  expect(text).toContain('<meta name="robots" content="noindex">');
  expect(text).not.toMatch(/rel="canonical"|application\/ld\+json|\.ics/);
  expect(text).not.toContain(TOKEN);

  await open(`/preview/${TOKEN}`);
  expect(asked).toBe(2);
  answer = shown("published");
  expect((await open(`/preview/${TOKEN}`)).text).toContain("This is what everybody sees.");
});

test("a link that shows nothing any more is not found, and no answer of it is kept", async () => {
  const { response } = await open(`/preview/${"b".repeat(91)}`);
  expect([response.status, Object.fromEntries(response.headers)]).toMatchObject([404, PRIVATE]);
  for (const path of ["/preview/", "/preview/a%2Fb", `/preview/${"a".repeat(200)}`, "/preview/shown/x"]) {
    expect((await open(path)).response.status).toBe(404);
  }
});

test.each<[string, number, FakeBff]>([
  ["fails", 8, () => new Response("no", { status: 503 })],
  ["is gone", 8, () => Promise.reject(new Error("gone"))],
  ["hangs", 1, () => new Promise(() => {})],
  ["talks nonsense", 8, () => new Response("<html>")],
])(
  "when the BFF %s, the page says so, and the fans' pages go on",
  async (_, times, gone) => {
    answer = gone;
    for (let n = 0; n < times; n++) {
      const { response } = await open(`/preview/${TOKEN}`);
      expect([response.status, Object.fromEntries(response.headers)]).toMatchObject([503, PRIVATE]);
    }
    expect((await open("/events")).response.headers.get("Cache-Status")).not.toContain("fallback");
  },
  60_000,
);

test("pictures are handed on without cookies, and drawn here when the BFF has none", async () => {
  const { response, text } = await open("/media/x.jpg");
  expect([response.status, text, response.headers.has("set-cookie")]).toEqual([200, "pixels", false]);
});
