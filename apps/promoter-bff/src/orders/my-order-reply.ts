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
  const { version: _version, keyGeneration: _key, paidBy: _paidBy, transferTerms: _transferTerms, ...own } = order;
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
    missing: missingOf(order),
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

/** What is still to be paid. */
function missingOf({ state, total, payments }: MyOrder): number {
  if (state !== "pending") return 0;
  return total - (payments.find((payment) => payment.state === "awaiting_transfer")?.received ?? 0);
}

/** How money from outside may be recorded, what is awaited in front. Also where it can only go back. */
function receivable(order: MyOrder): ("transfer" | "door")[] {
  const awaited = order.payments.find(({ state }) => state === "awaiting_transfer");
  if (order.total === 0 || (awaited === undefined && isCharging(order))) return [];
  return awaited?.method === "door" ? ["door", "transfer"] : ["transfer", "door"];
}
