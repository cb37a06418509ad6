import type { Block, Guest } from "@liveotter/contracts/promoter/capacity";
import type { Code } from "@liveotter/contracts/promoter/codes";
import { newId } from "@liveotter/database/new-id";
import type { Call, Member } from "./api.ts";
import { key, ok, onSale, ordered, paid, paying, settingsOf, settleRefunds } from "./sold.ts";

/** What a client can name of a sale. */
export interface SaleIds {
  readonly event: string;
  readonly performance: string;
  readonly ticketType: string;
  readonly quota: string;
  readonly code: string;
  readonly block: string;
  readonly guest: string;
  /** Paid by card; of two tickets, this item's among them. */
  readonly paid: string;
  readonly item: string;
  /** Waits for a transfer. */
  readonly pending: string;
  /** A refund of a card that failed, and one of money from the door. */
  readonly failed: string;
  readonly byHand: string;
}

/** An event with something of everything that selling leaves behind; `mark` stands wherever somebody may write. */
export async function newSale(member: Member, mark: string): Promise<SaleIds> {
  const post = (path: string, body: unknown) => member.call("POST", path, { body, headers: key() });
  const event = await onSale(member, { name: mark });
  const of = `/v1/events/${event.id}`;
  const [ticketType = "", performance = "", quota = ""] = [
    ...[event.ticketTypes[0]?.id, event.performances[0]?.id, event.quotas[1]?.id],
  ];
  const selling = await ok<object>(200, member.call("GET", `${of}/selling`));
  const body = {
    ...{ ...settingsOf(selling), payAtDoor: true, transfer: { instructions: mark, days: 3 } },
    questions: [{ label: mark, kind: "text", of: "order" }],
  };
  await ok(200, member.call("PUT", `${of}/selling`, { body, headers: { "if-match": '"1"' } }));
  const named = { name: mark, email: `${newId()}@${mark.toLowerCase()}.example` };
  const [code, block, guest, order, pending, door] = await Promise.all([
    ok<Code>(201, post(`${of}/codes`, { code: `${mark}-1`, tag: mark })),
    ok<Block>(201, post(`${of}/blocks`, { quotaId: quota, quantity: 1, reason: mark })),
    ok<Guest>(
      201,
      post(`${of}/guests`, { ...named, ticketTypeId: ticketType, performanceId: performance, quantity: 1 }),
    ),
    paid(event, { ...named, tickets: 2 }),
    ordered(event, { ...named, performance: 1 }),
    ordered(event, { ...named, performance: 1 }),
  ]);
  await paying(pending, "transfer");
  await ok(200, post(`/v1/orders/${door}/payment-received`, { method: "door", amount: 1000, reference: mark }));
  const give = (id: string) =>
    post(`/v1/orders/${id}/refunds`, { what: "amount", amount: 100, total: 100, note: mark });
  const { items } = await ok<{ items: { id: string }[] }>(201, give(order));
  await ok(201, give(door));
  const [failed = ""] = await settleRefunds(order, "failed");
  const [byHand = ""] = await settleRefunds(door, "by_hand");
  return {
    ...{ event: event.id, performance, ticketType, quota, code: code.id, block: block.id, guest: guest.orderId },
    ...{ paid: order, item: items[0]?.id ?? "", pending, failed, byHand },
  };
}

/** Ids that are nobody's. */
export const noSale = (): SaleIds => ({
  ...{ event: newId(), performance: newId(), ticketType: newId(), quota: newId(), code: newId(), block: newId() },
  ...{ guest: newId(), paid: newId(), item: newId(), pending: newId(), failed: newId(), byHand: newId() },
});

interface Try extends Call {
  readonly path: string;
}

/** What a `PUT` of the settings sends. */
const SELLING = {
  ...{ maxPerFan: null, orderMinutes: 20, card: true, transfer: null, payAtDoor: false, needsPass: false },
  ...{ ticketCodes: "static", attendeeNames: "none", refundWindowDays: 14, questions: [] },
};

/** A request of each route that is about a sale, made with these ids. */
export const SALE_TRIES: Readonly<Record<string, (ids: SaleIds) => Try>> = {
  "get /v1/events/{id}/performances/{performanceId}/cancellation-preview": ({ event, performance }) => ({
    path: `/v1/events/${event}/performances/${performance}/cancellation-preview`,
  }),
  "post /v1/events/{id}/performances/{performanceId}/cancellation": ({ event, performance }) => ({
    path: `/v1/events/${event}/performances/${performance}/cancellation`,
    body: { passes: "refund" },
  }),
  "get /v1/events/{id}/selling": ({ event }) => ({ path: `/v1/events/${event}/selling` }),
  "put /v1/events/{id}/selling": ({ event }) => ({
    ...{ path: `/v1/events/${event}/selling`, headers: { "if-match": '"2"' }, body: SELLING },
  }),
  "post /v1/events/{id}/sale-stop": ({ event }) => ({ path: `/v1/events/${event}/sale-stop` }),
  "post /v1/events/{id}/sale-start": ({ event }) => ({ path: `/v1/events/${event}/sale-start` }),
  "get /v1/events/{id}/codes": ({ event }) => ({ path: `/v1/events/${event}/codes` }),
  "get /v1/events/{id}/codes.csv": ({ event }) => ({ path: `/v1/events/${event}/codes.csv` }),
  "post /v1/events/{id}/codes": ({ event }) => ({
    ...{ path: `/v1/events/${event}/codes`, headers: key(), body: { code: "NEW" } },
  }),
  "post /v1/events/{id}/codes/batches": ({ event }) => ({
    ...{ path: `/v1/events/${event}/codes/batches`, headers: key(), body: { count: 2, tag: "new" } },
  }),
  "patch /v1/events/{id}/codes/{codeId}": ({ event, code }) => ({
    path: `/v1/events/${event}/codes/${code}`,
    ...{ headers: { "if-match": '"1"' }, body: { disabled: true } },
  }),
  "get /v1/events/{id}/blocks": ({ event }) => ({ path: `/v1/events/${event}/blocks` }),
  "post /v1/events/{id}/blocks": ({ event, quota }) => ({
    ...{ path: `/v1/events/${event}/blocks`, headers: key(), body: { quotaId: quota, quantity: 1 } },
  }),
  "delete /v1/events/{id}/blocks/{blockId}": ({ event, block }) => ({ path: `/v1/events/${event}/blocks/${block}` }),
  "get /v1/events/{id}/guests": ({ event }) => ({ path: `/v1/events/${event}/guests` }),
  "post /v1/events/{id}/guests": ({ event, ticketType, performance }) => ({
    ...{ path: `/v1/events/${event}/guests`, headers: key() },
    body: { name: "A guest", ticketTypeId: ticketType, performanceId: performance, quantity: 1 },
  }),
  "delete /v1/events/{id}/guests/{orderId}": ({ event, guest }) => ({ path: `/v1/events/${event}/guests/${guest}` }),
  "get /v1/orders": ({ event }) => ({ path: `/v1/orders?eventId=${event}` }),
  "get /v1/orders/{id}": (ids) => ({ path: `/v1/orders/${ids.paid}` }),
  "post /v1/orders/{id}/refund-preview": (ids) => ({
    ...{ path: `/v1/orders/${ids.paid}/refund-preview`, body: { what: "whole" } },
  }),
  "post /v1/orders/{id}/refunds": (ids) => ({
    ...{ path: `/v1/orders/${ids.paid}/refunds`, headers: key() },
    body: { what: "amount", amount: 10, total: 10 },
  }),
  "post /v1/orders/{id}/void-preview": (ids) => ({
    ...{ path: `/v1/orders/${ids.paid}/void-preview`, body: { reason: "fraud", freePlaces: true } },
  }),
  "post /v1/orders/{id}/payment-received": ({ pending }) => ({
    ...{ path: `/v1/orders/${pending}/payment-received`, headers: key(), body: { method: "transfer", amount: 1000 } },
  }),
  "post /v1/orders/{id}/cancellation": ({ pending }) => ({ path: `/v1/orders/${pending}/cancellation` }),
  "post /v1/orders/{id}/email": (ids) => ({
    ...{ path: `/v1/orders/${ids.paid}/email`, headers: key(), body: { email: "new@example.org" } },
  }),
  "post /v1/orders/{id}/mails": (ids) => ({ path: `/v1/orders/${ids.paid}/mails`, headers: key() }),
  // After the refund above, which made this version.
  "post /v1/orders/{id}/voids": (ids) => ({
    ...{ path: `/v1/orders/${ids.paid}/voids`, headers: key() },
    body: { reason: "fraud", freePlaces: true, version: 3 },
  }),
  "get /v1/refunds": ({ event }) => ({ path: `/v1/refunds?eventId=${event}` }),
  "post /v1/refunds/{id}/retry": ({ failed }) => ({ path: `/v1/refunds/${failed}/retry` }),
  "post /v1/refunds/{id}/settlement": ({ byHand }) => ({ path: `/v1/refunds/${byHand}/settlement` }),
  "get /v1/events/{id}/attendees": ({ event }) => ({ path: `/v1/events/${event}/attendees` }),
  "get /v1/events/{id}/attendees.csv": ({ event }) => ({ path: `/v1/events/${event}/attendees.csv` }),
  "get /v1/events/{id}/revocations": ({ event }) => ({ path: `/v1/events/${event}/revocations` }),
  "get /v1/events/{id}/sales": ({ event }) => ({ path: `/v1/events/${event}/sales` }),
  "get /v1/events/{id}/refund-progress": ({ event }) => ({ path: `/v1/events/${event}/refund-progress` }),
  "get /v1/ledger": ({ event }) => ({ path: `/v1/ledger?eventId=${event}` }),
  "get /v1/payouts": ({ event }) => ({ path: `/v1/payouts?eventId=${event}` }),
};
