import type { EventId, OrderId, PromoterId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { epochMs, timestamp } from "../public/catalogue-json.ts";
import { asPromoter } from "./as-promoter.ts";
import { type MyOrderSummary, myOrderSummaryJson, type OrderState } from "./my-order.ts";

/** Where an order stands, newest first. */
export interface OrderKey {
  readonly at: Instant;
  readonly id: OrderId;
}

export interface OrderQuery {
  readonly limit: number;
  readonly after?: OrderKey | undefined;
  /** A number, the beginning of an address, or a part of a name. */
  readonly q?: string | undefined;
  readonly eventId?: EventId | undefined;
  readonly state?: OrderState | undefined;
  readonly kind?: MyOrderSummary["kind"] | undefined;
  /** Days of UTC: placed on or after, on or before. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The promoter's orders, newest first. `after`: the key of this page's last one, while there may be more. @throws DatabaseError */
export async function listMyOrders(
  db: Database,
  promoterId: PromoterId,
  query: OrderQuery,
  options?: CallOptions,
): Promise<{ items: MyOrderSummary[]; after: OrderKey | null }> {
  const conditions = [sql`o.promoter_id = ${promoterId}::uuid`, ...filters(promoterId, query)];
  const [rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT ${myOrderSummaryJson} AS "order", json_build_object('at', ${epochMs(sql`o.placed_at`)}, 'id', o.id) AS key
      FROM orders o LEFT JOIN order_people p ON p.order_id = o.id
      WHERE ${sql.join(conditions, sql` AND `)} ORDER BY o.placed_at DESC, o.id DESC LIMIT ${query.limit + 1}`,
    ],
    options,
  );
  const found = (rows ?? []) as { order: MyOrderSummary; key: OrderKey }[]; // what the statement selects
  const page = found.slice(0, query.limit);
  return {
    items: page.map(({ order }) => order),
    after: found.length > query.limit ? (page.at(-1)?.key ?? null) : null,
  };
}

function filters(promoterId: PromoterId, { after, q, eventId, state, kind, from, to }: OrderQuery): SQL[] {
  const conditions: SQL[] = [];
  if (q !== undefined) conditions.push(sql`o.id = ANY(ARRAY(${found(promoterId, q)}))`);
  if (eventId !== undefined) conditions.push(sql`o.event_id = ${eventId}::uuid`);
  if (state !== undefined) conditions.push(sql`o.state = ${state}`);
  if (kind !== undefined) conditions.push(sql`o.kind = ${kind}`);
  if (from !== undefined) conditions.push(sql`o.placed_at >= ${day(from)}::date`);
  if (to !== undefined) conditions.push(sql`o.placed_at < ${day(to)}::date + 1`);
  if (after !== undefined) conditions.push(sql`(o.placed_at, o.id) < (${timestamp(after.at)}, ${after.id}::uuid)`);
  return conditions;
}

/** Those that somebody means who types this; each way by an index of its own, but for names. */
function found(promoterId: PromoterId, q: string): SQL {
  const number = q.toUpperCase().replace(/[\s-]/g, "");
  const key = q.trim().toLowerCase();
  return sql`SELECT n.id FROM orders n WHERE n.promoter_id = ${promoterId}::uuid AND n.number = ${number}
    UNION SELECT m.order_id FROM order_people m WHERE m.promoter_id = ${promoterId}::uuid
      AND (starts_with(m.email_key, ${key}) OR strpos(lower(m.name), ${key}) > 0)`;
}

/** Postgres knows no year 0. */
const day = (date: string) => (date < "0001-01-01" ? "0001-01-01" : date);
