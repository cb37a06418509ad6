import { switchboard } from "@liveotter/devstack/switchboard-client";
import { afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { PromoterClient } from "../promoter.ts";
import { recovered } from "../resiliency.ts";

const urls = inject("urls");
const faults = switchboard(urls.switchboard);
const promoter = new PromoterClient(urls.promoters);

/** The names a list of this city shows; a path asked before is answered by the tiers, as for any fan. */
async function namesIn(city: string): Promise<string[]> {
  const response = await fetch(new URL(`/v1/events?city=${encodeURIComponent(city)}`, urls.api));
  expect(response.status).toBe(200);
  const { items } = (await response.json()) as { items: { name: string }[] };
  return items.map(({ name }) => name);
}

/** A city of this run alone: letters only, so that folding leaves it as it is. */
const freshCity = () =>
  `Otterville ${Array.from({ length: 8 }, () => String.fromCharCode(97 + Math.floor(Math.random() * 26))).join("")}`;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

beforeAll(async () => {
  const [login] = inject("logins");
  expect(login).toBeDefined();
  if (login) await promoter.signIn(login);
});

afterEach(async () => {
  await faults.clear();
  await recovered(urls);
});

// What is broken is late each time; a machine that is busy with something else is not.
describe("a published event", { retry: 2 }, () => {
  it("is in the fans' list, on its page and in search within 5 s, though the list was cached without it", async () => {
    const city = freshCity();
    expect(await namesIn(city)).toEqual([]);
    const { id, slug } = await promoter.draft(`Night swim in ${city}`, city, 30);
    await promoter.publish(id);
    await pause(5000);
    expect(await namesIn(city)).toEqual([`Night swim in ${city}`]);
    expect((await fetch(new URL(`/v1/events/${slug}`, urls.api))).status).toBe(200);
    expect((await fetch(new URL(`/events/${slug}`, urls.fans))).status).toBe(200);
    const search = await fetch(new URL(`/v1/search?q=${encodeURIComponent(city)}`, urls.api));
    expect(await search.text()).toContain(slug);
  });

  it("shows an edit within 5 s, and a draft never", async () => {
    const city = freshCity();
    const { id } = await promoter.draft(`First name ${city}`, city, 30);
    await pause(1500);
    expect(await namesIn(city)).toEqual([]);
    await promoter.publish(id);
    await pause(5000);
    expect(await namesIn(city)).toEqual([`First name ${city}`]);
    const current = await promoter.call("GET", `/v1/events/${id}`);
    const edit = await promoter.call("PATCH", `/v1/events/${id}`, {
      headers: { "if-match": current.headers.get("etag") ?? "" },
      body: { name: `Second name ${city}` },
    });
    expect(edit.status).toBe(200);
    await pause(5000);
    expect(await namesIn(city)).toEqual([`Second name ${city}`]);
  });

  it.each(["meilisearch", "redis", "kv"] as const)("is in the list within 5 s while %s refuses", async (dependency) => {
    await faults.put(dependency, { mode: "refuse" });
    const city = freshCity();
    expect(await namesIn(city)).toEqual([]);
    const { id } = await promoter.draft(`Still on in ${city}`, city, 30);
    await promoter.publish(id);
    await pause(5000);
    expect(await namesIn(city)).toEqual([`Still on in ${city}`]);
  });

  it("is saved at once while search hangs, and found by search after it came back", async () => {
    await faults.put("meilisearch", { mode: "hang" });
    const city = freshCity();
    const began = performance.now();
    const { id, slug } = await promoter.draft(`Later found ${city}`, city, 30);
    await promoter.publish(id);
    expect(performance.now() - began).toBeLessThan(2000);
    await pause(3000);
    await faults.clear();
    const until = Date.now() + 90_000;
    for (;;) {
      const search = await fetch(
        new URL(`/v1/search?q=${encodeURIComponent(city)}&limit=${1 + (Date.now() % 90)}`, urls.api),
      );
      const body = (await search.json()) as { source: string; items: { slug: string }[] };
      if (body.source === "meilisearch" && body.items.some((item) => item.slug === slug)) break;
      expect(Date.now(), "search never caught up").toBeLessThan(until);
      await pause(1000);
    }
  }, 120_000);
});
