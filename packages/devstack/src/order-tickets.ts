import type { EventId, OrderId, PerformanceId, TicketTypeId } from "@liveotter/core/ids";
import { type Instant, instant } from "@liveotter/core/instant";
import { asCurrency } from "@liveotter/core/money";
import { quoteOf } from "@liveotter/core/pricing/quote";
import type { Terms } from "@liveotter/core/sale/sale";
import type { Database } from "@liveotter/database/connect";
import { readInventory } from "@liveotter/database/inventory/read-inventory";
import { newId } from "@liveotter/database/new-id";
import { type NewOrder, type PlacedOrder, placeOrder } from "@liveotter/database/orders/place-order";
import { newOrder } from "./new-order.ts";

/** As much of an event as is ordered from. */
export interface SoldEvent {
  readonly id: EventId;
  readonly performances: readonly { readonly id: PerformanceId }[];
  readonly ticketTypes: readonly { readonly id: TicketTypeId; readonly name: string; readonly price: number }[];
  readonly quotas: readonly { readonly performance: PerformanceId | null }[];
}

export interface TicketsOrder {
  readonly quantity?: number;
  readonly email?: string;
  readonly now?: Instant;
  /** New ones unless told. */
  readonly orderId?: OrderId;
  readonly holdId?: string;
}

/** Begins the inventory of an event anew, as its shards do: orders name what it answers. */
export async function openInventory(fans: Database, event: SoldEvent): Promise<NewOrder["shards"]> {
  const scopes = [...new Set(event.quotas.map((quota) => quota.performance ?? event.id))];
  const nothing = { epoch: null, codes: [], pinned: [], overdue: [] };
  return Promise.all(
    scopes.map(async (scope) => {
      const base = await readInventory(fans, { eventId: event.id, scope }, nothing);
      return { scope, epoch: base?.epoch ?? 0 };
    }),
  );
}

/**
 * Orders tickets of an event's first type for its first performance straight in Postgres, without any shard, with fees and
 * taxes in it: for tests of what comes after.
 */
export async function orderTickets(
  fans: Database,
  event: SoldEvent,
  shards: NewOrder["shards"],
  { quantity = 2, email = `${crypto.randomUUID()}@example.org`, now = instant(Date.now()), ...ids }: TicketsOrder = {},
): Promise<PlacedOrder> {
  const [type, performance, currency] = [event.ticketTypes[0], event.performances[0], asCurrency("EUR")];
  if (type === undefined || performance === undefined || currency === null) throw new Error("no sale");
  const terms: Terms = {
    ...{ currency, rounding: "per-line", tax: { name: "VAT", rate: 19_000, included: true } },
    fees: { perTicket: 50, perOrder: 99, percent: 0, paidBy: "fan" },
  };
  const line = { ticketTypeId: type.id, name: type.name, performanceId: performance.id };
  const { quote, items, promoterFees } = quoteOf(terms, [{ ...line, quantity, unitPrice: type.price, code: null }]);
  const written = items.map(({ line: _, at: __, ...sums }) => ({
    ...{ ...sums, id: newId<OrderId>(), ticketTypeId: type.id, performanceId: performance.id },
  }));
  const { orderId = newId<OrderId>(), holdId = orderId } = ids;
  return placeOrder(
    fans,
    newOrder(event.id, shards, written, {
      ...{ orderId, holdId, requestKey: orderId, quote, promoterFees, email, emailKey: email, now },
    }),
  );
}
