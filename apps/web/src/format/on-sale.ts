import type { EventPage, EventSummary } from "@liveotter/contracts/public/catalogue";

type PublicEvent = EventPage["event"];

/** When anybody may buy (ISO), while that is yet to come at `now` (epoch milliseconds); `null` once it has. */
export const opensAt = ({ onSaleAt }: Pick<EventSummary, "onSaleAt">, now: number): string | null =>
  onSaleAt !== null && Date.parse(onSaleAt) > now ? onSaleAt : null;

/** The dates whose tickets are being sold, soonest first: what is left of others is no news. */
export function datesOnSale(event: PublicEvent, now: number): string[] {
  const { status, ticketTypes, performances } = event;
  if (status !== "published" || ticketTypes.length === 0 || opensAt(event, now) !== null) return [];
  return performances
    .filter((each) => each.status === "scheduled" && Date.parse(each.endsAt) > now)
    .map(({ id }) => id);
}

/** Whether nothing is left of any date on sale. */
export function isSoldOut(event: PublicEvent, soldOut: ReadonlySet<string>, now: number): boolean {
  const dates = datesOnSale(event, now);
  return dates.length > 0 && dates.every((id) => soldOut.has(id));
}
