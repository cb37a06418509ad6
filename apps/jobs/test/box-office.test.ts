import { env } from "cloudflare:workers";
import { payOrder } from "@liveotter/core/box-office/pay-order";
import type { ChargeReport } from "@liveotter/core/box-office/payment-provider";
import { settleCharge } from "@liveotter/core/box-office/settle-charge";
import type { OrderId, PaymentId, TicketTypeId } from "@liveotter/core/ids";
import { type Instant, instant } from "@liveotter/core/instant";
import { type InventoryShardApi, shardName } from "@liveotter/core/inventory/shard-api";
import { connect } from "@liveotter/database/connect";
import { endLease, takeLease } from "@liveotter/database/jobs/lease";
import { newId } from "@liveotter/database/new-id";
import { orderBook } from "@liveotter/database/orders/order-book";
import { readOrder } from "@liveotter/database/orders/read-order";
import { unbalanced } from "@liveotter/database/orders/unbalanced";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { openInventory, orderTickets } from "@liveotter/devstack/order-tickets";
import { paymentsBackDoor } from "@liveotter/devstack/payments/back-door";
import { Breaker } from "@liveotter/integrations/breaker";
import { operationIdOf, reservingShards } from "@liveotter/integrations/inventory/reserving-shards";
import { paymentProviders } from "@liveotter/integrations/payments/payment-providers";
import { sql } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Deps } from "../src/deps.ts";
import { checkBalance, sweepBoxOffice } from "../src/sweep-box-office.ts";
import { newJobs } from "./jobs.ts";
import { faults, newPromoter, now, owner, published, variable } from "./outbox.ts";

const MINUTE = 60_000;
const provider = paymentsBackDoor(variable("PAYMENTS_URL"));
const fans = connect({ url: variable("DATABASE_URL_PUBLIC"), httpEndpoint: variable("DATABASE_HTTP_ENDPOINT") });

/** In an isolate that is not patient. */
const providers = () =>
  paymentProviders(variable("PAYMENTS_URL"), variable("PAYMENTS_KEY"), new Breaker("payments"), {
    moveMs: 300,
    lookMs: 300,
  });
type ToldShard = InventoryShardApi & { told(): Promise<number> };
/** The stand-in beside the real ones' interface: it counts. */
const { INVENTORY: shards } = env as unknown as { INVENTORY: { getByName(name: string): ToldShard } };

beforeAll(() => provider.set({ url: null }));
afterEach(async () => {
  await faults.clear();
  await provider.set({ balance: null });
});
/** Whoever held them was another test. */
beforeEach(() => owner().query(sql`UPDATE job_leases SET held_until = now()`));

/** Jobs in an isolate of their own, so many minutes from now, and what they said a person should look at. */
function jobsIn(minutes: number) {
  const deps = newJobs({ INVENTORY: shards });
  const at = () => instant(Date.now() + minutes * MINUTE);
  const alerts: string[] = [];
  const office = {
    ...deps.boxOffice.office,
    providers: providers(),
    now: at,
    alert: (what: string) => void alerts.push(what),
  };
  const later: Deps = { ...deps, now: at, boxOffice: { ...deps.boxOffice, office } };
  return { deps: later, alerts };
}
const sweepIn = async (minutes: number): Promise<string[]> => {
  const { deps, alerts } = jobsIn(minutes);
  await sweepBoxOffice(deps);
  return alerts;
};

async function onSale(capacity: number) {
  const entry = newId<TicketTypeId>();
  const own = await newPromoter();
  const event = await published(own, {
    ticketTypes: [{ id: entry, name: "Entry", price: 1500 }],
    quotas: [{ name: "Hall", capacity, performance: null, ticketTypes: [entry] }],
  });
  const opened = await openInventory(fans, event);
  return { event, order: async () => (await orderTickets(fans, event, opened)).orderId };
}

/** Pays an order as the public BFF does; what nobody hears of stays `confirming`. */
async function pay(orderId: OrderId, token: string, at: Instant = now()): Promise<PaymentId> {
  const office = {
    book: orderBook(fans),
    providers: providers(),
    now: () => at,
    shards: reservingShards(shards),
    operationId: operationIdOf,
    newAttempt: () => crypto.randomUUID(),
    tellShards: async () => {},
    alert() {},
  };
  const request = { orderId, paymentId: newId<PaymentId>(), method: "card", provider: "test" } as const;
  const keyed = { ...request, requestKey: request.paymentId, requestHash: "0".repeat(64) };
  return payOrder(office, keyed, { token, returnUrl: null });
}

const read = async (orderId: OrderId) => {
  const order = await readOrder(fans, orderId);
  if (order === null) throw new Error("no order");
  return order;
};
const stateOf = async (orderId: OrderId) => (await read(orderId)).state;
const chargeOf = async (paymentId: PaymentId) => {
  const events = await provider.events(paymentId);
  return JSON.parse(events.at(-1)?.body ?? "{}").data ?? null;
};
const usedOf = async (event: MyEvent): Promise<number | undefined> => {
  const [row] = await owner().query<{ used: number }>(
    sql`SELECT sum(used)::integer AS used FROM quota_counters WHERE event_id = ${event.id}::uuid`,
  );
  return row?.used;
};
const mailsOf = async (event: MyEvent): Promise<Record<string, number>> => {
  const rows = await owner().query<{ topic: string; count: number }>(
    sql`SELECT topic, count(*)::integer AS count FROM outbox JOIN orders ON orders.id = aggregate_id
    WHERE event_id = ${event.id}::uuid AND consumer = 'mail' GROUP BY topic`,
  );
  return Object.fromEntries(rows.map(({ topic, count }) => [topic, count]));
};
const cancelEvent = ({ id }: MyEvent) =>
  owner().query(sql`UPDATE events SET status = 'cancelled' WHERE id = ${id}::uuid`);
const refundOf = async (orderId: OrderId, items: readonly { id: string; amount: number }[] | null, key: string) =>
  owner().query(
    sql`SELECT request_refund(${JSON.stringify({
      ...{ refundId: crypto.randomUUID(), orderId, requestKey: key, reason: "promoter", items },
      ...{ cancel: true, now: new Date().toISOString() },
    })}::jsonb)`,
  );

test("an order past its time ends once its payment is called off: then its capacity is free, and its shard knows", async () => {
  const { event, order } = await onSale(2);
  const orderId = await order();
  const paymentId = await pay(orderId, "card_hang");
  await sweepIn(14);
  expect([await stateOf(orderId), await usedOf(event)]).toEqual(["pending", 2]);
  await sweepIn(16);
  expect(await stateOf(orderId)).toBe("expired");
  expect(await chargeOf(paymentId)).toMatchObject({ status: "cancelled", amount_taken: null });
  expect(await usedOf(event)).toBe(0);
  expect(await shards.getByName(shardName(event.id, event.id)).told()).toBe(1);
  // Scenario 43: a second time has no second effect.
  await sweepIn(17);
  expect(await usedOf(event)).toBe(0);
});

test.each(["refuse", "hang", "error"] as const)(
  "while the provider is in mode %s, an order with a payment waits, the others end, and it ends afterwards",
  async (mode) => {
    const { order } = await onSale(4);
    const [paying, idle] = [await order(), await order()];
    await pay(paying, "card_second_step");
    await faults.put("payments", { mode });
    await sweepIn(16);
    expect([await stateOf(paying), await stateOf(idle)]).toEqual(["pending", "expired"]);
    expect((await read(paying)).payments).toMatchObject([{ state: "needs_action" }]);
    await faults.clear();
    await sweepIn(17);
    expect(await stateOf(paying)).toBe("expired");
  },
);

test("a payment whose answer nobody heard is settled by a look, though no webhook ever comes", async () => {
  const { event, order } = await onSale(8);
  const [lost, late] = [await order(), await order()];
  await pay(lost, "card_lose_answer");
  await pay(late, "card_succeed_late");
  expect([await stateOf(lost), await stateOf(late)]).toEqual(["pending", "pending"]);
  await sweepIn(1);
  expect([await stateOf(lost), await stateOf(late)]).toEqual(["paid", "pending"]);
  await provider.set({ clockOffsetMs: 61_000 });
  await sweepIn(3);
  await provider.set({ clockOffsetMs: 0 });
  expect(await stateOf(late)).toBe("paid");
  expect(await mailsOf(event)).toEqual({ "order-confirmed": 2 });
  expect(await unbalanced(owner(), event.id)).toEqual([]);
});

test("a charge that was lost on the way is called off, so that the fan may try again, and never taken if it still arrives", async () => {
  const { order } = await onSale(2);
  const orderId = await order();
  await faults.put("payments", { mode: "refuse" });
  const paymentId = await pay(orderId, "card_approve");
  await faults.clear();
  expect((await read(orderId)).payments).toMatchObject([{ state: "confirming" }]);
  await sweepIn(2);
  expect(await read(orderId)).toMatchObject({ state: "pending", payments: [{ state: "cancelled" }] });
  const again = await fetch(`${variable("PAYMENTS_URL")}/v1/charges`, {
    method: "POST",
    headers: { Authorization: `Bearer ${variable("PAYMENTS_KEY")}`, "Idempotency-Key": paymentId },
    body: JSON.stringify({ reference: paymentId, amount: 3199, currency: "EUR", card: "card_approve" }),
  });
  expect(await again.json()).toMatchObject({ status: "cancelled", amount_taken: null });
});

test("scenario 55: a cancelled event's orders are ended and paid back, paused while the provider has too little, over restarts, none twice", async () => {
  const { event, order } = await onSale(100);
  const paid = await Promise.all(Array.from({ length: 12 }, order));
  await Promise.all(paid.map((orderId) => pay(orderId, "card_approve")));
  // An answer that came too late on a busy machine is looked for.
  const unpaid = async () => (await Promise.all(paid.map(stateOf))).filter((state) => state !== "paid");
  while ((await unpaid()).length > 0) await sweepIn(0);
  const [idle, paying] = [await order(), await order()];
  await pay(paying, "card_second_step");
  await cancelEvent(event);
  await expect(order()).rejects.toMatchObject({ code: "LO006" });

  const { total } = await read(paid[0] ?? idle);
  await provider.set({ balance: 5 * total + 1 });
  await sweepIn(0);
  expect(await Promise.all([idle, paying].map(stateOf))).toEqual(["cancelled", "cancelled"]);
  expect(new Set(await Promise.all(paid.map(stateOf)))).toEqual(new Set(["refunded"]));
  const refundsNow = async () => {
    const rows = await owner().query<{ state: string; error: string | null; count: number }>(
      sql`SELECT refunds.state, last_error AS error, count(*)::integer AS count FROM refunds
      JOIN orders ON orders.id = order_id WHERE event_id = ${event.id}::uuid GROUP BY 1, 2 ORDER BY 1, 2`,
    );
    return rows.map(({ state, error, count }) => `${count} ${state} ${error}`);
  };
  // Five could be made. The rest waits where everybody sees it, and nothing of it is an exception.
  expect(await refundsNow()).toEqual(["7 requested unfunded", "5 succeeded null"]);
  await sweepIn(10);
  expect(await refundsNow()).toEqual(["7 requested unfunded", "5 succeeded null"]);

  await provider.set({ balance: null });
  await faults.put("payments", { mode: "drop-response" });
  await sweepIn(60);
  await faults.clear();
  await Promise.all([sweepIn(120), sweepIn(120)]);
  await sweepIn(121);
  expect(await refundsNow()).toEqual(["12 succeeded null"]);
  expect(await mailsOf(event)).toMatchObject({ "event-cancelled": 12, "refund-succeeded": 12 });
  expect(await usedOf(event)).toBe(0);
  expect(await unbalanced(owner(), event.id)).toEqual([]);
});

test("a sweep that moved something calls the next one after it has given back its lease, so that it is not turned away", async () => {
  const { order } = await onSale(4);
  const orderId = await order();
  await pay(orderId, "card_approve");
  await refundOf(orderId, null, "whole");
  const { deps } = jobsIn(0);
  const free: boolean[] = [];
  const wake = async () => {
    const lease = await takeLease(deps.db, "box-office", 1);
    free.push(lease !== null);
    if (lease !== null) await endLease(deps.db, lease, 0);
  };
  await sweepBoxOffice({ ...deps, wake });
  expect(free).toEqual([true]);
  expect((await read(orderId)).refunds).toMatchObject([{ state: "succeeded" }]);
});

test("a provider that takes few refunds a second gets them all in one sweep, as fast as it allows, each once", async () => {
  const { event, order } = await onSale(20);
  const paid = await Promise.all(Array.from({ length: 5 }, order));
  for (const orderId of paid) await pay(orderId, "card_approve");
  const unpaid = async () => (await Promise.all(paid.map(stateOf))).filter((state) => state !== "paid");
  while ((await unpaid()).length > 0) await sweepIn(0);
  await cancelEvent(event);
  await provider.set({ refundsPerSecond: 2 });
  await provider.resetTraffic();
  try {
    await sweepIn(0);
    const { made, throttled, peakInFlight } = await provider.refundTraffic();
    expect(made).toBe(5);
    expect(throttled).toBeGreaterThan(0);
    expect(peakInFlight).toBeLessThanOrEqual(3);
  } finally {
    await provider.set({ refundsPerSecond: null });
  }
  const refunds = await Promise.all(paid.map(async (orderId) => (await read(orderId)).refunds));
  expect(refunds).toMatchObject(paid.map(() => [{ state: "succeeded" }]));
});

test("scenario 69: one performance of two is cancelled: its tickets are refunded, over restarts, none twice, the others stay", async () => {
  const { event, order } = await onSale(100);
  const paid = await Promise.all(Array.from({ length: 5 }, order));
  await Promise.all(paid.map((orderId) => pay(orderId, "card_approve")));
  const unpaid = async () => (await Promise.all(paid.map(stateOf))).filter((state) => state !== "paid");
  while ((await unpaid()).length > 0) await sweepIn(0);
  const paying = await order();
  await pay(paying, "card_second_step");
  const [night] = event.performances;
  const other = newId();
  await owner().query(sql`INSERT INTO performances (id, promoter_id, event_id, listed, zone, online, local_date, starts_at,
      ends_at) SELECT ${other}::uuid, promoter_id, event_id, listed, zone, true, local_date, starts_at, ends_at
    FROM performances WHERE id = ${night?.id}::uuid`);
  // One ticket of the first order is for the other performance.
  const [moved] = await owner().query<{
    id: string;
    total: string;
  }>(sql`UPDATE order_items SET performance_id = ${other}::uuid
    WHERE id = (SELECT id FROM order_items WHERE order_id = ${paid[0]}::uuid ORDER BY position LIMIT 1)
    RETURNING id, total_minor AS total`);
  await owner().query(sql`UPDATE tickets SET performance_id = ${other}::uuid WHERE item_id = ${moved?.id}::uuid`);
  await owner().query(sql`UPDATE performances SET status = 'cancelled', passes = 'keep', orders_to_settle = true
    WHERE id = ${night?.id}::uuid`);
  await expect(order()).rejects.toMatchObject({ code: "LO006" });
  await faults.put("payments", { mode: "drop-response" });
  await sweepIn(0);
  await faults.clear();
  await Promise.all([sweepIn(5), sweepIn(5)]);
  await sweepIn(10);
  const states = await Promise.all([...paid, paying].map(stateOf));
  expect(states).toEqual(["partly_refunded", ...Array(4).fill("refunded"), "cancelled"]);
  const { total, refunded, refunds } = await read(paid[0] ?? paying);
  expect([refunded, refunds.map(({ state, amount }) => [state, amount])]).toEqual([
    total - Number(moved?.total),
    [["succeeded", total - Number(moved?.total)]],
  ]);
  expect(await mailsOf(event)).toMatchObject({ "performance-cancelled": 5, "refund-succeeded": 5 });
  expect(await unbalanced(owner(), event.id)).toEqual([]);
});

test("scenario 57: a part given back twice at once is given back once; all parts together are what was paid", async () => {
  const { event, order } = await onSale(4);
  const orderId = await order();
  await pay(orderId, "card_approve");
  const items = await owner().query<{ id: string; amount: number }>(
    sql`SELECT id, total_minor::integer AS amount FROM order_items WHERE order_id = ${orderId}::uuid ORDER BY position`,
  );
  const [first] = items;
  if (first === undefined) throw new Error("no items");
  const tries = await Promise.allSettled(["a", "b"].map((key) => refundOf(orderId, [first], key)));
  expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  await sweepIn(0);
  expect(await read(orderId)).toMatchObject({ state: "partly_refunded", refunds: [{ state: "succeeded" }] });
  expect(await unbalanced(owner(), event.id)).toEqual([]);
  await refundOf(orderId, null, "rest");
  await sweepIn(0);
  const row = await read(orderId);
  expect(row.state).toBe("refunded");
  expect(row.refunds.reduce((sum, { amount }) => sum + amount, 0)).toBe(row.total);
  expect(await unbalanced(owner(), event.id)).toEqual([]);
});

test("scenario 58: a refund that fails waits for a person, who is alerted; it is not tried on and on, and its fan is told", async () => {
  const { event, order } = await onSale(4);
  const orderId = await order();
  await pay(orderId, "card_refund_fails");
  await refundOf(orderId, null, "whole");
  expect(await sweepIn(0)).toEqual(["refund_failed"]);
  expect(await sweepIn(300)).toEqual([]);
  expect((await read(orderId)).refunds).toMatchObject([{ state: "failed" }]);
  expect(await mailsOf(event)).toMatchObject({ "refund-failed": 1 });
  expect((await mailsOf(event))["refund-succeeded"]).toBeUndefined();
});

test("money that people move goes back by hand: it waits for the one who says so, and nobody is asked", async () => {
  const { event, order } = await onSale(4);
  const orderId = await order();
  await owner().query(
    sql`UPDATE selling_settings SET transfer_instructions = 'To our account', transfer_days = 3
    WHERE event_id = ${event.id}::uuid`,
  );
  const request = { orderId, paymentId: newId<PaymentId>(), method: "transfer", provider: "manual" } as const;
  const book = orderBook(fans);
  const begun = await book.beginPayment({ ...request, requestKey: "k", requestHash: "0".repeat(64) }, now());
  expect(begun.state).toBe("awaiting_transfer");
  // Days, not minutes.
  await sweepIn(60);
  expect(await stateOf(orderId)).toBe("pending");
  const came = { state: "succeeded", ref: null, taken: null, actionUrl: null, failure: null } as const;
  await book.settlePayment({ paymentId: request.paymentId, ...came }, "ask", now());
  expect(await stateOf(orderId)).toBe("paid");
  await refundOf(orderId, null, "whole");
  await sweepIn(0);
  await sweepIn(300);
  expect((await read(orderId)).refunds).toMatchObject([{ state: "pending" }]);
  const idle = await order();
  await book.beginPayment(
    { ...request, orderId: idle, paymentId: newId(), requestKey: "k", requestHash: "0".repeat(64) },
    now(),
  );
  await sweepIn(3 * 24 * 60 + 1);
  expect(await read(idle)).toMatchObject({ state: "expired", payments: [{ state: "cancelled" }] });
});

test("a late payment waits for a silent shard: it is neither applied nor refunded, and retried by the sweep", async () => {
  const { event, order } = await onSale(2);
  const orderId = await order();
  const paymentId = await pay(orderId, "card_hang");
  await sweepIn(16);
  expect(await stateOf(orderId)).toBe("expired");
  // The charge was cancelled but succeeded anyway.
  const report: ChargeReport = {
    ...{ paymentId, state: "succeeded", ref: `late-${paymentId}`, taken: null, actionUrl: null, failure: null },
  };
  const taken = async () => report;
  const late = { ...providers().test, findCharge: taken, cancelCharge: taken };
  const office = (minutes: number, silent: boolean): Deps => {
    const { deps } = jobsIn(minutes);
    const { office, work } = deps.boxOffice;
    const reserving = reservingShards(
      silent
        ? {
            getByName: () => ({
              reserve: () => Promise.reject(new Error("gone")),
              withdraw: async () => {},
              giveUp: async () => false,
            }),
          }
        : shards,
    );
    const own = { ...office, providers: { ...providers(), test: late }, shards: reserving };
    return { ...deps, boxOffice: { office: own, work } };
  };
  const counted = async () => [await stateOf(orderId), (await read(orderId)).refunds.length, await usedOf(event)];

  expect(await settleCharge(office(17, true).boxOffice.office, report)).toBeNull();
  for (const minutes of [18, 30]) await sweepBoxOffice(office(minutes, true));
  expect(await counted()).toEqual(["expired", 0, 0]);
  await sweepBoxOffice(office(60, false));
  expect(await counted()).toEqual(["paid", 0, 2]);
  expect(await unbalanced(owner(), event.id)).toEqual([]);
});

test("a late payment is refunded if too little is free outside carts", async () => {
  const { event, order } = await onSale(2);
  const orderId = await order();
  const paymentId = await pay(orderId, "card_hang");
  await sweepIn(16);
  const report: ChargeReport = {
    ...{ paymentId, state: "succeeded", ref: `late-${paymentId}`, taken: null, actionUrl: null, failure: null },
  };
  const [quota] = event.quotas;
  const lacks = [{ pool: quota?.id ?? "", left: 0, inCarts: 1 }];
  const lacking = async () => ({ outcome: "lacking", lacks }) as const;
  const reserving = reservingShards({
    getByName: () => ({ reserve: lacking, withdraw: async () => {}, giveUp: async () => true }),
  });
  const { office } = jobsIn(17).deps.boxOffice;
  expect(await settleCharge({ ...office, shards: reserving }, report)).toMatchObject({ orderState: "expired" });
  expect((await read(orderId)).refunds).toMatchObject([{ reason: "sold_out", amount: 3199 }]);
  expect(await usedOf(event)).toBe(0);
});

test("hourly it is looked whether everything adds up, and a person hears when it does not", async () => {
  const { event, order } = await onSale(4);
  await pay(await order(), "card_approve");
  const told: string[] = [];
  const { deps } = jobsIn(0);
  const listening: Deps = { ...deps, log: { ...deps.log, error: (message) => void told.push(message) } };
  const hour = instant(Math.ceil(Date.now() / (60 * MINUTE)) * 60 * MINUTE);
  await checkBalance({ ...listening, db: { ...deps.db, query: async () => [] } }, hour);
  expect(told).toEqual([]);
  const spoil = (by: number) =>
    owner().query(sql`UPDATE quota_counters SET used = used + ${by}::integer WHERE event_id = ${event.id}::uuid`);
  await spoil(1);
  try {
    await checkBalance(listening, instant(hour + MINUTE));
    expect(told).toEqual([]);
    await checkBalance(listening, hour);
    expect(told).toEqual(["the ledger does not balance"]);
  } finally {
    await spoil(-1);
  }
});
