import type { CodeId, EventId, OrderId, PaymentId, PerformanceId, QuotaId, TicketTypeId } from "@liveotter/core/ids";
import { type Instant, instant } from "@liveotter/core/instant";
import { newOrder, TICKET } from "@liveotter/devstack/new-order";
import { sql } from "drizzle-orm";
import { Pool } from "pg";
import type { Database } from "../src/connect.ts";
import { poolErrorFrom } from "../src/database-error.ts";
import { newId } from "../src/new-id.ts";
import { beginPayment } from "../src/orders/begin-payment.ts";
import { type NewItem, type NewOrder, placeOrder } from "../src/orders/place-order.ts";
import type { RequestedRefund } from "../src/orders/return-order.ts";
import { settlePayment } from "../src/orders/settle-payment.ts";
import type { Actor, EventDraft } from "../src/promoter/event-draft.ts";
import { as, newPromoter, performance, published, urlOf } from "./fixture.ts";

/** A pool, and the places of the ticket types that draw on it. */
export interface StagedQuota {
  readonly capacity: number | null;
  readonly types: readonly number[];
  /** Of the whole event when absent. */
  readonly performance?: number;
}

export interface Stage {
  readonly actor: Actor;
  readonly eventId: EventId;
  readonly performances: readonly PerformanceId[];
  readonly types: readonly TicketTypeId[];
  readonly quotas: readonly QuotaId[];
  readonly shards: NewOrder["shards"];
}

/** Who orders unless told: one fan. */
const FAN = "fan@example.org";

/** A public event whose ticket types draw on these quotas, and whose shards have been opened. */
export async function stage(quotas: readonly StagedQuota[], more: Partial<EventDraft> = {}): Promise<Stage> {
  const actor = await newPromoter();
  const performances = [performance(48, { id: newId() }), performance(72, { id: newId() })];
  const count = Math.max(...quotas.flatMap(({ types }) => types)) + 1;
  const ticketTypes = Array.from({ length: count }, (_, at) => ({
    ...{ id: newId<TicketTypeId>(), name: `Type ${at}`, price: TICKET.price },
  }));
  const event = await published(actor, {
    ...{ performances, ticketTypes },
    quotas: quotas.map(({ capacity, types, performance: at }, place) => ({
      ...{ name: `Quota ${place}`, capacity, ticketTypes: types.map((type) => ticketTypes[type]?.id ?? newId()) },
      performance: at === undefined ? null : (performances[at]?.id ?? null),
    })),
    ...more,
  });
  const ids = event.performances.map(({ id }) => id);
  const scopes = [event.id, ...ids];
  await as("owner").query(sql`INSERT INTO inventory_shards (scope, event_id)
    SELECT scope, ${event.id}::uuid FROM unnest(${sql.param(scopes)}::uuid[]) scope`);
  return {
    ...{ actor, eventId: event.id, performances: ids, types: event.ticketTypes.map(({ id }) => id) },
    quotas: event.quotas.map(({ id }) => id),
    shards: scopes.map((scope) => ({ scope, epoch: 1 })),
  };
}

/** An order of one ticket of each of these types (places in the stage), on the first performance unless told. */
export function orderOf(
  { eventId, types, performances, shards }: Stage,
  lines: readonly number[],
  more: Partial<NewOrder> & { readonly each?: Partial<NewItem>; readonly at?: number } = {},
): NewOrder {
  const { each, at = 0, ...order } = more;
  const items = lines.map((line) => ({
    ...{ id: newId(), ticketTypeId: types[line] ?? newId(), performanceId: performances[at] ?? null },
    ...{ ...TICKET, ...each },
  }));
  return newOrder(eventId, shards, items, { email: FAN, emailKey: FAN, now: now(), ...order });
}

/** A second ago: what is done next is not before it. */
export const now = (): Instant => instant(Date.now());
export const minutes = (at: Instant, count: number): Instant => instant(at + count * 60_000);

/** Opens an attempt to pay by card. */
export async function payable(db: Database, orderId: OrderId, at: Instant = now()): Promise<PaymentId> {
  const request = { requestKey: newId(), requestHash: "0".repeat(64), method: "card", provider: "test" } as const;
  const { paymentId } = await beginPayment(db, { ...request, orderId, paymentId: newId(), now: at });
  return paymentId;
}

/** An order that is placed and paid. */
export async function paidOrder(db: Database, order: NewOrder): Promise<{ orderId: OrderId; paymentId: PaymentId }> {
  const { orderId } = await placeOrder(db, order);
  const paymentId = await payable(db, orderId, order.now);
  await settlePayment(db, { paymentId, outcome: "succeeded", providerRef: `ref-${paymentId}`, now: order.now });
  return { orderId, paymentId };
}

/** A code of the stage's event. */
export async function codeOf(
  { eventId, actor, types, quotas }: Stage,
  options: { maxUses?: number; blocks?: number; bypasses?: boolean; type?: number; validUntil?: Instant } = {},
): Promise<CodeId> {
  const { maxUses = null, blocks, bypasses = false, type, validUntil } = options;
  const id = newId<CodeId>();
  await as("owner").query(sql`INSERT INTO codes
      (id, promoter_id, event_id, code, code_key, max_uses, blocks_quota_id, bypasses_quotas, ticket_type_ids, valid_until)
    VALUES (${id}::uuid, ${actor.promoterId}::uuid, ${eventId}::uuid, ${id}, ${id}, ${maxUses}::int,
      ${blocks === undefined ? null : quotas[blocks]}::uuid, ${bypasses},
      ${type === undefined ? null : sql.param([types[type]])}::uuid[],
      ${validUntil === undefined ? null : new Date(validUntil).toISOString()}::timestamptz)`);
  return id;
}

/** What is given away of each quota, in the stage's order. */
export async function usedOf({ quotas }: Stage): Promise<number[]> {
  const rows = await as("owner").query<{ used: number }>(
    sql`SELECT used FROM unnest(${sql.param(quotas)}::uuid[]) WITH ORDINALITY given (id, place)
      JOIN quota_counters ON quota_id = id ORDER BY place`,
  );
  return rows.map(({ used }) => used);
}

/** The owner's connections are few, and others' tests need them, too: two at once, given up as soon as they are idle. */
const owners = new Map<string, Pool>();
function ownerPool(): Pool {
  const url = urlOf("owner");
  const pool =
    owners.get(url) ?? new Pool({ connectionString: url, max: 2, idleTimeoutMillis: 200, allowExitOnIdle: true });
  owners.set(url, pool);
  return pool;
}

/** All of an order's money back and its tickets taken, unless `more` says otherwise, as a promoter has it done. @throws DatabaseError */
export async function refund(orderId: OrderId, more: object = {}): Promise<RequestedRefund> {
  const request = {
    ...{ orderId, refundId: newId(), requestKey: newId(), reason: "promoter", items: null, cancel: true },
    ...{ now: new Date().toISOString(), ...more },
  };
  const { rows } = await ownerPool()
    .query<{ answer: RequestedRefund }>("SELECT request_refund($1::jsonb) AS answer", [JSON.stringify(request)])
    .catch((error: unknown) => {
      throw poolErrorFrom(error);
    });
  const [row] = rows;
  if (row === undefined) throw new Error("no answer");
  return row.answer;
}
