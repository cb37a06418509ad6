import { DurableObject } from "cloudflare:workers";
import type { EventId } from "@liveotter/core/ids";
import { makeHoldId } from "@liveotter/core/inventory/hold-id";
import { shardName } from "@liveotter/core/inventory/shard-api";
import type { InventoryShard } from "../../apps/public-bff/src/durable-objects/inventory-shard.ts";

// biome-ignore lint/performance/noBarrelFile: the platform looks for its classes among the exports of the worker.
export { InventoryShard } from "../../apps/public-bff/src/durable-objects/inventory-shard.ts";

/** The floor: a call that does nothing. */
export class NoOpShard extends DurableObject {
  noOp(): void {
    // Nothing.
  }
}

interface BenchEnv {
  readonly INVENTORY: DurableObjectNamespace<InventoryShard>;
  readonly NO_OP: DurableObjectNamespace<NoOpShard>;
  /** What is held: one of this quota each time. */
  readonly EVENT: EventId;
  readonly SCOPE: string;
  readonly QUOTA: string;
}

/** `/hold` and `/no-op`: one call of one object; with `count`, so many of them, `inFlight` at a time. */
export default {
  async fetch(request, { INVENTORY, NO_OP, EVENT, SCOPE, QUOTA }) {
    const { pathname, searchParams } = new URL(request.url);
    const shard = INVENTORY.getByName(shardName(EVENT, SCOPE));
    const bare = NO_OP.getByName("one");
    const draws = [{ pool: QUOTA, count: 1 }];
    const hold = async (): Promise<boolean> => {
      const holdId = makeHoldId({ eventId: EVENT, scope: SCOPE }, crypto.getRandomValues(new Uint8Array(16)));
      const doc = JSON.stringify({ holdId, lines: draws });
      return (await shard.hold({ holdId, key: holdId, requestHash: "0".repeat(64), draws, doc })).outcome === "held";
    };
    const noOp = async (): Promise<boolean> => {
      await bare.noOp();
      return true;
    };
    const call = pathname === "/hold" ? hold : noOp;
    let left = Number(searchParams.get("count") ?? 1);
    let failed = 0;
    const lane = async () => {
      while (left-- > 0) if (!(await call())) failed += 1;
    };
    await Promise.all(Array.from({ length: Number(searchParams.get("inFlight") ?? 1) }, lane));
    return Response.json({ failed }, { status: failed === 0 ? 200 : 500 });
  },
} satisfies ExportedHandler<BenchEnv>;
