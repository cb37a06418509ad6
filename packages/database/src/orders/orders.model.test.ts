import type { CodeId, OrderId, PaymentId, RefundId } from "@liveotter/core/ids";
import { type Instant, instant } from "@liveotter/core/instant";
import { TICKET } from "@liveotter/devstack/new-order";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { as } from "../../test/fixture.ts";
import { CAPACITY, CODE_USES, OrderModel, otherAmount, type Said } from "../../test/order-model.ts";
import { codeOf, orderOf, payable, type Stage, stage } from "../../test/stage.ts";
import { DatabaseError } from "../database-error.ts";
import { newId } from "../new-id.ts";
import { cancelEventOrders } from "./cancel-event-orders.ts";
import { endOrder } from "./end-order.ts";
import { placeOrder } from "./place-order.ts";
import { type PaymentReport, settlePayment } from "./settle-payment.ts";
import { type RefundReport, settleRefund } from "./settle-refund.ts";
import { asked, step } from "./step.ts";

/** The same tries each time, so that a red run has a cause in its change; `pnpm soak` draws new ones, and more. */
const { FUZZ_SEED, FUZZ_RUNS } = process.env;
const seed = Number(FUZZ_SEED ?? 20261121);
const numRuns = Math.ceil(Number(FUZZ_RUNS ?? 80) / 8);

const owner = as("owner");
const START = instant(Math.floor(Date.now() / 1000) * 1000);

/** One event on both sides: in Postgres, and in the model. */
class Sale {
  readonly model = new OrderModel();
  readonly orders: OrderId[] = [];
  readonly payments: PaymentId[] = [];
  readonly refunds: RefundId[] = [];
  readonly stage: Stage;
  readonly codeId: CodeId;
  constructor(staged: Stage, codeId: CodeId) {
    this.stage = staged;
    this.codeId = codeId;
  }
  get now(): Instant {
    return instant(START + this.model.now);
  }
}

/** A step: it is taken in the model, then in Postgres; what it would do to nothing is skipped. */
type Step = (sale: Sale) => Promise<void>;

/** Both must say the same. */
async function both(said: Said, done: Promise<unknown>): Promise<boolean> {
  const answer = await done.then(
    () => "done",
    (error: unknown) => (error instanceof DatabaseError ? error.code : error),
  );
  expect(answer).toBe(said);
  return said === "done";
}

/** One of a list by any number. */
const oneOf = (list: readonly unknown[], any: number): number | null => (list.length === 0 ? null : any % list.length);

const OUTCOMES = {
  take: "succeeded",
  take_other: "succeeded",
  decline: "declined",
  cancel: "cancelled",
  ask: "needs_action",
} as const;
const REFUNDS = { accept: "pending", lack: "unfunded", give: "succeeded", fail: "failed" } as const;
const any = fc.nat(999);

const place = fc
  .record({ types: fc.array(fc.constantFrom<0 | 1>(0, 0, 1), { minLength: 1, maxLength: 2 }), byCode: fc.boolean() })
  .map(
    ({ types, byCode }): Step =>
      async (sale) => {
        const more = byCode ? { codeId: sale.codeId } : {};
        const order = orderOf(sale.stage, types, { ...more, now: sale.now });
        if (await both(sale.model.place(types, byCode), placeOrder(owner, order))) sale.orders.push(order.orderId);
      },
  );
const begin = any.map(
  (which): Step =>
    async (sale) => {
      const at = oneOf(sale.orders, which);
      const orderId = at === null ? undefined : sale.orders[at];
      if (at === null || orderId === undefined) return;
      const begun = payable(owner, orderId, sale.now);
      if (await both(sale.model.begin(at), begun)) sale.payments.push(await begun);
    },
);
const settle = fc
  .record({
    which: any,
    outcome: fc.constantFrom<keyof typeof OUTCOMES>(
      "take",
      "take",
      "take",
      "take",
      "take_other",
      "decline",
      "cancel",
      "ask",
    ),
  })
  .map(
    ({ which, outcome }): Step =>
      async (sale) => {
        const at = oneOf(sale.payments, which);
        const paymentId = at === null ? undefined : sale.payments[at];
        const payment = at === null ? undefined : sale.model.payments[at];
        if (at === null || paymentId === undefined || payment === undefined) return;
        const tickets = sale.model.orders[payment.order]?.items.length ?? 0;
        const taken = outcome === "take_other" ? { taken: otherAmount(tickets) } : {};
        const report: PaymentReport = { paymentId, outcome: OUTCOMES[outcome], ...taken, now: sale.now };
        await both(sale.model.settle(at, outcome), settlePayment(owner, report));
      },
  );
const end = fc.record({ which: any, as: fc.constantFrom("expired", "cancelled") }).map(
  ({ which, as }): Step =>
    async (sale) => {
      const at = oneOf(sale.orders, which);
      const orderId = at === null ? undefined : sale.orders[at];
      if (at !== null && orderId !== undefined)
        await both(sale.model.end(at, as), endOrder(owner, orderId, as, sale.now));
    },
);
const refund = fc
  .record({
    which: any,
    shares: fc.uniqueArray(fc.tuple(fc.nat(2), fc.nat(3)), { selector: ([item]) => item, minLength: 1 }),
    cancel: fc.boolean(),
  })
  .map(
    ({ which, shares, cancel }): Step =>
      async (sale) => {
        const at = oneOf(sale.orders, which);
        const orderId = at === null ? undefined : sale.orders[at];
        const order = at === null ? undefined : sale.model.orders[at];
        if (at === null || orderId === undefined || order === undefined) return;
        const asking = shares.flatMap(([item, share]) => {
          const left = TICKET.total - (order.items[item]?.refunded ?? TICKET.total);
          return item < order.items.length
            ? [{ item, amount: [0, left, Math.floor(left / 3), left + 1][share] ?? 0 }]
            : [];
        });
        if (asking.length === 0) return;
        const rows = await owner.query<{ id: string }>(
          sql`SELECT id FROM order_items WHERE order_id = ${orderId}::uuid ORDER BY position`,
        );
        const items = asking.map(({ item, amount }) => ({ id: rows[item]?.id, amount }));
        const request = {
          orderId,
          refundId: newId(),
          requestKey: newId(),
          reason: "promoter",
          items,
          cancel,
          now: sale.now,
        };
        await both(sale.model.refund(at, asking, cancel), step(owner, sql`request_refund(${asked(request)})`));
      },
  );
const settleBack = fc
  .record({ which: any, outcome: fc.constantFrom<keyof typeof REFUNDS>("accept", "lack", "give", "give", "fail") })
  .map(
    ({ which, outcome }): Step =>
      async (sale) => {
        const at = oneOf(sale.refunds, which);
        const refundId = at === null ? undefined : sale.refunds[at];
        if (at === null || refundId === undefined) return;
        const report: RefundReport = { refundId, outcome: REFUNDS[outcome], now: sale.now };
        await both(sale.model.settleRefund(at, outcome), settleRefund(owner, report));
      },
  );
const wait = fc.integer({ min: 1, max: 20 }).map(
  (minutes): Step =>
    async ({ model }) => {
      model.now += minutes * 60_000;
    },
);
const cancelEvent: Step = async ({ model, stage: { eventId }, now }) => {
  await owner.query(sql`UPDATE events SET status = 'cancelled' WHERE id = ${eventId}::uuid`);
  await both(model.cancelEvent(), cancelEventOrders(owner, eventId, now, 100));
};

/** Time goes by, its open payment is given up, and it expires: whatever comes for it now is late. */
const lapse = any.map(
  (which): Step =>
    async (sale) => {
      const at = oneOf(sale.orders, which);
      const orderId = at === null ? undefined : sale.orders[at];
      if (at === null || orderId === undefined) return;
      sale.model.now += 31 * 60_000;
      for (const [place, { order }] of sale.model.payments.entries()) {
        const paymentId = sale.payments[place];
        if (order !== at || paymentId === undefined) continue;
        const report = { paymentId, outcome: "cancelled", now: sale.now } as const;
        await both(sale.model.settle(place, "cancel"), settlePayment(owner, report));
      }
      await both(sale.model.end(at, "expired"), endOrder(owner, orderId, "expired", sale.now));
    },
);

const sold = fc.array(fc.oneof(place, begin), { minLength: 8, maxLength: 10, size: "max" });
const on = fc.array(
  fc.oneof(
    ...[
      { weight: 3, arbitrary: place },
      { weight: 4, arbitrary: begin },
      { weight: 8, arbitrary: settle },
    ],
    ...[
      { weight: 1, arbitrary: end },
      { weight: 3, arbitrary: lapse },
      { weight: 4, arbitrary: refund },
      { weight: 4, arbitrary: settleBack },
    ],
    { weight: 1, arbitrary: wait },
  ),
  { minLength: 20, maxLength: 35, size: "max" },
);
const calledOff = fc.array(fc.oneof(settle, begin, place, settleBack, end), { maxLength: 5, size: "max" });
const history = fc
  .tuple(sold, on, fc.option(calledOff))
  .map(([first, then, last]) => [...first, ...then, ...(last === null ? [] : [cancelEvent, ...last])]);

test("whatever happens in whatever order, Postgres does what the model does, and every sum is right after each step", async () => {
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const [hall, balcony] = CAPACITY;
      const staged = await stage([
        { capacity: hall, types: [0, 1] },
        { capacity: balcony, types: [1] },
      ]);
      const sale = new Sale(staged, await codeOf(staged, { maxUses: CODE_USES, blocks: 0, type: 0 }));
      for (const step of steps) {
        await step(sale);
        await compare(sale);
      }
    }),
    { seed, numRuns, interruptAfterTimeLimit: 60_000 },
  );
}, 90_000);

interface Found {
  readonly orders: { state: string; expiresAt: number | null; items: { live: boolean; refunded: number }[] }[];
  readonly payments: string[];
  readonly refunds: { id: RefundId; order: number; amount: number; reason: string; state: string }[];
  readonly used: number[];
  readonly codeUsed: number;
  readonly unbalanced: unknown[];
}

async function compare({ model, stage: { eventId, quotas }, orders, payments, refunds, codeId }: Sale): Promise<void> {
  const found = await step<Found>(
    owner,
    sql`json_build_object(
      'orders', (
        SELECT coalesce(json_agg(json_build_object('state', state, 'expiresAt', epoch_ms(expires_at), 'items', (
          SELECT json_agg(json_build_object('live', cancelled_at IS NULL, 'refunded', refunded_minor) ORDER BY position)
          FROM order_items WHERE order_id = orders.id)) ORDER BY place), '[]')
        FROM unnest(${sql.param(orders)}::uuid[]) WITH ORDINALITY given (given_id, place) JOIN orders ON id = given_id),
      'payments', (
        SELECT coalesce(json_agg(state ORDER BY place), '[]')
        FROM unnest(${sql.param(payments)}::uuid[]) WITH ORDINALITY given (given_id, place) JOIN payments ON id = given_id),
      'refunds', (
        SELECT coalesce(json_agg(json_build_object('id', id, 'order', place - 1, 'amount', amount_minor, 'reason', reason,
          'state', state) ORDER BY place), '[]')
        FROM unnest(${sql.param(orders)}::uuid[]) WITH ORDINALITY given (given_id, place)
        JOIN refunds ON order_id = given_id),
      'used', (SELECT json_agg(used ORDER BY array_position(${sql.param(quotas)}::uuid[], quota_id))
        FROM quota_counters WHERE event_id = ${eventId}::uuid),
      'codeUsed', (SELECT used FROM codes WHERE id = ${codeId}::uuid),
      'unbalanced', (SELECT coalesce(json_agg(wrong), '[]') FROM unbalanced(${eventId}::uuid) wrong))`,
  );
  // Each step makes at most one refund, or one for each order in turn.
  refunds.push(...found.refunds.map(({ id }) => id).filter((id) => !refunds.includes(id)));
  expect({ ...found, refunds: refunds.map((id) => found.refunds.find((each) => each.id === id)) }).toEqual({
    orders: model.orders.map(({ state, expiresAt, items }) => ({
      state,
      expiresAt: state === "pending" ? START + expiresAt : null,
      items: items.map(({ live, refunded }) => ({ live, refunded })),
    })),
    payments: model.payments.map(({ state }) => state),
    refunds: model.refunds.map((each, at) => ({ id: refunds[at], ...each })),
    used: model.used,
    codeUsed: model.codeUsed,
    unbalanced: [],
  });
}
