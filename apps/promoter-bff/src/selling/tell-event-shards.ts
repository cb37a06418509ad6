import type { EventId } from "@liveotter/core/ids";
import { shardName } from "@liveotter/core/inventory/shard-api";
import { readScopes } from "@liveotter/database/promoter/read-scopes";
import { within } from "@liveotter/integrations/deadline";
import type { Context } from "hono";
import type { MemberApp } from "../http/context.ts";

/** An answer waits no longer for those who count; whoever has not heard by then hears a little later. */
const TELL_MS = 800;

/**
 * Has every shard of an event read anew what there is to sell, after the commit that changed it. Never rejects: a shard
 * that hears nothing finds out by itself, and whatever it gives away meanwhile Postgres counts again.
 */
export async function tellEventShards(c: Context<MemberApp>, eventId: EventId): Promise<void> {
  const { shards, database, log } = c.env;
  if (shards === undefined) return;
  const tell = async () => {
    const scopes = await database((db) => readScopes(db, c.get("me").promoter.id, eventId));
    await Promise.all(scopes.map((scope) => shards.getByName(shardName(eventId, scope)).changed()));
  };
  const telling = tell().catch((error: unknown) => {
    log.warn("shards not told", {
      requestId: c.get("requestId"),
      error: error instanceof Error ? error.name : typeof error,
    });
  });
  c.executionCtx.waitUntil(telling);
  await within(telling, TELL_MS);
}
