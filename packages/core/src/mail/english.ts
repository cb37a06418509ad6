import { longDay, longMoment } from "../long-time.ts";
import { beforeAndAfter, changedParts, money, oneLine, plain, schedule, type Writers } from "./letter.ts";
import type { ChangeMailParams, InterestMailParams, OrderMailParams } from "./mail.ts";

export const english: Writers = {
  "verify-email": ({ name, link, hours }) => ({
    subject: "Confirm your e-mail address for LiveOtter",
    greeting: hello(name),
    before: ["Somebody, most likely you, signed up at LiveOtter with this address. Please confirm that it is yours."],
    action: { label: "Confirm my address", link },
    after: [worksFor(hours), "If it was not you, do nothing: without confirmation the account cannot be used."],
  }),
  "already-registered": ({ name, link, resetLink }) => ({
    subject: "You already have an account at LiveOtter",
    greeting: hello(name),
    before: [
      "Somebody, most likely you, tried to sign up at LiveOtter with this address. It has an account already, so nothing was changed.",
    ],
    action: { label: "Sign in", link },
    after: [
      `If you forgot your password, choose a new one: ${resetLink}`,
      "If it was not you, you need not do anything.",
    ],
  }),
  "reset-password": ({ name, link, hours }) => ({
    subject: "Choose a new password for LiveOtter",
    greeting: hello(name),
    before: ["Somebody, most likely you, asked for a new password for your account at LiveOtter."],
    action: { label: "Choose a new password", link },
    after: [worksFor(hours), "If it was not you, do nothing: your password stays as it is."],
  }),
  invitation: ({ organisation, inviter, role, link, hours }) => ({
    subject: `Join ${plain(organisation)} on LiveOtter`,
    greeting: "Hello,",
    before: [
      `${plain(inviter)} invites you to work for ${plain(organisation)} on LiveOtter, as ${role === "owner" ? "an owner" : "a manager"}.`,
    ],
    action: { label: "See the invitation", link },
    after: [worksFor(hours), "If you do not know who this is, do nothing: you join only by accepting."],
  }),
  "order-search-code": ({ code, minutes }) => ({
    subject: `${code} is your code for LiveOtter`,
    greeting: "Hello,",
    before: [
      "Somebody, most likely you, asked for all orders under this address. The code that shows them:",
      code,
      `It works once, for ${minutes} minutes. Give it to nobody.`,
    ],
    action: null,
    after: ["If it was not you, do nothing: without the code nobody sees your orders."],
  }),
  "order-email-confirm": ({ event, number, link, hours }) => ({
    subject: `Confirm your email address for ${plain(event)}`,
    greeting: "Hello,",
    before: [
      `Someone, hopefully you, asked us to move order ${plain(number)} for ${plain(event)} to this email address.`,
      "Once you confirm, we'll send the order and its tickets here. Links and ticket codes sent to the previous address will stop working.",
    ],
    action: { label: "Confirm this address", link },
    after: [worksFor(hours), "If this wasn't you, ignore this email. Nothing changes until you confirm."],
  }),
  "order-email-changed": ({ event, number }) => ({
    subject: `Order ${plain(number)} has a new email address`,
    greeting: "Hello,",
    before: [
      `The email address of order ${plain(number)} for ${plain(event)} was changed. Links and ticket codes sent to this address no longer work.`,
    ],
    action: null,
    after: ["If you bought these tickets and didn't ask for this, contact the promoter right away."],
  }),
  "order-waiting": ({ order, link }) => ({
    subject: `Your order for ${plain(order.event)} waits for your payment`,
    greeting: hello(order.name),
    before: [
      `Your tickets for ${plain(order.event)} are reserved. What is still to be paid: ${money(order.total, order.currency, "en")}.`,
      ...schedule(order.performances, "en"),
      order.instructions === null ? "Pay at the door." : oneLine(order.instructions),
      `Your order is number ${plain(order.number)}: name it when you pay.`,
      ...keptUntil(order),
    ],
    action: { label: "See your order", link },
    after: ["You get your tickets as soon as your payment is there."],
  }),
  "payment-incomplete": ({ order, link }) => ({
    subject: `${missing(order)} is still missing for ${plain(order.event)}`,
    greeting: hello(order.name),
    before: [
      `We've received ${money(order.received, order.currency, "en")} of ${money(order.total, order.currency, "en")} for your order ${plain(order.number)}, for ${plain(order.event)}. ${missing(order)} is still missing.`,
      ...(order.instructions === null ? [] : [oneLine(order.instructions)]),
      `Please use ${plain(order.number)} as your payment reference.`,
      ...keptUntil(order),
    ],
    action: { label: "See your order", link },
    after: [
      "You get your tickets as soon as the rest is there. If it doesn't arrive in time, we refund what you've paid.",
    ],
  }),
  "order-confirmed": ({ order, link }) => ({
    subject: `Your tickets for ${plain(order.event)}`,
    greeting: hello(order.name),
    before: [
      order.total === 0
        ? `You have ${tickets(order.tickets)} for ${plain(order.event)}.`
        : `Thank you. ${pays(order)} for ${tickets(order.tickets)} for ${plain(order.event)} has arrived.`,
      ...schedule(order.performances, "en"),
      `Your order is number ${plain(order.number)}.`,
    ],
    action: { label: "See your tickets", link },
    links: [
      { label: "Tickets as PDF", link: `${link}/tickets.pdf` },
      { label: "Add to your calendar", link: `${link}/tickets.ics` },
    ],
    after: ["Whoever has this link has your tickets: keep it to yourself."],
  }),
  "order-expiring": ({ order, link }) => ({
    subject: `Your order for ${plain(order.event)} is about to expire`,
    greeting: hello(order.name),
    before: [
      order.received > 0
        ? `For your order ${plain(order.number)}, for ${plain(order.event)}, ${missing(order)} is still missing.`
        : `${pays(order)} for your order ${plain(order.number)}, for ${plain(order.event)}, has not arrived yet.`,
      ...keptUntil(order),
      ...(order.instructions === null ? [] : [oneLine(order.instructions)]),
    ],
    action: { label: "See your order", link },
    after: ["If you have paid already, you need not do anything. If you do not want the tickets any more, neither."],
  }),
  "refund-started": ({ order, link }) => ({
    subject: `Your money for ${plain(order.event)} is on its way back`,
    greeting: hello(order.name),
    before: [`${why(order)} You get back ${back(order)}, the way you paid it. That may take some days.`],
    action: { label: "See your order", link },
    after: [`Your order is number ${plain(order.number)}.`],
  }),
  "refund-succeeded": ({ order, link }) => ({
    subject: `Your money for ${plain(order.event)} was sent back`,
    greeting: hello(order.name),
    before: [
      `${back(order)} of your order ${plain(order.number)}, for ${plain(order.event)}, was sent back the way you paid it. Some banks take days to show it.`,
    ],
    action: { label: "See your order", link },
    after: [],
  }),
  "refund-failed": ({ order, link }) => ({
    subject: `Your money for ${plain(order.event)} could not be sent back yet`,
    greeting: hello(order.name),
    before: [
      `We tried to send back ${back(order)} of your order ${plain(order.number)}, for ${plain(order.event)}, and the payment service did not accept it.`,
      "The money is still yours. A person looks after it now, and you need not do anything; the page of your order says how it stands.",
    ],
    action: { label: "See your order", link },
    after: [],
  }),
  "event-cancelled": ({ order, link }) => ({
    subject: `Cancelled: ${plain(order.event)}`,
    greeting: hello(order.name),
    before: [
      `${plain(order.event)} has been cancelled. Your tickets are not valid any more.`,
      ...schedule(order.performances, "en"),
      ...(order.total === 0
        ? []
        : ["What you paid goes back the way you paid it, without your doing. We tell you once it was sent."]),
    ],
    action: { label: "See your order", link },
    after: [`Your order is number ${plain(order.number)}.`],
  }),
  "event-postponed": ({ order, link }) => ({
    subject: `Postponed: ${plain(order.event)}`,
    greeting: hello(order.name),
    before: [
      `${plain(order.event)} has been postponed. Your tickets stay valid. As far as it is known, it is now:`,
      ...schedule(order.performances, "en"),
      ...(order.refundableUntil === null || order.total === 0
        ? []
        : [
            `If you cannot come, ask for your money back until ${longMoment(order.refundableUntil, order.zone, "en")}.`,
          ]),
    ],
    action: { label: "See your order", link },
    links: [{ label: "Update your calendar", link: `${link}/tickets.ics` }],
    after: [`Your order is number ${plain(order.number)}.`],
  }),
  "performance-cancelled": ({ order, link, cancelled, remaining, passesKept }) => ({
    subject: `Cancelled: ${plain(order.event)}, ${longDay(cancelled.date, "en")}`,
    greeting: hello(order.name),
    before: [
      `One date of ${plain(order.event)} has been cancelled:`,
      ...schedule([cancelled], "en"),
      passesKept
        ? "Your tickets for this date are no longer valid. Your pass stays valid for its other dates."
        : "Your tickets for this date are no longer valid.",
      ...(order.refund === null
        ? []
        : [`We're refunding ${back(order)} the way you paid. We'll email you when it has been sent.`]),
      ...(remaining.length === 0 ? [] : ["Your tickets for the other dates stay valid:", ...schedule(remaining, "en")]),
    ],
    action: { label: "See your order", link },
    links: [{ label: "Update your calendar", link: `${link}/tickets.ics` }],
    after: [`Your order number is ${plain(order.number)}.`],
  }),
  "performance-changed": ({ order, link, changes, to, calendarLink }) => ({
    subject: `${newWhat(changes)}: ${plain(order.event)}`,
    greeting: hello(order.name),
    before: [
      changes.some(({ rescheduled }) => rescheduled)
        ? `${plain(order.event)} has been rescheduled. Your tickets are valid for the new date.`
        : `The details of ${plain(order.event)} have changed. Your tickets stay valid.`,
      ...beforeAndAfter(changes, "en", { was: "Before:", is: "Now:", same: "As announced:" }),
      ...(to === "attendee" || order.refundableUntil === null || order.total === 0
        ? []
        : [
            `If you can't come, you can return your tickets for a refund until ${longMoment(order.refundableUntil, order.zone, "en")}.`,
          ]),
    ],
    action: { label: to === "buyer" ? "See your order" : "See the event", link },
    links: [{ label: "Update your calendar", link: calendarLink }],
    after: to === "buyer" ? [`Your order number is ${plain(order.number)}.`] : [],
  }),
  "ticket-replaced": ({ order, link }) => ({
    subject: `A ticket for ${plain(order.event)} was replaced`,
    greeting: hello(order.name),
    before: [
      `A ticket of your order ${plain(order.number)} has a new code${order.ticket?.holder ? `, for ${plain(order.ticket.holder)}` : ""}: ${plain(order.ticket?.ticketType ?? order.event)}.`,
      "Its earlier code, printed or on a phone, does not open the door any more.",
    ],
    action: { label: "See your tickets", link },
    after: ["If it was not you, somebody else has your order's link: ask the promoter for help."],
  }),
  "tickets-void": ({ order, link }) => ({
    subject:
      order.tickets === 0
        ? `Your tickets for ${plain(order.event)} are no longer valid`
        : `Some of your tickets for ${plain(order.event)} are no longer valid`,
    greeting: hello(order.name),
    before: [
      `The promoter of ${plain(order.event)} has voided ${tickets(order.void?.tickets ?? 0)} of your order ${plain(order.number)}. They won't get anyone in.`,
      ...(order.tickets === 0
        ? []
        : [`${tickets(order.tickets)} of this order ${order.tickets === 1 ? "is" : "are"} still valid.`]),
      ...whyVoid(order),
    ],
    action: { label: "See your order", link },
    after: [`If you think this is a mistake, please contact the promoter and mention order ${plain(order.number)}.`],
  }),
  "interest-confirm": ({ news, link, endLink }) => ({
    subject: `Shall we tell you about ${plain(news.event)}?`,
    greeting: "Hello,",
    before: [
      news.kind === "on-sale"
        ? `Somebody, most likely you, wants to be told at this address when tickets for ${plain(news.event)} go on sale: ${opening(news)}.`
        : `Somebody, most likely you, wants to be told at this address when there are tickets for ${plain(news.event)} again.`,
      ...nightOf(news),
      "Please confirm it. You get a mail then and nothing else, and after it we forget your address.",
    ],
    action: { label: "Yes, tell me", link },
    after: ["If it was not you, do nothing: without confirmation we forget your address within two days."],
    endLink,
  }),
  "sale-opens": ({ news, link, endLink }) => ({
    subject: `Tickets for ${plain(news.event)}: on sale from ${opening(news)}`,
    greeting: "Hello,",
    before: [`You asked us to tell you: tickets for ${plain(news.event)} are on sale from ${opening(news)}.`],
    action: { label: "See the event", link },
    after: ["With this your wish is done: within a week we forget your address."],
    endLink,
  }),
  "tickets-back": ({ news, link, endLink, againLink }) => ({
    subject: `There are tickets for ${plain(news.event)} again`,
    greeting: "Hello,",
    before: [
      `You asked us to tell you: there are tickets for ${plain(news.event)} again.`,
      ...nightOf(news),
      "There may be few, and others were told as well: whoever is first has them.",
    ],
    action: { label: "See the tickets", link },
    links: [{ label: "Too late? Be told the next time", link: againLink }],
    after: ["With this your wish is done: within a week we forget your address."],
    endLink,
  }),
};

const nightOf = ({ performance }: InterestMailParams["news"]): string[] =>
  performance === null ? [] : schedule([performance], "en");
const opening = ({ opensAt, zone }: InterestMailParams["news"]): string => longMoment(opensAt, zone, "en");

function hello(name: string): string {
  const cleaned = plain(name);
  return cleaned === "" ? "Hello," : `Hello ${cleaned},`;
}

const worksFor = (hours: number) =>
  hours % 24 === 0 && hours > 48
    ? `The link works for ${hours / 24} days.`
    : `The link works for ${hours} ${hours === 1 ? "hour" : "hours"}.`;

type Order = OrderMailParams["order"];

const keptUntil = ({ expiresAt, zone }: Order): string[] =>
  expiresAt === null
    ? []
    : [`The tickets are kept for you until ${longMoment(expiresAt, zone, "en")}. Then others may buy them.`];
const tickets = (count: number): string => `${count} ${count === 1 ? "ticket" : "tickets"}`;
const missing = ({ total, received, currency }: Order): string => money(total - received, currency, "en");
const pays = ({ total, currency }: Order): string => `Your payment of ${money(total, currency, "en")}`;
const back = ({ refund, total, currency }: Order): string => money(refund?.amount ?? total, currency, "en");

function newWhat(changes: ChangeMailParams["changes"]): string {
  const parts = changedParts(changes);
  if (parts.has("date")) return parts.has("place") ? "New date and place" : "New date";
  if (parts.has("place")) return parts.has("time") ? "New time and place" : "New place";
  return parts.has("time") ? "New time" : "Rescheduled";
}

function whyVoid({ void: voided, total }: Order): string[] {
  switch (voided?.reason) {
    case "lost_dispute":
      return ["Your bank has taken back the payment for this order."];
    case "fraud":
      return ["There was a problem with the payment for this order. You don't get a refund from us."];
    default:
      return total === 0 ? [] : ["You don't get a refund for them."];
  }
}

function why({ event, refund }: Order): string {
  const name = plain(event);
  switch (refund?.reason) {
    case "late":
    case "sold_out":
      return `Your payment for ${name} came after your order had expired, and the tickets are gone. You have no tickets.`;
    case "duplicate":
      return `Your order for ${name} was paid twice. Your tickets stay valid.`;
    case "mismatch":
      return `For your order for ${name} another amount was taken than it costs, so it was not carried out. You have no tickets.`;
    case "incomplete":
      return `Only part of the money for your order for ${name} arrived in time, so the order has ended. You have no tickets.`;
    case "overpaid":
      return `You paid more than your order for ${name} costs.`;
    case "event_cancelled":
      return `${name} has been cancelled.`;
    case "performance_cancelled":
      return `A date of ${name} has been cancelled.`;
    case "event_postponed":
      return `The date or place of ${name} has changed, and you asked for a refund.`;
    case "fan":
      return `You gave back tickets for ${name}.`;
    default:
      return `The promoter of ${name} pays money back to you.`;
  }
}
