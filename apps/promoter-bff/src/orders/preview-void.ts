import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { VoidChoice, VoidPreview } from "@liveotter/contracts/promoter/orders";
import { renderMail } from "@liveotter/core/mail/render-mail";
import { planVoid, type VoidPlan } from "@liveotter/core/order/plan-void";
import type { MyOrder, MyOrderItem } from "@liveotter/database/promoter/my-order";
import { freedBy, roomOf } from "./room-of.ts";

type Plan = VoidPlan<MyOrderItem>;

/** What would become void. @throws ProblemError: what cannot, or that nothing is left */
export function voidPlanOf(order: MyOrder, { itemIds, freePlaces }: VoidChoice): Plan {
  const ids = itemIds?.map((id) => id.toLowerCase()) ?? null;
  const plan = planVoid(order, { itemIds: ids, freePlaces });
  if (!("voided" in plan)) throw new ProblemError("invalid-request", { errors: plan });
  if (plan.voided.length + plan.freedLater.length === 0)
    throw new ProblemError("invalid-state", { detail: "This order has no valid tickets." });
  return plan;
}

export const ticketsVoidedBy = ({ voided }: Plan): number => voided.reduce((sum, item) => sum + validOf(item), 0);

const validOf = ({ tickets }: MyOrderItem): number => tickets.filter(({ state }) => state === "valid").length;

/** The plan in a form that can be shown before it is done; `link` is the buyer's page of the order. */
export function voidPreviewReply(
  order: MyOrder,
  plan: Plan,
  { reason, freePlaces }: VoidChoice,
  link: string | null,
): VoidPreview {
  const ticketsVoided = ticketsVoidedBy(plan);
  const ticketsLeft = order.items.reduce((sum, item) => sum + validOf(item), 0) - ticketsVoided;
  const earlier = order.items.filter((item) => item.void !== null).flatMap(({ tickets }) => tickets).length;
  const items = [...plan.voided, ...plan.freedLater];
  return {
    orderId: order.id,
    version: order.version,
    currency: order.currency,
    items: items.map((item) => ({
      ...{ itemId: item.id, ticketType: item.ticketType, performanceId: item.performanceId, tickets: validOf(item) },
    })),
    ticketsVoided,
    ticketsLeft,
    freed: freePlaces ? freedBy(items) : [],
    kept: freePlaces ? [] : roomOf(plan.voided),
    notRefunded: plan.voided.reduce((sum, { total, refunded }) => sum + total - refunded, 0),
    mail:
      order.email === null || ticketsVoided === 0
        ? null
        : { to: order.email, ...mailOf(order, { tickets: ticketsVoided + earlier, reason }, ticketsLeft, link) },
  };
}

/** The mail as it will be sent, as far as the order stays as it is until then. */
function mailOf(
  order: MyOrder,
  voided: { readonly tickets: number; readonly reason: VoidChoice["reason"] },
  tickets: number,
  link: string | null,
): { subject: string; text: string } {
  const { id: orderId, number, eventName: event, total, currency, locale } = order;
  const none = {
    received: 0,
    expiresAt: null,
    refundableUntil: null,
    instructions: null,
    performances: [],
    refund: null,
    ticket: null,
  };
  const news = { ...none, orderId, number, event, total, currency, name: order.name ?? "", zone: "UTC" };
  const { subject, text } = renderMail({
    ...{ template: "tickets-void", to: order.email ?? "", locale },
    params: { order: { ...news, tickets, void: voided }, link: link ?? "" },
  });
  return { subject, text };
}
