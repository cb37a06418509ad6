import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import type { Database } from "@liveotter/database/connect";
import { DatabaseError } from "@liveotter/database/database-error";
import { listCatalogue } from "@liveotter/database/public/list-catalogue";
import { readEvent } from "@liveotter/database/public/read-event";
import { readFacets } from "@liveotter/database/public/read-facets";
import { readPromoter } from "@liveotter/database/public/read-promoter";
import { readVenue } from "@liveotter/database/public/read-venue";
import type { Breaker } from "@liveotter/integrations/breaker";
import type { Bulkhead } from "@liveotter/integrations/bulkhead";
import type { CatalogueSource } from "./source.ts";

/** Below the cache's limit on a load, so that it is Postgres that is blamed for being late. */
const DEADLINE_MS = 1400;

/** The record, in Postgres: few questions at once, each under a deadline, none while it keeps failing. */
export function databaseSource(db: Database, breaker: Breaker, places: Bulkhead): CatalogueSource {
  const ask = <T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> =>
    places.run(() => breaker.run(work, DEADLINE_MS, signal));
  return {
    list: async (query, now, outer) => {
      const { page, version } = await ask((signal) => listCatalogue(db, query, now, { signal }), outer);
      return { content: page, version };
    },
    event: async (slug, _now, outer) => {
      const { event, version } = await ask((signal) => readEvent(db, slug, { signal }), outer);
      return { content: event, version };
    },
    facets: async (filter, now, outer) => {
      const { facets, version } = await ask((signal) => readFacets(db, filter, now, { signal }), outer);
      return { content: facets, version };
    },
    venue: async (slug, query, now, outer) => {
      // Both under one place, at once.
      const [found, on] = await ask(
        (signal) => Promise.all([readVenue(db, slug, { signal }), listCatalogue(db, query, now, { signal })]),
        outer,
      );
      return { content: found.venue && { venue: found.venue, page: on.page }, version: older(found, on) };
    },
    promoter: async (slug, query, now, outer) => {
      const [found, on] = await ask(
        (signal) => Promise.all([readPromoter(db, slug, { signal }), listCatalogue(db, query, now, { signal })]),
        outer,
      );
      return { content: found.promoter && { promoter: found.promoter, page: on.page }, version: older(found, on) };
    },
  };
}

interface ReadAt {
  readonly version: CatalogueVersion;
}

/** Of what one answer is made of, the older version is the honest one. */
const older = (a: ReadAt, b: ReadAt): CatalogueVersion => (a.version.version < b.version.version ? a : b).version;

/** Whether an error shows Postgres failing; a statement it refused shows it alive. */
export const isDatabaseFailure = (error: unknown): boolean =>
  !(error instanceof DatabaseError) || (error.kind !== "refused" && error.kind !== "retryable");
