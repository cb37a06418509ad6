import type { EventId } from "../ids.ts";
import type { Instant } from "../instant.ts";
import { checkPayment } from "./check-payment.ts";
import { endOrder } from "./end-order.ts";
import { PaymentThrottledError, PaymentUnknownError } from "./payment-provider.ts";
import type { BoxOffice, CancelledOrders, DueWork } from "./ports.ts";
import { runRefund } from "./run-refund.ts";
import { settleIfKnown } from "./settle-charge.ts";

/** What became of what was due, by outcome: the state of what it was, or one of `STUCK`. */
export type Tally = Map<string, number>;

/** Outcomes that are none: the provider says nothing, something broke, it is not yet to be known. */
export const STUCK: readonly string[] = ["unknown", "error", "waiting"];

/** How often a provider asked us to slow down. No outcome: what it would not take is tried again. */
export const THROTTLED = "throttled";

export interface SweepOptions {
  /** Nothing begins after this. What was claimed and not begun comes again when its claim has ended. */
  readonly until: Instant;
  readonly batch: number;
  readonly atOnce: number;
  /** Waits for this many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Hears of what no provider's silence explains. The others go on. */
  readonly onFailure: (error: unknown) => void;
}

/** Ends orders that are past their time, of one event or of all. */
export const sweepOrders = (office: BoxOffice, eventId: EventId | null, options: SweepOptions): Promise<Tally> =>
  sweep(
    office,
    options,
    (now, limit) => office.book.dueOrders(eventId, now, limit),
    async (due) => (await endOrder(office, due, "expired")) ?? "waiting",
  );

/** Asks providers about payments whose outcome nobody knows. */
export const sweepPayments = (office: BoxOffice, work: DueWork, options: SweepOptions): Promise<Tally> =>
  sweep(
    office,
    options,
    (now, limit) => work.paymentsToCheck(now, limit),
    async (payment) => {
      const settled = await checkPayment(office, payment);
      return settled?.paymentState ?? "waiting";
    },
  );

/**
 * Has refunds made, a few at once, so that neither the provider nor anybody's checkout feels an event that is called off.
 * Ends with the first batch for which a provider has too little: the rest waits as it is.
 */
export const sweepRefunds = (office: BoxOffice, work: DueWork, options: SweepOptions): Promise<Tally> =>
  sweep(
    office,
    options,
    (now, limit) => work.refundsDue(now, limit),
    (due) => runRefund(office, due),
    "unfunded",
  );

/** Gives back what came for no payment, unless one is found for it after all. What cannot be given back waits for a person. */
export const sweepOrphans = (office: BoxOffice, work: DueWork, options: SweepOptions): Promise<Tally> =>
  sweep(
    office,
    options,
    (now, limit) => work.orphansDue(now, limit),
    async ({ orphanId, provider, ...refund }) => {
      const charge = { ref: refund.chargeRef, taken: refund.amount, actionUrl: null, failure: null } as const;
      const { paymentId } = refund;
      const { known } = await settleIfKnown(office, { ...charge, paymentId, state: "succeeded" });
      const outcome = !known ? await office.providers[provider].refund(refund) : "matched";
      await work.settleOrphan(orphanId, outcome, office.now());
      if (outcome === "matched") return outcome;
      if (outcome.state === "failed") office.alert("orphan_not_refunded");
      return outcome.state;
    },
    "unfunded",
  );

/**
 * Ends or pays back the orders of cancelled events, batch by batch, each of them whole: after a crash it goes on where it
 * was. Money goes back by `sweepRefunds`.
 */
export async function sweepCancelledEvents(office: BoxOffice, work: DueWork, options: SweepOptions): Promise<Tally> {
  const tally: Tally = new Map();
  for (const eventId of await work.eventsToCancel(options.batch)) {
    // One that breaks keeps nobody else's money back.
    const cancel = (limit: number, now: Instant) => work.cancelOrders(eventId, limit, now);
    await cancelAll(office, eventId, cancel, options, tally).catch((error: unknown) => {
      options.onFailure(error);
      count(tally, "error", 1);
    });
  }
  return tally;
}

/** The same for single cancelled performances: their orders' other tickets stay valid. */
export async function sweepCancelledPerformances(
  office: BoxOffice,
  work: DueWork,
  options: SweepOptions,
): Promise<Tally> {
  const tally: Tally = new Map();
  for (const { eventId, performanceId } of await work.performancesToSettle(options.batch)) {
    const cancel = (limit: number, now: Instant) => work.cancelPerformanceOrders(performanceId, limit, now);
    await cancelAll(office, eventId, cancel, options, tally).catch((error: unknown) => {
      options.onFailure(error);
      count(tally, "error", 1);
    });
  }
  return tally;
}

async function cancelAll(
  office: BoxOffice,
  eventId: EventId,
  cancel: (limit: number, now: Instant) => Promise<CancelledOrders>,
  options: SweepOptions,
  tally: Tally,
): Promise<void> {
  for (let done = options.batch; done > 0 && office.now() < options.until; ) {
    const cancelled = await cancel(options.batch, office.now());
    done = cancelled.done;
    count(tally, "cancelled", done);
    if (done > 0) await office.tellShards(eventId, cancelled.freed);
    else
      await settleAll(
        office,
        cancelled.paying,
        options,
        tally,
        async (due) => (await endOrder(office, due, "cancelled")) ?? "waiting",
      );
  }
}

async function sweep<T>(
  office: BoxOffice,
  options: SweepOptions,
  next: (now: Instant, limit: number) => Promise<readonly T[]>,
  settle: (item: T) => Promise<string>,
  last?: string,
): Promise<Tally> {
  const tally: Tally = new Map();
  while (office.now() < options.until) {
    const items = await next(office.now(), options.batch);
    const onTime = await settleAll(office, items, options, tally, settle);
    // What did not move comes again by itself, later: asking on would only be louder.
    const enough = [...STUCK, last ?? "unknown"].some((outcome) => tally.has(outcome));
    if (!onTime || items.length < options.batch || enough) break;
  }
  return tally;
}

/**
 * Settles these, `atOnce` at a time. When a provider asks to slow down, all wait for as long as it says; `false` when that
 * is longer than the sweep may last.
 */
async function settleAll<T>(
  { now }: BoxOffice,
  items: readonly T[],
  { atOnce, onFailure, sleep, until }: SweepOptions,
  tally: Tally,
  settle: (item: T) => Promise<string>,
): Promise<boolean> {
  const left = [...items];
  let pausedUntil = 0;
  const settleOne = async (item: T): Promise<void> => {
    try {
      count(tally, await settle(item), 1);
    } catch (error) {
      if (error instanceof PaymentThrottledError) {
        pausedUntil = Math.max(pausedUntil, now() + error.retryAfterMs);
        left.unshift(item);
        count(tally, THROTTLED, 1);
      } else if (error instanceof PaymentUnknownError) count(tally, "unknown", 1);
      else {
        onFailure(error);
        count(tally, "error", 1);
      }
    }
  };
  const worker = async (): Promise<void> => {
    for (;;) {
      if (pausedUntil >= until) return;
      while (now() < pausedUntil) await sleep(pausedUntil - now());
      if (now() >= until) return;
      const item = left.shift();
      if (item === undefined) return;
      await settleOne(item);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return pausedUntil < until;
}

function count(tally: Tally, outcome: string, more: number): void {
  if (more > 0) tally.set(outcome, (tally.get(outcome) ?? 0) + more);
}
