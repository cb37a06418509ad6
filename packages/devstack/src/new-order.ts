import type { EventId, OrderId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { asCurrency } from "@liveotter/core/money";
import { newId } from "@liveotter/database/new-id";
import type { NewItem, NewOrder } from "@liveotter/database/orders/place-order";

/** What each ticket costs where a test does not care; of the price fans pay, fees and tax. Minor units. */
export const TICKET = { price: 850, discount: 0, fees: 150, tax: 77, total: 1000 };

/** What fans' API has Postgres write for these tickets: an order of somebody's own, its sums those of its items. */
export function newOrder(
  eventId: EventId,
  shards: NewOrder["shards"],
  items: readonly NewItem[],
  more: Partial<NewOrder> = {},
): NewOrder {
  const currency = asCurrency("EUR");
  if (currency === null) throw new Error("no euro");
  const sum = (of: (item: NewItem) => number) => items.reduce((total, item) => total + of(item), 0);
  const email = `${crypto.randomUUID()}@example.org`;
  return {
    ...{
      orderId: newId<OrderId>(),
      holdId: newId<OrderId>(),
      requestKey: newId<OrderId>(),
      requestHash: "0".repeat(64),
    },
    ...{ eventId, shards, items, promoterFees: 0, codeId: null, now: instant(Date.now()) },
    quote: {
      ...{ currency, lines: [], fees: sum(({ fees }) => fees), feePerOrder: 0, discount: 0 },
      ...{ tax: null, total: sum(({ total }) => total) },
    },
    ...{ email, emailKey: email, name: "Ada", locale: "en", answers: [], attendees: [] },
    ...more,
  };
}
