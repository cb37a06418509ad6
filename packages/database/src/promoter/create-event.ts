import { sortName } from "@liveotter/core/catalogue/order";
import { foldText } from "@liveotter/core/fold-text";
import type { EventId, PromoterId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { type SQL, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { CallOptions, Database } from "../connect.ts";
import { sha256 } from "../sha256.ts";
import { asPromoter } from "./as-promoter.ts";
import type { Actor, EventDraft } from "./event-draft.ts";
import {
  audited,
  createVenues,
  replacePerformances,
  replaceQuotas,
  replaceTicketTypes,
  saleColumns,
} from "./event-parts.ts";
import { type MyEvent, myEventJson } from "./my-event.ts";

/** A request that may come twice: its key, and its body in some fixed text form. */
export interface IdempotentRequest {
  readonly key: string;
  readonly body: string;
}

export type Created =
  /** `repeated`: an earlier request with this key made it; it is shown as it is now. */
  | { readonly outcome: "created" | "repeated"; readonly event: MyEvent }
  /** The key belongs to another request. */
  | { readonly outcome: "conflict" };

const FROM_PUBLICATION = { presale: null, onSale: null, end: null, maxPerOrder: null };

/**
 * Writes a draft with its performances, ticket types, quotas and audit row, priced as of `now`. The public sees nothing
 * of it, so nobody is told.
 * With the same key and body any number of times, at once or later: one event.
 * @throws DatabaseError; `events_slug_key` when the slug is taken, `events_promoter_id_series_id_fkey` when the
 * series is not this promoter's
 */
export async function createEvent(
  db: Database,
  actor: Actor,
  draft: EventDraft,
  request: IdempotentRequest,
  now: Instant,
  options?: CallOptions,
): Promise<Created> {
  const { promoterId } = actor;
  const id = uuidv7();
  const hash = await sha256(request.body);
  const { sales = { ...FROM_PUBLICATION, zone: draft.performances[0]?.zone ?? "UTC" }, quotas = [] } = draft;
  const sale = saleColumns({ ...draft, sales }, now);
  const results = await asPromoter(
    db,
    promoterId,
    [
      // Whoever comes second waits here for the first one's commit, and then inserts nothing.
      sql`INSERT INTO idempotency_keys (promoter_id, key, request_hash, subject_id)
        VALUES (${promoterId}, ${request.key}, ${hash}, ${id}) ON CONFLICT DO NOTHING`,
      ...createVenues(draft.performances),
      sql`WITH changed AS (
        INSERT INTO events (id, promoter_id, slug, name, name_key, name_words, tag_words, summary, description, genre, languages,
          tags, line_up, access_info, url, currency, cover, cover_width, cover_height, ${sql.join(
            sale.map(([column]) => column),
            sql`, `,
          )})
        SELECT k.subject_id, k.promoter_id, ${draft.slug}, ${draft.name}, ${sortName(draft.name)},
          ${foldText(draft.name)}, ${foldText(draft.tags.join(" "))}, ${draft.summary},
          ${draft.description}, ${draft.genre}, ${sql.param([...draft.languages])}::text[],
          ${sql.param([...draft.tags])}::text[],
          ${sql.param([...(draft.lineUp ?? [])])}::text[], ${draft.access ?? ""}, ${draft.url}, ${draft.currency},
          source.cover, source.cover_width, source.cover_height,
          ${sql.join(
            sale.map(([, value]) => value),
            sql`, `,
          )}
        FROM idempotency_keys k
        LEFT JOIN events source ON source.promoter_id = k.promoter_id AND source.id = ${draft.copyOf ?? null}::uuid
        WHERE k.promoter_id = ${promoterId} AND k.key = ${request.key} AND k.subject_id = ${id}::uuid
        RETURNING *
      ), ${replacePerformances(draft.performances)}, ${replaceTicketTypes(draft.ticketTypes)},
      ${replaceQuotas(quotas)}, ${audited(actor, "event.create")}
      SELECT id FROM changed`,
      ...(draft.copyOf ? copySelling(promoterId, draft.copyOf, id) : []),
      madeBy(promoterId, request.key, hash),
    ],
    options,
  );
  return outcomeOf(results.at(-1), (subjectId) => subjectId === id) ?? { outcome: "conflict" };
}

/** What an earlier request with this key and body made, as it is now; `null` when there was none. @throws DatabaseError */
export async function readCreated(
  db: Database,
  promoterId: PromoterId,
  request: IdempotentRequest,
  options?: CallOptions,
): Promise<Created | null> {
  const hash = await sha256(request.body);
  const [rows] = await asPromoter(db, promoterId, [madeBy(promoterId, request.key, hash)], options);
  return outcomeOf(rows, () => false);
}

const madeBy = (promoterId: PromoterId, key: string, hash: string) =>
  sql`SELECT k.subject_id AS "subjectId", k.request_hash = ${hash} AS "sameRequest", ${myEventJson} AS event
    FROM idempotency_keys k JOIN events e ON e.promoter_id = k.promoter_id AND e.id = k.subject_id
    WHERE k.promoter_id = ${promoterId} AND k.key = ${key}`;

function outcomeOf(rows: readonly unknown[] | undefined, isOurs: (subjectId: EventId) => boolean): Created | null {
  // What `madeBy` selects.
  const [row] = (rows ?? []) as { subjectId: EventId; sameRequest: boolean; event: MyEvent }[];
  if (row === undefined) return null;
  if (!row.sameRequest) return { outcome: "conflict" };
  return { outcome: isOurs(row.subjectId) ? "created" : "repeated", event: row.event };
}

/** Of a copy that came about just now: it is sold as the original, but for a sale that was stopped by hand. */
function copySelling(promoterId: PromoterId, source: EventId, copy: string): SQL[] {
  return [
    sql`UPDATE selling_settings s SET max_per_fan = o.max_per_fan, order_minutes = o.order_minutes, card = o.card,
        transfer_instructions = o.transfer_instructions, transfer_days = o.transfer_days,
        transfer_hours_before = o.transfer_hours_before, pay_at_door = o.pay_at_door,
        needs_pass = o.needs_pass, ticket_codes = o.ticket_codes, attendee_names = o.attendee_names,
        refund_window_days = o.refund_window_days
      FROM selling_settings o WHERE s.promoter_id = ${promoterId}::uuid AND s.event_id = ${copy}::uuid
        AND o.promoter_id = ${promoterId}::uuid AND o.event_id = ${source}::uuid`,
    sql`INSERT INTO questions (id, promoter_id, event_id, position, label, kind, asked_of, required, choices)
      SELECT gen_random_uuid(), e.promoter_id, e.id, q.position, q.label, q.kind, q.asked_of, q.required, q.choices
      FROM questions q JOIN events e ON e.promoter_id = q.promoter_id AND e.id = ${copy}::uuid
      WHERE q.promoter_id = ${promoterId}::uuid AND q.event_id = ${source}::uuid AND NOT q.retired`,
  ];
}
