import { presentList } from "@liveotter/contracts/public/present";
import { queryCatalogue } from "@liveotter/core/catalogue/query-catalogue";
import { instant, toIso } from "@liveotter/core/instant";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answerPage } from "./answer-page.ts";
import { compose, type Deps } from "./deps.ts";
import type { Rendered, Rendering } from "./render.ts";
import { routeOf } from "./routes.ts";
import { ENGLISH } from "./words/locale.ts";

// The page itself is Astro's, which has no build here: what it is made from is asked for all the same.
vi.mock("./render.ts", () => ({
  render: async ({ address, catalogue }: Rendering): Promise<Rendered> => {
    const list = await catalogue.listEvents({});
    return { status: 200, body: address, shown: { asOf: list?.asOf ?? null, source: "database", degraded: false } };
  },
}));

const SECOND = 1000;

/** What the public BFF does: how long its answer takes, and whether there is one. */
let bff: { ms: number; fails: boolean };
let asked: number;
let deps: Deps;
let behind: Promise<unknown>[];
let publicBff: Fetcher;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 21, 10), toFake: ["Date"] });
  bff = { ms: 20, fails: false };
  asked = 0;
  behind = [];
  const fetch = async () => {
    asked++;
    const now = instant(Date.now());
    const list = queryCatalogue([], { sort: "date", limit: 24 }, now);
    pass(bff.ms);
    if (bff.fails) throw new Error("gone");
    return Response.json(presentList(list, { asOf: toIso(now), source: "database", degraded: false }, now));
  };
  // Of a service binding this is all that is used.
  publicBff = { fetch } as unknown as Fetcher;
  deps = compose({ PUBLIC_BFF: publicBff });
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

async function open(city: string): Promise<Headers> {
  const found = routeOf("/events");
  if (found === null) throw new Error("no such page");
  const { response } = await answerPage(deps, {
    ...{ ...found, locale: ENGLISH, origin: "https://fans.test", ifNoneMatch: null, headers: {} },
    search: new URLSearchParams({ city }),
    waitUntil: (work) => behind.push(work),
  });
  await Promise.allSettled(behind.splice(0));
  return response.headers;
}

const CITIES = Array.from({ length: 12 }, (_, at) => `city-${at}`);
/** Twelve pages, once in each of so many seconds; answers the last one's headers of each second. */
async function visit(seconds: number): Promise<Headers[]> {
  const seen: Headers[] = [];
  for (let second = 0; second < seconds; second++) {
    const headers: Headers[] = [];
    for (const city of CITIES) headers.push(await open(city));
    seen.push(...headers.slice(-1));
    pass(SECOND);
  }
  return seen;
}

const seconds = (headers: Headers | undefined, name: string): number =>
  Number(/max-age=(\d+)/.exec(headers?.get(name) ?? "")?.[1]);
const atEdge = (headers: Headers | undefined) => seconds(headers, "Cloudflare-CDN-Cache-Control");

test.each([
  ["answers slowly", { ms: 900, fails: false }],
  ["fails", { ms: 5, fails: true }],
])(
  "while the BFF %s, pages stay good at the edge for a minute, then for five, and for as little as before soon after",
  async (_, trouble) => {
    const before = await visit(20);
    expect(new Set(before.map(atEdge))).toEqual(new Set([5]));
    const calm = asked;

    bff = trouble;
    asked = 0;
    const during = await visit(90);
    const rising = during.map(atEdge);
    expect([...new Set(rising)]).toEqual([60, 120, 240, 300]);
    expect(rising.at(-1)).toBe(300);
    for (const headers of during) {
      // A fan's own browser goes on asking the edge.
      expect(seconds(headers, "Cache-Control")).toBe(5);
      expect(headers.get("Cloudflare-CDN-Cache-Control")).toContain("stale-while-revalidate=30, stale-if-error=86400");
    }
    const [, ttl] = /ttl=(-?\d+)/.exec(during.at(-1)?.get("Cache-Status") ?? "") ?? [];
    expect(Number(ttl)).toBe(300 - Number(during.at(-1)?.get("Age")));
    // Each second counts the same: it is asked for a fraction of what it was asked for before.
    expect(asked / 90).toBeLessThan(calm / 20 / 2);

    bff = { ms: 20, fails: false };
    const falling = (await visit(120)).map(atEdge);
    expect([...new Set(falling)]).toEqual([300, 240, 120, 60, 5]);
    expect(falling.at(-1)).toBe(5);
  },
);

test("a page that another version kept is not shown: its files may be gone", async () => {
  const stores = new Map<string, Map<string, Response>>();
  vi.stubGlobal("caches", {
    open: async (name: string) => {
      const store = stores.get(name) ?? new Map<string, Response>();
      stores.set(name, store);
      return {
        match: async (key: string) => store.get(key)?.clone(),
        put: async (key: string, copy: Response) => store.set(key, copy),
      };
    },
  });
  const version = (id: string) => compose({ PUBLIC_BFF: publicBff, VERSION: { id, tag: "", timestamp: "" } });
  const tiers = async (id: string) => {
    deps = version(id);
    return (await open("city-0")).get("Cache-Status");
  };
  expect(await tiers("one")).toContain("miss-load");
  expect(await tiers("one")).toContain("hit-edge");
  expect(await tiers("two")).toContain("miss-load");
  vi.unstubAllGlobals();
});

test("relief is noticed where all pages are good and nobody needs the BFF", async () => {
  bff = { ms: 900, fails: false };
  await visit(10);
  bff = { ms: 20, fails: false };
  const after = await visit(45);
  expect(atEdge(after.at(-1))).toBe(5);
});
