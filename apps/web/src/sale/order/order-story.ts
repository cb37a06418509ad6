import type { OrderReply } from "@liveotter/contracts/public/orders";
import { formatMoment } from "../../format/moments.ts";
import { formatPrice } from "../../format/price.ts";
import type { Locale } from "../../words/locale.ts";

/** How an order stands, in words. */
export interface OrderStory {
  readonly tone: "good" | "wait" | "stop";
  readonly title: string;
  readonly text: readonly string[];
  /** Whether the page looks again by itself: something is under way that ends without its fan. */
  readonly moving: boolean;
}

/** The transfer, or the money at the door, that is awaited; a card may be tried meanwhile. */
export const awaited = ({ state, payments }: OrderReply) =>
  state === "pending" ? (payments.find((payment) => payment.state === "awaiting-transfer") ?? null) : null;

/** What is under way or was last; `null`: nobody has begun to pay. */
export const lastPayment = ({ payments }: OrderReply) => payments[0] ?? null;

/** The truth about an order, whatever its state: what was taken, what comes next, and what there is to do. */
export function orderStory(locale: Locale, order: OrderReply, zone: string): OrderStory {
  const { order: words } = locale.words;
  const { state, event } = order;
  if (event.status === "cancelled") return cancelledEvent(words, order);
  switch (state) {
    case "pending":
      return pendingStory(locale, order, zone);
    case "paid":
      return paidStory(words, order);
    case "expired":
      return endedStory(words, order, words.over);
    case "cancelled":
      return endedStory(words, order, words.cancelled);
    case "partly-refunded":
      return {
        tone: isVoid(order) ? "stop" : "good",
        title: words.partlyRefunded,
        text: [validSays(words, order)],
        moving: false,
      };
    case "refunded":
      return { tone: "stop", title: words.refunded, text: [words.refundedText], moving: false };
  }
}

type OrderWords = Locale["words"]["order"];

function paidStory(words: OrderWords, order: OrderReply): OrderStory {
  const { event, email, quote } = order;
  const mailed = email === "" ? [] : [words.mailedTo(email)];
  if (isVoid(order)) return { tone: "stop", title: words.void, text: [words.voidText], moving: false };
  if (event.status === "postponed") {
    return { tone: "wait", title: words.postponed, text: [words.postponedText, ...mailed], moving: false };
  }
  const title = quote.total === 0 ? words.free : words.paid;
  return { tone: "good", title, text: [validSays(words, order), ...mailed], moving: false };
}

/** It had tickets, and none of them is valid any more. */
const isVoid = ({ tickets }: OrderReply): boolean =>
  tickets.length > 0 && tickets.every(({ state }) => state === "cancelled");

function validSays(words: OrderWords, { tickets }: OrderReply): string {
  const valid = tickets.filter(({ state }) => state === "valid").length;
  return valid === 0 ? words.noneValid : words.valid(valid);
}

function cancelledEvent(words: OrderWords, order: OrderReply): OrderStory {
  const about = { tone: "stop", title: words.eventCancelled, moving: false } as const;
  if (tookNothing(order)) return { ...about, text: [words.eventCancelledFree] };
  // Tickets that were void before the event was cancelled bring no money back.
  if (order.state === "paid" && order.refunds.length === 0 && isVoid(order))
    return { ...about, text: [words.noLongerValid] };
  const kept = order.state === "paid" || order.state === "partly-refunded";
  return { ...about, text: [words.noLongerValid, kept ? words.goesBackByItself : words.goesBackBelow] };
}

function pendingStory(locale: Locale, order: OrderReply, zone: string): OrderStory {
  const { order: words } = locale.words;
  const last = lastPayment(order);
  const over = order.expiresAt !== null && order.expiresAt <= order.now;
  switch (last?.state) {
    case "confirming":
      return { tone: "wait", title: words.confirming, text: words.confirmingText, moving: true };
    case "needs-action":
      return { tone: "wait", title: words.needsAction, text: [words.needsActionText], moving: true };
    case "succeeded":
      return { tone: "wait", title: words.arrived, text: [words.arrivedText], moving: true };
  }
  if (over) return { tone: "stop", title: words.over, text: [words.overText], moving: true };
  const waiting = awaited(order);
  if (waiting !== null) return waitingStory(locale, order, waiting, zone);
  switch (last?.state) {
    case "declined":
      return { tone: "stop", title: words.declined, text: [words.declinedText], moving: false };
    case "mismatched":
      return { tone: "stop", title: words.mismatched, text: [words.mismatchedText], moving: false };
    case "cancelled":
      return { tone: "wait", title: words.unpaid, text: [words.unpaidEnded], moving: false };
    default:
      return { tone: "wait", title: words.unpaid, text: [words.unpaidText], moving: false };
  }
}

/** A transfer or the door is awaited, whatever became of a card in between. */
function waitingStory(
  locale: Locale,
  order: OrderReply,
  { method, amount, received }: OrderReply["payments"][number],
  zone: string,
): OrderStory {
  const { order: words } = locale.words;
  const missing = money(locale, order, amount - received);
  const until = order.expiresAt === null ? null : formatMoment(locale, order.expiresAt, zone);
  const last = lastPayment(order);
  const card = last?.state === "declined" || last?.state === "cancelled" || last?.state === "mismatched";
  const before = [
    ...(card ? [last.state === "mismatched" ? words.mismatchedWaits : words.cardFailedWaits] : []),
    ...(received > 0 ? [words.receivedPart(money(locale, order, received), money(locale, order, amount))] : []),
  ];
  if (method === "door") {
    const text = [...before, words.doorText(order.number, missing)];
    return { tone: "good", title: received > 0 ? words.partMissing(missing) : words.door, text, moving: false };
  }
  const how =
    until === null ? words.transferText(missing, order.number) : words.transferUntil(missing, until, order.number);
  const title = received > 0 ? words.partMissing(missing) : words.transfer;
  return { tone: "wait", title, text: [...before, how, words.transferKept], moving: false };
}

/** An order that ended without tickets; money may have come all the same. */
const endedStory = (words: OrderWords, order: OrderReply, title: string): OrderStory => ({
  ...{ tone: "stop", title, moving: false },
  text: [tookNothing(order) ? words.endedText : words.paidLate],
});

const tookNothing = ({ payments, refunds }: OrderReply): boolean =>
  refunds.length === 0 && !payments.some(({ state }) => state === "succeeded" || state === "mismatched");

const money = (locale: Locale, { quote }: OrderReply, amount: number): string =>
  formatPrice(locale, amount, quote.currency);

/** What is said of each refund, newest first. */
export function refundStories(locale: Locale, order: OrderReply): string[] {
  const { refundReason, refundState } = locale.words.order;
  const reasons: Readonly<Record<string, string>> = refundReason;
  return order.refunds.map(({ amount, state, reason }) => {
    const why = reasons[reason];
    const how = refundState[state](money(locale, order, amount));
    return why === undefined ? how : `${how} ${why}`;
  });
}
