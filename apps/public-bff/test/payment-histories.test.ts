import { env } from "cloudflare:workers";
import { checkPayment } from "@liveotter/core/box-office/check-payment";
import { endOrder } from "@liveotter/core/box-office/end-order";
import { payOrder } from "@liveotter/core/box-office/pay-order";
import { PaymentUnknownError } from "@liveotter/core/box-office/payment-provider";
import type { BoxOffice } from "@liveotter/core/box-office/ports";
import { runRefund, settleRefund } from "@liveotter/core/box-office/run-refund";
import { settleCharge } from "@liveotter/core/box-office/settle-charge";
import { asId, type OrderId, type PaymentId, type PerformanceId, type TicketTypeId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { connect } from "@liveotter/database/connect";
import { DatabaseError } from "@liveotter/database/database-error";
import { dueWork, orderBook } from "@liveotter/database/orders/order-book";
import { type OrderRow, readOrder } from "@liveotter/database/orders/read-order";
import { unbalanced } from "@liveotter/database/orders/unbalanced";
import { openInventory, orderTickets } from "@liveotter/devstack/order-tickets";
import { paymentsBackDoor } from "@liveotter/devstack/payments/back-door";
import { Breaker } from "@liveotter/integrations/breaker";
import { operationIdOf, reservingShards } from "@liveotter/integrations/inventory/reserving-shards";
import { paymentProviders } from "@liveotter/integrations/payments/payment-providers";
import { readTestWebhook } from "@liveotter/integrations/payments/test-webhook";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { faults } from "./api.ts";
import { jobs, newPromoter, owner, performance, published, type TestPromoter, variable } from "./catalogue.ts";

const MINUTE = 60_000;
const { seed, runs } = inject("fuzz");
const TIMEOUT_MS = Math.max(120_000, runs * 600);
const fans = connect({ url: variable("DATABASE_URL_PUBLIC"), httpEndpoint: variable("DATABASE_HTTP_ENDPOINT") });
const provider = paymentsBackDoor(variable("PAYMENTS_URL"));
let own: TestPromoter;

beforeAll(async () => {
  await faults.clear();
  await provider.set({ url: null });
  own = await newPromoter();
});
afterAll(() => provider.set({ clockOffsetMs: 0 }));

/** How far the provider's clock is ahead: never back. */
let providerAhead = 0;

/**
 * What may happen to an order, up to three of these at a time. `at` picks among what there is; `trouble` is the provider's
 * for as long as the others of its time take.
 */
const Step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ what: fc.constant("pay" as const), key: fc.constantFrom("one", "two") }) },
  { weight: 5, arbitrary: fc.record({ what: fc.constant("webhook" as const), at: fc.nat(9) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant("trouble" as const),
      mode: fc.constantFrom("refuse" as const, "error" as const, "drop-response" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("time" as const), minutes: fc.constantFrom(1, 9, 16) }) },
  {
    weight: 12,
    arbitrary: fc.record({
      what: fc.constantFrom("poll", "late", "approve", "refuse", "expire", "cancel", "rival", "refund", "pay back"),
    }),
  },
);
type Step = typeof Step extends fc.Arbitrary<infer T> ? T : never;
const Card = fc.constantFrom(
  ...["card_approve", "card_decline", "card_second_step", "card_succeed_late", "card_lose_answer", "card_hang"],
  ...["card_wrong_amount", "card_wrong_currency", "card_refund_late"],
);

function newId<T extends PaymentId | PerformanceId | TicketTypeId>(): T {
  const id = asId<T>(crypto.randomUUID());
  if (id === null) throw new Error("not a UUID");
  return id;
}

async function anOrder(card: string) {
  const [entry, night] = [newId<TicketTypeId>(), newId<PerformanceId>()];
  const event = await published(own, {
    performances: [performance(48, { id: night })],
    ticketTypes: [{ id: entry, name: "Entry", price: 1500 }],
    quotas: [{ name: "Hall", capacity: 3, performance: night, ticketTypes: [entry] }],
  });
  const startedAt = Date.now();
  let ahead = 0;
  const now = () => instant(startedAt + ahead);
  const payments = paymentProviders(
    variable("PAYMENTS_URL"),
    variable("PAYMENTS_KEY"),
    new Breaker("payments", { openMs: 1 }),
    {
      moveMs: 250,
      lookMs: 2000,
    },
  );
  const office: BoxOffice = {
    ...{ book: orderBook(fans), providers: payments, now },
    shards: reservingShards(env.INVENTORY),
    operationId: operationIdOf,
    newAttempt: () => crypto.randomUUID(),
    tellShards: async () => {},
    alert: () => {},
  };
  const shards = await openInventory(fans, event);
  const { orderId } = await orderTickets(fans, event, shards, { now: now() });
  const read = async (): Promise<OrderRow> => {
    const order = await readOrder(fans, orderId);
    if (order === null) throw new Error("the order is gone");
    return order;
  };

  const ending = async () => {
    return { orderId, payments: (await read()).payments.filter(({ state }) => OPEN.includes(state)) };
  };
  const hear = async (reference: string, at: number | "all"): Promise<void> => {
    const events = await provider.events(reference);
    for (const event of at === "all" ? events : events.slice(at % (events.length || 1)).slice(0, 1)) {
      const body = new TextEncoder().encode(event.body);
      const secret = variable("PAYMENTS_WEBHOOK_SECRET");
      const news = await readTestWebhook(secret, body, event.signature, instant(Date.now()));
      if (news?.about === "charge") await settleCharge(office, news.report);
      if (news?.about === "refund") await settleRefund(office, news.report);
    }
  };
  const payBack = async () => {
    for (const due of await dueWork(jobs()).refundsDue(now(), 50)) await runRefund(asJobs, due).catch(expected);
  };
  const asJobs: BoxOffice = { ...office, book: orderBook(jobs()) };

  const take = async (step: Step): Promise<unknown> => {
    switch (step.what) {
      case "pay": {
        const request = {
          orderId,
          paymentId: newId<PaymentId>(),
          method: "card",
          provider: "test",
          requestKey: step.key,
        } as const;
        return payOrder(office, { ...request, requestHash: "0".repeat(64) }, { token: card, returnUrl: null });
      }
      case "webhook": {
        const { payments: begun, refunds } = await read();
        const references = [...begun.map(({ paymentId }) => paymentId), ...refunds.map(({ id }) => id)];
        const reference = references[step.at % (references.length || 1)];
        return reference && hear(reference, step.at);
      }
      case "poll":
        return Promise.all(
          (await read()).payments
            .filter(({ state }) => OPEN.includes(state))
            .map((payment) => checkPayment(office, { ...payment, wanted: true })),
        );
      case "time":
        ahead += step.minutes * MINUTE;
        return;
      case "late":
        providerAhead += 61_000;
        return provider.set({ clockOffsetMs: providerAhead });
      case "approve":
      case "refuse":
        for (const { actionUrl } of (await read()).payments)
          if (actionUrl !== null) await provider.decide(actionUrl, step.what).catch(() => undefined);
        return;
      case "expire":
        return endOrder(office, await ending(), "expired");
      case "cancel":
        return endOrder(office, await ending(), "cancelled");
      case "rival":
        return orderTickets(fans, event, shards, { now: now() });
      case "refund":
        return owner().query(
          sql`SELECT request_refund(${JSON.stringify({
            ...{ refundId: crypto.randomUUID(), orderId, requestKey: "refund", reason: "promoter", items: null },
            ...{ cancel: true, now: new Date(now()).toISOString() },
          })}::jsonb)`,
        );
      case "pay back":
        return payBack();
      case "trouble":
        return faults.put("payments", { mode: step.mode });
    }
  };

  /** Time passes, and everybody hears of everything. */
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 3; round++) {
      await take({ what: "late" });
      ahead += 35 * MINUTE;
      for (const { paymentId } of (await read()).payments) await hear(paymentId, "all");
      await take({ what: "poll" });
      await take({ what: "expire" });
      // The first answer to each refund is lost.
      if (round === 0) await faults.put("payments", { mode: "drop-response" });
      await payBack();
      await faults.clear();
      if (round > 0) for (const { id } of (await read()).refunds) await hear(id, "all");
    }
  };
  /** What the provider has of this order's money now, whatever we believe. */
  const moneyThere = async (): Promise<number> => {
    const { payments: begun, refunds } = await read();
    let money = 0;
    for (const { paymentId } of begun) money += (await payments.test.findCharge(paymentId))?.taken?.minor ?? 0;
    for (const { id } of refunds) {
      const { status = "", amount = 0 } = JSON.parse((await provider.events(id)).at(-1)?.body ?? "{}").data ?? {};
      if (status === "succeeded") money -= amount;
    }
    return money;
  };
  return { event, orderId, read, take, settle, moneyThere };
}

const OPEN = ["confirming", "needs_action", "awaiting_transfer"];

/** What may be answered to whoever comes at the wrong time: refusals, and that nobody knows. */
function expected(error: unknown): void {
  if (error instanceof PaymentUnknownError) return;
  if (error instanceof DatabaseError && /^LO00[1-9]$/.test(error.code ?? "")) return;
  throw error;
}

async function mailsOf(orderId: OrderId): Promise<Record<string, number>> {
  const rows = await owner().query<{ topic: string; count: number }>(
    sql`SELECT topic, count(*)::integer AS count FROM outbox
    WHERE aggregate_id = ${orderId}::uuid AND consumer = 'mail' GROUP BY topic`,
  );
  return Object.fromEntries(rows.map(({ topic, count }) => [topic, count]));
}

test("in whatever order charge, webhooks, looks, expiry, cancelling, late money and refunds come: one order, one set of tickets, one mail, and every cent accounted for", {
  timeout: TIMEOUT_MS,
}, async () => {
  const outcomes = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      Card,
      fc.array(fc.array(Step, { minLength: 1, maxLength: 3 }), { minLength: 3, maxLength: 9 }),
      async (card, history) => {
        const order = await anOrder(card);
        await order.take({ what: "pay", key: "one" }).catch(expected);
        for (const together of history) {
          const troubled = together.filter(({ what }) => what === "trouble").slice(0, 1);
          for (const trouble of troubled) await order.take(trouble);
          const others = together.filter(({ what }) => what !== "trouble");
          await Promise.all(others.map((step) => order.take(step).catch(expected)));
          if (troubled.length > 0) await faults.clear();
          expect(await unbalanced(owner(), order.event.id)).toEqual([]);
        }
        await order.settle();

        const row = await order.read();
        outcomes.set(row.state, (outcomes.get(row.state) ?? 0) + 1);
        expect(row.state).not.toBe("pending");
        expect(row.payments.filter(({ state }) => OPEN.includes(state))).toEqual([]);
        expect(await order.moneyThere()).toBe(row.state === "paid" ? row.total : 0);
        expect(row.tickets).toHaveLength(row.paidAt === null ? 0 : 2);
        expect(row.tickets.filter(({ state }) => state === "valid")).toHaveLength(row.state === "paid" ? 2 : 0);
        const mails = await mailsOf(order.orderId);
        expect(mails["order-confirmed"] ?? 0).toBe(row.paidAt === null ? 0 : 1);
        expect(mails["refund-succeeded"] ?? 0).toBe(row.refunds.length);
        expect(mails["refund-failed"]).toBeUndefined();
        expect(row.refunds.every(({ state }) => state === "succeeded")).toBe(true);
        expect(await unbalanced(owner(), order.event.id)).toEqual([]);
      },
    ),
    { seed, numRuns: Math.ceil(runs / 6) },
  );
  // Nothing is shown by histories that all end alike.
  expect(outcomes.size).toBeGreaterThanOrEqual(3);
});
