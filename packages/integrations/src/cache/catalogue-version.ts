import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { type Instant, instant } from "@liveotter/core/instant";
import { withDeadline } from "../deadline.ts";
import type { KnownVersion, WaitUntil } from "./tiered-cache.ts";

/** Redis key under which `jobs` tells the newest version after each drain, as `encodeVersion` writes it. */
export const CATALOGUE_VERSION_KEY = "catalogue:version";

/** How often an isolate asks, at most: nothing can push into it. */
export const ASK_EVERY_MS = 2000;
const ASK_DEADLINE_MS = 500;

export const encodeVersion = ({ version, at }: CatalogueVersion): string => `${version}@${at}`;

/** `null` for anything that `encodeVersion` did not write. */
export function decodeVersion(text: string | null): CatalogueVersion | null {
  const [, version, at] = /^(\d{1,15})@(\d{1,15})$/.exec(text ?? "") ?? [];
  return version === undefined || at === undefined ? null : { version: Number(version), at: instant(Number(at)) };
}

/** Somebody who may know the version; `null`: does not know. */
export type VersionSource = (signal: AbortSignal) => Promise<CatalogueVersion | null>;

/**
 * The newest catalogue version heard of. It only rises, so an old answer from a lagging copy changes nothing. Asking
 * happens behind the reads: the first source that knows is believed (Redis, Postgres, the snapshot's manifest).
 */
export class CatalogueVersionWatch {
  readonly #sources: readonly VersionSource[];
  readonly #now: () => Instant;
  #known: KnownVersion & { readonly at: Instant | null } = {
    version: 0,
    learnedAt: 0,
    heardAt: Number.NEGATIVE_INFINITY,
    at: null,
  };
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(sources: readonly VersionSource[], now: () => Instant = () => instant(Date.now())) {
    this.#sources = sources;
    this.#now = now;
  }

  /** What is known now, at once; asks again in `waitUntil` when that is due. */
  readonly latest = (waitUntil: WaitUntil): KnownVersion & { readonly at: Instant | null } => {
    const now = this.#now();
    if (now - this.#askedAt >= ASK_EVERY_MS) {
      this.#askedAt = now;
      waitUntil(this.#ask());
    }
    return this.#known;
  };

  /** Somebody says that this version is out. */
  learn({ version, at }: CatalogueVersion): void {
    const now = this.#now();
    this.#known =
      version > this.#known.version ? { version, at, learnedAt: now, heardAt: now } : { ...this.#known, heardAt: now };
  }

  async #ask(): Promise<void> {
    for (const source of this.#sources) {
      const answer = await withDeadline(source, ASK_DEADLINE_MS).catch(() => null);
      if (answer === null) continue;
      this.learn(answer);
      return;
    }
  }
}
