import { createServer, type Server } from "node:http";
import type { CatalogueEvent } from "@liveotter/core/catalogue/catalogue";
import type { EventId, PerformanceId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { asCurrency } from "@liveotter/core/money";
import { type EmbeddedMeilisearch, startMeilisearch } from "@liveotter/devstack/meilisearch/serve";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { id } from "../../test/real-catalogue.ts";
import { deleteEvents, ensureSearchIndex, putEvents, readSearchHealth, rebuildSearchIndex } from "./index-catalogue.ts";
import { type MeilisearchTarget, meilisearchSearch } from "./meilisearch.ts";
import { SearchIndexError } from "./search-index-error.ts";

let embedded: EmbeddedMeilisearch;
beforeAll(async () => {
  embedded = await startMeilisearch({ port: 0 });
});
afterAll(() => embedded.stop());

const target = (index: string): MeilisearchTarget => ({ url: embedded.url, key: embedded.key, index });
const soon = (ms = 10_000) => AbortSignal.timeout(ms);
const NOW = instant(1_000_000);

/** An event with performances that end at these times. */
function event(name: string, ends: readonly number[]): CatalogueEvent {
  const currency = asCurrency("EUR");
  if (currency === null) throw new Error("unreachable");
  return {
    id: id<EventId>(name),
    slug: name,
    name,
    summary: "",
    genre: "rock",
    languages: [],
    tags: [],
    status: "published",
    currency,
    priceFrom: null,
    priceTo: null,
    promoter: { slug: "p", name: "P" },
    series: null,
    publishedAt: instant(0),
    changedAt: instant(0),
    performances: ends.map((end) => ({
      id: id<PerformanceId>(`${name} ${end}`),
      date: "2026-11-21",
      time: null,
      endDate: null,
      zone: "Etc/UTC",
      startsAt: instant(end - 1),
      endsAt: instant(end),
      online: true,
      status: "scheduled",
      place: null,
    })),
  };
}

async function found(index: string, text = ""): Promise<{ name: string; starts: number }[]> {
  const question = { text, filter: {}, limit: 50, offset: 0 };
  const { items } = await meilisearchSearch(target(index)).search(question, NOW, soon());
  return items.map((item) => ({ name: item.event.name, starts: item.next.startsAt }));
}

describe("the index of events", () => {
  it("shows an event as it was put last, without the performances that are gone", async () => {
    await ensureSearchIndex(target("put"), soon());
    await putEvents(target("put"), [event("otter", [2_000_000, 3_000_000]), event("eel", [4_000_000])], NOW, soon());
    await putEvents(target("put"), [event("otter", [3_000_000])], NOW, soon());
    expect(await found("put")).toEqual([
      { name: "otter", starts: 2_999_999 },
      { name: "eel", starts: 3_999_999 },
    ]);
    expect((await readSearchHealth(target("put"), instant(0), soon())).documents).toBe(2);
  });

  it("drops an event without upcoming performances, and one that is deleted", async () => {
    await ensureSearchIndex(target("drop"), soon());
    const all = [event("otter", [2_000_000]), event("eel", [4_000_000])];
    await putEvents(target("drop"), all, NOW, soon());
    await putEvents(target("drop"), [event("otter", [500])], NOW, soon());
    await deleteEvents(target("drop"), [id<EventId>("eel")], soon());
    await deleteEvents(target("drop"), [id<EventId>("eel")], soon());
    expect(await found("drop")).toEqual([]);
  });

  it("is rebuilt beside the old one, which answers until the swap and leaves nothing behind", async () => {
    await ensureSearchIndex(target("swap"), soon());
    await putEvents(target("swap"), [event("old", [2_000_000])], NOW, soon());
    const during: unknown[] = [];
    async function* pages() {
      yield [event("new", [2_000_000])];
      during.push(...(await found("swap")).map(({ name }) => name));
      yield [event("newer", [3_000_000, 4_000_000])];
    }
    expect(await rebuildSearchIndex(target("swap"), pages(), NOW, soon())).toEqual({ events: 2, documents: 3 });
    expect(during).toEqual(["old"]);
    expect((await found("swap")).map(({ name }) => name)).toEqual(["new", "newer"]);
    await expect(found("swap_next")).rejects.toThrow(/not found/);
  });

  it("survives a rebuild that broke off half-way", async () => {
    await ensureSearchIndex(target("broken"), soon());
    await putEvents(target("broken"), [event("kept", [2_000_000])], NOW, soon());
    async function* breaking() {
      yield [event("half", [2_000_000])];
      throw new Error("the database went away");
    }
    await expect(rebuildSearchIndex(target("broken"), breaking(), NOW, soon())).rejects.toThrow();
    expect((await found("broken")).map(({ name }) => name)).toEqual(["kept"]);
    async function* whole() {
      yield [event("anew", [2_000_000])];
    }
    await rebuildSearchIndex(target("broken"), whole(), NOW, soon());
    expect((await found("broken")).map(({ name }) => name)).toEqual(["anew"]);
  });

  it("tells a failed task apart, and counts it among the signals", async () => {
    const since = instant(Date.now() - 1);
    // Deleting from an index that does not exist is accepted, and fails as a task.
    const failure = deleteEvents(target("absent"), [id<EventId>("eel")], soon());
    await expect(failure).rejects.toMatchObject({ name: "SearchIndexError", code: "refused" });
    const health = await readSearchHealth(target("absent"), since, soon());
    expect(health).toMatchObject({ failed: 1, queued: 0, documents: 0 });
    expect(health.databaseBytes).toBeGreaterThan(0);
  });
});

describe("a service that fails", () => {
  /** Answers every request the same way. */
  async function answering(status: number, body: string, act: (target: MeilisearchTarget) => Promise<unknown>) {
    const server: Server = createServer((request, response) => {
      request.resume();
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    try {
      return await act({ url: `http://127.0.0.1:${address.port}`, key: "k" }).catch((error: unknown) => error);
    } finally {
      server.close();
    }
  }

  const put = (target: MeilisearchTarget) => putEvents(target, [event("otter", [2_000_000])], NOW, soon());
  const error = (code: string, message: string) => JSON.stringify({ code, message, type: "system", link: "" });

  it.each([
    [422, error("no_space_left_on_device", "No space left on device (os error 28)"), "full"],
    [500, error("internal", "IO: No space left on device (os error 28)"), "full"],
    [403, error("invalid_api_key", "The provided API key is invalid."), "refused"],
    [502, "<html>Bad gateway</html>", "unreachable"],
    [503, "", "unreachable"],
  ])("is told apart: %i %s is %s", async (status, body, code) => {
    const failure = await answering(status, body, put);
    expect(failure).toBeInstanceOf(SearchIndexError);
    expect(failure).toMatchObject({ code });
  });

  it("is unreachable when it refuses, and late when it says nothing", async () => {
    await expect(put({ url: "http://127.0.0.1:1", key: "k" })).rejects.toMatchObject({ code: "unreachable" });
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const hanging = { url: `http://127.0.0.1:${address.port}`, key: "k" };
    await expect(putEvents(hanging, [event("otter", [2_000_000])], NOW, soon(100))).rejects.toMatchObject({
      code: "late",
    });
    const question = { text: "x", filter: {}, limit: 1, offset: 0 };
    const started = performance.now();
    await expect(meilisearchSearch(hanging).search(question, NOW, soon(100))).rejects.toThrow();
    expect(performance.now() - started).toBeLessThan(10_000);
    silent.closeAllConnections();
    silent.close();
  });

  it("does not let a stranger in", async () => {
    const wrong = { ...target("put"), key: "wrong" };
    await expect(ensureSearchIndex(wrong, soon())).rejects.toMatchObject({ code: "refused" });
  });
});
