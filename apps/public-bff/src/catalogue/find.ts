import { entityTag } from "@liveotter/contracts/http/entity-tag";
import type { Suggestions } from "@liveotter/contracts/public/catalogue";
import { type About, presentFindings } from "@liveotter/contracts/public/present";
import { keyOf, nextSearchCursor } from "@liveotter/contracts/public/questions";
import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { type Instant, toIso } from "@liveotter/core/instant";
import type { LoadedBody } from "@liveotter/integrations/cache/cached-body";
import type { CacheAnswer, TieredCache, WaitUntil } from "@liveotter/integrations/cache/tiered-cache";
import type {
  CatalogueSearch,
  SearchFindings,
  SearchQuestion,
  SuggestQuestion,
} from "@liveotter/integrations/search/catalogue-search";
import { LIFETIMES } from "./read.ts";

/** An engine, and the version of the catalogue that it searches as far as it can tell. */
export interface Engine {
  readonly search: CatalogueSearch;
  version(): Promise<CatalogueVersion>;
}

export interface CatalogueFinder {
  search(question: SearchQuestion, waitUntil: WaitUntil): Promise<CacheAnswer>;
  suggest(question: SuggestQuestion, waitUntil: WaitUntil): Promise<CacheAnswer>;
}

/**
 * Finds by words: Meilisearch, else the snapshot. The answers are kept in this isolate alone, for what people type is
 * too varied to share.
 */
export function catalogueFinder(
  cache: TieredCache,
  meilisearch: Engine,
  snapshot: Engine,
  now: () => Instant,
): CatalogueFinder {
  const find = <T>(
    key: string,
    ask: (engine: CatalogueSearch, at: Instant, signal: AbortSignal) => Promise<T>,
    write: (content: T, about: About, at: Instant) => string,
    waitUntil: WaitUntil,
  ): Promise<CacheAnswer> => {
    const finish = async (
      engine: Engine,
      source: "meilisearch" | "snapshot",
      signal: AbortSignal,
    ): Promise<LoadedBody> => {
      const at = now();
      const content = await ask(engine.search, at, signal);
      const version = await engine.version();
      const about: About = { asOf: toIso(version.at), source, degraded: source === "snapshot" };
      const body = write(content, about, at);
      return { body, etag: await entityTag(body), asOf: version.at, version: version.version, source };
    };
    return cache.read(
      key,
      LIFETIMES,
      // The other engine is part of the load: its results, though of the snapshot, beat older ones of Meilisearch.
      (signal) => finish(meilisearch, "meilisearch", signal).catch(() => finish(snapshot, "snapshot", signal)),
      () => Promise.reject(new Error("both engines have been asked")),
      waitUntil,
    );
  };
  return {
    search: (question, waitUntil) =>
      find<SearchFindings>(
        keyOf("search", question),
        (engine, at, signal) => engine.search(question, at, signal),
        (found, about, at) =>
          JSON.stringify(presentFindings(found, nextSearchCursor(question, found.total), about, at)),
        waitUntil,
      ),
    suggest: (question, waitUntil) =>
      find(
        keyOf("suggest", question),
        (engine, at, signal) => engine.suggest(question, at, signal),
        (items, about) => JSON.stringify({ ...about, items: [...items] } satisfies Suggestions),
        waitUntil,
      ),
  };
}
