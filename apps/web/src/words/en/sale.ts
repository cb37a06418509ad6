import { counting } from "../plural.ts";

const count = counting("en");

/** What several pages of the sale say: what stands in the way, how long something lasts, what it costs, how to pay. */
export const sale = {
  error: "Error:",
  errorTitle: (title: string) => `Error: ${title}`,
  inTheWay: (hurdles: number) => count(hurdles, { one: "There is a problem", other: "There are # problems" }),
  optional: "(optional)",
  tickets: (tickets: number) => count(tickets, { one: "# ticket", other: "# tickets" }),
  until: (time: string) => `until ${time}`,
  findMyOrders: "Find my orders",
  home: "Home",
  tryAgain: "Try again",

  total: "Total",
  orderFee: "Order fee",
  codeTookOff: "Off by your code",
  fees: (amount: string) => `${amount} fees`,
  tax: (amount: string, name: string, rate: string) => `${amount} ${name} (${rate})`,
  within: (what: string) => `Including ${what}.`,

  howToPay: "How to pay",
  noWayToPay: "There is no way to pay here at the moment.",
  choosePay: "Choose how to pay.",
  transfer: "Bank transfer",
  transferHint: "You get the account’s number with the order, which waits for the money.",
  door: "At the door",
  doorHint: "Pay when you come.",
  transferBy: (until: string) =>
    `The money must arrive by ${until}. You get the account's number with the order, and your tickets once it's there.`,
  tooLate: {
    transfer: "Bank transfer isn't possible any more: it might not arrive in time.",
    door: "Paying at the door isn't possible any more.",
  },
  testCards: "This shop takes test cards: no money moves, and each does what it says.",
  moreTestCards: "More test cards",
  testCard: {
    approve: "Test card: approves",
    approveHint: "The usual case.",
    decline: "Test card: declines",
    declineHint: "Nothing is taken; another try is possible.",
    secondStep: "Test card: needs a second step",
    secondStepHint: "The bank asks you to approve.",
    hang: "Test card: hangs",
    hangHint: "The bank does not answer.",
    succeedLate: "Test card: approves after a minute",
    loseAnswer: "Test card: approves, and its answer gets lost",
    wrongAmount: "Test card: takes another amount",
    wrongAmountHint: "It goes back.",
    refundFails: "Test card: approves, and refuses refunds",
  },

  codeUnknown: "There is no such code. Check for typing errors.",
  codeUsed: "This code has been used up.",
  codeExpired: "This code is no longer valid.",
  codeNotYet: "This code is not valid yet.",
  codeOfOthers: "This code doesn’t apply to these tickets.",
  codeShort: (left: number) =>
    count(left, {
      one: "This code has # use left. Choose fewer tickets, or leave the code out.",
      other: "This code has # uses left. Choose fewer tickets, or leave the code out.",
    }),
  codeNotTaken: "This code was not accepted.",
  noneLeft: (name: string) => `None of “${name}” are left.`,
  fewLeft: (left: number, name: string) =>
    count(left, {
      one: `Only # of “${name}” is left: ask for fewer.`,
      other: `Only # of “${name}” are left: ask for fewer.`,
    }),
  theseTickets: "these tickets",
  mostPerOrder: (limit: number) => `At most ${limit} tickets in one order.`,
  mostPerFan: (limit: number) => `At most ${limit} tickets for one fan.`,
  mostOfType: (limit: number, name: string) => `At most ${limit} of “${name}” in one order.`,
  leastOfType: (limit: number, name: string) => `At least ${limit} of “${name}” in one order.`,

  tooOften: (wait: string) => `Too many tries in a short time. Please wait ${wait} and try again.`,
  notOnSale: "These tickets are not on sale at the moment. Nothing was done.",
  nothingWasDone: (state: string) => `${state}. Nothing was done.`,
  timeUp: "Your time was up, and the tickets are no longer held. Nothing was done: please choose again.",
  notNow: "That is not possible any more. What is shown here is how it stands.",
  notTaken: "That was not accepted, and nothing was done. Please check what is here, and try again.",
  notOurForm: [
    "This form was not sent from a page of ours, so nothing was done. Open the page anew and send it from there.",
  ],
  unreadable: ["What was sent cannot be read, or is too long, so nothing was done. Open the page anew and try again."],
  nothingDone: "Nothing was done",

  sending: "One moment …",
  stillSending: "This takes longer than usual. You can stay here: nothing is done twice.",
  lost: "The connection is lost. We do not know yet whether this went through, and try again by ourselves: nothing is done twice.",
  offline: "You are offline. What you typed is kept here, and is sent as soon as you are back.",
  givenUp: "There is still no connection. Press the button again when you are back: nothing is done twice.",
};
