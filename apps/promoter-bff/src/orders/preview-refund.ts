import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { RefundChoice as RefundChoiceInput, RefundPreview } from "@liveotter/contracts/promoter/orders";
import { planRefund, type RefundChoice, type RefundPlan } from "@liveotter/core/order/plan-refund";
import type { MyOrder } from "@liveotter/database/promoter/my-order";
import { isDisputed, isRefundable, stateReply } from "./my-order-reply.ts";
import { freedBy } from "./room-of.ts";
import { DISPUTED } from "./selling-refusal.ts";

/** What a refund of an order would give and take back. @throws ProblemError */
export function planOf(order: MyOrder, input: RefundChoiceInput): RefundPlan {
  if (isDisputed(order)) throw new ProblemError("invalid-state", { detail: DISPUTED });
  if (!isRefundable(order))
    throw new ProblemError("invalid-state", {
      detail: `The order is ${stateReply(order.state)}: nothing to give back.`,
    });
  const plan = planRefund(order, choiceFrom(input));
  if (!("items" in plan)) throw new ProblemError("invalid-request", { errors: plan });
  if (plan.items.length === 0) throw new ProblemError("invalid-state", { detail: "Nothing is left to give back." });
  return plan;
}

const choiceFrom = (input: RefundChoiceInput): RefundChoice =>
  input.what === "items" ? { ...input, itemIds: input.itemIds.map((id) => id.toLowerCase()) } : input;

/** The plan in words that can be shown before it is done. */
export function previewReply(order: MyOrder, plan: RefundPlan): RefundPreview {
  const cancelled = new Set(plan.cancelled);
  const parts = new Map(plan.items.map((part) => [part.id, part]));
  const voided = order.items.filter(({ id }) => cancelled.has(id));
  return {
    orderId: order.id,
    currency: order.currency,
    total: plan.total,
    feesKept: plan.feesKept,
    method: plan.total === 0 ? null : order.paidBy,
    items: order.items
      .filter(({ id }) => parts.has(id) || cancelled.has(id))
      .map(({ id, ticketType, performanceId }) => {
        const { amount = 0, feesKept = 0 } = parts.get(id) ?? {};
        return { itemId: id, ticketType, performanceId, amount, feesKept, cancelled: cancelled.has(id) };
      }),
    ticketsCancelled: voided.flatMap(({ tickets }) => tickets.filter(({ state }) => state === "valid")).length,
    freed: freedBy(voided),
    refundableAfter: order.total - order.refunded - plan.total,
    stateAfter: stateAfter(order, plan),
  };
}

function stateAfter(order: MyOrder, plan: RefundPlan): RefundPreview["stateAfter"] {
  const refunded = order.refunded + plan.total;
  const allGone = order.items.every(({ id, cancelled }) => cancelled || plan.cancelled.includes(id));
  if (order.total === 0) return allGone ? "cancelled" : "paid";
  if (refunded === order.total && allGone) return "refunded";
  return refunded > 0 ? "partly-refunded" : "paid";
}
