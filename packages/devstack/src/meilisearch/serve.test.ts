import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmbeddedMeilisearch, startMeilisearch } from "./serve.ts";

const folder = mkdtempSync(join(tmpdir(), "meilisearch-"));
let engine: EmbeddedMeilisearch;
beforeAll(async () => {
  engine = await startMeilisearch({ port: 0, dataFile: join(folder, "state.json") });
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true });
});

/** What the tests read of answers; each has but a part of it. */
interface Wire {
  readonly taskUid: number;
  readonly status: string;
  readonly code: string;
  readonly error: { readonly code: string };
  readonly details: { readonly deletedDocuments: number };
  readonly hits: readonly { readonly id: string }[];
  readonly facetHits: unknown;
  readonly results: readonly { readonly uid: string; readonly hits: readonly unknown[] }[];
  readonly indexes: unknown;
}

async function call(method: string, path: string, body?: unknown, key = engine.key) {
  const response = await fetch(`${engine.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: Wire = JSON.parse(await response.text());
  return { status: response.status, body: answer };
}

async function settled(taskUid: number) {
  for (;;) {
    const { body } = await call("GET", `/tasks/${taskUid}`);
    if (body.status !== "enqueued" && body.status !== "processing") return body;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function done(method: string, path: string, body?: unknown) {
  const accepted = await call(method, path, body);
  expect(accepted.status).toBe(202);
  return settled(accepted.body.taskUid);
}

describe("the embedded engine's wire format", () => {
  it("asks for a key everywhere but at /health, and words its errors as published", async () => {
    expect(await (await fetch(`${engine.url}/health`)).json()).toEqual({ status: "available" });
    expect((await fetch(`${engine.url}/stats`)).status).toBe(401);
    expect(await call("GET", "/stats", undefined, "wrong")).toEqual({
      status: 403,
      body: {
        message: "The provided API key is invalid.",
        code: "invalid_api_key",
        type: "auth",
        link: "https://docs.meilisearch.com/errors#invalid_api_key",
      },
    });
    expect((await call("GET", "/nowhere")).status).toBe(404);
    expect((await call("GET", "/indexes/absent")).body.code).toBe("index_not_found");
    expect((await call("POST", "/indexes/absent/search", { q: "" })).body.code).toBe("index_not_found");
    expect((await call("GET", "/tasks/999")).body.code).toBe("task_not_found");
  });

  it("carries out changes later, as tasks with an outcome", async () => {
    const accepted = await call("POST", "/indexes/films/documents?primaryKey=id", [{ id: 1, title: "Otter" }]);
    expect(accepted.body).toMatchObject({ indexUid: "films", status: "enqueued", type: "documentAdditionOrUpdate" });
    expect(await settled(accepted.body.taskUid)).toMatchObject({
      uid: accepted.body.taskUid,
      status: "succeeded",
      error: null,
      details: { receivedDocuments: 1, indexedDocuments: 1 },
      duration: expect.stringMatching(/^PT/),
    });
    expect(await done("POST", "/indexes", { uid: "films" })).toMatchObject({
      status: "failed",
      error: { code: "index_already_exists" },
    });
    const { body } = await call("GET", "/tasks?statuses=failed&indexUids=films&limit=1");
    expect(body).toMatchObject({ total: 1, limit: 1, results: [{ status: "failed" }], next: null });
  });

  it("takes all of a payload or nothing", async () => {
    const failed = await done("POST", "/indexes/films/documents", [{ id: 2 }, { title: "no id" }]);
    expect(failed).toMatchObject({ status: "failed", error: { code: "missing_document_id" } });
    expect((await call("GET", "/indexes/films/documents/2")).status).toBe(404);
    expect((await done("POST", "/indexes/films/documents", [{ id: "a/b" }])).error.code).toBe("invalid_document_id");
  });

  it("merges on PUT, replaces on POST, deletes by id, list and filter", async () => {
    await done("PATCH", "/indexes/animals/settings", { filterableAttributes: ["legs"] });
    await done("POST", "/indexes/animals/documents?primaryKey=id", [
      { id: 1, name: "otter", legs: 4 },
      { id: 2, name: "eel", legs: 0 },
      { id: 3, name: "ant", legs: 6 },
      { id: 4, name: "bee", legs: 6 },
    ]);
    await done("PUT", "/indexes/animals/documents", [{ id: 1, fur: true }]);
    expect((await call("GET", "/indexes/animals/documents/1")).body).toEqual({
      id: 1,
      name: "otter",
      legs: 4,
      fur: true,
    });
    expect(
      (await done("POST", "/indexes/animals/documents/delete", { filter: "legs = 6" })).details.deletedDocuments,
    ).toBe(2);
    await done("POST", "/indexes/animals/documents/delete-batch", [2, 99]);
    expect((await call("POST", "/indexes/animals/documents/fetch", {})).body).toMatchObject({ total: 1 });
    expect((await done("DELETE", "/indexes/animals/documents/1")).details.deletedDocuments).toBe(1);
    const refused = await call("POST", "/indexes/animals/documents/delete", { filter: "legs =" });
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_document_filter" } });
  });

  it("searches with typos, beginnings, synonyms, sorting, facets and distinct values", async () => {
    await done("PATCH", "/indexes/shows/settings", {
      searchableAttributes: ["name", "tags"],
      filterableAttributes: ["city", "event"],
      sortableAttributes: ["day", "_geo"],
      synonyms: { gig: ["concert"] },
      rankingRules: ["words", "typo", "proximity", "attribute", "exactness", "sort"],
    });
    await done("POST", "/indexes/shows/documents?primaryKey=id", [
      { id: "a1", event: "a", name: "JSConf", city: "Berlin", day: 2, _geo: { lat: 52.5, lng: 13.4 } },
      { id: "a2", event: "a", name: "JSConf", city: "Paris", day: 1, _geo: { lat: 48.9, lng: 2.3 } },
      { id: "b1", event: "b", name: "Big concert", city: "Paris", day: 3, tags: ["jsconf party"] },
    ]);
    const search = async (body: object) => (await call("POST", "/indexes/shows/search", body)).body;
    const ids = async (body: object) => (await search(body)).hits.map(({ id }) => id);
    for (const q of ["jsconf", "jscnof", "jscnf", "jsc", "js conf"])
      expect((await ids({ q })).slice(0, 2)).toEqual(["a1", "a2"]);
    expect(await ids({ q: "gig" })).toEqual(["b1"]);
    expect(await ids({ q: "jsconf", sort: ["day:asc"] })).toEqual(["a2", "a1", "b1"]);
    expect(await ids({ q: "", sort: ["_geoPoint(52, 13):asc"] })).toEqual(["a1", "a2", "b1"]);
    expect(await ids({ q: "jsconf zebra" })).toEqual(["a1", "a2", "b1"]);
    expect(await ids({ q: "jsconf zebra", matchingStrategy: "all" })).toEqual([]);
    expect(await ids({ q: "jsconf", attributesToSearchOn: ["tags"] })).toEqual(["b1"]);
    expect(
      await search({
        q: "",
        distinct: "event",
        page: 1,
        hitsPerPage: 1,
        facets: ["city"],
        attributesToRetrieve: ["id"],
      }),
    ).toMatchObject({
      hits: [{ id: "a1" }],
      totalHits: 2,
      totalPages: 2,
      facetDistribution: { city: { Berlin: 1, Paris: 1 } },
    });
    expect(await search({ q: "", facets: ["city"], limit: 1 })).toMatchObject({
      estimatedTotalHits: 3,
      facetDistribution: { city: { Berlin: 1, Paris: 2 } },
    });
    const many = await call("POST", "/multi-search", {
      queries: [
        { indexUid: "shows", q: "big" },
        { indexUid: "shows", q: "nothing" },
      ],
    });
    expect(many.body.results.map(({ hits }) => hits.length)).toEqual([1, 0]);
    const facet = await call("POST", "/indexes/shows/facet-search", { facetName: "city", facetQuery: "par" });
    expect(facet.body.facetHits).toEqual([{ value: "Paris", count: 2 }]);
  });

  it("refuses what it does not offer, and what makes no sense", async () => {
    const code = async (body: object) => (await call("POST", "/indexes/shows/search", body)).body.code;
    expect(await code({ attributesToHighlight: ["*"] })).toBe("bad_request");
    expect(await code({ filter: "name = x" })).toBe("invalid_search_filter");
    expect(await code({ sort: ["name:asc"] })).toBe("invalid_search_sort");
    expect(await code({ facets: ["name"] })).toBe("invalid_search_facets");
    expect(await code({ limit: -1 })).toBe("invalid_search_limit");
    expect((await call("PATCH", "/indexes/shows/settings", { colour: 1 })).body.code).toBe("bad_request");
    expect((await call("PATCH", "/indexes/shows/settings", { synonyms: 1 })).body.code).toBe(
      "invalid_settings_synonyms",
    );
  });

  it("swaps two indexes, and fails when one is missing", async () => {
    await done("POST", "/indexes/left/documents?primaryKey=id", [{ id: 1 }]);
    await done("POST", "/indexes/right/documents?primaryKey=id", [{ id: 2 }]);
    await done("POST", "/swap-indexes", [{ indexes: ["left", "right"] }]);
    expect((await call("GET", "/indexes/left/documents")).body.results).toEqual([{ id: 2 }]);
    const failed = await done("POST", "/swap-indexes", [{ indexes: ["left", "absent"] }]);
    expect(failed.error).toMatchObject({ code: "index_not_found", message: "Indexes `absent` not found." });
    await done("DELETE", "/indexes/right");
    expect((await call("GET", "/indexes")).body.results.map(({ uid }) => uid)).not.toContain("right");
  });

  it("changes one setting by its own route and resets it", async () => {
    await done("PUT", "/indexes/shows/settings/stop-words", ["the"]);
    expect((await call("GET", "/indexes/shows/settings/stop-words")).body).toEqual(["the"]);
    await done("DELETE", "/indexes/shows/settings/stop-words");
    expect((await call("GET", "/indexes/shows/settings")).body).toMatchObject({
      stopWords: [],
      synonyms: { gig: ["concert"] },
    });
  });

  it("remembers everything over a restart", async () => {
    const before = (await call("GET", "/stats")).body.indexes;
    await engine.stop();
    engine = await startMeilisearch({ port: 0, dataFile: join(folder, "state.json") });
    expect((await call("GET", "/stats")).body.indexes).toEqual(before);
    expect((await call("POST", "/indexes/shows/search", { q: "jscnof" })).body.hits).toHaveLength(3);
  });
});
