import type { EventId, OrderId, PerformanceId, PromoterId, TicketTypeId } from "@liveotter/core/ids";
import { type Instant, toIso } from "@liveotter/core/instant";
import type { Locale } from "@liveotter/core/long-time";
import { emailKeyOf } from "@liveotter/core/person/email-key";
import { type SQL, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { CallOptions, Database } from "../connect.ts";
import { epochMs, timestamp } from "../public/catalogue-json.ts";
import { sha256 } from "../sha256.ts";
import { asPromoter, type WriteOptions } from "./as-promoter.ts";
import { auditedAs } from "./audited-as.ts";
import type { IdempotentRequest } from "./create-event.ts";
import type { Actor } from "./event-draft.ts";
import type { OrderKey } from "./list-my-orders.ts";
import { type Looked, once } from "./once.ts";

export interface GuestDraft {
  readonly name: string;
  readonly email: string | null;
  readonly ticketTypeId: TicketTypeId;
  /** `null`: a pass. */
  readonly performanceId: PerformanceId | null;
  readonly quantity: number;
  readonly locale: Locale;
}

export interface MyGuest {
  readonly orderId: OrderId;
  readonly number: string;
  readonly state: "paid" | "cancelled";
  readonly name: string | null;
  readonly email: string | null;
  readonly ticketType: string;
  readonly performanceId: PerformanceId | null;
  readonly quantity: number;
  readonly createdAt: Instant;
}

const guestsOf = ({ promoterId, eventId }: Where): SQL => sql`SELECT
    json_build_object('orderId', o.id, 'number', o.number, 'state', o.state, 'name', p.name, 'email', p.email,
      'ticketType', i.ticket_type_name, 'performanceId', i.performance_id, 'quantity', i.quantity,
      'createdAt', ${epochMs(sql`o.placed_at`)}) AS guest,
    json_build_object('at', ${epochMs(sql`o.placed_at`)}, 'id', o.id) AS key
  FROM orders o LEFT JOIN order_people p ON p.order_id = o.id
  CROSS JOIN LATERAL (
    SELECT min(ticket_type_name) AS ticket_type_name, (array_agg(performance_id))[1] AS performance_id,
      count(*) AS quantity
    FROM order_items WHERE promoter_id = o.promoter_id AND order_id = o.id) i
  WHERE o.promoter_id = ${promoterId}::uuid AND o.event_id = ${eventId}::uuid AND o.kind = 'guest'`;

interface Where {
  readonly promoterId: PromoterId;
  readonly eventId: EventId;
}

/** The guests of one of the promoter's events, newest first; `null` where it is none of theirs. @throws DatabaseError */
export async function listGuests(
  db: Database,
  where: Where,
  { limit, after }: { readonly limit: number; readonly after: OrderKey | undefined },
  options?: CallOptions,
): Promise<{ items: MyGuest[]; after: OrderKey | null } | null> {
  const [events, rows] = await asPromoter(
    db,
    where.promoterId,
    [
      sql`SELECT FROM events WHERE promoter_id = ${where.promoterId}::uuid AND id = ${where.eventId}::uuid`,
      sql`${guestsOf(where)}
        ${after === undefined ? sql`` : sql`AND (o.placed_at, o.id) < (${timestamp(after.at)}, ${after.id}::uuid)`}
        ORDER BY o.placed_at DESC, o.id DESC LIMIT ${limit + 1}`,
    ],
    options,
  );
  if (events?.length !== 1) return null;
  const found = (rows ?? []) as { guest: MyGuest; key: OrderKey }[]; // what the statement selects
  const page = found.slice(0, limit);
  const last = found.length > limit ? (page.at(-1)?.key ?? null) : null;
  return { items: page.map(({ guest }) => guest), after: last };
}

export type GuestPlaced =
  | { readonly outcome: "placed"; readonly guest: MyGuest }
  | { readonly outcome: "conflict" }
  /** The event is none of this promoter's. */
  | { readonly outcome: "unknown" };

/**
 * Gives tickets away, at once, once per key.
 * @throws DatabaseError; code `LO001`: too few are left, `LO006`: the event is over, or the type is not sold there
 */
export async function placeGuest(
  db: Database,
  actor: Actor,
  { orderId, eventId }: { readonly orderId: OrderId; readonly eventId: EventId },
  draft: GuestDraft,
  request: IdempotentRequest,
  now: Instant,
  options?: WriteOptions,
): Promise<GuestPlaced> {
  const { promoterId } = actor;
  const { name, email, ticketTypeId, performanceId, quantity, locale } = draft;
  const guest = {
    ...{ orderId, eventId, name, email, emailKey: email === null ? null : emailKeyOf(email), locale, now: toIso(now) },
    items: Array.from({ length: quantity }, () => ({ id: uuidv7(), ticketTypeId, performanceId })),
    ...{ requestKey: request.key, requestHash: await sha256(request.body) },
    quote: { guest: true },
  };
  const { take, taken, look } = await once(actor, request, orderId);
  const [, , looked, rows] = await asPromoter(
    db,
    promoterId,
    [
      take,
      sql`WITH changed AS (
          SELECT k.promoter_id, place_my_guest(${JSON.stringify(guest)}::jsonb) AS placed FROM ${taken}
        ), ${auditedAs(
          actor,
          "guest.create",
          sql`jsonb_build_object('quantity', ${quantity}::int, 'eventId', ${eventId}::text)`,
          sql`${orderId}::uuid`,
        )}
        SELECT placed FROM changed`,
      look,
      sql`${guestsOf({ promoterId, eventId })} AND o.id = (
        SELECT k.subject_id FROM idempotency_keys k
        WHERE k.promoter_id = ${promoterId}::uuid AND k.key = ${request.key})`,
    ],
    options,
  );
  const [known] = (looked ?? []) as Looked[]; // what `look` selects
  const [row] = (rows ?? []) as { guest: MyGuest }[];
  if (!known?.sameRequest) return { outcome: "conflict" };
  return row === undefined ? { outcome: "unknown" } : { outcome: "placed", guest: row.guest };
}
