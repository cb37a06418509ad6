import { entityTag } from "@liveotter/contracts/http/entity-tag";
import { AVAILABILITY, AVAILABILITY_AGE } from "@liveotter/contracts/http/freshness";
import type { Availability } from "@liveotter/contracts/public/sale";
import { asId, type EventId, type PerformanceId } from "@liveotter/core/ids";
import { type Instant, instant, toIso } from "@liveotter/core/instant";
import { freeIn } from "@liveotter/core/inventory/free-in";
import type { ShardSummary } from "@liveotter/core/inventory/shard-api";
import { offersOf, performanceState, type ScopeQuotas, scopesOf, takesCode } from "@liveotter/core/sale/offer";
import type { Sale, SalePerformance } from "@liveotter/core/sale/sale";
import { codeKey, codeRefusal, type SaleCode } from "@liveotter/core/sale/sale-code";
import { offerStateOf } from "@liveotter/core/sale/sale-state";
import type { CacheAnswer, Lifetimes, TieredCache, WaitUntil } from "@liveotter/integrations/cache/tiered-cache";
import { codeRefused } from "./refuse.ts";
import type { Sales } from "./sales.ts";
import { type Shards, unlessBusy } from "./shards.ts";

/** More than this many left are not told. */
const TOLD_LEFT = 50;

const LIFETIMES: Lifetimes = {
  fresh: AVAILABILITY.fresh,
  stale: AVAILABILITY.fresh + AVAILABILITY.whileRevalidating,
  staleOnError: AVAILABILITY.fresh + AVAILABILITY.onError,
};

export interface Availabilities {
  /** One summary for all who look, made anew every two seconds at most. Rejects with `NothingAnswersError`. */
  read(performanceId: string, waitUntil: WaitUntil): Promise<CacheAnswer>;
  /** For the holder of a code alone. `null`: no such performance. @throws ProblemError for a code that is no good */
  readWith(performanceId: string, typedCode: string, waitUntil: WaitUntil): Promise<Availability | null>;
}

/**
 * `cache` holds the finished answers, `counts` in this isolate what shards say. Postgres is asked by nobody's looking, save
 * that what is sold out has `endDue` end what has lapsed.
 */
export function availabilities(
  cache: TieredCache,
  counts: TieredCache,
  sales: Sales,
  shards: Shards,
  endDue: (eventId: EventId) => Promise<void>,
  now: () => Instant,
): Availabilities {
  async function find(performanceId: string, waitUntil: WaitUntil) {
    const id = asId<PerformanceId>(performanceId);
    const eventId = id && (await sales.eventOf(id, waitUntil));
    const sale = eventId && (await sales.sale(eventId, waitUntil));
    const performance = sale?.performances.find((one) => one.id === id);
    return sale && performance ? { sale, performance } : null;
  }

  /** @throws ShardBusyError from a shard that knows nothing yet, so that an older copy is used, or the answer is "busy" */
  const summaryOf = async ({ eventId }: Sale, { scope, quotas }: ScopeQuotas): Promise<ShardSummary> =>
    unlessBusy(await shards(eventId, scope).summary(quotas));

  async function keptSummaryOf(sale: Sale, of: ScopeQuotas, waitUntil: WaitUntil): Promise<ShardSummary> {
    const load = async () => {
      const body = JSON.stringify(await summaryOf(sale, of));
      return { body, etag: "", asOf: now(), version: 0, source: "database" } as const;
    };
    const { body } = await counts.read(`left ${sale.eventId} ${of.scope}`, LIFETIMES, load, noOther, waitUntil);
    if (body === null) throw new Error("a summary is never absent");
    // Written from one under this key.
    return JSON.parse(body.body) as ShardSummary;
  }

  return {
    read: (performanceId, waitUntil) =>
      cache.read(
        `availability ${performanceId}`,
        LIFETIMES,
        async () => {
          const found = await find(performanceId, waitUntil);
          if (found === null) return null;
          const { sale, performance } = found;
          const summaries = await Promise.all(scopesOf(sale, performance, null).map((scope) => summaryOf(sale, scope)));
          const availability = present(sale, performance, null, summaries, now());
          if (availability.ticketTypes.some(({ state }) => state === "sold-out")) waitUntil(endDue(sale.eventId));
          const body = JSON.stringify(availability);
          const asOf = instant(Date.parse(availability.asOf));
          return { body, etag: await entityTag(body), asOf, version: 0, source: "database" };
        },
        noOther,
        waitUntil,
      ),
    async readWith(performanceId, typedCode, waitUntil) {
      const found = await find(performanceId, waitUntil);
      if (found === null) return null;
      const { sale, performance } = found;
      const code = await sales.code(sale.eventId, codeKey(typedCode), waitUntil);
      const reason = codeRefusal(code, now());
      if (reason !== null) throw codeRefused(reason, reason === "not-yet" ? (code?.validFrom ?? null) : null);
      const summaries = await Promise.all(
        scopesOf(sale, performance, code).map((scope) => keptSummaryOf(sale, scope, waitUntil)),
      );
      return present(sale, performance, code, summaries, now());
    },
  };
}

const noOther = () => Promise.reject(new Error("nobody else counts"));

function present(
  sale: Sale,
  performance: SalePerformance,
  code: SaleCode | null,
  summaries: readonly ShardSummary[],
  now: Instant,
): Availability {
  const offers = offersOf(sale, performance, code, freeIn(summaries), now);
  const closed = summaries.find((summary) => summary.stopped);
  const stopped = closed === undefined ? null : (closed.why ?? "stopped");
  const { state, opensAt, presaleAt, closesAt } = performanceState(sale, performance, code, { offers, stopped }, now);
  const asOf = instant(Math.min(now, ...summaries.map((summary) => summary.asOf)));
  return {
    asOf: toIso(asOf),
    degraded: now - asOf > AVAILABILITY_AGE.degraded * 1000,
    eventId: sale.eventId,
    eventSlug: sale.eventSlug,
    performanceId: performance.id,
    currency: sale.currency,
    state,
    takesCode: takesCode(sale, performance, state),
    opensAt: opensAt && toIso(opensAt),
    presaleAt: presaleAt && toIso(presaleAt),
    closesAt: toIso(closesAt),
    maxPerOrder: sale.maxPerOrder,
    feePerOrder: sale.fees?.paidBy === "fan" ? sale.fees.perOrder : 0,
    tax: sale.tax,
    rounding: sale.rounding,
    needsPass: sale.needsPass,
    ticketTypes: offers.map(({ type, price, total, totalBefore, phase, minPerOrder, maxPerOrder, left }) => ({
      id: type.id,
      name: type.name,
      description: type.description,
      price: total,
      priceBefore: totalBefore,
      fees: price.fees,
      tax: price.tax,
      phase: phase && { name: phase.name, until: toIso(phase.until) },
      minPerOrder,
      maxPerOrder,
      pass: type.pass && [...type.pass],
      left: typeof left === "number" && left <= TOLD_LEFT ? left : null,
      state: offerStateOf({ left, minPerOrder }),
    })),
  };
}
