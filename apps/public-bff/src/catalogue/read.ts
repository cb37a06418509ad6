import { entityTag } from "@liveotter/contracts/http/entity-tag";
import { CATALOGUE } from "@liveotter/contracts/http/freshness";
import type { About } from "@liveotter/contracts/public/present";
import { type Instant, toIso } from "@liveotter/core/instant";
import type { LoadedBody } from "@liveotter/integrations/cache/cached-body";
import type { CacheAnswer, Lifetimes, TieredCache, WaitUntil } from "@liveotter/integrations/cache/tiered-cache";
import type { CatalogueSource, Versioned } from "./source.ts";

/** Something that fans ask of the catalogue: made once per distinct question, asked of whoever can answer. */
export interface Question<T> {
  /** Equal for equal questions. */
  readonly key: string;
  ask(source: CatalogueSource, now: Instant, signal: AbortSignal): Promise<Versioned<T | null>>;
  /** The finished body. */
  write(content: T, about: About, now: Instant): string;
}

export interface CatalogueReads {
  read<T>(question: Question<T>, waitUntil: WaitUntil): Promise<CacheAnswer>;
}

/** Each counts from when the content was read, so the stale times contain the fresh one. */
export const LIFETIMES: Lifetimes = {
  fresh: CATALOGUE.fresh,
  stale: CATALOGUE.fresh + CATALOGUE.whileRevalidating,
  staleOnError: CATALOGUE.fresh + CATALOGUE.onError,
};

/** Reads through the tiers: the record behind them, and the snapshot for when that fails. */
export function catalogueReads(
  cache: TieredCache,
  record: CatalogueSource,
  snapshot: CatalogueSource,
  now: () => Instant,
): CatalogueReads {
  return {
    read: (question, waitUntil) =>
      cache.read(
        question.key,
        LIFETIMES,
        (signal) => finish(question, record, "database", now(), signal),
        async () => inSnapshot(await finish(question, snapshot, "snapshot", now(), NEVER)),
        waitUntil,
      ),
  };
}

/** The cache puts its own limit on the fallback. */
const NEVER = new AbortController().signal;

/** What the snapshot lacks may be over, or newer than it: no proof that it does not exist. */
function inSnapshot(body: LoadedBody | null): LoadedBody {
  if (body === null) throw new Error("the snapshot does not have it");
  return body;
}

async function finish<T>(
  question: Question<T>,
  source: CatalogueSource,
  name: "database" | "snapshot",
  now: Instant,
  signal: AbortSignal,
): Promise<LoadedBody | null> {
  const { content, version } = await question.ask(source, now, signal);
  if (content === null) return null;
  const about: About = { asOf: toIso(version.at), source: name, degraded: name === "snapshot" };
  const body = question.write(content, about, now);
  return { body, etag: await entityTag(body), asOf: version.at, version: version.version, source: name };
}
