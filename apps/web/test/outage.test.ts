import { writeSnapshot } from "@liveotter/integrations/snapshot/write-snapshot";
import { type Miniflare, Response } from "miniflare";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type FakeBff, startWeb } from "./built-web.ts";
import { bffOver, eventNamed, venue, version } from "./catalogue.ts";

const JAZZ = eventNamed("jazz-night", "Jazz Night", 1);
const alive = bffOver([JAZZ]);

// Builds the workers, where they were not: that takes longer than a test may.
beforeAll(async () => (await startWeb(alive)).dispose());

let web: Miniflare | undefined;
let bff: FakeBff = alive;
afterEach(async () => {
  await web?.dispose();
  bff = alive;
});

const start = async () => {
  web = await startWeb((request) => bff(request));
  return web;
};
const open = async (miniflare: Miniflare, path: string, headers: Record<string, string> = {}) => {
  const startedAt = performance.now();
  const response = await miniflare.dispatchFetch(`http://fans.test${path}`, { headers, redirect: "manual" });
  return { response, text: await response.text(), ms: performance.now() - startedAt };
};
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const GONE: Readonly<Record<string, FakeBff>> = {
  refuses: () => Promise.reject(new Error("gone")),
  hangs: () => new Promise(() => {}),
  fails: () => new Response("no", { status: 500 }),
  "talks nonsense": () => new Response("<html>"),
};

/** All that shows events, in each language. */
const CATALOGUE_PAGES = ["", "/de"].flatMap((prefix) =>
  [
    ...["/", "/in/krakow", "/events", "/events?city=Krakow", "/events/jazz-night", "/search?q=jaz", "/venues/old-hall"],
    `/promoters/${JAZZ.promoter.slug}`,
  ].map((path) => (path === "/" && prefix !== "" ? prefix : prefix + path)),
);

const writeKv = async (miniflare: Miniflare) => {
  const kv = await miniflare.getKVNamespace("CATALOGUE");
  const store = {
    get: (key: string, type: "text" | "arrayBuffer") => (type === "text" ? kv.get(key) : kv.get(key, "arrayBuffer")),
    put: (key: string, value: string | ArrayBuffer) => kv.put(key, value),
    delete: (key: string) => kv.delete(key),
  };
  // One signature for both kinds of reading, which the store's type has as two.
  await writeSnapshot(
    store as Parameters<typeof writeSnapshot>[0],
    { version, events: [JAZZ], venues: [venue] },
    Date.now(),
  );
};

test.each(Object.keys(GONE))(
  "when the BFF %s, a cold isolate serves every page from the snapshot and says so",
  async (how) => {
    const miniflare = await start();
    await writeKv(miniflare);
    bff = GONE[how] ?? alive;
    for (const path of CATALOGUE_PAGES) {
      const { response, text, ms } = await open(miniflare, path);
      expect([path, response.status]).toEqual([path, 200]);
      expect(text).toContain("Jazz Night");
      expect(text).toMatch(/(?:As of|Stand:) .* UTC/);
      expect(response.headers.get("Cache-Status")).toContain("fallback");
      expect(ms).toBeLessThan(10_000);
    }
    for (const path of ["/in", "/help", "/offline", "/robots.txt", "/sitemap.xml", "/manifest.webmanifest", "/sw.js"]) {
      expect([path, (await open(miniflare, path)).response.status]).toEqual([path, 200]);
    }
    // Over, newer than the snapshot, or never there: nobody can know now. What is known is shown.
    for (const [path, word] of [
      ["/events/no-such-event", "Back in a moment"],
      ["/de/venues/no-such-venue", "Gleich wieder da"],
    ] as const) {
      const { response, text } = await open(miniflare, path);
      expect([path, response.status, response.headers.get("Cache-Control")]).toEqual([path, 503, "no-store"]);
      expect(text).toContain(word);
      expect(text).toContain('/events/jazz-night"');
      expect(text).toMatch(/(?:As of|Stand:) .* UTC/);
    }
  },
);

test("when the BFF is lost in any of these ways, the last good page is served with its age", async () => {
  // All at once: each has to wait until its page is old.
  const behind = new Map(Object.keys(GONE).map((how) => [how, alive]));
  const webs = await Promise.all(
    [...behind.keys()].map(async (how) => ({
      how,
      own: await startWeb((request) => (behind.get(how) ?? alive)(request)),
    })),
  );
  try {
    for (const { how, own } of webs) {
      const good = await open(own, "/events/jazz-night");
      expect(good.text, how).not.toContain("As of ");
      behind.set(how, GONE[how] ?? alive);
    }
    await sleep(5500);
    for (const { how, own } of webs) {
      const old = await open(own, "/events/jazz-night");
      expect(old.response.status, how).toBe(200);
      expect(old.text, how).toContain("Jazz Night");
      expect(Number(old.response.headers.get("Age")), how).toBeGreaterThanOrEqual(5);
      expect(old.ms, how).toBeLessThan(1_300);
    }
  } finally {
    await Promise.all(webs.map(({ own }) => own.dispose()));
  }
});

test("without copy, BFF or snapshot, the page says so, asks to come back, and is not kept", async () => {
  const miniflare = await start();
  bff = () => new Response("no", { status: 503 });
  const { response, text } = await open(miniflare, "/events");
  expect(response.status).toBe(503);
  expect(response.headers.get("Retry-After")).toBe("30");
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  expect(text).toContain("Back in a moment");
  expect(text).toContain('action="/search"');
});

test("one host: the API passes through without cookies either way, and without a BFF it is a problem", async () => {
  const miniflare = await start();
  const seen: (string | null)[] = [];
  bff = (request) => {
    seen.push(request.headers.get("Cookie"), request.headers.get("X-Request-Id"));
    return alive(request);
  };
  const passed = await open(miniflare, "/v1/none", { Cookie: "id=1", "X-Request-Id": "request-12345" });
  expect(passed.response.status).toBe(404);
  expect(passed.response.headers.get("Set-Cookie")).toBeNull();
  expect(seen).toEqual([null, "request-12345"]);
  bff = GONE.hangs ?? alive;
  const busy = await open(miniflare, "/v1/events");
  expect(busy.response.status).toBe(503);
  expect(busy.response.headers.get("Content-Type")).toContain("application/problem+json");
  const cover = await open(miniflare, "/covers/jazz-night.1.svg");
  expect(cover.response.status).toBe(200);
  expect(cover.text).toMatch(/^<svg/);
});

test("one host: writes pass through with their bodies and keys; without a BFF nobody knows what became of one", async () => {
  const miniflare = await start();
  const seen: unknown[] = [];
  bff = async (request) => {
    const { headers } = request;
    seen.push(request.method, headers.get("Authorization"), headers.get("Idempotency-Key"), await request.text());
    return new Response(null, { status: 204 });
  };
  const headers = { Authorization: "Bearer key", "Idempotency-Key": "k-1", "Content-Type": "application/json" };
  const write = () => miniflare.dispatchFetch("http://fans.test/v1/orders", { method: "POST", headers, body: "{}" });
  expect((await write()).status).toBe(204);
  expect(seen).toEqual(["POST", "Bearer key", "k-1", "{}"]);
  bff = GONE.refuses ?? alive;
  const lost = await write();
  expect(lost.headers.get("Retry-After")).toBe("2");
  expect(await lost.json()).toMatchObject({ status: 503, code: "confirming" });
});

test("hostile names are text: no tag of theirs survives, and no policy lets one run", async () => {
  const name = '</script><script>alert(1)</script>"><img src=x onerror=alert(1)>\u202e';
  bff = bffOver([{ ...JAZZ, name }]);
  const miniflare = await start();
  for (const path of ["/", "/events", "/events/jazz-night"]) {
    const { response, text } = await open(miniflare, path);
    expect(text).not.toContain("<script>");
    expect(text).not.toContain("<img src=x");
    // What is left of a name stands between quotes or is escaped.
    expect(text).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(response.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
    expect(response.headers.get("Set-Cookie")).toBeNull();
  }
});

test("pages say how long they are good, and are not sent again to who has them", async () => {
  const miniflare = await start();
  const { response, text } = await open(miniflare, "/events?utm_source=x&city=Krakow");
  const freshness = "public, max-age=5, stale-while-revalidate=30, stale-if-error=86400";
  expect(response.headers.get("Cache-Control")).toBe(freshness);
  expect(response.headers.get("Cloudflare-CDN-Cache-Control")).toBe(freshness);
  expect(text).toContain('<link rel="canonical" href="http://fans.test/events?city=Krakow">');
  const again = await open(miniflare, "/events?city=Krakow", { "If-None-Match": response.headers.get("ETag") ?? "" });
  expect(again.response.status).toBe(304);
  expect(again.text).toBe("");
});

test("a date without a time is never shown as midnight", async () => {
  const { text } = await open(await start(), "/events/jazz-night");
  expect(text).not.toContain("00:00");
});

test("a city without events says so, with ways onward", async () => {
  const { response, text } = await open(await start(), "/events?city=Atlantis");
  expect(response.status).toBe(200);
  expect(text).toMatch(/No upcoming events in <bdi>Atlantis<\/bdi>/);
  expect(text).toContain('href="/events?city=krakow"');
});
