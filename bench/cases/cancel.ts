import { setTimeout as sleep } from "node:timers/promises";
import type { RefundProgress } from "@liveotter/contracts/promoter/sales";
import { publicClient, type Result } from "@liveotter/contracts/public/client";
import { payOrder } from "@liveotter/core/box-office/pay-order";
import {
  asId,
  type EventId,
  type OrderId,
  type PaymentId,
  type PerformanceId,
  type TicketTypeId,
} from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { connect } from "@liveotter/database/connect";
import { newId } from "@liveotter/database/new-id";
import { orderBook } from "@liveotter/database/orders/order-book";
import { openInventory, orderTickets, type SoldEvent } from "@liveotter/devstack/order-tickets";
import { paymentsBackDoor } from "@liveotter/devstack/payments/back-door";
import type { Stack } from "@liveotter/devstack/stack";
import { Breaker } from "@liveotter/integrations/breaker";
import { operationIdOf, reservingShards } from "@liveotter/integrations/inventory/reserving-shards";
import { orderKeyOf } from "@liveotter/integrations/order-key/order-key";
import { paymentProviders } from "@liveotter/integrations/payments/payment-providers";
import { type OnSale, onSale } from "../../e2e/fan.ts";
import { PromoterClient } from "../../e2e/promoter.ts";
import { report } from "../report.ts";
import { CANCELLED_ORDERS } from "../settings.ts";
import { asOwner } from "../stock.ts";

/** What a provider takes for a refund. The stand-in alone answers in two milliseconds, which would flatter us. */
const PROVIDER_MS = 150;
/** What a provider takes in a second before it answers 429. */
const PROVIDER_PER_SECOND = 25;
/** As many refunds as a sweep has in flight (AT_ONCE of apps/jobs/src/sweep-box-office.ts). */
const MOST_IN_FLIGHT = 3;
const PAYING_AT_ONCE = 8;
const LOOK_MS = 1000;
const TIMELINE_S = 20;
/** Ten times as long as it should take, and time for leases and claims of the workers that were killed to run out. */
const PATIENCE_MS = 10 * 60_000 + CANCELLED_ORDERS * 500;
const PAGE_MS = 120_000;

/**
 * Cancels an event with paid orders through the promoters' API, kills the workers when half of the refunds are made, and
 * looks all the while at what fans and the promoter see. Money, mail and progress must be right; the time is only told.
 */
export async function benchCancel(stack: Stack): Promise<void> {
  const { env, faults } = stack.backing;
  const provider = paymentsBackDoor(env.PAYMENTS_URL ?? "");
  const promoter = new PromoterClient(stack.urls.promoters);
  const owner = stack.logins.find(({ role }) => role === "owner");
  if (owner === undefined) throw new Error("the demo has no owner");
  await promoter.signIn(owner);
  const event = await onSale(promoter, [{ capacity: CANCELLED_ORDERS * 3 + 10, types: [0], night: 0 }]);
  const { slug } = await readMyEvent(promoter, event.id);
  await stack.jobs.runCron();

  // Nobody waits for news of what is paid here.
  await provider.set({ copies: 0 });
  const orders = await payOrders(env, event);
  await forgetMails(env, event.id);
  await provider.set({ copies: 2, refundsPerSecond: PROVIDER_PER_SECOND });
  await provider.resetTraffic();
  faults.set("payments", { mode: "slow", latencyMs: PROVIDER_MS });

  const fan = publicClient((request) => fetch(request), stack.urls.api);
  const [orderId = ""] = orders;
  const bearer = await orderKeyOf(env.ORDER_SECRET ?? "", { id: orderId, keyGeneration: 0 });
  const early = await hold(fan, event);
  if (!early.ok) throw new Error(`no hold before the cancellation: ${early.problem?.code}`);

  const cancelled = await promoter.call("POST", `/v1/events/${event.id}/cancellation`);
  if (!cancelled.ok) throw new Error(`cancelling failed: ${cancelled.status} ${await cancelled.text()}`);
  const begunAt = performance.now();
  const since = () => Math.round(performance.now() - begunAt);
  const [late, ordered] = await Promise.all([
    hold(fan, event),
    fan.placeOrder(
      { holdId: early.data.id, email: "late@example.org", total: early.data.quote.total },
      { key: crypto.randomUUID() },
    ),
  ]);
  const refusals = [late, ordered].map((each) => (each.ok ? "taken" : (each.problem?.code ?? "unreachable")));
  const refusedMs = since();

  const pageMs = until(PAGE_MS, async () => {
    const page = await fan.readEvent(slug);
    return page.ok && page.data.event.status === "cancelled" ? since() : null;
  });
  const seen: RefundProgress[] = [];
  /** How many refunds were made after so many seconds. */
  const timeline = new Map<number, number>();
  const orderStates: string[] = [];
  let restartedMs: number | null = null;
  const refundedMs = await until(PATIENCE_MS, async () => {
    const progress = await readProgress(promoter, event.id);
    if (progress !== null) {
      seen.push(progress);
      timeline.set(TIMELINE_S * Math.ceil(since() / 1000 / TIMELINE_S), progress.refunds.succeeded.count);
    }
    const order = await fan.readOrder(orderId, { bearer });
    if (order.ok) {
      const [refund] = order.data.refunds;
      const state = `${order.data.event.status}, ${order.data.state}, refund ${refund?.state ?? "not begun"}`;
      if (orderStates.at(-1) !== state) orderStates.push(state);
    }
    const made = progress?.refunds.succeeded.count ?? 0;
    if (restartedMs === null && made >= orders.length / 2) {
      restartedMs = since();
      await stack.restartWorkers();
    }
    return progress?.state === "done" ? since() : null;
  });
  const traffic = await provider.refundTraffic();
  faults.clear();
  const mailedMs = await until(PATIENCE_MS, async () => ((await openMails(env, event.id)) === 0 ? since() : null));
  const outcome = await outcomeOf(env, event.id);
  const minutes = (ms: number | null) => (ms === null ? "never" : `${(ms / 60_000).toFixed(1)} min`);

  report({
    name: `${orders.length} paid orders of a cancelled event refunded, workers killed at half`,
    figure: minutes(refundedMs),
    aim: "each refunded whole and once",
    exact: true,
    holds:
      refundedMs !== null &&
      outcome.refunded === orders.length &&
      outcome.refunds === orders.length &&
      outcome.unbalanced === 0 &&
      traffic.made === orders.length,
    detail: {
      ...{ ...outcome, restartedMs, perSecond: orders.length / ((refundedMs ?? Number.NaN) / 1000) },
      ...{ begunMs: firstWhere(seen, ({ refunds }) => refunds.succeeded.count > 0), orderStates },
      timeline: Object.fromEntries(timeline),
    },
  });
  report({
    name: "refund requests at the provider: most in flight, most in a second, refused as too many",
    figure: `${traffic.peakInFlight}, ${traffic.peakPerSecond}, ${traffic.throttled}`,
    aim: `${MOST_IN_FLIGHT} in flight at most`,
    exact: true,
    holds: traffic.peakInFlight <= MOST_IN_FLIGHT,
    detail: { ...traffic, answersAfterMs: PROVIDER_MS, takesPerSecond: PROVIDER_PER_SECOND },
  });
  report({
    name: "mails that an order is cancelled and that its refund is made",
    figure: `all sent after ${minutes(mailedMs)}`,
    aim: "one of each for each order",
    exact: true,
    holds: mailedMs !== null && outcome.cancelledMails === orders.length && outcome.refundMails === orders.length,
    detail: { cancelledMails: outcome.cancelledMails, refundMails: outcome.refundMails, twice: outcome.mailedTwice },
  });
  report({
    name: "holding and ordering right after the cancellation",
    figure: `${refusals.join(", ")} after ${refusedMs} ms`,
    aim: "refused",
    exact: true,
    holds: !refusals.includes("taken") && !refusals.includes("unreachable"),
    detail: { refusals, refusedMs, eventPageCancelledMs: await pageMs },
  });
  report({
    name: "progress that the promoter sees",
    figure: `${seen.length} looks`,
    aim: "never goes back",
    exact: true,
    holds: isMonotone(seen),
    detail: { states: [...new Set(seen.map(({ state }) => state))], last: seen.at(-1) },
  });

  function firstWhere(all: readonly RefundProgress[], test: (progress: RefundProgress) => boolean): number | null {
    const found = all.find(test);
    const [first] = all;
    return found === undefined || first === undefined ? null : Date.parse(found.asOf) - Date.parse(first.asOf);
  }
}

type Fan = ReturnType<typeof publicClient>;

const hold = (fan: Fan, event: OnSale): Promise<Result<{ id: string; quote: { total: number } }>> => {
  const [performance, type] = [event.performances[0], event.ticketTypes[0]];
  if (performance === undefined || type === undefined) throw new Error("nothing to hold");
  const lines = [{ ticketTypeId: type.id, performanceId: performance.id, quantity: 1 }];
  return fan.placeHold({ eventId: event.id, lines }, { key: crypto.randomUUID() });
};

/** Orders one to three tickets each time and pays by card: the ids of all orders. */
async function payOrders(env: Readonly<Record<string, string>>, sold: OnSale): Promise<OrderId[]> {
  const fans = connect({
    ...{ url: env.DATABASE_URL_PUBLIC ?? "", httpEndpoint: env.DATABASE_HTTP_ENDPOINT, timeoutMs: 30_000 },
  });
  const office = {
    book: orderBook(fans),
    providers: paymentProviders(env.PAYMENTS_URL, env.PAYMENTS_KEY, new Breaker("payments")),
    now: () => instant(Date.now()),
    // No order here expires.
    shards: reservingShards(undefined),
    operationId: operationIdOf,
    newAttempt: () => crypto.randomUUID(),
    tellShards: async () => {},
    alert() {},
  };
  const performance = idOf<PerformanceId>(sold.performances[0]?.id);
  const event: SoldEvent = {
    id: idOf<EventId>(sold.id),
    performances: [{ id: performance }],
    ticketTypes: [{ id: idOf<TicketTypeId>(sold.ticketTypes[0]?.id), name: "Type 0", price: 2300 }],
    quotas: [{ performance }],
  };
  const shards = await openInventory(fans, event);
  const orders: OrderId[] = [];
  let left = CANCELLED_ORDERS;
  const lane = async () => {
    while (left-- > 0) {
      const { orderId } = await orderTickets(fans, event, shards, { quantity: 1 + (left % 3) });
      const paymentId = newId<PaymentId>();
      const keyed = { requestKey: paymentId, requestHash: "0".repeat(64) };
      const request = { orderId, paymentId, method: "card", provider: "test", ...keyed } as const;
      await payOrder(office, request, { token: "card_approve", returnUrl: null });
      orders.push(orderId);
    }
  };
  await Promise.all(Array.from({ length: PAYING_AT_ONCE }, lane));
  return orders;
}

function idOf<Id extends EventId | PerformanceId | TicketTypeId>(text = ""): Id {
  const id = asId<Id>(text);
  if (id === null) throw new Error(`"${text}" is not an id`);
  return id;
}

async function readMyEvent(promoter: PromoterClient, id: string): Promise<{ slug: string }> {
  const response = await promoter.call("GET", `/v1/events/${id}`);
  return (await response.json()) as { slug: string }; // the promoters' contract
}

/** `null` while nobody answers. */
async function readProgress(promoter: PromoterClient, id: string): Promise<RefundProgress | null> {
  const response = await promoter.call("GET", `/v1/events/${id}/refund-progress`).catch(() => null);
  return response?.ok === true ? ((await response.json()) as RefundProgress) : null; // the promoters' contract
}

/** Neither what is done nor what has failed ever becomes less, nor what is to be done more. */
function isMonotone(seen: readonly RefundProgress[]): boolean {
  return seen.every(({ ordersWaiting, refunds }, at) => {
    const before = seen[at - 1];
    if (before === undefined) return true;
    const { succeeded, failed } = before.refunds;
    return (
      refunds.succeeded.count >= succeeded.count &&
      refunds.succeeded.amount >= succeeded.amount &&
      refunds.failed.count >= failed.count &&
      ordersWaiting <= before.ordersWaiting
    );
  });
}

/** Asks each second until there is an answer; `null` when there was none in time. */
async function until<T>(withinMs: number, look: () => Promise<T | null>): Promise<T | null> {
  for (const deadline = performance.now() + withinMs; performance.now() < deadline; await sleep(LOOK_MS)) {
    const found = await look();
    if (found !== null) return found;
  }
  return null;
}

/** Confirmations of the orders that were just made are counted as sent: the case is about what comes after. */
const forgetMails = (env: Readonly<Record<string, string>>, eventId: string): Promise<unknown> =>
  asOwner(env.DATABASE_URL ?? "", (client) =>
    client.query(
      `UPDATE outbox SET done_at = now() FROM orders
       WHERE orders.id = aggregate_id AND event_id = $1 AND consumer = 'mail' AND done_at IS NULL`,
      [eventId],
    ),
  );

const openMails = (env: Readonly<Record<string, string>>, eventId: string): Promise<number> =>
  asOwner(env.DATABASE_URL ?? "", async (client) => {
    const { rows } = await client.query<{ open: number }>(
      `SELECT count(*)::int AS open FROM outbox JOIN orders ON orders.id = aggregate_id
       WHERE event_id = $1 AND consumer = 'mail' AND done_at IS NULL`,
      [eventId],
    );
    return rows[0]?.open ?? 0;
  });

async function outcomeOf(env: Readonly<Record<string, string>>, eventId: string) {
  return asOwner(env.DATABASE_URL ?? "", async (client) => {
    const { rows } = await client.query<Record<string, number>>(
      `WITH own AS (SELECT * FROM orders WHERE event_id = $1),
        mails AS (SELECT aggregate_id, topic, count(*) AS number FROM outbox JOIN own ON own.id = aggregate_id
          WHERE consumer = 'mail' AND done_at IS NOT NULL GROUP BY 1, 2)
       SELECT (SELECT count(*)::int FROM own WHERE state = 'refunded' AND refunded_minor = total_minor) AS refunded,
        (SELECT count(*)::int FROM refunds JOIN own ON own.id = order_id
          WHERE refunds.state = 'succeeded' AND amount_minor = total_minor) AS refunds,
        (SELECT coalesce(max(attempts), 0) FROM refunds JOIN own ON own.id = order_id) AS "mostAttempts",
        (SELECT count(*)::int FROM mails WHERE topic = 'event-cancelled') AS "cancelledMails",
        (SELECT count(*)::int FROM mails WHERE topic = 'refund-succeeded') AS "refundMails",
        (SELECT count(*)::int FROM mails WHERE number > 1) AS "mailedTwice",
        (SELECT count(*)::int FROM unbalanced($1)) AS unbalanced`,
      [eventId],
    );
    return { refunded: 0, refunds: 0, cancelledMails: 0, refundMails: 0, mailedTwice: 0, unbalanced: 0, ...rows[0] };
  });
}
