import type { Hold } from "@liveotter/contracts/public/sale";

type QuoteLine = Hold["quote"]["lines"][number];
type Place = Pick<QuoteLine, "ticketTypeId" | "performanceId">;

/** All tickets of one type for one performance. They may be several lines, at a price each. */
export interface HeldTickets extends Place {
  readonly name: string;
  readonly quantity: number;
}

const isAlike = (one: Place, other: Place): boolean =>
  one.ticketTypeId === other.ticketTypeId && one.performanceId === other.performanceId;

export function heldTickets(lines: readonly QuoteLine[]): HeldTickets[] {
  const first = lines.filter((line, at) => lines.findIndex((other) => isAlike(line, other)) === at);
  return first.map(({ ticketTypeId, performanceId, name }) => {
    const alike = lines.filter((line) => isAlike(line, { ticketTypeId, performanceId }));
    return { ticketTypeId, performanceId, name, quantity: alike.reduce((sum, { quantity }) => sum + quantity, 0) };
  });
}

/** How many tickets like a line's come before it, and how many there are in all lines. */
export function amongAlike(lines: readonly QuoteLine[], at: number): { readonly before: number; readonly all: number } {
  const line = lines[at];
  const count = (some: readonly QuoteLine[]) =>
    some.reduce((sum, other) => sum + (line !== undefined && isAlike(line, other) ? other.quantity : 0), 0);
  return { before: count(lines.slice(0, at)), all: count(lines) };
}
