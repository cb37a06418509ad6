import type { TicketList, TicketReply } from "@liveotter/contracts/public/orders";
import type { CataloguePerformance } from "@liveotter/core/catalogue/catalogue";
import { toIso } from "@liveotter/core/instant";
import { qrCodeOf, qrSvg } from "@liveotter/core/ticket/qr-code";
import type { RotatingKey } from "@liveotter/core/ticket/rotating-code";
import type { IssuedTicket, TicketPage } from "@liveotter/core/ticket/ticket";

/** What scans for each ticket: a code that may stand on paper, or what a phone makes codes from. */
export type Codes = ReadonlyMap<IssuedTicket["id"], string | RotatingKey>;

/** A page of tickets on the wire. `end`: how many come before what is left, in all. */
export function presentTickets(page: TicketPage, codes: Codes, end: number): TicketList {
  const { total, attendeeNames, questions } = page;
  return {
    total,
    items: page.tickets.map((ticket) => presentTicket(page, ticket, codes)),
    nextCursor: end < total ? String(end) : null,
    asks: {
      attendeeNames,
      questions: questions.map(({ choices, ...question }) => ({ ...question, choices: [...choices] })),
    },
  };
}

export function presentTicket(page: TicketPage, ticket: IssuedTicket, codes: Codes): TicketReply {
  const { id, slug, name } = page.event;
  const performance = page.performances.find((one) => one.id === ticket.performanceId);
  if (performance === undefined) throw new Error("a ticket is for no performance");
  const code = codes.get(ticket.id) ?? null;
  return {
    id: ticket.id,
    orderNumber: page.orderNumber,
    event: { id, slug, name },
    performance: presentPerformance(performance),
    ticketType: ticket.ticketType,
    state: ticket.state,
    holder: { name: ticket.name, email: ticket.email },
    answers: [...ticket.answers],
    code: ticket.credential && {
      kind: ticket.credential.kind,
      ...(typeof code === "string"
        ? { token: code, qr: qrSvg(qrCodeOf(code)), rotating: null }
        : { token: null, qr: null, rotating: code }),
    },
  };
}

function presentPerformance({ id, date, time, zone, startsAt, endsAt, place, status }: CataloguePerformance) {
  const where = { venue: place?.venue?.name ?? null, city: place?.city ?? null };
  return { id, date, time, zone, startsAt: toIso(startsAt), endsAt: toIso(endsAt), ...where, status };
}
