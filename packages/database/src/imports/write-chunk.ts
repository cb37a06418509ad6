import { sortName } from "@liveotter/core/catalogue/order";
import { priceRange } from "@liveotter/core/event/price-range";
import { foldText } from "@liveotter/core/fold-text";
import type { EventId } from "@liveotter/core/ids";
import { type Instant, toIso } from "@liveotter/core/instant";
import { slugFrom } from "@liveotter/core/slug";
import { type SQL, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "../promoter/as-promoter.ts";
import type { EventTexts, PerformanceDraft, QuotaDraft, TicketTypeDraft } from "../promoter/event-draft.ts";
import { createVenues } from "../promoter/event-parts.ts";
import { CLAIM_SECONDS, type ImportClaim } from "./import-work.ts";
import { quotaRows, ticketTypeRows, writePerformances, writeQuotas, writeTicketTypes } from "./write-lists.ts";

/** An event as a row says it; every line has its id. */
export interface ImportedEvent extends EventTexts {
  readonly id: EventId;
  /** Known by it, in hex: `imported_events.external_key`. */
  readonly key: string;
  readonly contentHash: string;
  /** Its first row. */
  readonly row: number;
  /** Of an event that is there: the version it was read with. */
  readonly version: number | null;
  /** Shown to the public at once; for new ones alone. */
  readonly publish: boolean;
  readonly performances: readonly PerformanceDraft[];
  readonly ticketTypes: readonly TicketTypeDraft[];
  readonly quotas: readonly QuotaDraft[];
}

export interface ReportRow {
  readonly row: number;
  readonly outcome: "created" | "updated" | "unchanged" | "rejected";
  readonly eventId: EventId | null;
  readonly name: string;
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[];
}

export interface Chunk {
  /** Where the chunk begins in the file: it is written only if the import still stands there. */
  readonly from: number;
  /** Where the next one begins, and what its reader has to know. */
  readonly to: number;
  readonly reader: unknown;
  readonly events: readonly ImportedEvent[];
  readonly rows: readonly ReportRow[];
  /** Of the whole file so far. */
  readonly ignoredColumns: readonly string[];
}

/** SQLSTATE of a write whose ground was taken away meanwhile: nothing of it was written. */
export const LOST = "LO409";

/**
 * Writes all that a piece of a file comes to, and how far the import is with it: in one transaction, so that whatever
 * happens it is written once. @throws DatabaseError; with code `LO409` when the claim was lost, the piece was written
 * already, or an event was changed since it was read
 */
export async function writeChunk(
  db: Database,
  work: ImportClaim,
  chunk: Chunk,
  now: Instant,
  options?: CallOptions,
): Promise<void> {
  await asPromoter(db, work.promoterId, statementsOf(work, chunk, now), options);
}

function statementsOf(work: ImportClaim, chunk: Chunk, now: Instant): SQL[] {
  const { events } = chunk;
  const made = events.filter(({ version }) => version === null);
  const changed = events.filter(({ version }) => version !== null);
  const statements = [advance(work, chunk)];
  statements.push(...createVenues(events.flatMap(({ performances }) => performances)));
  // Before the changes: with an updated row goes all that the update replaces.
  statements.push(writeReport(work, chunk.rows, changed));
  if (made.length > 0) statements.push(createEvents(work, made, now));
  if (changed.length > 0) statements.push(changeEvents(work, changed, now), ...clearLists(work, changed));
  if (events.length > 0) {
    const types = events.flatMap(({ id, ticketTypes }) => ticketTypeRows(id, ticketTypes));
    const quotas = events.flatMap(({ id, quotas }) => quotaRows(id, quotas));
    statements.push(writePerformances(work.promoterId, events));
    if (types.length > 0) statements.push(writeTicketTypes(work.promoterId, types));
    if (quotas.length > 0) statements.push(...writeQuotas(work.promoterId, quotas));
    statements.push(remember(work, events), announce(work, events));
  }
  return statements;
}

function advance({ importId, promoterId, claim }: ImportClaim, chunk: Chunk): SQL {
  const count = (outcome: ReportRow["outcome"]) => chunk.rows.filter((row) => row.outcome === outcome).length;
  return sql`WITH moved AS (
      UPDATE imports SET state = 'running', bytes = ${chunk.to}::bigint, reader = ${JSON.stringify(chunk.reader)}::jsonb,
        created = created + ${count("created")}::int, updated = updated + ${count("updated")}::int,
        unchanged = unchanged + ${count("unchanged")}::int, rejected = rejected + ${count("rejected")}::int,
        ignored_columns = ${sql.param([...chunk.ignoredColumns])}::text[], trouble = NULL, attempts = 0,
        started_at = coalesce(started_at, now()), locked_until = now() + make_interval(secs => ${CLAIM_SECONDS})
      WHERE promoter_id = ${promoterId}::uuid AND id = ${importId}::uuid AND claim = ${claim}::uuid
        AND state IN ('queued', 'running') AND bytes = ${chunk.from}::bigint
      RETURNING id)
    SELECT must(count(*) = 1, 'the import is ours and stands where it was read') FROM moved`;
}

function writeReport(work: ImportClaim, rows: readonly ReportRow[], changed: readonly ImportedEvent[]): SQL {
  // Of several rows of one event the first carries what undoing puts back.
  const first = new Set(changed.map(({ row }) => row));
  const given = rows.map((row) => ({ ...row, keep: row.outcome === "updated" && first.has(row.row) }));
  return sql`INSERT INTO import_rows (promoter_id, import_id, line, outcome, event_id, name, errors, before)
    SELECT ${work.promoterId}::uuid, ${work.importId}::uuid, given.row, given.outcome, given."eventId", given.name,
      given.errors, CASE WHEN given.keep THEN ${BEFORE} END
    FROM jsonb_to_recordset(${JSON.stringify(given)}::jsonb) AS given (
      row int, outcome text, "eventId" uuid, name text, errors jsonb, keep boolean)`;
}

const linesOf = (table: SQL) => sql`coalesce((
  SELECT jsonb_agg(to_jsonb(t)) FROM ${table} t
  WHERE t.promoter_id = e.promoter_id AND t.event_id = e.id), '[]')`;

/** Rows as they are, column by column; `undoChunk` puts them back. */
const BEFORE = sql`(SELECT jsonb_build_object('event', to_jsonb(e), 'known', to_jsonb(m),
    'performances', ${linesOf(sql`performances`)}, 'ticket_types', ${linesOf(sql`ticket_types`)},
    'quotas', ${linesOf(sql`quotas`)}, 'quota_ticket_types', ${linesOf(sql`quota_ticket_types`)})
  FROM events e JOIN imported_events m ON m.promoter_id = e.promoter_id AND m.event_id = e.id
  WHERE e.id = given."eventId")`;

function eventRow(event: ImportedEvent, now: Instant) {
  const { from, to, changesAt } = priceRange(event.ticketTypes, now);
  return {
    ...{ id: event.id, version: event.version, name: event.name, name_key: sortName(event.name) },
    ...{ name_words: foldText(event.name), tag_words: foldText(event.tags.join(" ")) },
    ...{ summary: event.summary, description: event.description, genre: event.genre, url: event.url },
    ...{ languages: event.languages, tags: event.tags, currency: event.currency, price_from: from, price_to: to },
    ...{ line_up: event.lineUp ?? [], access_info: event.access ?? "" },
    prices_change_at: changesAt === null ? null : toIso(changesAt),
  };
}

const EVENT_COLUMNS = sql`id uuid, version int, name text, name_key text, name_words text, tag_words text, summary text,
  description text, genre text, url text, languages text[], tags text[], line_up text[], access_info text, currency text,
  price_from bigint, price_to bigint, prices_change_at timestamptz`;

function createEvents(work: ImportClaim, events: readonly ImportedEvent[], now: Instant): SQL {
  const rows = events.map((event) => ({
    ...eventRow(event, now),
    slug: slugFrom(event.name, "event"),
    spare_slug: slugFrom(event.name, "event", uuidv7().slice(-8)),
    sales_zone: event.performances[0]?.zone ?? "UTC",
    status: event.publish ? "published" : "draft",
  }));
  // No look at which addresses are taken: other promoters' are not ours to see.
  const insert = (slug: SQL) => sql`INSERT INTO events (id, promoter_id, slug, name, name_key, name_words, tag_words,
      summary, description, genre, url, languages, tags, line_up, access_info, currency, price_from, price_to,
      prices_change_at, sales_zone, status, published_at)
    SELECT id, ${work.promoterId}::uuid, ${slug}, name, name_key, name_words, tag_words, summary, description, genre, url,
      languages, tags, line_up, access_info, currency, price_from, price_to, prices_change_at, sales_zone, status,
      CASE WHEN status = 'published' THEN ${toIso(now)}::timestamptz END
    FROM given`;
  return sql`WITH given AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (${EVENT_COLUMNS}, slug text,
        spare_slug text, sales_zone text, status text)
    ), plain AS (${insert(sql`slug`)} ON CONFLICT (slug) DO NOTHING RETURNING id),
    spare AS (${insert(sql`spare_slug`)} WHERE id NOT IN (SELECT id FROM plain) RETURNING id)
    SELECT count(*) FROM spare`;
}

function changeEvents(work: ImportClaim, events: readonly ImportedEvent[], now: Instant): SQL {
  const rows = events.map((event) => eventRow(event, now));
  return sql`WITH given AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (${EVENT_COLUMNS})
    ), changed AS (
      UPDATE events SET version = events.version + 1, changed_at = now(), name = given.name, name_key = given.name_key,
        name_words = given.name_words, tag_words = given.tag_words, summary = given.summary,
        description = given.description, genre = given.genre, url = given.url, languages = given.languages,
        tags = given.tags, line_up = given.line_up, access_info = given.access_info, currency = given.currency,
        price_from = given.price_from, price_to = given.price_to, prices_change_at = given.prices_change_at
      FROM given WHERE events.promoter_id = ${work.promoterId}::uuid AND events.id = given.id
        AND events.version = given.version
      RETURNING events.id)
    SELECT must(count(*) = ${events.length}, 'no event was changed since it was read') FROM changed`;
}

/** Takes away the lines that the events no longer have, in the order in which they point at one another. */
function clearLists(work: ImportClaim, events: readonly ImportedEvent[]): SQL[] {
  const of = sql`promoter_id = ${work.promoterId}::uuid
    AND event_id = ANY(${sql.param(events.map(({ id }) => id))}::uuid[])`;
  const kept = (lines: readonly { readonly id?: string | undefined }[]) =>
    sql`id <> ALL(${sql.param(lines.flatMap(({ id }) => id ?? []))}::uuid[])`;
  return [
    sql`DELETE FROM quota_ticket_types WHERE ${of}`,
    sql`DELETE FROM quotas WHERE ${of} AND ${kept(events.flatMap(({ quotas }) => quotas))}`,
    sql`DELETE FROM ticket_types WHERE ${of} AND ${kept(events.flatMap(({ ticketTypes }) => ticketTypes))}`,
    sql`DELETE FROM performances WHERE ${of} AND ${kept(events.flatMap(({ performances }) => performances))}`,
  ];
}

function remember(work: ImportClaim, events: readonly ImportedEvent[]): SQL {
  const rows = events.map(({ id, key, contentHash, row }) => ({ id, key, hash: contentHash, row }));
  return sql`INSERT INTO imported_events AS known
      (promoter_id, external_key, event_id, content_hash, version, import_id, line)
    SELECT e.promoter_id, given.key, e.id, given.hash, e.version, ${work.importId}::uuid, given.row
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (id uuid, key text, hash text, row int)
    JOIN events e ON e.promoter_id = ${work.promoterId}::uuid AND e.id = given.id
    ON CONFLICT (promoter_id, external_key) DO UPDATE SET content_hash = excluded.content_hash,
      version = excluded.version, import_id = excluded.import_id, line = excluded.line
    WHERE known.event_id = excluded.event_id`;
}

/** Tells every consumer of those that the public sees. */
const announce = (work: ImportClaim, events: readonly ImportedEvent[]): SQL =>
  sql`INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
    SELECT consumer, promoter_id, id, 'event.imported', jsonb_build_object('slug', slug, 'version', version)
    FROM events CROSS JOIN unnest(ARRAY['search', 'snapshot', 'cache']) consumer
    WHERE promoter_id = ${work.promoterId}::uuid AND id = ANY(${sql.param(events.map(({ id }) => id))}::uuid[])
      AND listed`;
