import type { EventId } from "@liveotter/core/ids";
import { type PoolSummary, shardName } from "@liveotter/core/inventory/shard-api";
import { withDeadline } from "@liveotter/integrations/deadline";
import type { Deps } from "../deps.ts";

/** The report comes without it when it takes longer. */
const LOOK_MS = 700;

/** What each of these scopes' shards counts now, by quota. What nobody counts now, or in time, is missing. Never rejects. */
export async function heldInShards(
  { shards }: Deps,
  eventId: EventId,
  scopes: readonly string[],
): Promise<Map<string, PoolSummary>> {
  if (shards === undefined) return new Map();
  const looks = scopes.map((scope) =>
    withDeadline(() => shards.getByName(shardName(eventId, scope)).summary(), LOOK_MS).then(
      (summary) => (summary.outcome === "counted" ? summary.pools : []),
      () => [],
    ),
  );
  return new Map((await Promise.all(looks)).flat().map((pool) => [pool.id, pool]));
}
