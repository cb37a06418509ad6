import type { Transitions } from "../transitions.ts";

export type OrderState = "pending" | "paid" | "expired" | "cancelled" | "partly_refunded" | "refunded";
export type PaymentState =
  | "confirming"
  | "needs_action"
  | "awaiting_transfer"
  | "succeeded"
  | "declined"
  | "cancelled"
  | "mismatched";
export type RefundState = "requested" | "pending" | "succeeded" | "failed";

/** What happens to an order. `pay`: money came that is for it; where it is late, only if its capacity could be taken again. */
export type OrderEvent = "pay" | "expire" | "cancel" | "refund_part" | "refund_all" | "take_back" | "void";

/** `take_back` is of what cost nothing: there is no money to refund. `void` ends tickets and leaves the money where it is. */
export const ORDER_EVENTS: Transitions<OrderState, OrderEvent> = {
  pending: { pay: "paid", expire: "expired", cancel: "cancelled" },
  paid: { refund_part: "partly_refunded", refund_all: "refunded", take_back: "cancelled", void: "paid" },
  expired: { pay: "paid" },
  partly_refunded: { refund_part: "partly_refunded", refund_all: "refunded", void: "partly_refunded" },
  cancelled: {},
  refunded: {},
};

/** What a provider says of a payment. `take_other`: it took another amount than it was asked for. */
export type PaymentEvent = "ask" | "await" | "take" | "take_other" | "decline" | "cancel";

/** Money that was taken is taken, whatever was said before; nothing that is said later gives it back. */
export const PAYMENT_EVENTS: Transitions<PaymentState, PaymentEvent> = {
  confirming: {
    ask: "needs_action",
    await: "awaiting_transfer",
    take: "succeeded",
    take_other: "mismatched",
    decline: "declined",
    cancel: "cancelled",
  },
  needs_action: {
    ask: "needs_action",
    take: "succeeded",
    take_other: "mismatched",
    decline: "declined",
    cancel: "cancelled",
  },
  awaiting_transfer: { take: "succeeded", take_other: "mismatched", decline: "declined", cancel: "cancelled" },
  declined: { take: "succeeded", take_other: "mismatched" },
  cancelled: { take: "succeeded", take_other: "mismatched" },
  succeeded: {},
  mismatched: {},
};

/** What becomes of a refund. `lack`: the provider has too little for it now. `retry`: a person has looked at it. */
export type RefundEvent = "accept" | "lack" | "give" | "fail" | "retry";

export const REFUND_EVENTS: Transitions<RefundState, RefundEvent> = {
  requested: { accept: "pending", lack: "requested", give: "succeeded", fail: "failed" },
  pending: { accept: "pending", lack: "requested", give: "succeeded", fail: "failed" },
  failed: { retry: "requested", give: "succeeded" },
  succeeded: {},
};
