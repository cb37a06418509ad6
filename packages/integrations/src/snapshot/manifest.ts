import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { instant } from "@liveotter/core/instant";
import type { PartRef } from "./part.ts";
import type { SnapshotStore } from "./store.ts";

/** Written last, so that what it names is complete. */
export const MANIFEST_KEY = "catalogue:manifest";
/** The one before, for when something that the newest names cannot be read. */
export const PREVIOUS_MANIFEST_KEY = "catalogue:manifest:previous";
/** Counts up with each change to the form of manifest or parts; readers pass over what they do not know. */
const FORMAT = 1;

/** Each entry of the lists is one text, in its parts. */
export interface Manifest {
  readonly version: CatalogueVersion;
  readonly count: number;
  /** Events without their descriptions. Search counts positions over all of them, in this order. */
  readonly lists: readonly (readonly PartRef[])[];
  /** Whole events, each in the text that its slug's hash points to. */
  readonly details: readonly (readonly PartRef[])[];
  readonly venues: readonly PartRef[];
  readonly index: readonly PartRef[];
  /** Keys no longer named by this or the previous manifest, and since when (epoch ms). */
  readonly retired: Readonly<Record<string, number>>;
}

export const encodeManifest = (manifest: Manifest): string => JSON.stringify({ format: FORMAT, ...manifest });

/** `null` for what is absent, damaged or of another format. */
export function decodeManifest(text: string | null): Manifest | null {
  if (text === null) return null;
  try {
    const { format, version, count, lists, details, venues, index, retired } = JSON.parse(text);
    const whole = [lists, details].every((texts) => isList(texts, isParts)) && isParts(venues) && isParts(index);
    if (format !== FORMAT || !whole || !Number.isSafeInteger(version.version) || !Number.isSafeInteger(version.at)) {
      return null;
    }
    const at = { version: Number(version.version), at: instant(Number(version.at)) };
    return { version: at, count, lists, details, venues, index, retired };
  } catch {
    return null;
  }
}

const isList = (value: unknown, of: (item: unknown) => boolean): boolean => Array.isArray(value) && value.every(of);
const isParts = (value: unknown): boolean => isList(value, isPartRef);
const isPartRef = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "key" in value && "sha256" in value && typeof value.key === "string";

/** Every key that the manifest needs. */
export const keysOf = ({ lists, details, venues, index }: Manifest): string[] =>
  [...lists, ...details, venues, index].flat().map(({ key }) => key);

/** The version of the snapshot in KV: for isolates that can ask neither Redis nor Postgres. */
export async function readSnapshotVersion(store: SnapshotStore): Promise<CatalogueVersion | null> {
  return decodeManifest(await store.get(MANIFEST_KEY, "text"))?.version ?? null;
}

/** Which of `buckets` a name belongs to: FNV-1a over UTF-16 units. */
export function bucketOf(name: string, buckets: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193) >>> 0;
  return hash % buckets;
}
