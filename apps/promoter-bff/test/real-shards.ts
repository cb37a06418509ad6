import type { Instant } from "@liveotter/core/instant";
import type { InventoryShardApi } from "@liveotter/core/inventory/shard-api";
import { readInventory } from "@liveotter/database/inventory/read-inventory";
import { sql } from "drizzle-orm";
import { WorldShard } from "../../../e2e/history/world-shard.ts";
import { as, owner } from "./promoters.ts";

/** In-process shards over the real Postgres, with their own clock, in place of the stand-in. */
export class RealShards {
  now: Instant;
  /** Every call rejects. */
  silent = false;
  /** Runs once, between a reservation and its write. */
  afterReserving: ((shard: WorldShard, operationId: string) => Promise<unknown>) | null = null;
  readonly #shards = new Map<string, WorldShard>();

  constructor(now: Instant) {
    this.now = now;
  }

  /** The binding. */
  getByName(name: string): InventoryShardApi {
    const shard = this.at(name);
    if (this.silent) return new Proxy(shard, { get: () => () => Promise.reject(new Error("no answer")) });
    const reserve: InventoryShardApi["reserve"] = async (wanted, attempt) => {
      const answer = await shard.reserve(wanted, attempt);
      const meddle = this.afterReserving;
      this.afterReserving = null;
      await meddle?.(shard, wanted.id);
      return answer;
    };
    return new Proxy(shard, {
      get: (target, property) => {
        if (property === "reserve") return reserve;
        // Its methods are bound to it: they use private fields.
        const member: unknown = Reflect.get(target, property, target);
        return typeof member === "function" ? member.bind(target) : member;
      },
    });
  }

  at(name: string): WorldShard {
    const known = this.#shards.get(name);
    if (known !== undefined) return known;
    const [eventId = "", scope = ""] = name.split("/");
    const shard = new WorldShard({
      now: () => this.now,
      read: (question) => readInventory(as("DATABASE_URL_PUBLIC"), { eventId, scope }, question),
      decided: () => {},
      without: null,
    });
    this.#shards.set(name, shard);
    return shard;
  }
}

/** How Postgres counts a quota. */
export async function counterOf(quotaId: string | undefined): Promise<{ used: number; blocked: number }> {
  const [row] = await owner().query<{ used: number; blocked: number }>(
    sql`SELECT used, blocked FROM quota_counters WHERE quota_id = ${quotaId}::uuid`,
  );
  if (row === undefined) throw new Error("no such quota");
  return row;
}
