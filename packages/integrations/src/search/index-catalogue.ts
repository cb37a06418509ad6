import type { CatalogueEvent } from "@liveotter/core/catalogue/catalogue";
import type { EventId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { type BaseRequestInit, type EnqueuedTask, Meilisearch, type TaskType } from "meilisearch";
import { type EventDocument, eventDocuments, SETTINGS } from "./event-document.ts";
import { indexName, type MeilisearchTarget } from "./meilisearch.ts";
import { quoted } from "./meilisearch-filter.ts";
import { asSearchIndexError, refusal, SearchIndexError } from "./search-index-error.ts";

/** Events to one request: some 300 kB. */
const BATCH = 200;

/**
 * Makes the index and gives it our settings; does nothing where they are in place. Before the first `putEvents`.
 * This and all below reject with `SearchIndexError`, and are done when Meilisearch has carried them out, not when it
 * has promised to. All may be repeated.
 */
export function ensureSearchIndex(target: MeilisearchTarget, signal: AbortSignal): Promise<void> {
  return withClient(target, signal, (client) => ensure(client, indexName(target)));
}

/** The index shows these events as they are now: earlier documents of theirs that no longer hold are gone. */
export function putEvents(
  target: MeilisearchTarget,
  events: readonly CatalogueEvent[],
  now: Instant,
  signal: AbortSignal,
): Promise<void> {
  return withClient(target, signal, async (client) => {
    const index = client.index<EventDocument>(indexName(target));
    const tasks: EnqueuedTask[] = [];
    for (const batch of batches(events)) {
      const documents = batch.flatMap((event) => eventDocuments(event, now));
      if (documents.length > 0) tasks.push(await index.addDocuments(documents, { primaryKey: "id" }));
      const kept = documents.length === 0 ? "" : ` AND id NOT IN ${list(documents.map(({ id }) => id))}`;
      const filter = `eventId IN ${list(batch.map(({ id }) => id))}${kept}`;
      tasks.push(await index.deleteDocuments({ filter }));
    }
    await done(client, tasks);
  });
}

/** The index no longer shows these events. */
export function deleteEvents(target: MeilisearchTarget, ids: readonly EventId[], signal: AbortSignal): Promise<void> {
  return withClient(target, signal, async (client) => {
    const index = client.index(indexName(target));
    const tasks: EnqueuedTask[] = [];
    for (const batch of batches(ids)) tasks.push(await index.deleteDocuments({ filter: `eventId IN ${list(batch)}` }));
    await done(client, tasks);
  });
}

/**
 * The whole index anew, beside the old one, which answers until the two are swapped in one step. A failure leaves the
 * old one as it was. What is put while this runs goes to the old index: put it again afterwards.
 */
export function rebuildSearchIndex(
  target: MeilisearchTarget,
  pages: AsyncIterable<readonly CatalogueEvent[]>,
  now: Instant,
  signal: AbortSignal,
): Promise<{ events: number; documents: number }> {
  return withClient(target, signal, async (client) => {
    const live = indexName(target);
    const next = `${live}_next`;
    await ensure(client, live);
    await client.deleteIndexIfExists(next); // what a broken rebuild left behind: in the queue before its creation
    await ensure(client, next);
    const index = client.index<EventDocument>(next);
    const tasks: EnqueuedTask[] = [];
    const written = { events: 0, documents: 0 };
    for await (const page of pages) {
      for (const batch of batches(page)) {
        const documents = batch.flatMap((event) => eventDocuments(event, now));
        written.events += batch.length;
        written.documents += documents.length;
        if (documents.length > 0) tasks.push(await index.addDocuments(documents, { primaryKey: "id" }));
      }
    }
    await done(client, tasks);
    await done(client, [await client.swapIndexes([{ indexes: [live, next], rename: false }])]);
    await done(client, [await client.deleteIndex(next)]);
    return written;
  });
}

/** Signals that warn before a full disk or a stuck queue is felt. */
export interface SearchHealth {
  readonly documents: number;
  /** Bytes on the engine's disk, all indexes together. */
  readonly databaseBytes: number;
  /** Tasks that wait or run. */
  readonly queued: number;
  /** Of our index and its successor, since `since`. */
  readonly failed: number;
}

/** Three cheap questions. `since`: from when on failures count. */
export function readSearchHealth(
  target: MeilisearchTarget,
  since: Instant,
  signal: AbortSignal,
): Promise<SearchHealth> {
  return withClient(target, signal, async (client) => {
    const live = indexName(target);
    const [stats, queue, failures] = await Promise.all([
      client.getStats(),
      client.tasks.getTasks({ statuses: ["enqueued", "processing"], limit: 1 }),
      client.tasks.getTasks({
        statuses: ["failed"],
        types: WRITES,
        indexUids: [live, `${live}_next`],
        afterEnqueuedAt: new Date(since).toISOString(),
        limit: 1,
      }),
    ]);
    return {
      documents: stats.indexes[live]?.numberOfDocuments ?? 0,
      databaseBytes: stats.databaseSize,
      queued: queue.total,
      failed: failures.total,
    };
  });
}

/** Tasks whose failure means that the index is not what it should be; creating what exists fails by design. */
const WRITES: TaskType[] = ["documentAdditionOrUpdate", "documentDeletion", "settingsUpdate"];

async function ensure(client: Meilisearch, index: string): Promise<void> {
  // Both are harmless on an index that has them; the creation then fails with a code of its own.
  const created = await client.tasks.waitForTask(await client.createIndex(index, { primaryKey: "id" }), WAIT);
  if (created.status === "failed" && created.error?.code !== "index_already_exists") throw refusal(created.error);
  await done(client, [await client.index(index).updateSettings(SETTINGS)]);
}

/** The signal bounds the wait; the client would stop after 5 s by itself. Seldom enough for a worker's 1,000 requests. */
const WAIT = { timeout: 0, interval: 100 };

/** Tasks of one index are carried out in order, so that the last one's end is the end of all. */
async function done(client: Meilisearch, tasks: readonly EnqueuedTask[]): Promise<void> {
  const last = tasks.at(-1);
  if (last === undefined) return;
  await client.tasks.waitForTask(last, WAIT);
  for (let at = 0; at < tasks.length; at += BATCH) {
    const uids = tasks.slice(at, at + BATCH).map(({ taskUid }) => taskUid);
    const { results } = await client.tasks.getTasks({ uids, limit: uids.length });
    const lost =
      results.length < uids.length ? uids.find((uid) => !results.some((task) => task.uid === uid)) : undefined;
    if (lost !== undefined) throw new SearchIndexError("refused", `task ${lost} is gone`);
    const failed = results.find(({ status }) => status !== "succeeded");
    if (failed !== undefined) throw refusal(failed.error ?? { code: failed.status });
  }
}

/** A client for one operation: the library takes a signal for all its requests only here. */
async function withClient<T>(
  target: MeilisearchTarget,
  signal: AbortSignal,
  act: (client: Meilisearch) => Promise<T>,
): Promise<T> {
  // The client's type leaves `signal` out, yet all of it goes to `fetch`.
  const requestInit: BaseRequestInit & { signal: AbortSignal } = { signal };
  try {
    return await act(new Meilisearch({ host: target.url, apiKey: target.key, requestInit }));
  } catch (error) {
    throw asSearchIndexError(error, signal);
  }
}

function* batches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += BATCH) yield all.slice(at, at + BATCH);
}

/** Ids are UUIDs, so that each can be quoted. */
const list = (ids: readonly string[]): string => `[${ids.map((id) => quoted(id) ?? '""').join(", ")}]`;
