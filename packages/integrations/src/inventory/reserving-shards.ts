import { shardName } from "@liveotter/core/inventory/shard-api";
import type { ReservingShards } from "@liveotter/core/inventory/with-reservation";
import { withDeadline } from "../deadline.ts";

/** The part of a Durable Object namespace that reserving needs. */
interface ReservingNamespace {
  getByName(name: string): ReturnType<ReservingShards>;
}

/** A shard may read Postgres before it answers. */
const ANSWER_MS = 3500;

/** Shards whose calls reject after a deadline, and always if there is no binding. */
export const reservingShards =
  (namespace: ReservingNamespace | undefined): ReservingShards =>
  (eventId, scope) => {
    const ask = <T>(work: (shard: ReturnType<ReservingShards>) => Promise<T>): Promise<T> =>
      withDeadline(async () => {
        if (namespace === undefined) throw new Error("there are no shards");
        return work(namespace.getByName(shardName(eventId, scope)));
      }, ANSWER_MS);
    return {
      reserve: (wanted, attempt) => ask((shard) => shard.reserve(wanted, attempt)),
      withdraw: (operationId, attempt) => ask((shard) => shard.withdraw(operationId, attempt)),
      giveUp: (operationId) => ask((shard) => shard.giveUp(operationId)),
    };
  };

/** A deterministic operation id: a UUID made from the SHA-256 of `words`. */
export async function operationIdOf(...words: readonly (string | number)[]): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify(words));
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", text)).slice(0, 16);
  // Version 8 (custom) and the variant of RFC 9562.
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
