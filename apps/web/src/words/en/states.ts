import type { SaleState } from "@liveotter/contracts/public/sale";

/** How a sale stands, in the same words on lists, cards, events, quantities and at the checkout. */
export const states: Readonly<Record<SaleState, string>> = {
  "on-sale": "On sale",
  unknown: "We can’t tell what is left right now",
  presale: "Presale: only with a code",
  "code-only": "Only with a code",
  upcoming: "Not on sale yet",
  "not-enough-left": "Too few left",
  "sold-out": "Sold out for now",
  stopped: "Sale paused",
  postponed: "Postponed",
  ended: "Sale ended",
  cancelled: "Cancelled",
  "not-sold": "No tickets here",
};
