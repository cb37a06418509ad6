import type { OrderReply } from "@liveotter/contracts/public/orders";
import { asId, type EventId } from "@liveotter/core/ids";
import { unbalanced } from "@liveotter/database/orders/unbalanced";
import { paymentsBackDoor } from "@liveotter/devstack/payments/back-door";
import { sign } from "@liveotter/devstack/payments/webhooks";
import { Breaker } from "@liveotter/integrations/breaker";
import { paymentProviders } from "@liveotter/integrations/payments/payment-providers";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Surroundings } from "../src/deps.ts";
import { faults, newIsolate } from "./api.ts";
import { owner, variable } from "./catalogue.ts";
import {
  clientOf,
  fanOf,
  good,
  leftIn,
  line,
  newCode,
  newKey,
  refused,
  type SoldEvent,
  selling,
  settings,
  usedIn,
} from "./selling.ts";

const MINUTE = 60_000;
const provider = paymentsBackDoor(variable("PAYMENTS_URL"));

beforeEach(async () => {
  await faults.clear();
  await provider.set({ url: null, balance: null, clockOffsetMs: 0 });
});
afterEach(() => faults.clear());

/** In an isolate that is not patient with providers. */
const between: Surroundings["between"] = (what, whole) =>
  what === "providers"
    ? // What comes back is of the kind that was given: the name says which.
      (paymentProviders(
        variable("PAYMENTS_URL"),
        variable("PAYMENTS_KEY"),
        new Breaker("payments", { openMs: 50 }),
        { moveMs: 400, lookMs: 400 },
        variable("ENVIRONMENT"),
      ) as unknown as typeof whole)
    : whole;

/** A fan in front of an isolate of their own, whose clock can be set. */
function newFan() {
  const clock = { offset: 0 };
  const api = newIsolate({ clock, between });
  const client = clientOf(api);
  const { held, ordered } = fanOf(client);
  const read = async ({ id, key }: OrderReply) => good(await client.readOrder(id, { bearer: key }));
  const card = (order: OrderReply, token: string, key = newKey()) =>
    client.payOrder(order.id, { method: "card", token }, { key, bearer: order.key });
  return {
    ...{ api, client, clock, read, card },
    order: async (event: SoldEvent, quantity = 1) => ordered(await held(event, quantity)),
    pay: async (order: OrderReply, token: string, key?: string) => good(await card(order, token, key)),
    /** What the provider's webhook would say of this payment; answers the status it is answered with. */
    hear: async (
      body: string,
      signature = sign(variable("PAYMENTS_WEBHOOK_SECRET"), body, Date.now() + clock.offset),
    ) => {
      const headers = { "Content-Type": "application/json", "Payment-Signature": signature };
      return (await api.call("/v1/webhooks/payments/test", { method: "POST", headers, body })).status;
    },
  };
}

const webhooksOf = async (paymentId: string): Promise<string[]> =>
  (await provider.events(paymentId)).map(({ body }) => body);
/** As the provider would say it, had it taken the money after all. */
const tookIt = (paymentId: string, amount: number, more: object = {}) =>
  JSON.stringify({
    ...{ id: `evt_${crypto.randomUUID()}`, type: "charge.updated", created: 1 },
    data: {
      ...{
        object: "charge",
        id: `ch_${paymentId}`,
        reference: paymentId,
        amount,
        currency: "EUR",
        status: "succeeded",
      },
      ...{ amount_taken: amount, currency_taken: "EUR", decline_code: null, created: 1, action: null, ...more },
    },
  });
const mailsOf = async (id: string): Promise<string[]> => {
  const rows = await owner().query<{ topic: string }>(
    sql`SELECT topic FROM outbox WHERE aggregate_id = ${id}::uuid AND consumer = 'mail' ORDER BY id`,
  );
  return rows.map(({ topic }) => topic);
};
const balanced = async (event: SoldEvent) => {
  const rows = await unbalanced(owner(), asId<EventId>(event.id));
  expect(rows).toEqual([]);
};

test("scenario 35: webhook, look and answer confirm at once, in several isolates: one order, one set of tickets, one mail", async () => {
  const event = await selling();
  const [fan, other] = [newFan(), newFan()];
  const order = await fan.order(event, 2);
  const key = newKey();
  await fan.pay(order, "card_second_step", key).then(({ actionUrl }) => provider.decide(actionUrl ?? "", "approve"));
  const { payments } = await fan.read(order);
  const bodies = await webhooksOf(payments[0]?.id ?? "");
  await Promise.all([
    ...bodies.flatMap((body) => [fan.hear(body), other.hear(body)]),
    ...[fan.read(order), other.read(order), fan.card(order, "card_second_step", key)],
  ]);
  const paid = await fan.read(order);
  expect(paid).toMatchObject({ state: "paid", payments: [{ state: "succeeded" }], payable: false, refunds: [] });
  expect(paid.tickets).toHaveLength(2);
  expect(await mailsOf(order.id)).toEqual(["order-confirmed"]);
  await balanced(event);
});

test("scenario 36: paid late with room left is fulfilled; paid late and sold out is paid back and told, and the webhook is taken", async () => {
  const event = await selling({ quotas: [{ capacity: 3 }] });
  const fan = newFan();
  const [first, second] = [await fan.order(event, 2), await fan.order(event)];
  const payments = [await fan.pay(first, "card_second_step"), await fan.pay(second, "card_second_step")];
  fan.clock.offset = 16 * MINUTE;
  for (const order of [first, second]) expect(await fan.read(order)).toMatchObject({ state: "expired" });
  // Another takes one of the three that are free again.
  const rival = newFan();
  await rival.pay(await rival.order(event, 2), "card_approve");
  for (const [at, order] of [first, second].entries()) {
    expect(await fan.hear(tookIt(payments[at]?.id ?? "", order.quote.total))).toBe(204);
  }
  expect(await fan.read(first)).toMatchObject({
    state: "expired",
    refunds: [{ reason: "sold-out", state: "requested" }],
  });
  expect(await mailsOf(first.id)).toEqual(["refund-started"]);
  const fulfilled = await fan.read(second);
  expect(fulfilled).toMatchObject({ state: "paid", refunds: [] });
  expect(fulfilled.tickets).toHaveLength(1);
  expect(await usedIn(event)).toBe(3);
  await balanced(event);
});

test("scenario 5: two expired orders are paid together, one ticket left: one paid, the other paid back and told", async () => {
  const event = await selling({ quotas: [{ capacity: 2 }] });
  const fan = newFan();
  const orders = [await fan.order(event), await fan.order(event)];
  const payments = await Promise.all(orders.map((order) => fan.pay(order, "card_second_step")));
  fan.clock.offset = 16 * MINUTE;
  for (const order of orders) await fan.read(order);
  const rival = newFan();
  await rival.order(event);
  await Promise.all(payments.map(({ id, amount }) => fan.hear(tookIt(id, amount))));
  const after = await Promise.all(orders.map(fan.read));
  expect(after.map(({ state }) => state).sort()).toEqual(["expired", "paid"]);
  expect(after.flatMap(({ refunds }) => refunds.map(({ reason }) => reason))).toEqual(["sold-out"]);
  expect((await Promise.all(orders.map(({ id }) => mailsOf(id)))).sort()).toEqual([
    ["order-confirmed"],
    ["refund-started"],
  ]);
  await balanced(event);
});

test("scenario 37: success that comes before the page asks, after it, twice, or hours apart has one outcome", async () => {
  const event = await selling();
  const fan = newFan();
  const order = await fan.order(event);
  const { id } = await fan.pay(order, "card_approve");
  const [body = ""] = await webhooksOf(id);
  const before = await fan.read(order);
  for (const hours of [0, 0, 5, 30]) {
    fan.clock.offset = hours * 60 * MINUTE;
    expect(await fan.hear(body)).toBe(204);
  }
  expect({ ...(await fan.read(order)), now: "" }).toEqual({ ...before, now: "" });
  expect(await mailsOf(order.id)).toEqual(["order-confirmed"]);
});

test("scenario 38: five clicks on Pay are one charge, whether they carry one key or five", async () => {
  const event = await selling();
  const fan = newFan();
  const [alike, unlike] = [await fan.order(event), await fan.order(event)];
  const key = newKey();
  const same = await Promise.all(Array.from({ length: 5 }, () => fan.pay(alike, "card_second_step", key)));
  expect(new Set(same.map(({ id }) => id)).size).toBe(1);
  const each = await Promise.all(Array.from({ length: 5 }, () => fan.card(unlike, "card_second_step")));
  expect(each.filter(({ ok }) => ok)).toHaveLength(1);
  const problems = each.filter(({ ok }) => !ok).map(refused);
  expect(problems.map(({ code }) => code)).toEqual(Array(4).fill("conflict"));
  for (const order of [alike, unlike]) expect((await fan.read(order)).payments).toHaveLength(1);
  expect(refused(await fan.card(alike, "card_approve", key))).toMatchObject({ code: "conflict" });
});

test.each(["card_lose_answer", "card_hang", "card_succeed_late"])(
  "scenario 39: while %s says nothing it is confirming, in whatever tab; then it is one charge, known by look or webhook",
  async (token) => {
    const event = await selling();
    const fan = newFan();
    const order = await fan.order(event);
    const key = newKey();
    const begun = await fan.pay(order, token, key);
    expect(begun.state).toBe("confirming");
    if (token === "card_succeed_late") {
      expect(await fan.read(order)).toMatchObject({
        state: "pending",
        payable: false,
        payments: [{ state: "confirming" }],
      });
      await provider.set({ clockOffsetMs: 61_000 });
      for (const body of (await webhooksOf(begun.id)).reverse()) expect(await fan.hear(body)).toBe(204);
    }
    if (token === "card_hang") {
      // Nobody ever says anything: it is called off before the order ends.
      fan.clock.offset = 16 * MINUTE;
      expect(await fan.read(order)).toMatchObject({ state: "expired", payments: [{ state: "cancelled" }] });
      expect(await leftIn(event)).toBe(10);
    } else {
      expect(await fan.read(order)).toMatchObject({ state: "paid", payments: [{ id: begun.id, state: "succeeded" }] });
      expect(await fan.pay(order, token, key)).toMatchObject({ id: begun.id, state: "succeeded" });
    }
    await balanced(event);
  },
);

test.each(["refuse", "hang", "error", "drop-response"] as const)(
  "scenario 39: a provider in mode %s leaves the payment confirming, never failed; afterwards it is one charge",
  async (mode) => {
    const event = await selling();
    const fan = newFan();
    const order = await fan.order(event);
    const key = newKey();
    await faults.put("payments", { mode });
    const begun = await fan.pay(order, "card_approve", key);
    expect(begun).toMatchObject({ state: "confirming", failure: null });
    expect(await fan.read(order)).toMatchObject({ state: "pending", payments: [{ state: "confirming" }] });
    await faults.clear();
    await new Promise((resolve) => setTimeout(resolve, 60));
    // The same click again goes on with it, or a look finds it.
    if (mode !== "drop-response") await fan.pay(order, "card_approve", key);
    fan.clock.offset = 5000;
    expect(await fan.read(order)).toMatchObject({ state: "paid", payments: [{ id: begun.id, state: "succeeded" }] });
    expect(await webhooksOf(begun.id)).toHaveLength(1);
    expect(await mailsOf(order.id)).toEqual(["order-confirmed"]);
  },
);

test("a charge that was lost on the way is called off after a minute, and the next try pays", async () => {
  const event = await selling();
  const fan = newFan();
  const order = await fan.order(event);
  await faults.put("payments", { mode: "refuse" });
  const lost = await fan.pay(order, "card_approve");
  await faults.clear();
  fan.clock.offset = 30_000;
  expect(await fan.read(order)).toMatchObject({ payments: [{ state: "confirming" }] });
  fan.clock.offset = 61_000;
  expect(await fan.read(order)).toMatchObject({ payable: true, payments: [{ id: lost.id, state: "cancelled" }] });
  await fan.pay(order, "card_approve");
  expect(await fan.read(order)).toMatchObject({ state: "paid" });
  await balanced(event);
});

test("scenario 40: declined, the order lives on for another try: ten minutes more if it was about to lapse, never beyond thirty", async () => {
  const event = await selling();
  const fan = newFan();
  const order = await fan.order(event);
  const life = async () => {
    const { expiresAt, placedAt } = await fan.read(order);
    return Math.round((Date.parse(expiresAt ?? "") - Date.parse(placedAt)) / MINUTE);
  };
  expect(await fan.pay(order, "card_decline")).toMatchObject({ state: "declined", failure: "insufficient_funds" });
  expect(await life()).toBe(15);
  fan.clock.offset = 14 * MINUTE;
  await fan.pay(order, "card_decline");
  expect(await life()).toBe(24);
  fan.clock.offset = 23 * MINUTE;
  await fan.pay(order, "card_decline");
  expect(await life()).toBe(30);
  fan.clock.offset = 29 * MINUTE;
  await fan.pay(order, "card_decline");
  expect(await life()).toBe(30);
  expect(await fan.pay(order, "card_approve")).toMatchObject({ state: "succeeded" });
  expect((await fan.read(order)).state).toBe("paid");
});

test("scenario 41: money that comes a second time goes back, and the paid order stays paid", async () => {
  const event = await selling();
  const fan = newFan();
  const order = await fan.order(event);
  const first = await fan.pay(order, "card_second_step");
  await provider.decide(first.actionUrl ?? "", "refuse");
  fan.clock.offset = 3000;
  expect(await fan.read(order)).toMatchObject({ payable: true, payments: [{ state: "declined" }] });
  await fan.pay(order, "card_approve");
  expect(await fan.hear(tookIt(first.id, order.quote.total))).toBe(204);
  const after = await fan.read(order);
  expect(after).toMatchObject({ state: "paid", refunds: [{ reason: "duplicate", amount: order.quote.total }] });
  expect(after.tickets.map(({ state }) => state)).toEqual(["valid"]);
  await balanced(event);
});

test("scenario 43: cancelling calls the payment off, gives the place and the code's use back, once", async () => {
  const event = await selling();
  const fan = newFan();
  const code = await newCode(event, { maxUses: 1, effect: "percent", value: 1000 });
  const { hold } = fanOf(fan.client);
  const order = await fanOf(fan.client).ordered(good(await hold(event, [line(event, 1)], { code })));
  const payment = await fan.pay(order, "card_second_step");
  const cancel = () => fan.client.cancelOrder(order.id, { key: newKey(), bearer: order.key });
  await Promise.all([cancel(), cancel()]);
  expect(await fan.read(order)).toMatchObject({
    state: "cancelled",
    payments: [{ id: payment.id, state: "cancelled" }],
  });
  expect(JSON.parse((await webhooksOf(payment.id)).at(-1) ?? "").data).toMatchObject({ status: "cancelled" });
  const [row] = await owner().query<{ used: number }>(sql`SELECT used FROM codes WHERE event_id = ${event.id}::uuid`);
  expect([row?.used, await usedIn(event), await leftIn(event)]).toEqual([0, 0, 10]);
  await balanced(event);
});

test.each(["card_wrong_amount", "card_wrong_currency"])(
  "scenario 60: %s is never fulfilled: it goes back, a person is alerted, and the order may still be paid",
  async (token) => {
    const event = await selling();
    const fan = newFan();
    const counted = vi.spyOn(fan.api.deps.metrics, "count");
    const order = await fan.order(event);
    await fan.pay(order, token);
    const after = await fan.read(order);
    expect(after).toMatchObject({
      ...{ state: "pending", payable: true, tickets: [] },
      ...{ payments: [{ state: "mismatched" }], refunds: [{ reason: "mismatch", state: "requested" }] },
    });
    expect(counted).toHaveBeenCalledWith("box_office_alerts_total", { what: "amount_mismatched" });
    await fan.pay(order, "card_approve");
    expect((await fan.read(order)).state).toBe("paid");
    await balanced(event);
  },
);

test("scenario 59: while a payment is disputed its tickets are flagged and nothing of it is refunded; won or lost, the ledger says so", async () => {
  const event = await selling();
  const fan = newFan();
  const refund = (id: string, reason: string) =>
    owner().query(
      sql`SELECT request_refund(${JSON.stringify({
        ...{ refundId: crypto.randomUUID(), orderId: id, requestKey: reason, reason, items: null, cancel: true },
        now: new Date().toISOString(),
      })}::jsonb)`,
    );
  const ledgerOf = async (id: string) => {
    const rows = await owner().query<{ account: string; amount: number }>(
      sql`SELECT account, sum(amount_minor)::integer AS amount FROM ledger_entries e JOIN ledger_lines ON entry_id = e.id
      WHERE order_id = ${id}::uuid GROUP BY account HAVING sum(amount_minor) <> 0`,
    );
    return Object.fromEntries(rows.map(({ account, amount }) => [account, amount]));
  };
  const flagsOf = (id: string) =>
    owner().query(sql`SELECT DISTINCT disputed, state FROM tickets WHERE order_id = ${id}::uuid`);
  const refundsOf = (id: string) =>
    owner().query(
      sql`SELECT state, next_attempt_at IS NOT NULL AS due, last_error AS why FROM refunds WHERE order_id = ${id}::uuid`,
    );
  const alerts = vi.spyOn(fan.api.deps.metrics, "count");

  for (const outcome of ["won", "lost"] as const) {
    const order = await fan.order(event, 2);
    const { id, amount } = await fan.pay(order, "card_approve");
    const before = await ledgerOf(order.id);
    await provider.dispute(id, "open");
    const opened = await webhooksOf(id);
    for (const body of [...opened, ...opened]) expect(await fan.hear(body)).toBe(204);
    expect(await flagsOf(order.id)).toEqual([{ disputed: true, state: "valid" }]);
    expect(await ledgerOf(order.id)).toEqual({ ...before, withheld: -amount, disputed: amount });
    expect(alerts).toHaveBeenCalledWith("box_office_alerts_total", { what: "payment_disputed" });
    // A promoter's wish is refused; what must go back by itself waits.
    await expect(refund(order.id, "promoter")).rejects.toMatchObject({ code: "LO008" });
    await refund(order.id, "event_cancelled");
    expect(await refundsOf(order.id)).toEqual([{ state: "requested", due: false, why: "disputed" }]);

    await provider.dispute(id, outcome);
    for (const body of (await webhooksOf(id)).reverse()) expect(await fan.hear(body)).toBe(204);
    expect((await flagsOf(order.id))[0]).toMatchObject({ disputed: outcome === "lost" });
    expect(await ledgerOf(order.id)).toEqual(
      outcome === "won" ? before : { ...before, withheld: -amount, lost: amount },
    );
    expect(await refundsOf(order.id)).toEqual(
      outcome === "won"
        ? [{ state: "requested", due: true, why: null }]
        : [{ state: "failed", due: false, why: "dispute_lost" }],
    );
    await balanced(event);
  }
  expect(alerts).toHaveBeenCalledWith("box_office_alerts_total", { what: "dispute_lost" });
});

test("an order past its time ends when somebody looks, with jobs dead: its payment first, then its place", async () => {
  const event = await selling({ quotas: [{ capacity: 1 }] });
  const fan = newFan();
  const order = await fan.order(event);
  await fan.pay(order, "card_second_step");
  fan.clock.offset = 16 * MINUTE;
  await faults.put("payments", { mode: "refuse" });
  // Nobody knows whether it is being paid.
  expect(await fan.read(order)).toMatchObject({ state: "pending", payments: [{ state: "needs-action" }] });
  await faults.clear();
  await new Promise((resolve) => setTimeout(resolve, 60));
  fan.clock.offset += 3000;
  expect(await fan.read(order)).toMatchObject({ state: "expired", expiresAt: null });
  expect(await leftIn(event)).toBe(1);
  expect(refused(await fan.card(order, "card_approve"))).toMatchObject({ code: "invalid-state" });
});

test("with jobs dead, whoever finds an event sold out has what lapsed there ended, and may have it", async () => {
  const event = await selling({ quotas: [{ capacity: 2 }] });
  const gone = newFan();
  const [idle, paying] = [await gone.order(event), await gone.order(event)];
  const payment = await gone.pay(paying, "card_second_step");
  const fan = newFan();
  const hold = (quantity: number) => fanOf(fan.client).hold(event, [line(event, quantity)]);
  expect(refused(await hold(1))).toMatchObject({ code: "sold-out" });
  fan.clock.offset = 16 * MINUTE;
  expect(refused(await hold(2))).toMatchObject({ code: "sold-out" });
  good(await hold(2));
  expect(JSON.parse((await webhooksOf(payment.id)).at(-1) ?? "").data).toMatchObject({ status: "cancelled" });
  for (const order of [idle, paying]) expect((await gone.read(order)).state).toBe("expired");
});

test("by bank transfer an order waits until the end of a day, with instructions; at the door, until the end; and neither where it is not offered", async () => {
  const event = await selling({ performances: [240] });
  const fan = newFan();
  const order = await fan.order(event);
  const by = (method: "transfer" | "door", of = order) =>
    fan.client.payOrder(of.id, { method }, { key: newKey(), bearer: of.key });
  expect(refused(await by("transfer"))).toMatchObject({ code: "invalid-state", errors: [{ pointer: "/method" }] });
  await settings(event, sql`transfer_instructions = 'IBAN PL00', transfer_days = 3, pay_at_door = true`);
  expect(good(await by("transfer"))).toMatchObject({ state: "awaiting-transfer", instructions: "IBAN PL00" });
  const waiting = await fan.read(order);
  expect(Date.parse(waiting.expiresAt ?? "") - Date.now()).toBeGreaterThan(71 * 60 * MINUTE);
  expect(waiting.expiresAt).toMatch(/:59\.999Z$/);
  expect(waiting).toMatchObject({ payable: true, paymentMethods: ["card"], missing: waiting.quote.total });
  expect(refused(await by("door"))).toMatchObject({ code: "conflict" });
  const door = await fan.order(event);
  expect(good(await by("door", door))).toMatchObject({ state: "awaiting-transfer" });
  fan.clock.offset = 97 * 60 * MINUTE;
  expect(await fan.read(order)).toMatchObject({ state: "expired", payments: [{ state: "cancelled" }] });
});

test("a webhook that is nobody's, altered or old changes nothing; one that cannot be taken now is asked for again", async () => {
  const event = await selling();
  const fan = newFan();
  const order = await fan.order(event);
  const { id } = await fan.pay(order, "card_second_step");
  const body = tookIt(id, order.quote.total);
  const secret = variable("PAYMENTS_WEBHOOK_SECRET");
  expect(await fan.hear(body, sign("another secret, as long as it takes", body, Date.now()))).toBe(400);
  expect(await fan.hear(body, sign(secret, body, Date.now() - 6 * MINUTE))).toBe(400);
  expect(await fan.hear(`${body} `, sign(secret, body, Date.now()))).toBe(400);
  expect((await fan.read(order)).state).toBe("pending");
  // Of nothing that is known here: taken, so that it does not come for ever.
  expect(await fan.hear(tookIt(crypto.randomUUID(), 5))).toBe(204);
  expect(await fan.hear("{}")).toBe(204);
  await faults.put("postgres", { mode: "refuse" });
  expect(await fan.hear(body)).toBe(503);
  await faults.clear();
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(await fan.hear(body)).toBe(204);
  expect((await fan.read(order)).state).toBe("paid");
});

test("where nobody takes cards no payment by card begins: it would keep its order from ever ending", async () => {
  const event = await selling();
  const fan = newFan();
  const order = await fan.order(event);
  const bare = clientOf(newIsolate({ without: ["METRICS", "PAYMENTS_URL"] }));
  const paid = await bare.payOrder(
    order.id,
    { method: "card", token: "card_approve" },
    { key: newKey(), bearer: order.key },
  );
  expect(refused(paid)).toMatchObject({ code: "invalid-state", errors: [{ pointer: "/method" }] });
  expect((await fan.read(order)).payments).toEqual([]);
});

test("an order is paid by whoever has its key, and what is not understood is named", async () => {
  const event = await selling();
  const fan = newFan();
  const [order, other] = [await fan.order(event), await fan.order(event)];
  const post = (body: unknown, bearer = order.key) =>
    fan.api.call(`/v1/orders/${order.id}/payments`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": newKey(), Authorization: `Bearer ${bearer}` },
      body: JSON.stringify(body),
    });
  expect((await post({ method: "card", token: "card_approve" }, other.key)).status).toBe(404);
  for (const wrong of [
    {},
    { method: "cash" },
    { method: "card" },
    { method: "card", token: "x", returnUrl: "javascript:1" },
  ])
    expect((await post(wrong)).status, JSON.stringify(wrong)).toBe(400);
  expect((await fan.read(order)).payments).toEqual([]);
});
