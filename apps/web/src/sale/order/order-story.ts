import type { OrderReply } from "@liveotter/contracts/public/orders";
import { counted, formatMoment } from "../../format/moments.ts";
import { formatPrice } from "../../format/price.ts";
import { ENGLISH } from "../../words/locale.ts";

/** How an order stands, in words. */
export interface OrderStory {
  readonly tone: "good" | "wait" | "stop";
  readonly title: string;
  readonly text: readonly string[];
  /** Whether the page looks again by itself: something is under way that ends without its fan. */
  readonly moving: boolean;
}

/** What is under way or was last; `null`: nobody has begun to pay. */
export const lastPayment = ({ payments }: OrderReply) => payments[0] ?? null;

/** The truth about an order, whatever its state: what was taken, what comes next, and what there is to do. */
export function orderStory(order: OrderReply, zone: string): OrderStory {
  const { state, event } = order;
  if (event.status === "cancelled") return cancelledEvent(order);
  switch (state) {
    case "pending":
      return pendingStory(order, zone);
    case "paid":
      return paidStory(order);
    case "expired":
      return endedStory(order, "The time to pay is over");
    case "cancelled":
      return endedStory(order, "This order was cancelled");
    case "partly-refunded":
      return { tone: "good", title: "Part of this order was refunded", text: [validSays(order)], moving: false };
    case "refunded":
      return {
        ...{ tone: "stop", title: "This order was refunded", moving: false },
        text: ["Its tickets are no longer valid. Below it says how the money stands."],
      };
  }
}

function paidStory(order: OrderReply): OrderStory {
  const { event, email } = order;
  const mailed = email === "" ? [] : [`The link to this page was mailed to ${email}.`];
  if (event.status === "postponed") {
    const text = ["Your tickets stay valid for the new date.", ...mailed];
    return { tone: "wait", title: "The event is postponed", text, moving: false };
  }
  const title = order.quote.total === 0 ? "You have your tickets" : "Paid: you have your tickets";
  return { tone: "good", title, text: [validSays(order), ...mailed], moving: false };
}

function validSays({ tickets }: OrderReply): string {
  const valid = tickets.filter(({ state }) => state === "valid").length;
  return valid === 0
    ? "None of its tickets is valid any more."
    : `${counted(valid, "ticket")} ${valid === 1 ? "is" : "are"} valid.`;
}

function cancelledEvent(order: OrderReply): OrderStory {
  const about = { tone: "stop", title: "The event is cancelled" } as const;
  const kept = order.state === "paid" || order.state === "partly-refunded";
  if (tookNothing(order)) {
    const text = ["Your tickets are no longer valid. Nothing was paid, so there is nothing to pay back."];
    return { ...about, text, moving: false };
  }
  const text = kept
    ? ["You need not do anything: what you paid goes back the way you paid it, and we mail you once it was sent."]
    : ["What you paid goes back the way you paid it. Below it says how that stands."];
  return { ...about, text: ["Your tickets are no longer valid.", ...text], moving: false };
}

function pendingStory(order: OrderReply, zone: string): OrderStory {
  const last = lastPayment(order);
  const until = order.expiresAt === null ? null : formatMoment(ENGLISH, order.expiresAt, zone);
  const over = order.expiresAt !== null && order.expiresAt <= order.now;
  switch (last?.state) {
    case "confirming":
      return {
        ...{ tone: "wait", title: "We are confirming your payment", moving: true },
        text: [
          "Your bank has not said yet how it went. Your tickets are kept for you meanwhile.",
          "You can close this page: we mail you the tickets as soon as we know. Please do not order again.",
        ],
      };
    case "needs-action":
      return {
        ...{ tone: "wait", title: "Your bank asks for one more step", moving: true },
        text: ["Approve the payment there; then you come back to this page."],
      };
    case "awaiting-transfer":
      return last.method === "door"
        ? {
            ...{ tone: "good", title: "Pay when you come", moving: false },
            text: [
              `Say the number ${order.number} at the door, and pay ${money(order, last.amount)} there. You get your tickets then.`,
            ],
          }
        : {
            ...{ tone: "wait", title: "We are waiting for your transfer", moving: false },
            text: [
              `Transfer ${money(order, last.amount)}${until === null ? "" : `, to arrive by ${until}`}. Give ${order.number} as the reference.`,
              "Your tickets are kept until then. We mail them when the money has come.",
            ],
          };
    case "succeeded":
      return {
        ...{ tone: "wait", title: "Your money has arrived", moving: true },
        text: ["We are making your tickets: this takes a moment."],
      };
  }
  if (over) {
    const text = ["Nothing more can be paid for this order. This page says in a moment how it ended."];
    return { tone: "stop", title: "The time to pay is over", text, moving: true };
  }
  const kept = "Your tickets are kept for you.";
  switch (last?.state) {
    case "declined":
      return {
        ...{ tone: "stop", title: "Your card was declined", moving: false },
        text: [`Nothing was taken. ${kept} Try again, or try another way to pay.`],
      };
    case "mismatched":
      return {
        ...{ tone: "stop", title: "Another amount was taken", moving: false },
        text: [
          `The payment service took another amount than we asked for, so it goes back. ${kept} Try again, or another way to pay.`,
        ],
      };
    case "cancelled":
      return {
        ...{ tone: "wait", title: "Not paid yet", moving: false },
        text: [`The payment that was begun has ended, and nothing was taken. ${kept}`],
      };
    default:
      return { tone: "wait", title: "Not paid yet", text: [`${kept} Choose how to pay.`], moving: false };
  }
}

/** An order that ended without tickets; money may have come all the same. */
function endedStory(order: OrderReply, title: string): OrderStory {
  if (tookNothing(order)) {
    const text = ["Its tickets can be bought by others again. Nothing was taken from you."];
    return { tone: "stop", title, text, moving: false };
  }
  return {
    ...{ tone: "stop", title, moving: false },
    text: [
      "Your payment came when the tickets were no longer to be had, so they are not yours. The money goes back the way you paid it; below it says how that stands.",
    ],
  };
}

const tookNothing = ({ payments, refunds }: OrderReply): boolean =>
  refunds.length === 0 && !payments.some(({ state }) => state === "succeeded" || state === "mismatched");

const money = ({ quote }: OrderReply, amount: number): string => formatPrice(ENGLISH, amount, quote.currency);

const REFUND_REASONS: Readonly<Record<string, string>> = {
  promoter: "by the promoter",
  fan: "at your wish",
  "event-cancelled": "because the event is cancelled",
  "event-postponed": "because the event is postponed",
  late: "because it came too late",
  duplicate: "because it was paid twice",
  mismatch: "because another amount was taken",
  "sold-out": "because it came too late and the tickets were gone",
};

const REFUND_STATES = {
  requested: "is on its way back.",
  pending: "is on its way back: your bank may take some days.",
  succeeded: "was sent back. Some banks take days to show it.",
  failed: "could not be sent back yet. A person looks after it; you need not do anything, and the money is yours.",
} as const;

/** One sentence for each refund, newest first. */
export const refundStories = (order: OrderReply): string[] =>
  order.refunds.map(({ amount, state, reason }) => {
    const why = REFUND_REASONS[reason];
    return `${money(order, amount)} ${REFUND_STATES[state]}${why === undefined ? "" : ` Refunded ${why}.`}`;
  });
