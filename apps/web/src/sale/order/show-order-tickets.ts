import type { TicketList, TicketReply } from "@liveotter/contracts/public/orders";
import type { Instant } from "@liveotter/core/instant";
import { qrCodeOf, qrSvg } from "@liveotter/core/ticket/qr-code";
import { rotatingCodes } from "@liveotter/integrations/ticket/rotating-codes";
import { generalHurdle, type Hurdle } from "../hurdle.ts";
import type { SaleAnswer, Visit } from "../visit.ts";
import { orderPath } from "./order-path.ts";
import { holderChange, nameField, type OrderTicketsParts, orderTicketsView, rotates } from "./order-tickets-view.ts";
import { named, orderMissing } from "./show-order.ts";

/** Each has a picture of its own. */
const PER_PAGE = 20;

/** The tickets of an order, with what scans. */
export const showOrderTickets = (visit: Visit): Promise<SaleAnswer> =>
  // Somebody else's words in a link would be shown as ours.
  withTickets(visit, (list) => ticketsPage(visit, list, { changed: visit.url.searchParams.get("changed") === "yes" }));

/** What a phone makes the codes of the same tickets from, and our time: as JSON, for `client/rotating-codes.ts`. */
export const showCodes = (visit: Visit): Promise<SaleAnswer> =>
  withTickets(visit, async ({ items }) => {
    const keys = items.flatMap((ticket) =>
      rotates(ticket) && ticket.code?.rotating ? [{ ticket: ticket.id, ...ticket.code.rotating }] : [],
    );
    return { kind: "file", response: Response.json({ now: visit.deps.now(), items: keys }) };
  });

interface Told extends Pick<OrderTicketsParts, "sent" | "hurdles"> {
  readonly changed?: boolean;
}

async function ticketsPage(
  visit: Visit,
  list: TicketList,
  { changed = false, ...told }: Told,
  status = 200,
): Promise<SaleAnswer> {
  const { deps, locale, url } = visit;
  const order = orderPath(locale, named(visit));
  if (list.total === 0) return { kind: "go", to: order };
  const done = changed ? locale.words.orderTickets.changed : null;
  const rotating = await codesOfNow(list.items.filter(rotates), deps.now());
  const cursor = url.searchParams.get("cursor");
  return { kind: "page", status, view: orderTicketsView({ locale, list, order, cursor, rotating, done, ...told }) };
}

/** For browsers that make none themselves: these run no script, or cannot sign. */
async function codesOfNow(tickets: readonly TicketReply[], now: Instant): Promise<ReadonlyMap<string, string>> {
  const drawn = tickets.map(async ({ id, code }) => {
    if (!code?.rotating) return [];
    const { at } = await rotatingCodes(code.rotating);
    return [[id, qrSvg(qrCodeOf(await at(now)))] as const];
  });
  return new Map((await Promise.all(drawn)).flat());
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
    const { deps, form, headers, locale, parts, url } = visit;
    const { id, key } = named(visit);
    const { ticketId = "" } = parts;
    const { orderTickets: words } = locale.words;
    const change = holderChange(form, ticketId, list.asks);
    const result = await deps.sale.renameHolder(id, ticketId, change, { bearer: key, headers });
    if (result.ok) {
      const search = new URLSearchParams(url.searchParams);
      search.set("changed", "yes");
      return { kind: "go", to: `${orderPath(locale, { id, key })}/tickets?${search}#ticket-${ticketId}` };
    }
    if (result.problem?.code === "not-found") return orderMissing(visit, result);
    const hurdle: Hurdle =
      (result.problem?.errors ?? []).length > 0
        ? { field: nameField(ticketId), text: words.notChanged }
        : generalHurdle(locale, result, words.unknown);
    return ticketsPage(visit, list, { sent: { id: ticketId, form }, hurdles: [hurdle] }, result.problem?.status ?? 503);
  });
