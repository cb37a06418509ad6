import type { EventPage } from "@liveotter/contracts/public/catalogue";

type PublicEvent = EventPage["event"];

/** The dates whose tickets are being sold at `now` (epoch milliseconds), soonest first: what is left of others is no news. */
export function datesOnSale(event: PublicEvent, now: number): string[] {
  const { status, onSaleAt, ticketTypes, performances } = event;
  const open = status === "published" && ticketTypes.length > 0 && !(onSaleAt !== null && Date.parse(onSaleAt) > now);
  if (!open) return [];
  return performances
    .filter((each) => each.status === "scheduled" && Date.parse(each.endsAt) > now)
    .map(({ id }) => id);
}

/** Whether nothing is left of any date on sale. */
export function isSoldOut(event: PublicEvent, soldOut: ReadonlySet<string>, now: number): boolean {
  const dates = datesOnSale(event, now);
  return dates.length > 0 && dates.every((id) => soldOut.has(id));
}
