import type { CatalogueEventDetail, CatalogueVenue, CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { compareText } from "@liveotter/core/catalogue/order";
import { buildSearchIndex } from "@liveotter/core/search/search-index";
import { encodeDetails, encodeEvents } from "./event-rows.ts";
import {
  bucketOf,
  decodeManifest,
  encodeManifest,
  keysOf,
  MANIFEST_KEY,
  type Manifest,
  PREVIOUS_MANIFEST_KEY,
} from "./manifest.ts";
import { type Part, type PartRef, packParts } from "./part.ts";
import type { SnapshotStore } from "./store.ts";

/** Events per list text, about: some 300 KB of JSON, parsed in a few ms. */
const LIST_SIZE = 1000;
/** Events per detail text, about. An event's page reads one. */
const DETAIL_SIZE = 125;
/** KV may show a reader an old manifest for a minute, so what it names must outlive it by far. */
export const RETIRE_MS = 600_000;
/** Outgoing connections of one request at a time. */
const AT_ONCE = 6;

export interface SnapshotContent {
  readonly version: CatalogueVersion;
  /** All that are published and not over, in any order. */
  readonly events: readonly CatalogueEventDetail[];
  readonly venues: readonly CatalogueVenue[];
}

export interface SnapshotWritten {
  /** Stored bytes of the whole snapshot, and of those parts that were not stored already. */
  readonly bytes: number;
  readonly writtenBytes: number;
  readonly parts: number;
}

/**
 * Makes `content` the newest snapshot: first the parts, then the manifest, so that one cut off half-way is never seen.
 * Parts that the manifest in place names already are not written again, unless `full`. Only one may write at a time.
 * `now` is epoch ms. Rejects with the store's error, or the signal's reason when that aborts before the manifest is
 * written; writing again is safe.
 */
export async function writeSnapshot(
  store: SnapshotStore,
  content: SnapshotContent,
  now: number,
  { full = false, signal }: { full?: boolean; signal?: AbortSignal } = {},
): Promise<SnapshotWritten> {
  const currentText = await store.get(MANIFEST_KEY, "text");
  const current = decodeManifest(currentText);
  const before = decodeManifest(await store.get(PREVIOUS_MANIFEST_KEY, "text"));

  const { texts, events } = split(content);
  const packed = {
    lists: await Promise.all(texts.lists.map(packParts)),
    details: await Promise.all(texts.details.map(packParts)),
    venues: await packParts(JSON.stringify(content.venues)),
    index: await packParts(buildSearchIndex(events)),
  };
  const parts = [packed.lists, packed.details].flat(2).concat(packed.venues, packed.index);
  const stored = new Set(full || current === null ? [] : keysOf(current));
  const missing = parts.filter(({ ref }) => !stored.has(ref.key));
  await inTurns(missing, ({ ref, bytes }) => store.put(ref.key, bytes));

  const again = current?.version.version === content.version.version;
  const [staying, leaving] = again ? [before, current] : [current, before];
  const inUse = new Set([...parts.map(({ ref }) => ref.key), ...(staying === null ? [] : keysOf(staying))]);
  const retired: Record<string, number> = {};
  for (const key of leaving ? keysOf(leaving) : []) retired[key] = now;
  Object.assign(retired, current?.retired);
  const isOver = (key: string) => !inUse.has(key) && now - (retired[key] ?? now) >= RETIRE_MS;
  const over = Object.keys(retired).filter(isOver);
  const manifest: Manifest = {
    version: content.version,
    count: events.length,
    lists: packed.lists.map(refs),
    details: packed.details.map(refs),
    venues: refs(packed.venues),
    index: refs(packed.index),
    retired: Object.fromEntries(Object.entries(retired).filter(([key]) => !inUse.has(key) && !isOver(key))),
  };
  // Who was given up meanwhile may be behind somebody newer by now.
  signal?.throwIfAborted();
  // A version written again replaces itself; the one before it stays for readers to fall back on.
  if (current !== null && currentText !== null && !again) {
    await store.put(PREVIOUS_MANIFEST_KEY, currentText);
  }
  await store.put(MANIFEST_KEY, encodeManifest(manifest));
  await inTurns(over, (key) => store.delete(key));
  return { bytes: size(parts), writtenBytes: size(missing), parts: parts.length };
}

/** An event stays in its bucket as others come and go, so that a change to one touches one list and one detail text. */
function split({ events }: SnapshotContent) {
  const byId = [...events].sort((a, b) => compareText(a.id, b.id));
  const lists = buckets(byId, LIST_SIZE, ({ id }) => id);
  const details = buckets(byId, DETAIL_SIZE, ({ slug }) => slug);
  return { texts: { lists: lists.map(encodeEvents), details: details.map(encodeDetails) }, events: lists.flat() };
}

/** A power of two of them, so that their number hardly ever changes. */
function buckets<T>(items: readonly T[], aim: number, name: (item: T) => string): T[][] {
  const count = 2 ** Math.max(0, Math.ceil(Math.log2(items.length / aim)));
  const made = Array.from({ length: count }, (): T[] => []);
  for (const item of items) made[bucketOf(name(item), count)]?.push(item);
  return made;
}

const refs = (parts: readonly Part[]): PartRef[] => parts.map(({ ref }) => ref);
const size = (parts: readonly Part[]): number => parts.reduce((sum, { ref }) => sum + ref.bytes, 0);

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE) await Promise.all(items.slice(at, at + AT_ONCE).map(work));
}
