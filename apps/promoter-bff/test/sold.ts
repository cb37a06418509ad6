import { env } from "cloudflare:workers";
import type { MyEvent } from "@liveotter/contracts/promoter/events";
import type { MyOrder } from "@liveotter/contracts/promoter/orders";
import { asId, type EventId, type Id, type OrderId, type PaymentId, type RefundId } from "@liveotter/core/ids";
import { type Instant, instant } from "@liveotter/core/instant";
import { shardName } from "@liveotter/core/inventory/shard-api";
import { newId } from "@liveotter/database/new-id";
import { beginPayment } from "@liveotter/database/orders/begin-payment";
import { type NewOrder, placeOrder } from "@liveotter/database/orders/place-order";
import { settlePayment } from "@liveotter/database/orders/settle-payment";
import { settleRefund } from "@liveotter/database/orders/settle-refund";
import { unbalanced } from "@liveotter/database/orders/unbalanced";
import { newOrder, TICKET } from "@liveotter/devstack/new-order";
import { sql } from "drizzle-orm";
import { expect } from "vitest";
import { type Member, performance } from "./api.ts";
import { as, owner } from "./promoters.ts";

export const now = (): Instant => instant(Date.now());

export function idOf<T extends Id<string>>(text: string | undefined): T {
  const id = asId<T>(text ?? "");
  if (id === null) throw new Error(`${text} is no id`);
  return id;
}

/** A public event of two nights, with a quota for each and one for both, that can be ordered from. */
export async function onSale(member: Member, more: Record<string, unknown> = {}): Promise<MyEvent> {
  const event = await member.published({
    performances: [performance({ ref: "first" }), performance({ ref: "second", time: "22:00" })],
    ticketTypes: [
      { ref: "entry", name: "Entry", price: TICKET.price },
      { ref: "pass", name: "Both nights", price: 2 * TICKET.price, pass: ["first", "second"] },
    ],
    quotas: [
      { name: "First night", capacity: 5, performance: "first", ticketTypes: ["entry", "pass"] },
      { name: "Second night", capacity: 5, performance: "second", ticketTypes: ["entry", "pass"] },
      { name: "House", capacity: 8, ticketTypes: ["entry", "pass"] },
    ],
    ...more,
  });
  await openShards(event);
  return event;
}

const scopesOf = ({ id, performances }: MyEvent) => [id, ...performances.map((one) => one.id)];

/** As the first fan who looks does. */
export async function openShards(event: MyEvent): Promise<void> {
  await owner().query(sql`INSERT INTO inventory_shards (scope, event_id)
    SELECT scope, ${event.id}::uuid FROM unnest(${sql.param(scopesOf(event))}::uuid[]) scope ON CONFLICT DO NOTHING`);
}

export interface OrderOptions {
  readonly tickets?: number;
  /** Places in the event's lists. */
  readonly type?: number;
  readonly performance?: number;
  readonly each?: typeof TICKET;
  readonly email?: string;
  readonly name?: string;
  readonly answers?: NewOrder["answers"];
  readonly attendee?: { readonly name: string; readonly answers: NewOrder["answers"] };
  readonly codeId?: string;
}

/** What fans' API writes when somebody orders. */
export async function ordered(event: MyEvent, options: OrderOptions = {}): Promise<OrderId> {
  const { tickets = 1, type = 0, performance: night = 0, each = TICKET, name = "Ada", answers = [] } = options;
  const { email = `${newId()}@example.org`, attendee, codeId } = options;
  const ticketType = event.ticketTypes[type];
  const items = Array.from({ length: tickets }, () => ({
    ...{ ...each, id: newId(), ticketTypeId: idOf<NewOrder["items"][number]["ticketTypeId"]>(ticketType?.id) },
    performanceId: ticketType?.pass
      ? null
      : idOf<NonNullable<NewOrder["items"][number]["performanceId"]>>(event.performances[night]?.id),
  }));
  const shards = await owner().query<NewOrder["shards"][number]>(
    sql`SELECT scope, epoch FROM inventory_shards WHERE event_id = ${event.id}::uuid`,
  );
  const placed = await placeOrder(
    as("DATABASE_URL_PUBLIC"),
    newOrder(idOf<EventId>(event.id), shards, items, {
      ...{ codeId: codeId === undefined ? null : idOf(codeId), email, emailKey: email, name, answers },
      attendees: attendee ? items.map(({ id }) => ({ item: id, email: null, ...attendee })) : [],
    }),
  );
  return placed.orderId;
}

/** Opens a payment of an order. */
export async function paying(orderId: OrderId, method: "card" | "transfer" | "door" = "card"): Promise<PaymentId> {
  const request = {
    requestKey: newId(),
    requestHash: "0".repeat(64),
    provider: method === "card" ? "test" : "manual",
  } as const;
  const opened = await beginPayment(as("DATABASE_URL_PUBLIC"), {
    ...{ ...request, orderId, method, paymentId: newId<PaymentId>(), now: now() },
  });
  return opened.paymentId;
}

/** An order that was paid by card. */
export async function paid(event: MyEvent, options: OrderOptions = {}): Promise<OrderId> {
  const orderId = await ordered(event, options);
  if ((options.each ?? TICKET).total === 0) return orderId;
  const paymentId = await paying(orderId);
  const outcome = { outcome: "succeeded", providerRef: `ref-${paymentId}`, now: now() } as const;
  await settlePayment(as("DATABASE_URL_PUBLIC"), { ...outcome, paymentId });
  return orderId;
}

/** What the provider says of every refund of this order that it has not made yet. */
export async function settleRefunds(
  orderId: string,
  outcome: "succeeded" | "failed" | "by_hand" | "unfunded" = "succeeded",
): Promise<RefundId[]> {
  const due = await owner().query<{ id: RefundId }>(
    sql`SELECT id FROM refunds WHERE order_id = ${orderId}::uuid AND state IN ('requested', 'pending') ORDER BY id`,
  );
  for (const { id } of due) {
    const error = outcome === "failed" ? "card_closed" : null;
    await settleRefund(as("DATABASE_URL_JOBS"), { refundId: id, outcome, error, now: now() });
  }
  return due.map(({ id }) => id);
}

export async function read(member: Member, orderId: string): Promise<MyOrder> {
  const response = await member.call("GET", `/v1/orders/${orderId}`);
  expect(response.status).toBe(200);
  return response.json();
}

/** The sums of everything about an event add up. */
export async function expectBalance({ id }: { readonly id: string }): Promise<void> {
  expect(await unbalanced(owner(), idOf<EventId>(id))).toEqual([]);
}

/** How often the shards of an event were told to read anew: those of `toldShards`, beside this worker. */
export async function told(event: MyEvent): Promise<number> {
  const { INVENTORY } = env as unknown as { INVENTORY: { getByName(name: string): { told(): Promise<number> } } };
  const counts = scopesOf(event).map((scope) => INVENTORY.getByName(shardName(event.id, scope)).told());
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

export const key = () => ({ "idempotency-key": crypto.randomUUID() });

/** Answers the body, once the status is right. */
export async function ok<T>(status: number, response: Promise<Response>): Promise<T> {
  const answer = await response;
  const text = await answer.text();
  expect(answer.status, text.slice(0, 500)).toBe(status);
  return text === "" ? (undefined as T) : (JSON.parse(text) as T); // its caller says what that is
}

/** The settings in what was read of how an event is sold, as they are written back. */
export const settingsOf = (selling: object): Record<string, unknown> => {
  const {
    eventId: _id,
    version: _version,
    stopped: _stopped,
    refundableUntil: _until,
    ...settings
  }: Record<string, unknown> = { ...selling };
  return settings;
};
