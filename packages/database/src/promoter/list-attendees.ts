import type { EventId, OrderId, PerformanceId, PromoterId, TicketId, TicketTypeId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { epochMs } from "../public/catalogue-json.ts";
import { asPromoter } from "./as-promoter.ts";

/** Who comes with one ticket. */
export interface MyAttendee {
  readonly ticketId: TicketId;
  readonly state: "valid" | "cancelled";
  readonly ticketType: string;
  readonly performanceId: PerformanceId;
  /** The holder's where there is one, else the buyer's. */
  readonly name: string | null;
  readonly email: string | null;
  readonly order: {
    readonly id: OrderId;
    readonly number: string;
    readonly name: string | null;
    readonly email: string | null;
    readonly placedAt: Instant;
  };
  /** By the question's id. */
  readonly answers: Readonly<Record<string, string>>;
}

export interface AskedQuestion {
  readonly id: string;
  readonly label: string;
  readonly of: "order" | "attendee";
}

export interface AttendeeQuery {
  readonly limit: number;
  readonly after?: TicketId | undefined;
  readonly performanceId?: PerformanceId | undefined;
  readonly ticketTypeId?: TicketTypeId | undefined;
  /** `all`: both. */
  readonly state: "valid" | "cancelled" | "all";
  /** A number, or a part of a name or address. */
  readonly q?: string | undefined;
}

export interface AttendeePage {
  /** In a fixed order. */
  readonly items: MyAttendee[];
  readonly after: TicketId | null;
  /** All that were ever asked, in order. */
  readonly questions: AskedQuestion[];
}

const answersJson = sql`coalesce((
  SELECT jsonb_object_agg(given ->> 'questionId', given ->> 'answer')
  FROM jsonb_array_elements(coalesce(p.answers, '[]') || coalesce(h.answers, '[]')) given), '{}')`;

const attendeeJson = sql`json_build_object('ticketId', t.id, 'state', t.state, 'ticketType', i.ticket_type_name,
  'performanceId', t.performance_id, 'name', coalesce(h.name, p.name), 'email', coalesce(h.email, p.email),
  'order', json_build_object('id', o.id, 'number', o.number, 'name', p.name, 'email', p.email,
    'placedAt', ${epochMs(sql`o.placed_at`)}), 'answers', ${answersJson})`;

/**
 * Who comes to one of the promoter's events; `null` where it is none of theirs. `after`: the last one of this page, while
 * there may be more. @throws DatabaseError
 */
export async function listAttendees(
  db: Database,
  { promoterId, eventId }: { readonly promoterId: PromoterId; readonly eventId: EventId },
  query: AttendeeQuery,
  options?: CallOptions,
): Promise<AttendeePage | null> {
  const of = sql`promoter_id = ${promoterId}::uuid AND event_id = ${eventId}::uuid`;
  const [events, questions, rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT FROM events WHERE promoter_id = ${promoterId}::uuid AND id = ${eventId}::uuid`,
      sql`SELECT id, label, asked_of AS of FROM questions WHERE ${of} ORDER BY retired, position, id`,
      sql`SELECT ${attendeeJson} AS attendee
        FROM (SELECT * FROM tickets WHERE ${of}) t
        JOIN order_items i ON i.promoter_id = t.promoter_id AND i.id = t.item_id
        JOIN orders o ON o.promoter_id = t.promoter_id AND o.id = t.order_id
        LEFT JOIN order_people p ON p.order_id = o.id
        LEFT JOIN ticket_holders h ON h.ticket_id = t.id
        WHERE true ${filters(query)} ORDER BY t.id LIMIT ${query.limit + 1}`,
    ],
    options,
  );
  if (events?.length !== 1) return null;
  const found = (rows ?? []) as { attendee: MyAttendee }[]; // what the statements select
  const asked = (questions ?? []) as AskedQuestion[];
  const items = found.slice(0, query.limit).map(({ attendee }) => attendee);
  return { items, after: found.length > query.limit ? (items.at(-1)?.ticketId ?? null) : null, questions: asked };
}

function filters({ after, performanceId, ticketTypeId, state, q }: AttendeeQuery): SQL {
  const conditions: SQL[] = [];
  if (after !== undefined) conditions.push(sql`AND t.id > ${after}::uuid`);
  if (performanceId !== undefined) conditions.push(sql`AND t.performance_id = ${performanceId}::uuid`);
  if (ticketTypeId !== undefined) conditions.push(sql`AND i.ticket_type_id = ${ticketTypeId}::uuid`);
  if (state !== "all") conditions.push(sql`AND t.state = ${state}`);
  if (q !== undefined) {
    const key = q.trim().toLowerCase();
    const has = (column: SQL) => sql`strpos(lower(${column}), ${key}) > 0`;
    conditions.push(sql`AND (lower(o.number) = ${key} OR ${has(sql`h.name`)} OR ${has(sql`p.name`)}
      OR ${has(sql`h.email`)} OR ${has(sql`p.email`)})`);
  }
  return sql.join(conditions, sql` `);
}
