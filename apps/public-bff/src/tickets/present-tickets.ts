import type { TicketList, TicketReply } from "@liveotter/contracts/public/orders";
import type { CataloguePerformance } from "@liveotter/core/catalogue/catalogue";
import { toIso } from "@liveotter/core/instant";
import { qrCodeOf, qrSvg } from "@liveotter/core/ticket/qr-code";
import type { IssuedTicket, TicketPage } from "@liveotter/core/ticket/ticket";

/** The code of each ticket whose code may stand on paper. */
export type Tokens = ReadonlyMap<IssuedTicket["id"], string>;

/** A page of tickets on the wire. `end`: how many come before what is left, in all. */
export function presentTickets(page: TicketPage, tokens: Tokens, end: number): TicketList {
  const { total, attendeeNames, questions } = page;
  return {
    total,
    items: page.tickets.map((ticket) => presentTicket(page, ticket, tokens)),
    nextCursor: end < total ? String(end) : null,
    asks: {
      attendeeNames,
      questions: questions.map(({ choices, ...question }) => ({ ...question, choices: [...choices] })),
    },
  };
}

export function presentTicket(page: TicketPage, ticket: IssuedTicket, tokens: Tokens): TicketReply {
  const { id, slug, name } = page.event;
  const performance = page.performances.find((one) => one.id === ticket.performanceId);
  if (performance === undefined) throw new Error("a ticket is for no performance");
  const token = tokens.get(ticket.id) ?? null;
  return {
    id: ticket.id,
    orderNumber: page.orderNumber,
    event: { id, slug, name },
    performance: presentPerformance(performance),
    ticketType: ticket.ticketType,
    state: ticket.state,
    holder: { name: ticket.name, email: ticket.email },
    answers: [...ticket.answers],
    code: ticket.credential && { kind: ticket.credential.kind, token, qr: token && qrSvg(qrCodeOf(token)) },
  };
}

function presentPerformance({ id, date, time, zone, startsAt, endsAt, place, status }: CataloguePerformance) {
  const where = { venue: place?.venue?.name ?? null, city: place?.city ?? null };
  return { id, date, time, zone, startsAt: toIso(startsAt), endsAt: toIso(endsAt), ...where, status };
}
