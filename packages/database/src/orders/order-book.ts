import type { DueWork, OrderBook, RefundOutcome } from "@liveotter/core/box-office/ports";
import type { OrderId } from "@liveotter/core/ids";
import type { Money } from "@liveotter/core/money";
import { asCurrency } from "@liveotter/core/money";
import type { Database } from "../connect.ts";
import { DatabaseError } from "../database-error.ts";
import { operationOver } from "../operation-over.ts";
import { retrying } from "../retrying.ts";
import { beginPayment } from "./begin-payment.ts";
import { cancelEventOrders } from "./cancel-event-orders.ts";
import { cancelPerformanceOrders, performancesToSettle } from "./cancel-performance-orders.ts";
import { claimPayments } from "./claim-payments.ts";
import { claimRefunds } from "./claim-refunds.ts";
import { dueOrders } from "./due-orders.ts";
import { endOrder } from "./end-order.ts";
import { eventsToCancel } from "./events-to-cancel.ts";
import { claimOrphans, recordOrphan, settleOrphan } from "./orphans.ts";
import { settleDispute } from "./settle-dispute.ts";
import { settlePayment } from "./settle-payment.ts";
import { settleRefund } from "./settle-refund.ts";

const ANOTHER_PAYMENT_IS_OPEN = "LO009";

/** The order book of core's box office in Postgres, as a role that may call its functions. All of it @throws DatabaseError */
export function orderBook(db: Database): OrderBook {
  return {
    async beginPayment(request, now) {
      const { amount, currency, ...payment } = await retrying(() => beginPayment(db, { ...request, now }));
      return { ...payment, amount: moneyOf(amount, currency) };
    },
    dueOrders: (eventId, now, limit) => dueOrders(db, eventId, now, limit),
    async settlePayment({ state, taken, ref, ...report }, room, now) {
      const settled = await retrying(() =>
        settlePayment(db, {
          ...{ ...report, outcome: state, taken: taken?.minor ?? null, takenCurrency: taken?.currency ?? null },
          ...{ providerRef: ref, now },
          ...(typeof room === "string" ? { room } : { operation: room }),
        }),
      ).catch(operationOver);
      const { needs, eventId } = settled ?? {};
      return needs && eventId ? { eventId, needs } : settled;
    },
    endOrder: (orderId, as, now) =>
      retrying(() => endOrder(db, orderId, as, now)).catch((error: unknown) => {
        if (error instanceof DatabaseError && error.code === ANOTHER_PAYMENT_IS_OPEN) return null;
        throw error;
      }),
    async settleDispute({ paymentId, ref, state, amount: { minor, currency } }, now) {
      const report = { paymentId, providerRef: ref, outcome: state, amount: minor, currency, now };
      const settled = await retrying(() => settleDispute(db, report));
      return settled;
    },
    async settleRefund(refundId, outcome, now) {
      return (await retrying(() => settleRefund(db, { refundId, ...detailsOf(outcome), now }))) !== null;
    },
    recordOrphan: ({ ref, money, ...facts }, now) =>
      retrying(() =>
        recordOrphan(db, {
          ...{ ...facts, provider: "test", providerRef: ref, now },
          ...{ amount: money?.minor ?? null, currency: money?.currency ?? null },
        }),
      ),
  };
}

/** What is due, as jobs' role. */
export const dueWork = (db: Database): DueWork => ({
  paymentsToCheck: (now, limit) => claimPayments(db, now, limit),
  async refundsDue(now, limit) {
    const due = await claimRefunds(db, now, limit);
    return due.map(({ amount, currency, ...refund }) => ({ ...refund, amount: moneyOf(amount, currency) }));
  },
  async orphansDue(now, limit) {
    const due = await claimOrphans(db, now, limit);
    return due.map(({ amount, currency, ...orphan }) => ({ ...orphan, amount: moneyOf(amount, currency) }));
  },
  async settleOrphan(orphanId, outcome, now) {
    const error = outcome !== "matched" && outcome.state === "failed" ? { error: outcome.failure } : {};
    const state = outcome === "matched" ? outcome : outcome.state;
    await retrying(() => settleOrphan(db, { orphanId, outcome: state, ...error, now }));
  },
  eventsToCancel: (limit) => eventsToCancel(db, limit),
  async cancelOrders(eventId, limit, now) {
    const { done, paying, freed } = await retrying(() => cancelEventOrders(db, eventId, now, limit));
    return { done, freed, paying: byOrder(paying) };
  },
  performancesToSettle: (limit) => performancesToSettle(db, limit),
  async cancelPerformanceOrders(performanceId, limit, now) {
    const { done, paying, freed } = await retrying(() => cancelPerformanceOrders(db, performanceId, now, limit));
    return { done, freed, paying: byOrder(paying) };
  },
});

/** An order may have a card and a transfer open at once. */
const byOrder = <Payment extends { readonly orderId: OrderId }>(paying: readonly Payment[]) =>
  Array.from(
    Map.groupBy(paying, ({ orderId }) => orderId),
    ([orderId, payments]) => ({ orderId, payments }),
  );

function detailsOf(outcome: RefundOutcome) {
  switch (outcome.outcome) {
    case "failed":
      return { outcome: outcome.outcome, providerRef: outcome.ref, error: outcome.why };
    case "pending":
    case "succeeded":
      return { outcome: outcome.outcome, providerRef: outcome.ref };
    default:
      return { outcome: outcome.outcome };
  }
}

function moneyOf(minor: number, code: string): Money {
  const currency = asCurrency(code);
  if (currency === null) throw new Error("a currency that nobody knows");
  return { minor, currency };
}
