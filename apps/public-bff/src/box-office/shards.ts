import {
  type Busy,
  type InventoryShardApi,
  type InventoryShards,
  shardName,
} from "@liveotter/core/inventory/shard-api";
import { withDeadline } from "@liveotter/integrations/deadline";

/** The shard that counts one scope of an event. Calls it has not answered reject with `ShardLostError`. */
export type Shards = (eventId: string, scope: string) => InventoryShardApi;

/** No answer: what was asked may have been done. The same again, under the same ids, does nothing twice. */
export class ShardLostError extends Error {
  override readonly name = "ShardLostError";
}

/** The shard does nothing now, and says when to ask again. */
export class ShardBusyError extends Error {
  override readonly name = "ShardBusyError";
  readonly retryAfterMs: number;

  constructor({ retryAfterMs }: Busy) {
    super("the shard is busy");
    this.retryAfterMs = retryAfterMs;
  }
}

/** Any answer but "busy". @throws ShardBusyError */
export function unlessBusy<T extends { readonly outcome: string }>(answer: T): Exclude<T, Busy> {
  if (isBusy(answer)) throw new ShardBusyError(answer);
  // What is not busy is one of the others.
  return answer as Exclude<T, Busy>;
}

const isBusy = (answer: { readonly outcome: string }): answer is Busy => answer.outcome === "busy";

/** Beyond what a shard may wait for Postgres. */
const ANSWER_MS = 5000;

/** Every call may be repeated, so one that a restart cut off is, once; one that was refused as too many never is. */
export function shardsOf(namespace: InventoryShards): Shards {
  return (eventId, scope) => {
    const ask = async <T>(work: (shard: InventoryShardApi) => Promise<T>): Promise<T> => {
      const once = () => withDeadline(() => work(namespace.getByName(shardName(eventId, scope))), ANSWER_MS);
      try {
        return await once().catch((error: unknown) => (mayRepeat(error) ? once() : Promise.reject(error)));
      } catch (error) {
        throw new ShardLostError("no answer from the shard", { cause: error });
      }
    };
    return {
      hold: (request) => ask((shard) => shard.hold(request)),
      read: (holdId) => ask((shard) => shard.read(holdId)),
      amend: (holdId, change) => ask((shard) => shard.amend(holdId, change)),
      extend: (holdId, until) => ask((shard) => shard.extend(holdId, until)),
      release: (holdId, options) => ask((shard) => shard.release(holdId, options)),
      pin: (holdId, orderId, request) => ask((shard) => shard.pin(holdId, orderId, request)),
      committed: (holdId, orderId) => ask((shard) => shard.committed(holdId, orderId)),
      failed: (holdId, attempt) => ask((shard) => shard.failed(holdId, attempt)),
      reserve: (wanted, attempt) => ask((shard) => shard.reserve(wanted, attempt)),
      withdraw: (operationId, attempt) => ask((shard) => shard.withdraw(operationId, attempt)),
      giveUp: (operationId) => ask((shard) => shard.giveUp(operationId)),
      changed: () => ask((shard) => shard.changed()),
      summary: (quotas) => ask((shard) => shard.summary(quotas)),
    };
  };
}

/** https://developers.cloudflare.com/durable-objects/best-practices/error-handling/ */
const mayRepeat = (error: unknown): boolean =>
  error instanceof Error &&
  "retryable" in error &&
  error.retryable === true &&
  !("overloaded" in error && error.overloaded === true);
