import type {
  CatalogueEvent,
  CatalogueEventDetail,
  CatalogueVenue,
  CatalogueVersion,
} from "@liveotter/core/catalogue/catalogue";
import { loadSearchIndex, type SearchIndex } from "@liveotter/core/search/search-index";
import { withDeadline } from "../deadline.ts";
import { SingleFlight } from "../single-flight.ts";
import { decodeDetails, decodeEvents, Shared } from "./event-rows.ts";
import { bucketOf, decodeManifest, MANIFEST_KEY, type Manifest, PREVIOUS_MANIFEST_KEY } from "./manifest.ts";
import { type PartRef, unpackParts } from "./part.ts";
import type { SnapshotStore } from "./store.ts";

export interface Snapshot {
  readonly version: CatalogueVersion;
  readonly events: readonly CatalogueEvent[];
}

export interface SearchableSnapshot extends Snapshot {
  readonly index: SearchIndex;
}

/** No snapshot can be read whole, and none is in memory. */
export class SnapshotUnavailableError extends Error {
  override readonly name = "SnapshotUnavailableError";
}

/** How often KV is asked for a newer manifest, at most. */
export const CHECK_MS = 3000;
/** How long a reader with a snapshot in memory waits for word of a newer one. */
const CHECK_DEADLINE_MS = 300;
const GET_DEADLINE_MS = 1000;
const LOAD_DEADLINE_MS = 5000;
/** Of recently shown events, in texts of about 125. */
const DETAILS_KEPT = 4;

/**
 * The last good catalogue, out of KV into this isolate's memory. The newest manifest whose parts are all there and
 * whole is used, else the one before, else what is in memory already. Parsed once; a newer version costs only the
 * texts that changed. One instance per isolate.
 */
export class SnapshotReader {
  readonly #store: SnapshotStore;
  readonly #now: () => number;
  /** The newest first. */
  #manifests: readonly Manifest[] = [];
  #checkedAt = Number.NEGATIVE_INFINITY;
  #shared = new Shared();
  /** Parsed texts of the snapshot in memory, by checksum. */
  #lists = new Map<string, CatalogueEvent[]>();
  #snapshot: Snapshot | undefined;
  #searchable: SearchableSnapshot | undefined;
  #venues: { readonly manifest: Manifest; readonly bySlug: ReadonlyMap<string, CatalogueVenue> } | undefined;
  readonly #details = new Map<string, readonly CatalogueEventDetail[]>();
  readonly #checks: SingleFlight<true>;
  readonly #snapshots: SingleFlight<Snapshot>;
  readonly #searchables: SingleFlight<SearchableSnapshot>;

  constructor(store: SnapshotStore, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
    this.#checks = new SingleFlight(now);
    this.#snapshots = new SingleFlight(now);
    this.#searchables = new SingleFlight(now);
  }

  /** The newest version known to be in KV; `null` while none has been seen. At once, and never asks. */
  get version(): CatalogueVersion | null {
    return this.#manifests[0]?.version ?? null;
  }

  /** All events, in an order of no meaning. Rejects with `SnapshotUnavailableError`. */
  async catalogue(): Promise<Snapshot> {
    const newest = await this.#newest();
    const held = this.#snapshot;
    if (held && (newest === undefined || held.version.version >= newest.version.version)) return held;
    const loading = this.#snapshots.fly(
      "",
      LOAD_DEADLINE_MS,
      () => this.#firstWhole((manifest) => this.#load(manifest)),
      idle,
    );
    const loaded = await loading.wait(LOAD_DEADLINE_MS);
    return newer(loaded, this.#snapshot) ?? unavailable();
  }

  /** The same, with the index over exactly these events, which is loaded at the first call. */
  async searchable(): Promise<SearchableSnapshot> {
    const newest = await this.#newest();
    const held = this.#searchable;
    if (held && (newest === undefined || held.version.version >= newest.version.version)) return held;
    const load = () =>
      this.#firstWhole(async (manifest) => {
        const snapshot = await this.#load(manifest);
        const index = loadSearchIndex(await this.#text(manifest.index), snapshot.events);
        const searchable: SearchableSnapshot = { ...snapshot, index };
        if ((this.#searchable?.version.version ?? -1) < searchable.version.version) this.#searchable = searchable;
        return searchable;
      });
    const loaded = await this.#searchables.fly("", LOAD_DEADLINE_MS, load, idle).wait(LOAD_DEADLINE_MS);
    return newer(loaded, this.#searchable) ?? unavailable();
  }

  /** One event with its description; `null` when the snapshot has none by that slug. Reads one text. */
  async event(slug: string): Promise<{ event: CatalogueEventDetail | null; version: CatalogueVersion }> {
    await this.#newest();
    const found = await this.#firstWhole(async (manifest) => {
      const events = await this.#detail(manifest.details[bucketOf(slug, manifest.details.length)] ?? []);
      return { event: events.find((event) => event.slug === slug) ?? null, version: manifest.version };
    });
    return found ?? unavailable();
  }

  /** One venue; `null` when the snapshot has none by that slug. */
  async venue(slug: string): Promise<{ venue: CatalogueVenue | null; version: CatalogueVersion }> {
    await this.#newest();
    const found = await this.#firstWhole(async (manifest) => {
      if (this.#venues?.manifest !== manifest) {
        // Our own writer's text, vouched for by its checksum.
        const venues = JSON.parse(await this.#text(manifest.venues)) as CatalogueVenue[];
        this.#venues = { manifest, bySlug: new Map(venues.map((venue) => [venue.slug, venue])) };
      }
      return { venue: this.#venues.bySlug.get(slug) ?? null, version: manifest.version };
    });
    return found ?? unavailable();
  }

  /** The newest manifest, after a look into KV when that is due; with one in memory nobody waits for it long. */
  async #newest(): Promise<Manifest | undefined> {
    if (this.#now() - this.#checkedAt >= CHECK_MS) {
      const cold = this.#manifests.length === 0;
      const waitMs = cold ? GET_DEADLINE_MS : CHECK_DEADLINE_MS;
      // Who has something to go on with does not wait for somebody else's look.
      if (!cold) this.#checkedAt = this.#now();
      await this.#checks.fly("", GET_DEADLINE_MS, () => this.#check(), idle).wait(waitMs);
    }
    return this.#manifests[0];
  }

  async #check(): Promise<true> {
    const read = (key: string) =>
      withDeadline(() => this.#store.get(key, "text"), GET_DEADLINE_MS)
        .then(decodeManifest)
        .catch(() => null);
    const [current, previous] = await Promise.all([read(MANIFEST_KEY), read(PREVIOUS_MANIFEST_KEY)]);
    const known = new Map(this.#manifests.map((manifest) => [manifest.version.version, manifest]));
    for (const manifest of [current, previous]) {
      // The same manifest keeps its identity, by which the rest knows that nothing changed.
      if (manifest !== null && !known.has(manifest.version.version)) known.set(manifest.version.version, manifest);
    }
    // KV may show an older state than before; a version once seen is not unseen.
    this.#manifests = [...known.values()].sort((a, b) => b.version.version - a.version.version).slice(0, 2);
    this.#checkedAt = this.#now();
    return true;
  }

  /** What `read` makes of the newest manifest for which it succeeds. */
  async #firstWhole<T>(read: (manifest: Manifest) => Promise<T>): Promise<T | undefined> {
    for (const manifest of this.#manifests) {
      try {
        return await read(manifest);
      } catch {
        // Missing, damaged or late: the one before may be whole.
      }
    }
    return undefined;
  }

  /** The snapshot that the manifest names, kept here if it is the newest so far. */
  async #load(manifest: Manifest): Promise<Snapshot> {
    if (this.#snapshot?.version.version === manifest.version.version) return this.#snapshot;
    const kept = this.#lists;
    const shared = kept.size === 0 ? new Shared() : this.#shared;
    const lists = new Map<string, CatalogueEvent[]>();
    await Promise.all(
      manifest.lists.map(async (refs) => {
        const key = nameOf(refs);
        lists.set(key, kept.get(key) ?? decodeEvents(await this.#text(refs), shared));
      }),
    );
    const events = manifest.lists.flatMap((refs) => lists.get(nameOf(refs)) ?? []);
    const snapshot: Snapshot = { version: manifest.version, events };
    if (this.#snapshot === undefined || this.#snapshot.version.version < manifest.version.version) {
      this.#snapshot = snapshot;
      this.#lists = lists;
      this.#shared = shared;
    }
    return snapshot;
  }

  async #detail(refs: readonly PartRef[]): Promise<readonly CatalogueEventDetail[]> {
    const key = nameOf(refs);
    const events = this.#details.get(key) ?? decodeDetails(await this.#text(refs), new Shared());
    this.#details.delete(key);
    this.#details.set(key, events);
    for (const oldest of this.#details.keys()) {
      if (this.#details.size <= DETAILS_KEPT) break;
      this.#details.delete(oldest);
    }
    return events;
  }

  #text(refs: readonly PartRef[]): Promise<string> {
    return unpackParts(refs, (key) => withDeadline(() => this.#store.get(key, "arrayBuffer"), GET_DEADLINE_MS));
  }
}

const nameOf = (refs: readonly PartRef[]): string => refs.map(({ sha256 }) => sha256).join();

/** What could be loaded may be older than what is here, when the newest cannot be read. */
function newer<T extends Snapshot>(a: T | undefined, b: T | undefined): T | undefined {
  return a && b ? (a.version.version > b.version.version ? a : b) : (a ?? b);
}

/** Whoever asks is waiting, and so keeps the work alive. */
const idle = () => {};

function unavailable(): never {
  throw new SnapshotUnavailableError("no snapshot can be read");
}
