import type { OrderId, PaymentId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { connect } from "@liveotter/database/connect";
import { newId } from "@liveotter/database/new-id";
import { beginPayment } from "@liveotter/database/orders/begin-payment";
import { settlePayment } from "@liveotter/database/orders/settle-payment";
import { openInventory, orderTickets, type SoldEvent } from "@liveotter/devstack/order-tickets";
import type { Stack } from "@liveotter/devstack/stack";
import { type SQL, sql } from "drizzle-orm";
import { interleave, median, ratioOfMedians } from "../compare.ts";
import { inWords, report } from "../report.ts";
import { sized } from "../settings.ts";
import { asOwner, PRICE, stock } from "../stock.ts";

const ROUNDS = sized(9, 2);
const SECONDS = sized(2, 0.5);
/** As many as one isolate of the public API writes at once. */
const IN_FLIGHT = 8;
const TICKETS = 2;

/**
 * Orders placed and paid by the steps that the product takes, against the very same rows inserted bare, each order's in one
 * batch, over the same endpoint. All orders are of one performance: they meet at its counter.
 */
export async function benchOrders({ backing: { env } }: Stack): Promise<void> {
  const url = env.DATABASE_URL ?? "";
  const sold = await stock(env, 10_000_000);
  const httpEndpoint = env.DATABASE_HTTP_ENDPOINT;
  const fans = connect({ url: env.DATABASE_URL_PUBLIC ?? "", httpEndpoint });
  const owner = connect({ url, httpEndpoint });
  const event: SoldEvent = {
    id: sold.eventId,
    performances: [{ id: sold.performanceId }],
    ticketTypes: [{ id: sold.ticketTypeId, name: "Swimmer", price: PRICE }],
    quotas: [{ performance: sold.performanceId }],
  };
  const shards = await openInventory(fans, event);

  const stepwise = async (): Promise<OrderId> => {
    const { orderId } = await orderTickets(fans, event, shards, { quantity: TICKETS });
    const [paymentId, now] = [newId<PaymentId>(), instant(Date.now())];
    const request = { requestKey: paymentId, requestHash: "0".repeat(64), now };
    await beginPayment(fans, { orderId, paymentId, method: "card", provider: "test", ...request });
    const report = { outcome: "succeeded", providerRef: `ch_${paymentId}` } as const;
    const settled = await settlePayment(fans, { paymentId, ...report, now });
    if (settled?.orderState !== "paid") throw new Error(`the order is ${settled?.orderState}`);
    return orderId;
  };
  const copies = await copiesOf(url, await stepwise());
  const bare = async (): Promise<void> => {
    await owner.transaction(copies());
  };

  const rateOf = (work: () => Promise<unknown>) => async (): Promise<number> => {
    const startedAt = performance.now();
    const since = () => performance.now() - startedAt;
    let done = 0;
    const lane = async () => {
      for (; since() < SECONDS * 1000; done++) await work();
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
    return (done / since()) * 1000;
  };
  for (const way of [stepwise, bare]) await rateOf(way)();
  const [bares = [], orders = []] = await interleave(ROUNDS, [rateOf(bare), rateOf(stepwise)]);
  const ratio = ratioOfMedians(bares, orders);
  report({
    name: `paid orders / the same rows in one bare batch (orders/s, ${TICKETS} tickets each)`,
    figure: inWords(ratio),
    aim: "0.50",
    holds: ratio.median >= 0.5,
    detail: { orders: Math.round(median(orders)), bare: Math.round(median(bares)), inFlight: IN_FLIGHT },
  });
}

/** What one order leaves behind, and what leads from a table's rows to their order. */
const TABLES = {
  order_ids: "id = $1",
  orders: "id = $1",
  order_people: "order_id = $1",
  order_items: "order_id = $1",
  allocations: "item_id IN (SELECT id FROM order_items WHERE order_id = $1)",
  payments: "order_id = $1",
  ledger_entries: "order_id = $1",
  ledger_lines: "entry_id IN (SELECT id FROM ledger_entries WHERE order_id = $1)",
  tickets: "order_id = $1",
  ticket_credentials: "ticket_id IN (SELECT id FROM tickets WHERE order_id = $1)",
  ticket_holders: "ticket_id IN (SELECT id FROM tickets WHERE order_id = $1)",
  outbox: "aggregate_id = $1",
} as const;

type Row = Readonly<Record<string, unknown>>;

/** Statements that insert all rows of this order once more, as another order's. */
async function copiesOf(url: string, orderId: OrderId): Promise<() => SQL[]> {
  const rows = await asOwner(url, async (client) => {
    const found = new Map<string, Row[]>();
    for (const [table, where] of Object.entries(TABLES)) {
      const { rows } = await client.query<{ row: Row }>(`SELECT to_jsonb(t) AS row FROM ${table} t WHERE ${where}`, [
        orderId,
      ]);
      found.set(
        table,
        rows.map(({ row }) => row),
      );
    }
    return found;
  });
  const own = [...rows].flatMap(([table, of]) =>
    ["outbox", "ledger_entries"].includes(table) ? [] : of.flatMap(({ id }) => (typeof id === "string" ? [id] : [])),
  );
  const entries = (rows.get("ledger_entries") ?? []).map(({ id }) => Number(id));
  const templates = [...rows].map(([table, of]) => {
    const columns = Object.keys(of[0] ?? {}).filter((column) => table !== "outbox" || column !== "id");
    if (columns.length === 0) throw new Error(`a paid order leaves nothing in ${table}`);
    const list = sql.raw(columns.join(", "));
    return { text: JSON.stringify(of), into: sql`${sql.raw(table)} (${list})`, from: sql`${list}`, as: sql.raw(table) };
  });
  let entry = 1_000_000_000;
  return () => {
    const other = new Map(own.map((id) => [id, crypto.randomUUID()]));
    const fresh = new Map(entries.map((id) => [id, entry++]));
    const number = crypto.randomUUID().replaceAll("-", "").slice(0, 12).toUpperCase();
    return templates.map(({ text, into, from, as }) => {
      const renamed = text
        .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => other.get(id) ?? id)
        .replace(/"number":"\w+"/, `"number":"${number}"`)
        .replace(/"(id|entry_id)":(\d+)/g, (all, key, id) =>
          fresh.has(Number(id)) ? `"${key}":${fresh.get(Number(id))}` : all,
        );
      return sql`INSERT INTO ${into} OVERRIDING SYSTEM VALUE
        SELECT ${from} FROM jsonb_populate_recordset(NULL::${as}, ${renamed}::jsonb)`;
    });
  };
}
