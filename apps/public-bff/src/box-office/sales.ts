import { entityTag } from "@liveotter/contracts/http/entity-tag";
import type { EventId, PerformanceId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Sale } from "@liveotter/core/sale/sale";
import type { SaleCode } from "@liveotter/core/sale/sale-code";
import type { Lifetimes, TieredCache, WaitUntil } from "@liveotter/integrations/cache/tiered-cache";

/** Where sales are kept for good. `null`: there is none like it that the public sees. */
export interface SaleRecord {
  sale(eventId: EventId, signal: AbortSignal): Promise<Sale | null>;
  code(eventId: EventId, key: string, signal: AbortSignal): Promise<SaleCode | null>;
  eventOf(performanceId: PerformanceId, signal: AbortSignal): Promise<EventId | null>;
}

/** The same by copies. Rejects with `NothingAnswersError` while there is neither copy nor record. */
export interface Sales {
  sale(eventId: EventId, waitUntil: WaitUntil): Promise<Sale | null>;
  /** By the code's folded form. */
  code(eventId: EventId, key: string, waitUntil: WaitUntil): Promise<SaleCode | null>;
  eventOf(performanceId: PerformanceId, waitUntil: WaitUntil): Promise<EventId | null>;
}

/** Nobody waits for Postgres while anybody looked within half a minute; a day-old copy still sells. */
const SALE: Lifetimes = { fresh: 5, stale: 30, staleOnError: 86_400 };
/** It never changes. */
const EVENT_OF: Lifetimes = { fresh: 86_400, stale: 86_400, staleOnError: 7 * 86_400 };
/** Parsed copies: those of large tours take a megabyte each. */
const PARSED = 50;

/** Reads through the tiers of `cache`, whose copies carry no version. */
export function cachedSales(cache: TieredCache, record: SaleRecord, now: () => Instant): Sales {
  const parsed = new Map<string, { readonly etag: string; readonly value: unknown }>();

  async function read<T>(
    key: string,
    life: Lifetimes,
    load: (signal: AbortSignal) => Promise<T | null>,
    waitUntil: WaitUntil,
  ): Promise<T | null> {
    const { body } = await cache.read(
      key,
      life,
      async (signal) => {
        const value = await load(signal);
        if (value === null) return null;
        const text = JSON.stringify(value);
        return { body: text, etag: await entityTag(text), asOf: now(), version: 0, source: "database" };
      },
      () => Promise.reject(new Error("there is no other record")),
      waitUntil,
    );
    if (body === null) return null;
    const known = parsed.get(key);
    const value = known?.etag === body.etag ? known.value : JSON.parse(body.body);
    parsed.delete(key);
    parsed.set(key, { etag: body.etag, value });
    for (const oldest of parsed.keys()) {
      if (parsed.size <= PARSED) break;
      parsed.delete(oldest);
    }
    // Written from a T, under a key that is of this kind alone.
    return value as T;
  }

  return {
    sale: (eventId, waitUntil) => read(`sale ${eventId}`, SALE, (signal) => record.sale(eventId, signal), waitUntil),
    code: (eventId, key, waitUntil) =>
      read(`code ${eventId} ${key}`, SALE, (signal) => record.code(eventId, key, signal), waitUntil),
    eventOf: (performanceId, waitUntil) =>
      read(`event-of ${performanceId}`, EVENT_OF, (signal) => record.eventOf(performanceId, signal), waitUntil),
  };
}
