import {
  ORDER_EVENTS,
  type OrderEvent,
  type OrderState,
  PAYMENT_EVENTS,
  type PaymentState,
  REFUND_EVENTS,
  type RefundState,
} from "@liveotter/core/order/order-state";
import { next } from "@liveotter/core/transitions";
import { TICKET } from "@liveotter/devstack/new-order";

/*
 * Selling as simply as it can be said: two quotas, one code that keeps room in the first, orders, payments and refunds as
 * lists, everything counted anew whenever it is asked for. What Postgres does must be this.
 */

export const CAPACITY = [5, 2] as const;
export const CODE_USES = 2;
const MINUTE = 60_000;

interface Item {
  /** Type 0 draws on the first quota, type 1 on both. */
  readonly type: 0 | 1;
  readonly coded: boolean;
  live: boolean;
  refunded: number;
}
interface Order {
  state: OrderState;
  readonly items: readonly Item[];
  expiresAt: number;
  readonly lastsUntil: number;
}
interface Payment {
  readonly order: number;
  state: PaymentState;
}
interface Refund {
  readonly order: number;
  readonly amount: number;
  readonly reason: string;
  state: RefundState;
}

/** What was refused, by SQLSTATE, or that it was done. */
export type Said = "done" | "LO001" | "LO003" | "LO006" | "LO008" | "LO009";

const OPEN: readonly PaymentState[] = ["confirming", "needs_action", "awaiting_transfer"];

export class OrderModel {
  readonly orders: Order[] = [];
  readonly payments: Payment[] = [];
  readonly refunds: Refund[] = [];
  eventCancelled = false;
  now = 0;

  get used(): readonly number[] {
    const live = this.#live();
    return [live.length, live.filter(({ type }) => type === 1).length];
  }
  get codeUsed(): number {
    return this.#live().filter(({ coded }) => coded).length;
  }

  place(types: readonly (0 | 1)[], byCode: boolean): Said {
    if (this.eventCancelled) return "LO006";
    // The code is for type 0.
    const items = types.map((type) => ({ type, coded: byCode && type === 0, live: true, refunded: 0 }));
    const short = this.#short(items);
    if (short !== null) return short;
    const lastsUntil = this.now + 30 * MINUTE;
    this.orders.push({ state: "pending", items, expiresAt: this.now + 15 * MINUTE, lastsUntil });
    return "done";
  }

  begin(at: number): Said {
    const order = this.#order(at);
    if (order.state !== "pending" || order.expiresAt <= this.now) return "LO008";
    if (this.eventCancelled) return "LO006";
    if (this.#isPaying(at)) return "LO009";
    this.payments.push({ order: at, state: "confirming" });
    return "done";
  }

  settle(at: number, outcome: "take" | "take_other" | "decline" | "cancel" | "ask"): Said {
    const payment = this.payments[at];
    if (payment === undefined) throw new Error("no such payment");
    const state = next(PAYMENT_EVENTS, payment.state, outcome);
    // What was taken is; what is closed stays so.
    if (state === null) return "done";
    payment.state = state;
    const order = this.#order(payment.order);
    if (outcome === "take") this.#take(payment.order);
    if (outcome === "take_other") this.#giveBack(payment.order, "mismatch", otherAmount(order.items.length));
    if ((outcome === "decline" || outcome === "take_other") && order.state === "pending") {
      order.expiresAt = Math.max(order.expiresAt, Math.min(order.lastsUntil, this.now + 10 * MINUTE));
    }
    return "done";
  }

  end(at: number, as: "expired" | "cancelled"): Said {
    const order = this.#order(at);
    if (order.state !== "pending" || (as === "expired" && order.expiresAt > this.now)) return "done";
    if (this.#isPaying(at)) return "LO009";
    this.#move(order, as === "expired" ? "expire" : "cancel");
    for (const item of order.items) item.live = false;
    return "done";
  }

  /** Of each item named its share of what is left of it: 1 for all of it. */
  refund(at: number, shares: readonly { item: number; amount: number }[], cancel: boolean): Said {
    const order = this.#order(at);
    if (order.state !== "paid" && order.state !== "partly_refunded") return "LO008";
    const given = shares.map(({ item, amount }) => ({ item: order.items[item], amount }));
    if (given.some(({ item, amount }) => item === undefined || item.refunded + amount > TICKET.total)) return "LO008";
    for (const { item, amount } of given) {
      if (item === undefined) continue;
      item.refunded += amount;
      if (cancel) item.live = false;
    }
    const amount = given.reduce((sum, each) => sum + each.amount, 0);
    if (amount > 0) this.refunds.push({ order: at, amount, reason: "promoter", state: "requested" });
    this.#afterRefund(order);
    return "done";
  }

  settleRefund(at: number, outcome: "accept" | "lack" | "give" | "fail"): Said {
    const refund = this.refunds[at];
    if (refund === undefined) throw new Error("no such refund");
    refund.state = next(REFUND_EVENTS, refund.state, outcome) ?? refund.state;
    return "done";
  }

  cancelEvent(): Said {
    this.eventCancelled = true;
    for (const [at, order] of this.orders.entries()) {
      if (order.state === "pending") this.end(at, "cancelled");
      if (order.state !== "paid" && order.state !== "partly_refunded") continue;
      const amount = order.items.reduce((sum, { refunded }) => sum + TICKET.total - refunded, 0);
      for (const item of order.items) Object.assign(item, { live: false, refunded: TICKET.total });
      if (amount > 0) this.refunds.push({ order: at, amount, reason: "event_cancelled", state: "requested" });
      this.#afterRefund(order);
    }
    return "done";
  }

  #take(at: number): void {
    const order = this.#order(at);
    const why = this.#whyNot(order);
    if (why !== null) {
      this.#giveBack(at, why, order.items.length * TICKET.total);
      return;
    }
    for (const item of order.items) item.live = true;
    this.#move(order, "pay");
  }

  #whyNot(order: Order): string | null {
    if (order.state !== "cancelled" && next(ORDER_EVENTS, order.state, "pay") === null) return "duplicate";
    if (this.eventCancelled) return "event_cancelled";
    if (order.state === "cancelled") return "late";
    return order.state === "expired" && this.#short(order.items) !== null ? "sold_out" : null;
  }

  #giveBack(order: number, reason: string, amount: number): void {
    this.refunds.push({ order, amount, reason, state: "requested" });
  }

  #afterRefund(order: Order): void {
    const refunded = order.items.reduce((sum, item) => sum + item.refunded, 0);
    if (refunded === order.items.length * TICKET.total) {
      for (const item of order.items) item.live = false;
      this.#move(order, "refund_all");
    } else if (refunded > 0) {
      this.#move(order, "refund_part");
    }
  }

  #move(order: Order, event: OrderEvent): void {
    const state = next(ORDER_EVENTS, order.state, event);
    if (state === null) throw new Error(`${event} of what is ${order.state}`);
    order.state = state;
  }

  #short(wanted: readonly Item[]): "LO001" | "LO003" | null {
    const coded = wanted.filter((item) => item.coded).length;
    if (this.codeUsed + coded > CODE_USES) return "LO003";
    const kept = CODE_USES - this.codeUsed - coded;
    const [hall, balcony] = this.used;
    const all = (hall ?? 0) + wanted.length + (coded < wanted.length ? kept : 0);
    const upstairs = (balcony ?? 0) + wanted.filter(({ type }) => type === 1).length;
    return all > CAPACITY[0] || upstairs > CAPACITY[1] ? "LO001" : null;
  }

  #live(): readonly Item[] {
    return this.orders.flatMap(({ items }) => items.filter(({ live }) => live));
  }
  #isPaying(at: number): boolean {
    return this.payments.some(({ order, state }) => order === at && OPEN.includes(state));
  }
  #order(at: number): Order {
    const order = this.orders[at];
    if (order === undefined) throw new Error("no such order");
    return order;
  }
}

/** What a provider takes that takes another amount than it was asked for so many tickets. */
export const otherAmount = (tickets: number): number => tickets * TICKET.total - 1;
