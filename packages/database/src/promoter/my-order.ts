import type {
  CodeId,
  EventId,
  OrderId,
  PaymentId,
  PerformanceId,
  QuotaId,
  RefundId,
  TicketTypeId,
} from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Locale } from "@liveotter/core/long-time";
import type { PayTerms } from "@liveotter/core/order/pay-by";
import type { VoidReason } from "@liveotter/core/order/plan-void";
import { type SQL, sql } from "drizzle-orm";
import { epochMs } from "../public/catalogue-json.ts";
import { type AuditEntry, auditJson } from "./list-audit.ts";

/** Money is whole minor units of the order's currency, throughout. */
export interface MyOrderSummary {
  readonly id: OrderId;
  readonly number: string;
  readonly kind: "sale" | "guest";
  readonly state: OrderState;
  readonly eventId: EventId;
  readonly eventName: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly tickets: number;
  readonly total: number;
  readonly refunded: number;
  readonly currency: string;
  readonly placedAt: Instant;
}
export type OrderState = "pending" | "paid" | "expired" | "cancelled" | "partly_refunded" | "refunded";

/** `label` is what was asked, in its present words. */
export interface GivenAnswer {
  readonly questionId: string;
  readonly label: string;
  readonly answer: string;
}

/** A quota that an item takes one place of, and what would come of giving that back. */
export interface ItemRoom {
  readonly quotaId: QuotaId;
  readonly name: string;
  /** Free for everyone now, negative where more is sold than its capacity; `null`: unlimited. */
  readonly free: number | null;
  /** The place goes back to the blocking code that it was bought with. */
  readonly backToCode: boolean;
  /** Whether a ticket of this quota can still be bought: its event is on sale and a performance is ahead. */
  readonly sellable: boolean;
}

export interface MyOrderItem {
  readonly id: string;
  readonly ticketTypeId: TicketTypeId;
  readonly ticketType: string;
  readonly performanceId: PerformanceId | null;
  readonly price: number;
  readonly discount: number;
  readonly fees: number;
  readonly tax: number;
  readonly total: number;
  readonly refunded: number;
  readonly cancelled: boolean;
  /** Why it is void without a refund; `null`: it is not. */
  readonly void: VoidReason | null;
  /** It is void, and its places stay taken. */
  readonly placesKept: boolean;
  /** The quotas that it takes one of. */
  readonly room: readonly ItemRoom[];
  readonly tickets: readonly {
    readonly id: string;
    readonly performanceId: PerformanceId;
    readonly state: "valid" | "cancelled";
    /** Its fan's bank wants the money back. */
    readonly disputed: boolean;
    readonly holder: { readonly name: string | null; readonly email: string | null };
    readonly answers: readonly GivenAnswer[];
  }[];
}

export interface MyPayment {
  readonly id: PaymentId;
  readonly method: "card" | "transfer" | "door";
  readonly state:
    | "confirming"
    | "needs_action"
    | "awaiting_transfer"
    | "succeeded"
    | "declined"
    | "cancelled"
    | "mismatched";
  readonly amount: number;
  /** Of a transfer or the door: what has come so far, while more is missing. */
  readonly received: number;
  readonly taken: { readonly amount: number; readonly currency: string } | null;
  readonly providerRef: string | null;
  readonly failure: string | null;
  /** How it stands with the fan's bank, which asked for it back. */
  readonly dispute: "open" | "won" | "lost" | null;
  readonly at: Instant;
  readonly settledAt: Instant | null;
}

export interface MyRefund {
  readonly id: RefundId;
  readonly orderId: OrderId;
  readonly orderNumber: string;
  readonly eventId: EventId;
  readonly eventName: string;
  readonly state: "requested" | "pending" | "succeeded" | "failed";
  readonly reason: string;
  readonly amount: number;
  readonly currency: string;
  readonly method: MyPayment["method"];
  readonly note: string;
  readonly attempts: number;
  readonly nextAttemptAt: Instant | null;
  readonly lastError: string | null;
  readonly at: Instant;
  readonly settledAt: Instant | null;
}

export type LedgerAccount =
  | "provider"
  | "manual"
  | "unapplied"
  | "tickets"
  | "fees"
  | "tax"
  | "withheld"
  | "disputed"
  | "lost";

/** Its lines add up to zero; positive is debit. */
export interface LedgerEntry {
  readonly id: string;
  readonly at: Instant;
  readonly source: string;
  readonly orderId: OrderId;
  readonly orderNumber: string | null;
  readonly eventId: EventId;
  readonly currency: string;
  readonly lines: readonly { readonly account: LedgerAccount; readonly amount: number }[];
}

export interface MyOrder extends MyOrderSummary {
  readonly version: number;
  /** What the order's key is derived from, beside its id. */
  readonly keyGeneration: number;
  /** How the money came that paid for it; `null`: none did. */
  readonly paidBy: MyPayment["method"] | null;
  readonly fees: number;
  readonly tax: number;
  readonly promoterFees: number;
  readonly code: { readonly id: CodeId; readonly code: string } | null;
  readonly locale: Locale;
  /** What decides until when it could be paid by transfer; `null` where that is not offered. */
  readonly transferTerms: Omit<PayTerms, "methods"> | null;
  readonly expiresAt: Instant | null;
  readonly paidAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly answers: readonly GivenAnswer[];
  readonly items: readonly MyOrderItem[];
  /** Each newest first. */
  readonly payments: readonly MyPayment[];
  readonly refunds: readonly MyRefund[];
  readonly ledger: readonly LedgerEntry[];
  readonly history: readonly AuditEntry[];
  readonly mails: readonly {
    readonly at: Instant;
    readonly topic: string;
    readonly state: "waiting" | "sent" | "parked";
  }[];
}

const summaryFields = sql`'id', o.id, 'number', o.number, 'kind', o.kind, 'state', o.state, 'eventId', o.event_id,
  'eventName', (SELECT e.name FROM events e WHERE e.promoter_id = o.promoter_id AND e.id = o.event_id),
  'name', p.name, 'email', p.email, 'tickets', (
    SELECT count(*) FROM order_items i WHERE i.promoter_id = o.promoter_id AND i.order_id = o.id),
  'total', o.total_minor, 'refunded', o.refunded_minor, 'currency', o.currency,
  'placedAt', ${epochMs(sql`o.placed_at`)}`;

/** A `MyOrderSummary` of `o` and its people `p`. */
export const myOrderSummaryJson = sql`json_build_object(${summaryFields})`;

/** A jsonb list of answers as `GivenAnswer`s, in the order of the questions. */
const answersJson = (answers: SQL) => sql`coalesce((
  SELECT json_agg(json_build_object('questionId', q.id, 'label', q.label, 'answer', given ->> 'answer')
    ORDER BY q.position, q.id)
  FROM jsonb_array_elements(${answers}) given
  JOIN questions q ON q.promoter_id = o.promoter_id AND q.id = (given ->> 'questionId')::uuid), '[]'::json)`;

const ticketsJson = sql`coalesce((
  SELECT json_agg(json_build_object('id', t.id, 'performanceId', t.performance_id, 'state', t.state,
    'disputed', t.disputed, 'holder', json_build_object('name', h.name, 'email', h.email),
    'answers', ${answersJson(sql`coalesce(h.answers, '[]')`)}) ORDER BY t.performance_id)
  FROM tickets t LEFT JOIN ticket_holders h ON h.ticket_id = t.id
  WHERE t.promoter_id = o.promoter_id AND t.item_id = i.id), '[]'::json)`;

/** A `MyRefund` of `r`, its payment `y` and its order `o`. */
export const myRefundJson = sql`json_build_object('id', r.id, 'orderId', r.order_id, 'orderNumber', o.number,
  'eventId', o.event_id,
  'eventName', (SELECT e.name FROM events e WHERE e.promoter_id = o.promoter_id AND e.id = o.event_id),
  'state', r.state, 'reason', r.reason, 'amount', r.amount_minor, 'currency', r.currency, 'method', y.method,
  'note', r.note, 'attempts', r.attempts, 'nextAttemptAt', ${epochMs(sql`r.next_attempt_at`)},
  'lastError', r.last_error, 'at', ${epochMs(sql`r.created_at`)}, 'settledAt', ${epochMs(sql`r.settled_at`)})`;

/** A `LedgerEntry` of `l`. */
export const ledgerEntryJson = sql`json_build_object('id', l.id::text, 'at', ${epochMs(sql`l.at`)}, 'source', l.source,
  'orderId', l.order_id,
  'orderNumber', (SELECT n.number FROM orders n WHERE n.promoter_id = l.promoter_id AND n.id = l.order_id),
  'eventId', l.event_id, 'currency', l.currency,
  'lines', (SELECT json_agg(json_build_object('account', m.account, 'amount', m.amount_minor) ORDER BY m.account)
    FROM ledger_lines m WHERE m.entry_id = l.id))`;

const paymentsJson = sql`coalesce((
  SELECT json_agg(json_build_object('id', y.id, 'method', y.method, 'state', y.state, 'amount', y.amount_minor,
    'received', y.received_minor, 'taken', CASE WHEN y.taken_minor IS NOT NULL
      THEN json_build_object('amount', y.taken_minor, 'currency', coalesce(y.taken_currency, y.currency)) END,
    'providerRef', y.provider_ref, 'failure', y.failure, 'dispute', (
      SELECT d.state FROM disputes d WHERE d.payment_id = y.id ORDER BY d.opened_at DESC LIMIT 1), 'at', ${epochMs(sql`y.created_at`)},
    'settledAt', ${epochMs(sql`y.settled_at`)}) ORDER BY y.created_at DESC, y.id DESC)
  FROM payments y WHERE y.promoter_id = o.promoter_id AND y.order_id = o.id), '[]'::json)`;

/** A `MyOrder` of `o` and its people `p`. */
export const myOrderJson = sql`json_build_object(${summaryFields}, 'version', o.version,
  'keyGeneration', o.key_generation,
  'paidBy', (SELECT y.method FROM payments y
    WHERE y.promoter_id = o.promoter_id AND y.order_id = o.id AND y.state = 'succeeded' AND NOT EXISTS (
      SELECT FROM refunds r WHERE r.payment_id = y.id AND r.unapplied)),
  'fees', o.fees_minor, 'tax', o.tax_minor,
  'promoterFees', o.promoter_fees_minor,
  'code', (SELECT json_build_object('id', c.id, 'code', c.code)
    FROM codes c WHERE c.promoter_id = o.promoter_id AND c.id = o.code_id),
  'transferTerms', (SELECT json_build_object('transfer', json_build_object('days', s.transfer_days,
        'hoursBefore', s.transfer_hours_before), 'salesEndAt', ${epochMs(sql`e.sales_end_at`)},
      'performances', (
        SELECT coalesce(json_agg(json_build_object('startsAt', ${epochMs(sql`f.starts_at`)},
          'endsAt', ${epochMs(sql`f.ends_at`)}, 'zone', f.zone)), '[]'::json)
        FROM performances f WHERE f.promoter_id = o.promoter_id AND f.id IN (
          SELECT coalesce(i.performance_id, a.performance_id) FROM order_items i
          LEFT JOIN ticket_type_admissions a ON i.performance_id IS NULL AND a.ticket_type_id = i.ticket_type_id
          WHERE i.promoter_id = o.promoter_id AND i.order_id = o.id)))
    FROM selling_settings s JOIN events e ON e.promoter_id = s.promoter_id AND e.id = s.event_id
    WHERE s.promoter_id = o.promoter_id AND s.event_id = o.event_id AND s.transfer_days IS NOT NULL),
  'locale', o.locale, 'expiresAt', ${epochMs(sql`o.expires_at`)}, 'paidAt', ${epochMs(sql`o.paid_at`)},
  'endedAt', ${epochMs(sql`o.ended_at`)}, 'answers', ${answersJson(sql`coalesce(p.answers, '[]')`)},
  'items', (
    SELECT json_agg(json_build_object('id', i.id, 'ticketTypeId', i.ticket_type_id, 'ticketType', i.ticket_type_name,
      'performanceId', i.performance_id, 'price', i.price_minor, 'discount', i.discount_minor, 'fees', i.fees_minor,
      'tax', i.tax_minor, 'total', i.total_minor, 'refunded', i.refunded_minor,
      'cancelled', i.cancelled_at IS NOT NULL, 'void', i.void_reason, 'placesKept', i.places_kept, 'room', coalesce((
        SELECT json_agg(json_build_object('quotaId', q.id, 'name', q.name,
          'free', n.capacity - n.used - n.blocked - coalesce((SELECT sum(c.max_uses - c.used) FROM codes c
            WHERE c.promoter_id = q.promoter_id AND c.blocks_quota_id = q.id AND NOT c.disabled AND c.used < c.max_uses
              AND (c.valid_until IS NULL OR c.valid_until > now())), 0),
          'backToCode', i.uses_code AND EXISTS (SELECT FROM codes c
            WHERE c.promoter_id = q.promoter_id AND c.id = o.code_id AND c.blocks_quota_id = q.id AND NOT c.disabled
              AND (c.valid_until IS NULL OR c.valid_until > now())),
          'sellable', EXISTS (SELECT FROM events e JOIN performances f ON f.promoter_id = e.promoter_id AND f.event_id = e.id
            WHERE e.promoter_id = q.promoter_id AND e.id = q.event_id AND e.status = 'published'
              AND (e.sales_end_at IS NULL OR e.sales_end_at > now()) AND f.status = 'scheduled' AND f.ends_at > now()
              AND f.id = coalesce(q.performance_id, f.id))) ORDER BY q.position, q.id)
        FROM allocations a JOIN quotas q ON q.promoter_id = i.promoter_id AND q.id = a.quota_id
        JOIN quota_counters n ON n.promoter_id = q.promoter_id AND n.quota_id = q.id
        WHERE a.item_id = i.id AND a.released_at IS NULL), '[]'::json), 'tickets', ${ticketsJson}) ORDER BY i.position)
    FROM order_items i WHERE i.promoter_id = o.promoter_id AND i.order_id = o.id),
  'payments', ${paymentsJson},
  'refunds', coalesce((
    SELECT json_agg(${myRefundJson} ORDER BY r.created_at DESC, r.id DESC)
    FROM refunds r JOIN payments y ON y.id = r.payment_id
    WHERE r.promoter_id = o.promoter_id AND r.order_id = o.id), '[]'::json),
  'ledger', coalesce((
    SELECT json_agg(${ledgerEntryJson} ORDER BY l.id DESC)
    FROM ledger_entries l WHERE l.promoter_id = o.promoter_id AND l.order_id = o.id), '[]'::json),
  'history', coalesce((
    SELECT json_agg(${auditJson} ORDER BY a.id DESC)
    FROM audit_log a WHERE a.promoter_id = o.promoter_id AND a.subject_id = o.id), '[]'::json),
  'mails', coalesce((
    SELECT json_agg(json_build_object('at', ${epochMs(sql`coalesce(b.done_at, b.created_at)`)}, 'topic', b.topic,
      'state', CASE WHEN b.done_at IS NOT NULL THEN 'sent' WHEN b.parked_at IS NOT NULL THEN 'parked' ELSE 'waiting' END)
      ORDER BY b.id DESC)
    FROM outbox b WHERE b.promoter_id = o.promoter_id AND b.aggregate_id = o.id AND b.consumer = 'mail'), '[]'::json))`;
