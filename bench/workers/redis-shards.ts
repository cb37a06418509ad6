import { instant } from "@liveotter/core/instant";
import { HOLD_MAX_MS, HOLD_MS, type InventoryShardApi, shardName } from "@liveotter/core/inventory/shard-api";
import type { Redis } from "@liveotter/integrations/redis";
import type { Shards } from "../../apps/public-bff/src/box-office/shards.ts";

/**
 * A hold as one script in Redis would do it, all that a shard promises of one included: the same key is the same hold,
 * all draws or none, what lapsed takes nothing, the document is kept.
 * KEYS: the pools' taken counts, the pools' capacities, the holds by key, their ends, their draws.
 * ARGV: now, end, idempotency key, hold id, request hash, document, then pool and count by turns.
 */
export const HOLD_SCRIPT = `
local known = redis.call('HGET', KEYS[3], ARGV[3])
if known then return {'replayed', known} end
local lapsed = redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', ARGV[1], 'LIMIT', 0, 100)
for _, id in ipairs(lapsed) do
  local draws = cjson.decode(redis.call('HGET', KEYS[5], id))
  for pool, count in pairs(draws) do redis.call('HINCRBY', KEYS[1], pool, -count) end
  redis.call('HDEL', KEYS[5], id)
  redis.call('ZREM', KEYS[4], id)
end
for at = 7, #ARGV, 2 do
  local capacity = redis.call('HGET', KEYS[2], ARGV[at])
  local taken = tonumber(redis.call('HGET', KEYS[1], ARGV[at]) or 0)
  if not capacity or taken + tonumber(ARGV[at + 1]) > tonumber(capacity) then return {'refused', ARGV[at]} end
end
local draws = {}
for at = 7, #ARGV, 2 do
  redis.call('HINCRBY', KEYS[1], ARGV[at], ARGV[at + 1])
  draws[ARGV[at]] = tonumber(ARGV[at + 1])
end
redis.call('HSET', KEYS[5], ARGV[4], cjson.encode(draws))
redis.call('ZADD', KEYS[4], ARGV[2], ARGV[4])
redis.call('HSET', KEYS[3], ARGV[3], ARGV[4] .. ' ' .. ARGV[5] .. ' ' .. ARGV[6])
return {'held'}
`;

export const keysOf = (shard: string): string[] =>
  ["taken", "capacity", "keys", "ends", "draws"].map((what) => `{${shard}}:${what}`);

/** Shards of which holds alone are done, by the script in Redis. */
export function redisShards(redis: Redis, sha: string): Shards {
  return (eventId, scope): InventoryShardApi => ({
    ...absent,
    async hold({ holdId, key, requestHash, draws, doc }) {
      const now = Date.now();
      const given = [
        now,
        now + HOLD_MS,
        key,
        holdId,
        requestHash,
        doc ?? "",
        ...draws.flatMap((d) => [d.pool, d.count]),
      ];
      const [said] = await redis.evalsha<(string | number)[], string[]>(sha, keysOf(shardName(eventId, scope)), given);
      if (said !== "held") return { outcome: "refused", refused: draws.map(({ pool }) => ({ pool, left: 0 })) };
      const times = { expiresAt: instant(now + HOLD_MS), lastsUntil: instant(now + HOLD_MAX_MS), now: instant(now) };
      return {
        outcome: "held",
        hold: { holdId, state: "held", ...times, orderId: null, revision: 1, draws, doc },
        replayed: false,
      };
    },
  });
}

const none = (): Promise<never> => Promise.reject(new Error("this bench does holds alone"));
const absent: InventoryShardApi = {
  ...{ hold: none, read: none, amend: none, extend: none, release: none, pin: none },
  ...{ reserve: none, withdraw: none, giveUp: none, committed: none, failed: none, changed: none, summary: none },
};
