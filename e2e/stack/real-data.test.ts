import { loadRealEvents, realEventsAreHere } from "@liveotter/devstack/real-events";
import type { Stack } from "@liveotter/devstack/stack";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFreshStack } from "../start-stack.ts";

if (!realEventsAreHere)
  console.error("NOT RUN: ../shared/data/real-events.json is absent: nothing is tried on real data");

// 5,613 conferences as people typed them: emoji, accents, odd spacing, no times, no zones.
describe.skipIf(!realEventsAreHere)("the real data", () => {
  let stack: Stack;
  let report: Awaited<ReturnType<typeof loadRealEvents>>;

  beforeAll(async () => {
    stack = await startFreshStack(false);
    report = await loadRealEvents(stack.backing.env.DATABASE_URL ?? "", Date.now());
    await stack.jobs.runCron();
  });
  afterAll(async () => stack?.stop());

  const get = async (path: string) => {
    const response = await fetch(new URL(path, stack.urls.api));
    expect(response.status).toBe(200);
    return (await response.json()) as {
      source: string;
      total: number;
      items: {
        name: string;
        slug: string;
        next: { place: { city: string } | null; date: string; time: string | null };
      }[];
    };
  };

  it("is accounted for row by row", () => {
    expect(report.rows).toBe(5613);
    expect(report.loaded + report.rejected.length).toBe(report.rows);
    for (const { reason } of report.rejected) expect(reason.length).toBeGreaterThan(5);
    expect(report.loaded).toBeGreaterThan(5550);
  });

  // The limit differs because answers are cached by address.
  describe.each([
    ["the search engine", { mode: "ok" }, "meilisearch", 30],
    ["the snapshot, search refusing", { mode: "refuse" }, "snapshot", 40],
  ] as const)("asked through %s", (_, fault, source, limit) => {
    beforeAll(async () => {
      stack.backing.faults.set("meilisearch", fault);
      // An engine that was only just filled may miss its first deadlines.
      for (let n = 0; n < 60; n++) {
        if ((await get(`/v1/search?q=warm&limit=${1 + n}`)).source === source) break;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    });

    it("finds JSConf with a typo", async () => {
      const found = await get(`/v1/search?q=JSCnof&limit=${limit}`);
      expect(found.source).toBe(source);
      expect(found.items.slice(0, 5).some(({ name }) => name.startsWith("JSConf"))).toBe(true);
    });

    it("finds Kraków without its accent", async () => {
      const found = await get(`/v1/search?q=krakow&limit=${limit}`);
      expect(found).toMatchObject({ source });
      expect(found.items.slice(0, 5).some(({ next }) => next.place?.city === "Kraków")).toBe(true);
      const list = await get(`/v1/search?city=krakow&limit=${limit}`);
      expect(list.items.length).toBeGreaterThan(0);
      for (const { next } of list.items) expect(next.place?.city).toMatch(/^Krak[oó]w$/);
    });

    it("finds an emoji name by its words", async () => {
      const { items } = await get(`/v1/search?q=we%20speed&limit=${limit}`);
      expect(items.slice(0, 3).map(({ name }) => name)).toContain("We ❤️ Speed");
    });

    it("says that a city has no events", async () => {
      expect(await get(`/v1/search?city=Atlantis&limit=${limit}`)).toMatchObject({ total: 0, items: [] });
    });
  });

  it("says on the page that a city has no events, and shows dates without a time as dates", async () => {
    const page = await fetch(new URL("/events?city=Atlantis", stack.urls.fans));
    expect(await page.text()).toMatch(/No upcoming events in (?:<[^>]+>)*Atlantis/);
    const [first] = (await get("/v1/events?limit=1")).items;
    expect(first?.next.time).toBeNull();
    const event = await fetch(new URL(`/events/${first?.slug}`, stack.urls.fans));
    expect(await event.text()).not.toMatch(/00:00/);
  });
});
