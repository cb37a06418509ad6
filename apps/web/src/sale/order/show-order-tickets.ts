import type { TicketList } from "@liveotter/contracts/public/orders";
import { generalHurdle, type Hurdle } from "../hurdle.ts";
import type { SaleAnswer, Visit } from "../visit.ts";
import { orderPath } from "./order-path.ts";
import { holderChange, nameField, type OrderTicketsParts, orderTicketsView } from "./order-tickets-view.ts";
import { named, orderMissing } from "./show-order.ts";

/** Each has a picture of its own. */
const PER_PAGE = 20;

/** The tickets of an order, with what scans. */
export const showOrderTickets = (visit: Visit): Promise<SaleAnswer> =>
  withTickets(visit, async (list) => ticketsPage(visit, list, { done: visit.url.searchParams.get("changed") }));

function ticketsPage(
  visit: Visit,
  list: TicketList,
  more: Pick<OrderTicketsParts, "sent" | "done" | "hurdles">,
  status = 200,
): SaleAnswer {
  // Somebody else's words in a link would be shown as ours.
  const done = more.done === "yes" ? "The ticket is changed." : null;
  const cursor = visit.url.searchParams.get("cursor");
  if (list.total === 0) return { kind: "go", to: orderPath(named(visit)) };
  return {
    kind: "page",
    status,
    view: orderTicketsView({ list, order: orderPath(named(visit)), cursor, ...more, done }),
  };
}

async function withTickets(visit: Visit, then: (list: TicketList) => Promise<SaleAnswer>): Promise<SaleAnswer> {
  const { id, key } = named(visit);
  const cursor = visit.url.searchParams.get("cursor");
  const query = { limit: PER_PAGE, ...(cursor !== null && { cursor }) };
  const result = await visit.deps.sale.listTickets(id, query, { bearer: key, headers: visit.headers });
  return result.ok ? then(result.data) : orderMissing(visit, result);
}

/** Another holder for a ticket, other answers, another code. */
export const changeHolder = (visit: Visit): Promise<SaleAnswer> =>
  withTickets(visit, async (list) => {
    const { deps, form, headers, parts, url } = visit;
    const { id, key } = named(visit);
    const { ticketId = "" } = parts;
    const change = holderChange(form, ticketId, list.asks);
    const result = await deps.sale.renameHolder(id, ticketId, change, { bearer: key, headers });
    const here = `${orderPath({ id, key })}/tickets`;
    if (result.ok) {
      const search = new URLSearchParams(url.searchParams);
      search.set("changed", "yes");
      return { kind: "go", to: `${here}?${search}#ticket-${ticketId}` };
    }
    if (result.problem?.code === "not-found") return orderMissing(visit, result);
    const errors = result.problem?.errors ?? [];
    const hurdles: Hurdle[] =
      errors.length > 0
        ? errors.map(({ detail }) => ({ field: nameField(ticketId), text: `The ticket ${detail}.` }))
        : [
            generalHurdle(
              result,
              "We could not find out whether the ticket was changed. What is shown is what we know.",
            ),
          ];
    return ticketsPage(visit, list, { sent: { id: ticketId, form }, hurdles }, result.problem?.status ?? 503);
  });
