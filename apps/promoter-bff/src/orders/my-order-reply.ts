import type {
  LedgerEntry as LedgerEntryReply,
  MyOrder as MyOrderReply,
  MyOrderSummary as MyOrderSummaryReply,
  MyRefund as MyRefundReply,
} from "@liveotter/contracts/promoter/orders";
import { type Instant, toIso } from "@liveotter/core/instant";
import { mayVoid } from "@liveotter/core/order/plan-void";
import type { LedgerEntry, MyOrder, MyOrderSummary, MyPayment, MyRefund } from "@liveotter/database/promoter/my-order";

/** On the wire, states of several words are hyphenated. */
const STATES = { partly_refunded: "partly-refunded" } as const;
const PAYMENT_STATES = { needs_action: "needs-action", awaiting_transfer: "awaiting-transfer" } as const;

export const stateReply = (state: MyOrderSummary["state"]): MyOrderReply["state"] =>
  state === "partly_refunded" ? STATES[state] : state;

const paymentState = (state: MyPayment["state"]) =>
  state === "needs_action" || state === "awaiting_transfer" ? PAYMENT_STATES[state] : state;

const perhaps = (at: Instant | null): string | null => (at === null ? null : toIso(at));

export function summaryReply(order: MyOrderSummary): MyOrderSummaryReply {
  return { ...order, state: stateReply(order.state), placedAt: toIso(order.placedAt) };
}

export function refundReply(refund: MyRefund): MyRefundReply {
  const { at, nextAttemptAt, settledAt } = refund;
  return { ...refund, at: toIso(at), nextAttemptAt: perhaps(nextAttemptAt), settledAt: perhaps(settledAt) };
}

export const ledgerReply = (entry: LedgerEntry): LedgerEntryReply => ({
  ...entry,
  at: toIso(entry.at),
  lines: [...entry.lines],
});

/** All that its promoter sees of an order, and may do with it; `link` is its fan's page. */
export function orderReply(order: MyOrder, link: string | null): MyOrderReply {
  const { version: _version, keyGeneration: _key, paidBy: _paidBy, ...own } = order;
  return {
    ...own,
    ...summaryReply(own),
    link,
    expiresAt: perhaps(order.expiresAt),
    paidAt: perhaps(order.paidAt),
    endedAt: perhaps(order.endedAt),
    answers: [...order.answers],
    items: order.items.map(({ room: _room, tickets, ...item }) => ({
      ...item,
      tickets: tickets.map((ticket) => ({ ...ticket, answers: [...ticket.answers] })),
    })),
    payments: order.payments.map(({ state, at, settledAt, ...payment }) => ({
      ...{ ...payment, state: paymentState(state), at: toIso(at), settledAt: perhaps(settledAt) },
    })),
    refunds: order.refunds.map(refundReply),
    ledger: order.ledger.map(ledgerReply),
    history: order.history.map((entry) => ({ ...entry, at: toIso(entry.at) })),
    mails: order.mails.map((mail) => ({ ...mail, at: toIso(mail.at) })),
    refundable: isRefundable(order) ? order.total - order.refunded : 0,
    may: {
      refund:
        isRefundable(order) && order.items.some(({ cancelled, total, refunded }) => !cancelled || refunded < total),
      void: mayVoid(order),
      cancel: order.state === "pending" && !isCharging(order),
      receivePayment: receivable(order),
      resendMail: mayResend(order),
      changeEmail: ["pending", "paid", "partly_refunded"].includes(order.state),
    },
  };
}

export const isRefundable = (order: MyOrder): boolean =>
  (order.state === "paid" || order.state === "partly_refunded") && !isDisputed(order);

/** What a bank asks back is not given back as well. */
export const isDisputed = ({ payments }: MyOrder): boolean =>
  payments.some(({ dispute }) => dispute === "open" || dispute === "lost");

/** There are valid tickets to mail, and an address to mail them to. */
export const mayResend = ({ state, email, items }: MyOrder): boolean =>
  (state === "paid" || state === "partly_refunded") && email !== null && items.some(({ cancelled }) => !cancelled);

/** A card is on its way: nobody knows yet how that ends. */
const isCharging = ({ payments }: MyOrder) =>
  payments.some(({ method, state }) => method === "card" && (state === "confirming" || state === "needs_action"));

/** How money from outside may be noted; of an expired order, as it was once waited for. */
function receivable(order: MyOrder): ("transfer" | "door")[] {
  if (order.total === 0 || isCharging(order)) return [];
  const methods = ["transfer", "door"] as const;
  const awaited = methods.filter((method) =>
    order.payments.some(
      (one) => one.method === method && (one.state === "awaiting_transfer" || one.state === "cancelled"),
    ),
  );
  if (order.state === "expired") return awaited;
  if (order.state !== "pending") return [];
  return awaited.length > 0 ? awaited : [...methods];
}
