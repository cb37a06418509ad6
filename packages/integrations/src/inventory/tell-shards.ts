import { type InventoryShardApi, shardName } from "@liveotter/core/inventory/shard-api";
import { within } from "../deadline.ts";

/** As much of a Durable Object namespace as telling needs. */
export interface ShardNamespace {
  getByName(name: string): Pick<InventoryShardApi, "changed">;
}

/** An answer must not wait for a shard that is busy with a stampede. */
const TELL_MS = 1000;

/**
 * Tells the shards of an event's scopes (performances, or the event itself) that capacity or orders have changed. Best
 * effort, and never rejects: a shard that does not hear of it finds out by itself, later.
 */
export async function tellShards(
  namespace: ShardNamespace | undefined,
  eventId: string,
  scopes: readonly string[],
): Promise<void> {
  if (namespace === undefined) return;
  const tell = async (scope: string) => namespace.getByName(shardName(eventId, scope)).changed();
  await Promise.all(scopes.map((scope) => within(tell(scope), TELL_MS).catch(() => undefined)));
}
