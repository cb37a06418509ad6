import type { OrderReply } from "@liveotter/contracts/public/orders";
import { formatMoment } from "../../format/moments.ts";
import { formatPrice } from "../../format/price.ts";
import { at, type Locale } from "../../words/locale.ts";
import type { CartNext } from "../cart/next-hold.ts";
import { type Clock, clockOf } from "../checkout/checkout-view.ts";
import type { Hurdle } from "../hurdle.ts";
import { type MethodChoice, methodChoices } from "../pay/method-choices.ts";
import type { PublicEvent } from "../public-event.ts";
import { type Sums, sumsOf } from "../sums.ts";
import { performanceOf } from "../when-of.ts";
import { orderPath } from "./order-path.ts";
import { awaited, lastPayment, type OrderStory, orderStory, refundStories } from "./order-story.ts";

export interface OrderView {
  readonly page: "order";
  readonly here: string;
  readonly number: string;
  readonly eventName: string;
  readonly eventHref: string;
  readonly story: OrderStory;
  /** Changes when the order does: how the page knows that there is something new. */
  readonly version: string;
  readonly clock: Clock | null;
  /** Where a second step is taken. */
  readonly action: string | null;
  readonly instructions: string | null;
  readonly refunds: readonly string[];
  readonly sums: Sums;
  readonly ticketCount: number;
  readonly pay: {
    readonly methods: readonly MethodChoice[];
    readonly again: boolean;
    /** What paying by card means while a transfer or the door is awaited. */
    readonly instead: string | null;
    /** What is offered and could no longer arrive in time. */
    readonly tooLate: readonly string[];
  } | null;
  readonly cancellable: boolean;
  readonly giveBack: { readonly until: string; readonly amount: string } | null;
  /** What else is in this browser's cart. */
  readonly next: CartNext | null;
  /** How to correct the address; `null` for an order that has ended. */
  readonly email: { readonly current: string; readonly wanted: string; readonly sent: boolean } | null;
  readonly key: string;
  readonly hurdles: readonly Hurdle[];
}

export interface OrderParts {
  readonly order: OrderReply;
  readonly event: PublicEvent | null;
  readonly next?: CartNext | null;
  readonly key: string;
  readonly chosen?: string | null;
  /** Another address that was typed, and whether a link was mailed there. */
  readonly newEmail?: { readonly email: string; readonly sent: boolean } | null;
  readonly hurdles?: readonly Hurdle[];
}

export function orderView(
  locale: Locale,
  { order, event, next = null, key, chosen = null, newEmail = null, hurdles = [] }: OrderParts,
): OrderView {
  const { quote, payments, expiresAt, refundableUntil } = order;
  const first = quote.lines.find(({ performanceId }) => performanceId !== null)?.performanceId;
  const zone = (event?.performances.find(({ id }) => id === first) ?? event?.performances[0])?.zone ?? "UTC";
  const last = lastPayment(order);
  const story = orderStory(locale, order, zone);
  const waiting = awaited(order);
  return {
    page: "order",
    here: orderPath(locale, order),
    number: order.number,
    eventName: order.event.name,
    eventHref: at(locale, `/events/${order.event.slug}`),
    story,
    version: versionOf(order),
    clock: order.payable && waiting === null && expiresAt !== null ? clockOf(locale, expiresAt, order.now, zone) : null,
    action: order.state === "pending" && last?.state === "needs-action" ? safeLink(last.actionUrl) : null,
    instructions: waiting?.method === "transfer" ? waiting.instructions : null,
    refunds: refundStories(locale, order),
    sums: sumsOf(locale, quote, performanceOf(event)),
    ticketCount: order.tickets.filter(({ state }) => state === "valid").length,
    pay: order.payable
      ? {
          methods: methodChoices(locale, order.paymentMethods, chosen),
          again: waiting === null && payments.length > 0,
          instead: waiting === null ? null : insteadText(locale, order, waiting),
          tooLate: order.tooLate.map((method) => locale.words.sale.tooLate[method]),
        }
      : null,
    cancellable: order.state === "pending" && last?.state !== "confirming" && last?.state !== "succeeded",
    giveBack:
      refundableUntil === null
        ? null
        : {
            until: formatMoment(locale, refundableUntil, zone),
            amount: formatPrice(locale, leftOf(order), quote.currency),
          },
    next,
    email: ["pending", "paid", "partly-refunded"].includes(order.state)
      ? { current: order.email, wanted: newEmail?.email ?? "", sent: newEmail?.sent ?? false }
      : null,
    key,
    hurdles,
  };
}

/** Reasons for which money goes back that was never this order's. */
const APART = ["late", "duplicate", "mismatch", "sold-out", "incomplete", "overpaid"];

/** What was paid and has not gone back; refunds of what was never this order's money are not of it. */
function leftOf({ quote, refunds }: OrderReply): number {
  const back = refunds.filter(({ reason }) => !APART.includes(reason)).reduce((sum, { amount }) => sum + amount, 0);
  return Math.max(0, quote.total - back);
}

function insteadText(locale: Locale, { quote }: OrderReply, { received }: OrderReply["payments"][number]): string {
  const { order: words } = locale.words;
  return received > 0 ? words.cardInsteadOfRest(formatPrice(locale, received, quote.currency)) : words.cardInsteadText;
}

const versionOf = ({ state, event, payments, refunds, tickets, payable }: OrderReply): string =>
  [
    ...[state, event.status, payable ? "payable" : "closed", tickets.length],
    ...[...payments, ...refunds].map((each) => `${each.id.slice(-6)}-${each.state}`),
    ...payments.flatMap(({ received }) => (received > 0 ? [String(received)] : [])),
  ].join("_");

/** The provider's own page, and nothing that would run here. */
const safeLink = (address: string | null): string | null =>
  address !== null && URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) ? address : null;
