import type { CatalogueEventDetail, CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import type { Instant } from "@liveotter/core/instant";
import type { Database } from "@liveotter/database/connect";
import { readSnapshotVersion } from "@liveotter/integrations/snapshot/manifest";
import type { SnapshotStore } from "@liveotter/integrations/snapshot/store";
import { writeSnapshot } from "@liveotter/integrations/snapshot/write-snapshot";
import { type Consumer, OutageError, reach } from "../consumer.ts";
import { wholeCatalogue, wholeVenues } from "../whole-catalogue.ts";

/** KV may show what it was for a minute: a snapshot behind by less may only look so. */
const LAG_MS = 120_000;

/** The catalogue snapshot in KV: always the whole, for all changes so far at once, at most every few seconds. */
export function snapshotConsumer(kv: KVNamespace | undefined, db: Database, now: () => Instant): Consumer {
  const store = kv === undefined ? undefined : reaching(kv);
  const open = () => {
    if (store === undefined) throw new OutageError("KV is not configured");
    return store;
  };

  async function rebuild(version: CatalogueVersion, signal: AbortSignal, full = false): Promise<void> {
    const events: CatalogueEventDetail[] = [];
    for await (const page of wholeCatalogue(db, now(), signal)) events.push(...page);
    const venues = await wholeVenues(db, signal);
    // Once it aborts, the lease may be somebody else's.
    await writeSnapshot(open(), { version, events, venues }, now(), { full, signal });
  }

  return {
    name: "snapshot",
    limit: 5000,
    deadlineMs: 20_000,
    together: true,
    restSeconds: 3,
    tell: (_rows, version, signal) => rebuild(version, signal),
    async tend(version, nightly, signal) {
      const kept = await readSnapshotVersion(open());
      const behind = kept !== null && kept.version < version.version && now() - version.at > LAG_MS;
      if (nightly || kept === null || behind) await rebuild(version, signal, nightly || kept === null);
    },
  };
}

/** KV as the snapshot's store: each of its failures is an outage. */
function reaching(kv: KVNamespace): SnapshotStore {
  function get(key: string, type: "text"): Promise<string | null>;
  function get(key: string, type: "arrayBuffer"): Promise<ArrayBuffer | null>;
  function get(key: string, type: "text" | "arrayBuffer"): Promise<string | ArrayBuffer | null> {
    return reach<string | ArrayBuffer | null>(type === "text" ? kv.get(key, "text") : kv.get(key, "arrayBuffer"));
  }
  return {
    get,
    put: (key, value) => reach(kv.put(key, value)),
    delete: (key) => reach(kv.delete(key)),
  };
}
