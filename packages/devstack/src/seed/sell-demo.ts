import { asId, type EventId, type OrderId, type PaymentId } from "@liveotter/core/ids";
import { type Instant, instant } from "@liveotter/core/instant";
import { emailKeyOf } from "@liveotter/core/person/email-key";
import { quoteOf } from "@liveotter/core/pricing/quote";
import { priceAt } from "@liveotter/core/sale/sale";
import type { Database } from "@liveotter/database/connect";
import { newId } from "@liveotter/database/new-id";
import { beginPayment } from "@liveotter/database/orders/begin-payment";
import { placeOrder } from "@liveotter/database/orders/place-order";
import { settlePayment } from "@liveotter/database/orders/settle-payment";
import { readSale } from "@liveotter/database/sale/read-sale";
import { openInventory } from "../order-tickets.ts";
import { withClient } from "./seed-demo.ts";
import { TRY_OUT_SLUG } from "./try-out.ts";

interface Bought {
  readonly slug: string;
  /** Its performance and its ticket type by their place in the event. */
  readonly performance: number;
  readonly ticketType: number;
  readonly quantity: number;
  readonly name: string;
  /** By transfer: come, or awaited still. What is free is neither. */
  readonly money: "came" | "awaited" | "none";
}

const JETTY = "sing-to-the-river";
const SUPPER = "supper-under-the-willows";
const BOUGHT: readonly Bought[] = [
  { slug: TRY_OUT_SLUG, performance: 1, ticketType: 0, quantity: 2, name: "Mary Otter", money: "came" },
  { slug: TRY_OUT_SLUG, performance: 1, ticketType: 0, quantity: 4, name: "Zoë Kowalska", money: "came" },
  { slug: TRY_OUT_SLUG, performance: 1, ticketType: 1, quantity: 1, name: "Łukasz Bóbr", money: "awaited" },
  { slug: SUPPER, performance: 0, ticketType: 0, quantity: 2, name: "Anselm Teichmann", money: "came" },
  { slug: JETTY, performance: 0, ticketType: 0, quantity: 2, name: "Ines Ribeiro", money: "none" },
];

/** The demo's first orders, made by the steps that fans' orders are made by. */
export async function sellDemo(databaseUrl: string, fans: Database, now: Instant = instant(Date.now())): Promise<void> {
  const ids = await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ slug: string; id: string }>(
      "SELECT slug, id FROM events WHERE slug = ANY($1)",
      [BOUGHT.map(({ slug }) => slug)],
    );
    return new Map(rows.map(({ slug, id }) => [slug, asId<EventId>(id)]));
  });
  for (const bought of BOUGHT) await sell(fans, ids.get(bought.slug) ?? null, bought, now);
}

async function sell(fans: Database, eventId: EventId | null, bought: Bought, now: Instant): Promise<void> {
  const sale = eventId && (await readSale(fans, eventId));
  const type = sale?.ticketTypes[bought.ticketType];
  const performance = sale?.performances[bought.performance];
  if (!sale || type === undefined || performance === undefined) throw new Error(`the demo sells no ${bought.slug}`);
  const line = { ticketTypeId: type.id, performanceId: performance.id };
  const unitPrice = priceAt(type, now).price;
  const { quote, items, promoterFees } = quoteOf(sale, [
    { ...line, name: type.name, quantity: bought.quantity, unitPrice, code: null },
  ]);
  const orderId = newId<OrderId>();
  const request = { requestKey: orderId, requestHash: "0".repeat(64), now };
  const email = `${bought.name
    .split(" ")[0]
    ?.normalize("NFD")
    .replace(/[^a-z]/gi, "")
    .toLowerCase()}@example.com`;
  const performances = sale.quotas.map(({ performanceId }) => ({ performance: performanceId }));
  const shards = await openInventory(fans, {
    id: sale.eventId,
    performances: [],
    ticketTypes: [],
    quotas: performances,
  });
  await placeOrder(fans, {
    ...{ ...request, orderId, holdId: orderId, eventId: sale.eventId, shards, quote, promoterFees, codeId: null },
    ...{ email, emailKey: emailKeyOf(email), name: bought.name, locale: "en", answers: [], attendees: [] },
    items: items.map(({ line: _, at: __, ...sums }) => ({ ...sums, ...line, id: newId() })),
  });
  if (bought.money === "none") return;
  const paymentId = newId<PaymentId>();
  await beginPayment(fans, { ...request, orderId, paymentId, method: "transfer", provider: "manual" });
  if (bought.money === "came") await settlePayment(fans, { paymentId, outcome: "succeeded", now });
}
