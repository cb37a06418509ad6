import { asId, type EventId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Database } from "@liveotter/database/connect";
import { readEventsById } from "@liveotter/database/public/read-whole-catalogue";
import { withDeadline } from "@liveotter/integrations/deadline";
import {
  deleteEvents,
  ensureSearchIndex,
  putEvents,
  readSearchHealth,
  rebuildSearchIndex,
} from "@liveotter/integrations/search/index-catalogue";
import type { MeilisearchTarget } from "@liveotter/integrations/search/meilisearch";
import { SearchIndexError } from "@liveotter/integrations/search/search-index-error";
import { type Consumer, OutageError, reach } from "../consumer.ts";
import { wholeCatalogue } from "../whole-catalogue.ts";

/** An engine that does not even say how it is within this time gets no work. */
const ALIVE_MS = 3000;

/** Meilisearch's index: the events named by the rows, as they are now; all of them when the index is empty. */
export function searchConsumer(target: MeilisearchTarget | null, db: Database, now: () => Instant): Consumer {
  const index = () => {
    if (target === null) throw new OutageError("Meilisearch is not configured");
    return target;
  };
  /** An index that somebody emptied or lost must not come back with today's changes alone. */
  const isEmpty = async (outer: AbortSignal) => {
    const ask = (signal: AbortSignal) => readSearchHealth(index(), now(), signal);
    // Nothing of ours was sent yet: whatever fails here (a wrong key too) is no row's fault.
    const { documents } = await reach(withDeadline(ask, ALIVE_MS, outer));
    return documents === 0;
  };
  const rebuild = (signal: AbortSignal) =>
    rebuildSearchIndex(index(), wholeCatalogue(db, now(), signal), now(), signal);

  return {
    name: "search",
    limit: 200,
    deadlineMs: 20_000,
    together: false,
    restSeconds: 0,
    tell: (rows, _version, signal) =>
      blaming(async () => {
        if (await isEmpty(signal)) {
          await rebuild(signal);
          return;
        }
        const ids = rows.map(({ aggregateId }) => asId<EventId>(aggregateId)).filter((id) => id !== null);
        const events = await readEventsById(db, now(), ids, { signal });
        const found = new Set(events.map(({ id }) => id));
        const gone = ids.filter((id) => !found.has(id));
        if (events.length > 0) await putEvents(index(), events, now(), signal);
        if (gone.length > 0) await deleteEvents(index(), gone, signal);
      }),
    tend: (_version, nightly, signal) =>
      blaming(async () => {
        if (nightly || (await isEmpty(signal))) await rebuild(signal);
        else await ensureSearchIndex(index(), signal);
      }),
  };
}

/** A refusal is about what was sent; everything else about the engine. */
async function blaming(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof SearchIndexError) || error.code === "refused") throw error;
    throw new OutageError(`${error.code}: ${error.message}`, { cause: error });
  }
}
