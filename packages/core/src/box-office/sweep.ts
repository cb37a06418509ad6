import type { Instant } from "../instant.ts";
import { PaymentUnknownError } from "../payment/payment-provider.ts";
import { checkPayment } from "./check-payment.ts";
import { endOrder } from "./end-order.ts";
import type { BoxOffice, DueWork } from "./ports.ts";
import { runRefund } from "./run-refund.ts";

/** What became of what was due, by outcome: an order's or payment's state, or `unknown`, `failed`, `waiting`. */
export type Tally = Map<string, number>;

export interface SweepOptions {
  /** No batch begins after this. */
  readonly until: Instant;
  readonly batch: number;
  readonly atOnce: number;
  /** Hears of what no provider's silence explains. The others go on. */
  readonly onFailure: (error: unknown) => void;
}

/** Ends orders that are past their time. */
export const sweepOrders = (office: BoxOffice, work: DueWork, options: SweepOptions): Promise<Tally> =>
  sweep(office, options, work.dueOrders, async (due) => (await endOrder(office, due, "expired")) ?? "waiting");

/** Asks providers about payments whose outcome nobody knows. */
export const sweepPayments = (office: BoxOffice, work: DueWork, options: SweepOptions): Promise<Tally> =>
  sweep(office, options, work.paymentsToCheck, async (payment) => {
    const settled = await checkPayment(office, payment);
    return settled?.paymentState ?? "waiting";
  });

/**
 * Has refunds made, a few at once, so that neither the provider nor anybody's checkout feels an event that is called off.
 * Ends with the first batch for which a provider has too little: the rest waits as it is.
 */
export const sweepRefunds = (office: BoxOffice, work: DueWork, options: SweepOptions): Promise<Tally> =>
  sweep(office, options, work.refundsDue, (due) => runRefund(office, due), "unfunded");

async function sweep<T>(
  office: BoxOffice,
  { until, batch, atOnce, onFailure }: SweepOptions,
  next: (now: Instant, limit: number) => Promise<readonly T[]>,
  settle: (item: T) => Promise<string>,
  last?: string,
): Promise<Tally> {
  const tally: Tally = new Map();
  const settleOne = async (item: T): Promise<void> => {
    const outcome = await settle(item).catch((error: unknown) => {
      if (error instanceof PaymentUnknownError) return "unknown";
      onFailure(error);
      return "failed";
    });
    tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
  };
  for (;;) {
    const left = [...(await next(office.now(), batch))];
    const full = left.length === batch;
    const worker = async (): Promise<void> => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await settleOne(item);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    // What is unknown comes again by itself, later: asking on would only be louder.
    if (!full || office.now() >= until || tally.has("unknown") || (last !== undefined && tally.has(last))) return tally;
  }
}
