import { checkPayment } from "@liveotter/core/box-office/check-payment";
import { endOrder } from "@liveotter/core/box-office/end-order";
import { type Heard, hearWebhook, type Ours } from "@liveotter/core/box-office/hear-webhook";
import { type Card, payOrder } from "@liveotter/core/box-office/pay-order";
import type { PaymentMethod } from "@liveotter/core/box-office/payment-provider";
import type { BoxOffice } from "@liveotter/core/box-office/ports";
import { sweepOrders } from "@liveotter/core/box-office/sweep";
import type { EventId, OrderId, PaymentId } from "@liveotter/core/ids";
import { type Instant, instant } from "@liveotter/core/instant";
import { newId } from "@liveotter/database/new-id";
import type { OrderRow } from "@liveotter/database/orders/read-order";
import { within } from "@liveotter/integrations/deadline";
import type { WebhookNews } from "@liveotter/integrations/payments/test-webhook";
import { openPaymentsOf } from "./open-payment.ts";

interface NewPayment {
  readonly orderId: OrderId;
  /** Of the key that opened the order. */
  readonly keyGeneration: number;
  readonly method: PaymentMethod;
  /** Of a transfer or the door, as `payBy` says; absent for cards. */
  readonly until?: Instant | null;
  /** `null` where there is none to charge. */
  readonly card: Card | null;
  readonly requestKey: string;
  readonly requestHash: string;
}

/** Paying orders, as fans and providers come to it. */
export interface Payments {
  /** @throws what the book refuses, and PaymentUnknownError once it is begun and not settled */
  pay(payment: NewPayment): Promise<PaymentId>;
  /** Takes what a webhook tells, and answers what became of it. Whatever is thrown, the same may come again. */
  hear(news: WebhookNews): Promise<Heard | "ignored">;
  /**
   * Looks what became of an order that waits for its payment or is past its time, and ends or settles it: nothing of that
   * waits for `jobs`. Answers whether to read it again. Never rejects: what is not known now is known later.
   */
  catchUp(order: OrderRow): Promise<boolean>;
  /**
   * Ends what has lapsed of an event, for whoever found it sold out: may be free now. Every few seconds at most, and behind
   * the answer. Never rejects.
   */
  endDue(eventId: EventId): Promise<void>;
  /** @throws PaymentUnknownError */
  cancel(order: OrderRow): Promise<void>;
}

/** How long its page waits for a look, and how often it looks. */
const LOOK_MS = 1500;
const LOOK_EVERY_MS = 2000;
const REMEMBERED = 1000;
/** Of one event in one go; where more has lapsed, somebody finds it sold out again soon. */
const SWEEP = { batch: 20, atOnce: 4, ms: 4000 };

export function payments(office: BoxOffice, ours: Ours): Payments {
  const looks = new Map<OrderId | EventId, number>();
  /** Pages ask every second or so, and perhaps in several tabs. */
  const mayLook = (at: OrderId | EventId): boolean => {
    const now = office.now();
    if (now - (looks.get(at) ?? 0) < LOOK_EVERY_MS) return false;
    looks.delete(at);
    looks.set(at, now);
    for (const oldest of looks.keys()) {
      if (looks.size <= REMEMBERED) break;
      looks.delete(oldest);
    }
    return true;
  };

  const look = async (order: OrderRow): Promise<void> => {
    const payments = openPaymentsOf(order);
    if (order.expiresAt !== null && order.expiresAt <= office.now()) {
      await endOrder(office, { orderId: order.id, payments }, "expired");
      return;
    }
    // What people bring or send is nothing to ask a provider about.
    const [card] = payments.filter(({ provider }) => provider !== "manual");
    if (card !== undefined) await checkPayment(office, { ...card, wanted: order.state === "pending" });
  };

  return {
    pay: ({ card, ...payment }) =>
      payOrder(
        office,
        { ...payment, paymentId: newId<PaymentId>(), provider: payment.method === "card" ? "test" : "manual" },
        card,
      ),
    hear: async (news) => (news.about === "other" ? "ignored" : hearWebhook(office, ours, news)),
    async catchUp(order) {
      const due = order.expiresAt !== null && order.expiresAt <= office.now();
      const waits = openPaymentsOf(order).some(({ provider }) => provider === "test");
      if (order.state !== "pending" || !(due || waits) || !mayLook(order.id)) return false;
      await within(look(order), LOOK_MS).catch(() => undefined);
      return true;
    },
    async endDue(eventId) {
      if (!mayLook(eventId)) return;
      const { batch, atOnce, ms } = SWEEP;
      const options = { batch, atOnce, until: instant(office.now() + ms), onFailure: () => {}, sleep };
      await sweepOrders(office, eventId, options).catch(() => undefined);
    },
    async cancel(order) {
      await endOrder(office, { orderId: order.id, payments: openPaymentsOf(order) }, "cancelled");
    },
  };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
