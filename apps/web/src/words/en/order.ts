import { counting } from "../plural.ts";

const count = counting("en");

/** An order, in whatever state it is. */
export const order = {
  title: (number: string) => `Order ${number}`,
  description: "How your order stands, what was paid, and your tickets.",
  order: "Order",
  toBank: "Go on to your bank",
  showTicket: "Show the ticket",
  showTickets: (tickets: string) => `Show ${tickets}`,
  pdf: "PDF",
  calendar: "Add to calendar",
  lookAgain: "Look again now",
  notReached:
    "We cannot reach our shop from here at the moment. Nothing stops by that: this page looks again by itself.",
  whereTo: "Where to transfer it",
  keptFor: "Your tickets are kept for",
  timeIsUp: "Time is up.",
  moneyBack: "Refunds",
  payForm: "Pay",
  pay: (total: string) => `Pay ${total}`,
  payAgain: (total: string) => `Try again: ${total}`,
  onceOnly: "Pressing it twice pays once.",
  whatWasOrdered: "Your order",
  askBack: "Ask for a refund",
  askBackText: (amount: string, until: string) =>
    `If you cannot come, you get ${amount} back if you ask by ${until}. Your tickets then end, and others may buy them.`,
  askBackButton: "Give my tickets back for a refund",
  cancel: "Cancel this order",
  cancelText: "Its tickets are then free for others, and nothing is paid.",
  cancelButton: "Cancel the order",
  keepAddress:
    "Anyone with this page’s address can open your order, so keep it to yourself. You can find it again under",

  paid: "Paid: you have your tickets",
  free: "You have your tickets",
  mailedTo: (email: string) => `The link to this page was mailed to ${email}.`,
  valid: (tickets: number) => count(tickets, { one: "# ticket is valid.", other: "# tickets are valid." }),
  void: "Your tickets are no longer valid",
  voidText: "The promoter voided them. If you think this is a mistake, please contact the promoter.",
  noneValid: "None of its tickets are valid any more.",
  postponed: "The event is postponed",
  postponedText: "Your tickets stay valid for the new date.",
  partlyRefunded: "Part of this order was refunded",
  refunded: "This order was refunded",
  refundedText: "Its tickets are no longer valid. Below it says how the money stands.",

  eventCancelled: "The event is cancelled",
  eventCancelledFree: "Your tickets are no longer valid. Nothing was paid, so there is nothing to pay back.",
  noLongerValid: "Your tickets are no longer valid.",
  goesBackByItself:
    "You need not do anything: what you paid goes back the way you paid it, and we mail you once it was sent.",
  goesBackBelow: "What you paid goes back the way you paid it. Below it says how that stands.",

  confirming: "We are confirming your payment",
  confirmingText: [
    "Your bank has not told us yet how it went. Your tickets are kept for you meanwhile.",
    "You can close this page: we mail you the tickets as soon as we know. Please do not order again.",
  ],
  needsAction: "Your bank asks for one more step",
  needsActionText: "Approve the payment there; then you come back to this page.",
  door: "Pay when you come",
  doorText: (number: string, amount: string) =>
    `Say the number ${number} at the door, and pay ${amount} there. You get your tickets then.`,
  transfer: "We are waiting for your transfer",
  transferText: (amount: string, number: string) => `Transfer ${amount}. Give ${number} as the reference.`,
  transferUntil: (amount: string, until: string, number: string) =>
    `Transfer ${amount}, to arrive by ${until}. Give ${number} as the reference.`,
  transferKept: "Your tickets are kept until then. We mail them when the money has come.",
  receivedPart: (received: string, total: string) => `We've received ${received} of ${total}.`,
  partMissing: (missing: string) => `${missing} is still missing`,
  cardFailedWaits: "Your card wasn't charged. You can still pay as you first chose.",
  mismatchedWaits:
    "The payment service took another amount than we asked for, so it goes back. You can still pay as you first chose.",
  cardInstead: "Pay by card instead",
  cardInsteadText: "You get your tickets at once. If the card doesn't work, your reservation stays as it is.",
  cardInsteadOfRest: (received: string) =>
    `You pay the full amount by card, and the ${received} you've sent are refunded. If the card doesn't work, your reservation stays as it is.`,
  arrived: "Your money has arrived",
  arrivedText: "We are making your tickets: this takes a moment.",
  over: "The time to pay is over",
  overText: "Nothing more can be paid for this order. This page says in a moment how it ended.",
  declined: "Your card was declined",
  declinedText: "Nothing was taken. Your tickets are kept for you. Try again, or try another way to pay.",
  mismatched: "Another amount was taken",
  mismatchedText:
    "The payment service took another amount than we asked for, so it goes back. Your tickets are kept for you. Try again, or another way to pay.",
  unpaid: "Not paid yet",
  unpaidEnded: "The payment you began has ended, and nothing was taken. Your tickets are kept for you.",
  unpaidText: "Your tickets are kept for you. Choose how to pay.",
  cancelled: "This order was cancelled",
  endedText: "Others can buy its tickets again. Nothing was taken from you.",
  paidLate:
    "Your payment came when the tickets were gone, so they are not yours. The money goes back the way you paid it; below it says how that stands.",

  refundState: {
    requested: (amount: string) => `${amount} is on its way back.`,
    pending: (amount: string) => `${amount} is on its way back: your bank may take some days.`,
    succeeded: (amount: string) => `${amount} was sent back. Some banks take days to show it.`,
    failed: (amount: string) =>
      `${amount} could not be sent back yet. Somebody is looking after it; you need not do anything, and the money is yours.`,
  },
  refundReason: {
    promoter: "Refunded by the promoter.",
    fan: "Refunded at your wish.",
    "event-cancelled": "Refunded because the event is cancelled.",
    "event-postponed": "Refunded because the event was postponed or moved.",
    "performance-cancelled": "Refunded because one date was cancelled.",
    late: "Refunded because it came too late.",
    duplicate: "Refunded because it was paid twice.",
    mismatch: "Refunded because another amount was taken.",
    incomplete: "Refunded because the rest didn't arrive in time.",
    overpaid: "Refunded because you paid more than the order costs.",
    "sold-out": "Refunded because it came too late and the tickets were gone.",
  },

  wrongEmail: "Wrong email address?",
  newEmail: "New email address",
  emailHint:
    "We'll send a link to the new address. Once it's confirmed, your tickets get new codes and links sent to the old address stop working.",
  sendLink: "Send link",
  emailSent: (email: string) => `We sent a link to ${email}. Nothing changes until you open it.`,
  emailUnknown: "We couldn't do that just now. Please try again in a moment.",
  confirmEmail: "Confirm your email address",
  confirmEmailText: (number: string, event: string, email: string) =>
    `Order ${number} for ${event} will move to ${email}.`,
  confirmEmailEffect: "Your tickets get new codes. Links and codes sent to the old address stop working.",
  confirmEmailButton: "Confirm address",
  linkExpired: "This link has expired",
  linkExpiredText: "Open your order and request a new one.",

  notLikeThat: "This event is not paid for like that.",
  notPayable: "This order cannot be paid now. What is shown here is how it stands.",
  unknownPayment: "We could not begin the payment. Nothing was taken.",
  unknownEnd: "We could not find out whether that was done. What is shown here is how it stands.",
  askPromoter: "That is not possible any more. Ask the promoter for the money back.",
  troubleTitle: "We cannot show your order right now",
  trouble: [
    "Your order is not affected: it stands as it did, and so does whatever you paid. Keep this page’s address, which leads to it.",
    "If you were just paying, please do not pay again: this page says how it went as soon as it can.",
  ],
};
