import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { instant } from "@liveotter/core/instant";
import { announceChanges } from "@liveotter/database/jobs/announce-changes";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { updateEvent } from "@liveotter/database/promoter/update-event";
import { afterEach, beforeAll, expect, test } from "vitest";
import { faults, newIsolate } from "./api.ts";
import { announce, jobs, newPromoter, promoterRole, published, type TestPromoter } from "./catalogue.ts";

let own: TestPromoter;
let event: MyEvent;
let path: string;
beforeAll(async () => {
  own = await newPromoter();
  event = await published(own, { name: "Tiered" });
  await announce();
});
afterEach(() => faults.clear());

let questions = 0;
/** A question that no cache has heard before. */
const unheard = () => `/v1/events?promoter=${own.slug}&maxPrice=${1_000_000 + questions++}&currency=EUR`;
const statusOf = (response: Response) => response.headers.get("cache-status");

const EVERYTHING = ["postgres", "redis", "meilisearch"] as const;
const REFUSE = { mode: "refuse" } as const;
const HANG = { mode: "hang" } as const;

test("an answer comes from Postgres, then from this isolate, and in the next one from the edge", async () => {
  path = unheard();
  const first = newIsolate();
  expect(statusOf(await first.get(path))).toBe("LiveOtter; fwd=miss; detail=miss-load");
  expect(statusOf(await first.get(path))).toMatch(/^LiveOtter; hit; ttl=[345]; detail=hit-isolate$/);
  expect(statusOf(await newIsolate().get(path))).toMatch(/^LiveOtter; hit; ttl=-?\d+; detail=(hit|stale)-edge$/);
});

test("a second place finds the answer in Redis", async () => {
  path = unheard();
  await newIsolate().get(path);
  const elsewhere = newIsolate({ noEdge: true });
  expect(statusOf(await elsewhere.get(path))).toMatch(/detail=hit-redis$/);
});

test("ages do not add up over tiers", async () => {
  path = unheard();
  const clock = { offset: 0 };
  await newIsolate({ clock }).get(path);
  clock.offset = 4000;
  const response = await newIsolate({ clock }).get(path);
  expect(Number(response.headers.get("age"))).toBeGreaterThanOrEqual(4);
  clock.offset = 6000;
  expect(statusOf(await newIsolate({ clock }).get(path))).not.toMatch(/detail=hit-/);
});

test("under traffic a stale answer comes at once, and the next one is fresh", async () => {
  path = unheard();
  const clock = { offset: 0 };
  const isolate = newIsolate({ clock });
  await isolate.get(path);
  for (const offset of [2100, 4200]) {
    clock.offset = offset; // hears of the version behind its answer
    await isolate.get(path);
  }
  clock.offset = 6000;
  expect(statusOf(await isolate.get(path))).toMatch(/detail=stale-isolate$/);
  expect(statusOf(await isolate.get(path))).toMatch(/detail=hit-isolate$/);
});

test("an isolate that was idle looks before it calls a copy merely stale", async () => {
  path = unheard();
  const clock = { offset: 0 };
  const isolate = newIsolate({ clock });
  await isolate.get(path);
  clock.offset = 20_000;
  expect(statusOf(await isolate.get(path))).toMatch(/detail=(miss-load|hit-redis|hit-edge)$/);
});

test("unknown parameters, their order and the spelling of values make no other entry", async () => {
  const isolate = newIsolate();
  const promoter = `promoter=${own.slug}`;
  await isolate.get(`/v1/events?${promoter}&city=krak%C3%B3w&lat=50.0612&lon=19.9372&country=pl&utm_source=1`);
  const again = await isolate.get(
    `/v1/events?lon=19.94&lat=50.06&country=PL&city=Krakow&fbclid=2&${promoter}&limit=20&sort=date`,
  );
  expect(statusOf(again)).toMatch(/detail=hit-isolate$/);
});

test("a change is out as soon as its version is known, long before the old copy is stale by age", async () => {
  path = unheard();
  const clock = { offset: 0 };
  const isolate = newIsolate({ clock });
  const before = await isolate.get(path);
  const changed = await updateEvent(
    promoterRole(),
    own,
    { eventId: event.id, version: event.version },
    { name: "Tiered anew" },
    instant(Date.now()),
  );
  if (changed === null) throw new Error("not changed");
  event = changed;
  await announceChanges(jobs());
  clock.offset = 2100;
  await isolate.get("/v1/facets"); // asks for the version behind its answer
  const after = await isolate.get(path);
  expect(await after.json()).toMatchObject({ items: [{ name: "Tiered anew" }] });
  expect(after.headers.get("etag")).not.toBe(before.headers.get("etag"));
});

test("an unchanged answer keeps its ETag when it is read again", async () => {
  path = unheard();
  const clock = { offset: 0 };
  const isolate = newIsolate({ clock });
  const first = await isolate.get(path);
  clock.offset = 40_000;
  const second = await isolate.get(path);
  expect(statusOf(second)).toMatch(/detail=(miss-load|hit-redis|hit-edge)$/);
  expect(second.headers.get("etag")).toBe(first.headers.get("etag"));
});

test.each(["refuse", "hang", "error"] as const)(
  "Redis in mode %s is a miss: the answer comes from Postgres",
  async (mode) => {
    await faults.put("redis", { mode });
    const isolate = newIsolate();
    const startedAt = Date.now();
    const response = await isolate.get(unheard());
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ source: "database", degraded: false });
    expect(Date.now() - startedAt).toBeLessThan(1500);
  },
);

test.each(["refuse", "hang", "error"] as const)(
  "Postgres in mode %s: the snapshot answers a cold isolate, and says so",
  async (mode) => {
    await announce();
    await faults.put("postgres", { mode });
    const isolate = newIsolate();
    for (const [asked, expected] of [
      [unheard(), { items: [{ slug: event.slug }] }],
      [`/v1/facets?promoter=${own.slug}&maxPrice=${questions++}&currency=EUR`, { facets: { total: 0 } }],
    ] as const) {
      const response = await isolate.get(asked);
      expect(response.status).toBe(200);
      expect(response.headers.get("cache-control")).toContain("stale-if-error=86400");
      expect(await response.json()).toMatchObject({ ...expected, source: "snapshot", degraded: true });
    }
  },
);

test("a copy outlives Postgres for a day, marked as degraded, under another ETag", async () => {
  path = unheard();
  const clock = { offset: 0 };
  const isolate = newIsolate({ clock });
  const before = await isolate.get(path);
  await faults.put("postgres", REFUSE);
  await faults.put("redis", REFUSE);
  clock.offset = 3_600_000;
  const after = await isolate.get(path);
  expect(statusOf(after)).toMatch(/detail=stale-error-isolate$/);
  expect(after.headers.get("etag")).not.toBe(before.headers.get("etag"));
  const { degraded, ...body } = await after.json<Record<string, unknown>>();
  const { degraded: was, ...same } = await before.json<Record<string, unknown>>();
  expect([was, degraded]).toEqual([false, true]);
  expect(body).toEqual(same);
});

test("Postgres, Redis and search gone with a cold isolate: every page and search answer from the snapshot", async () => {
  await announce();
  for (const dependency of EVERYTHING) await faults.put(dependency, HANG);
  const isolate = newIsolate();
  const fresh = await isolate.json(`/v1/search?q=tiered&promoter=${own.slug}&maxPrice=999999&currency=EUR`);
  expect(fresh).toMatchObject({ source: "snapshot", degraded: true, items: [{ slug: event.slug }] });
  expect(await isolate.json(unheard())).toMatchObject({ source: "snapshot", items: [{ slug: event.slug }] });
  const page = await newIsolate({ noEdge: true }).json(`/v1/events/${event.slug}`);
  expect(page).toMatchObject({ source: "snapshot", degraded: true, event: { description: "With a break." } });
  expect((await isolate.get(`/v1/events/${event.slug}.ics`)).status).toBe(200);
  const promoter = await isolate.json(`/v1/promoters/${own.slug}`);
  expect(promoter).toMatchObject({ source: "snapshot", promoter: { slug: own.slug }, items: [{ slug: event.slug }] });
});

test("what the snapshot lacks is not called absent while nobody can know", async () => {
  for (const dependency of ["postgres", "redis"] as const) await faults.put(dependency, REFUSE);
  const isolate = newIsolate({ noEdge: true });
  for (const thing of ["events", "venues", "promoters"]) {
    expect((await isolate.get(`/v1/${thing}/none-${crypto.randomUUID()}`)).status).toBe(503);
  }
});

test("with nothing at all to answer from it is a 503 that says when to try again", async () => {
  const isolate = newIsolate({
    noEdge: true,
    without: ["METRICS", "CATALOGUE", "DATABASE_URL_PUBLIC", "UPSTASH_REDIS_REST_URL", "MEILI_URL"],
  });
  const response = await isolate.get(unheard());
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("2");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await response.json()).toMatchObject({ code: "busy" });
  expect((await isolate.get("/readyz")).status).toBe(503);
  expect((await isolate.get("/healthz")).status).toBe(200);
});

test.each([
  ["refuse", REFUSE],
  ["hang", HANG],
  ["slow", { mode: "slow", latencyMs: 2000 }],
  [
    "disk full",
    {
      mode: "error",
      status: 422,
      body: { message: "No space left on device", code: "no_space_left_on_device", type: "system", link: "" },
    },
  ],
] as const)(
  "Meilisearch with %s: the same question is answered from the snapshot within half a second",
  async (_, fault) => {
    await announce();
    const isolate = newIsolate();
    await isolate.get(`/v1/search?q=warm&promoter=${own.slug}`);
    const alive = await isolate.json(`/v1/search?q=tiered&promoter=${own.slug}`);
    expect(alive.source).toBe("meilisearch");
    await faults.put("meilisearch", fault);
    await newIsolate().get("/v1/search?q=first"); // the snapshot is loaded once per isolate; this is another one's
    const cold = newIsolate();
    await cold.get("/v1/search?q=loads-the-snapshot");
    const took: number[] = [];
    for (const query of ["tiered", "teired", "TIERED"]) {
      const startedAt = Date.now();
      const found = await cold.json(`/v1/search?q=${query}&promoter=${own.slug}`);
      took.push(Date.now() - startedAt);
      expect(found).toMatchObject({ source: "snapshot", degraded: true, total: 1, facets: alive.facets });
    }
    // The promise is a percentile: on a busy machine one may be late.
    expect(Math.min(...took)).toBeLessThan(500);
    // Nothing but search asks Meilisearch.
    expect((await cold.get(unheard())).status).toBe(200);
  },
);

test("a failing Meilisearch is left alone after a few tries", async () => {
  await faults.put("meilisearch", HANG);
  const isolate = newIsolate();
  for (let i = 0; i < 6; i++) await isolate.get(`/v1/suggest?q=word${i}`);
  const startedAt = Date.now();
  await isolate.get("/v1/suggest?q=another");
  expect(Date.now() - startedAt).toBeLessThan(1_000);
  const { dependencies } = (await isolate.json("/readyz")) as { dependencies: Record<string, unknown> };
  expect(dependencies.meilisearch).toMatchObject({ state: "down", breaker: "open" });
});

test("many questions at once take few connections, and none is lost", async () => {
  const isolate = newIsolate();
  const answers = await Promise.all(Array.from({ length: 40 }, () => isolate.get(unheard())));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 200));
});

test("readiness says what was seen, without waiting for what hangs", async () => {
  for (const dependency of EVERYTHING) await faults.put(dependency, HANG);
  const isolate = newIsolate();
  const context = createExecutionContext();
  const startedAt = Date.now();
  const readiness = isolate.deps.health.report((work) => context.waitUntil(work));
  expect(Date.now() - startedAt).toBeLessThan(1_000);
  expect(readiness).toMatchObject({ ready: true, dependencies: { postgres: { state: "unknown", age: null } } });
  await waitOnExecutionContext(context);
  const later = await isolate.json("/readyz");
  expect(later).toMatchObject({
    ready: true,
    dependencies: { postgres: { state: "down" }, meilisearch: { state: "down" }, kv: { state: "up" } },
  });
});

test("what is counted is written behind the answers, one point per series", async () => {
  const points: { indexes: string[]; blobs: string[]; doubles: number[] }[] = [];
  const isolate = newIsolate({ without: [], metrics: { writeDataPoint: (point) => points.push(point) } });
  await isolate.get(unheard());
  const requests = points.find(({ indexes }) => indexes[0] === "http_requests_total");
  expect(JSON.parse(requests?.blobs[3] ?? "{}")).toEqual({
    route: "/v1/events",
    method: "GET",
    status: "200",
    tier: "load",
    outcome: "miss",
  });
  expect(points.map(({ indexes }) => indexes[0])).toEqual(
    expect.arrayContaining(["http_request_seconds", "cache_steps_total"]),
  );
});
