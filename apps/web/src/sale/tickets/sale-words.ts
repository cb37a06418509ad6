import type { Availability } from "@liveotter/contracts/public/sale";
import { formatMoment } from "../../format/moments.ts";
import { ENGLISH } from "../../words/locale.ts";

export interface SaleWords {
  readonly lead: string;
  readonly rest: string;
}

/** How a performance's sale stands, where that is not simply "on sale". `zone` is the venue's. */
export function saleWords(availability: Availability | null, zone: string, types: number): SaleWords | null {
  if (availability === null) {
    return {
      lead: "We cannot tell right now what is left.",
      rest: "Nothing is lost by it: try again in half a minute.",
    };
  }
  const at = (iso: string | null) => (iso === null ? null : formatMoment(ENGLISH, iso, zone));
  const opens = at(availability.opensAt);
  switch (availability.state) {
    case "upcoming":
      return {
        lead: opens === null ? "Not on sale yet." : `On sale from ${opens}.`,
        rest:
          availability.presaleAt === null
            ? "That is the time at the venue."
            : `With a code from ${at(availability.presaleAt)}. Times are those at the venue.`,
      };
    case "presale":
      return {
        lead: "Presale: for those who have a code.",
        rest: opens === null ? "" : `For everybody from ${opens}.`,
      };
    case "on-sale":
      if (types === 0) return { lead: "No tickets are sold here for this date.", rest: "" };
      return availability.needsPass
        ? { lead: "There is a waiting room for this sale.", rest: "Tickets can be held by those it has let in." }
        : null;
    case "sold-out":
      return {
        lead: "Sold out for now.",
        rest: "What others hold and do not pay for comes back: it is worth looking again in a few minutes.",
      };
    case "stopped":
      return { lead: "The sale is paused at the moment.", rest: "Tickets that were bought stay good." };
    case "ended":
      return { lead: "The sale is over.", rest: "" };
    case "cancelled":
      return { lead: "This date is cancelled.", rest: "Whoever paid gets the money back without doing anything." };
    case "postponed":
      return {
        lead: "This date is postponed.",
        rest: "Tickets that were bought stay good. They are sold again once there is a new date.",
      };
  }
}
