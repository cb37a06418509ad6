import type { TicketList, TicketReply } from "@liveotter/contracts/public/orders";
import { presentPerformance } from "@liveotter/contracts/public/present";
import type { CataloguePerformance } from "@liveotter/core/catalogue/catalogue";
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
    performance: { ...presentPerformance(performance), ...spelled(performance) },
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

/** For readers of an earlier version, which know of no `place`. */
const spelled = ({ place }: CataloguePerformance) => ({ venue: place?.venue?.name ?? null, city: place?.city ?? null });
