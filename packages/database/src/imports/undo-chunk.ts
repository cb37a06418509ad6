import type { EventId } from "@liveotter/core/ids";
import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "../promoter/as-promoter.ts";
import { CLAIM_SECONDS, type ImportClaim } from "./import-work.ts";
import { changedByHand, inSale } from "./read-known-events.ts";

/** A row to undo. */
interface Undoing {
  readonly row: number;
  readonly eventId: EventId;
  /** `gone`: with another row of the same event, or put back with its first one. */
  readonly kind: "created" | "updated" | "gone";
  readonly version: number | null;
  /** Nobody else has changed the event since, or sold of it. */
  readonly free: boolean;
}

const ROWS = 200;

/**
 * Undoes the next rows behind `from`: what the import made goes, what it changed is as it was. One transaction. Answers
 * the last of them, `null` when there are none. An event that was changed while this is going on stays, and its row says
 * so. @throws DatabaseError; with code `LO409` when the claim was lost or an event changed this very moment
 */
export async function undoChunk(
  db: Database,
  work: ImportClaim,
  from: number,
  options?: CallOptions,
): Promise<number | null> {
  const [found] = await asPromoter(db, work.promoterId, [nextRows(work, from)], options);
  const rows = (found ?? []) as Undoing[]; // what the statement selects
  const to = rows.at(-1)?.row;
  if (to === undefined) return null;
  await asPromoter(db, work.promoterId, statementsOf(work, rows, { from, to }), options);
  return to;
}

const nextRows = ({ importId, promoterId }: ImportClaim, from: number): SQL =>
  sql`SELECT r.line AS row, r.event_id AS "eventId", e.version,
      CASE WHEN e.id IS NULL OR (r.outcome = 'updated' AND r.before IS NULL) THEN 'gone' ELSE r.outcome END AS kind,
      coalesce(m.import_id = r.import_id AND NOT ${changedByHand} AND NOT ${inSale}, false) AS free
    FROM import_rows r
    LEFT JOIN events e ON e.promoter_id = r.promoter_id AND e.id = r.event_id
    LEFT JOIN imported_events m ON m.promoter_id = r.promoter_id AND m.event_id = r.event_id
    WHERE r.promoter_id = ${promoterId}::uuid AND r.import_id = ${importId}::uuid AND r.line > ${from}::int
      AND r.outcome IN ('created', 'updated') AND r.event_id IS NOT NULL
    ORDER BY r.line LIMIT ${ROWS}`;

function statementsOf(
  work: ImportClaim,
  rows: readonly Undoing[],
  { from, to }: { readonly from: number; readonly to: number },
): SQL[] {
  const kept = rows.filter(({ kind, free }) => kind !== "gone" && !free);
  const stays = new Set(kept.map(({ eventId }) => eventId));
  const undone = rows.filter(({ eventId }) => !stays.has(eventId));
  const made = undone.filter(({ kind }) => kind === "created");
  const changed = undone.filter(({ kind }) => kind === "updated");
  return [
    advance(work, { from, to, undone: undone.length }),
    ...(made.length + changed.length > 0 ? takeBack(work, made, changed) : []),
    sql`UPDATE import_rows SET
        event_id = CASE WHEN outcome = 'created' THEN NULL ELSE event_id END, before = NULL
      WHERE import_id = ${work.importId}::uuid AND line = ANY(${linesOf(undone)})`,
    sql`UPDATE import_rows SET errors = errors || ${JSON.stringify([{ pointer: "", detail: STAYS }])}::jsonb
      WHERE import_id = ${work.importId}::uuid AND line = ANY(${linesOf(kept)})`,
  ];
}

const STAYS = "was changed or sold while the import was being undone: it stays as it is";

const linesOf = (rows: readonly Undoing[]): SQL => sql`${sql.param(rows.map(({ row }) => row))}::int[]`;
const idsOf = (rows: readonly Undoing[]): SQL =>
  sql`${sql.param([...new Set(rows.map(({ eventId }) => eventId))])}::uuid[]`;

const advance = (
  { importId, promoterId, claim }: ImportClaim,
  { from, to, undone }: { readonly from: number; readonly to: number; readonly undone: number },
): SQL => sql`WITH moved AS (
    UPDATE imports SET reader = jsonb_build_object('undone', ${to}::int), undone = undone + ${undone}::int,
      trouble = NULL, attempts = 0, locked_until = now() + make_interval(secs => ${CLAIM_SECONDS})
    WHERE promoter_id = ${promoterId}::uuid AND id = ${importId}::uuid AND claim = ${claim}::uuid AND state = 'undoing'
      AND coalesce((reader ->> 'undone')::int, 0) = ${from}::int
    RETURNING id)
  SELECT must(count(*) = 1, 'the undoing is ours and stands where it was read') FROM moved`;

/** The lines go first, in the order in which they point at one another; then what was there comes back. */
function takeBack(work: ImportClaim, made: readonly Undoing[], changed: readonly Undoing[]): SQL[] {
  const all = [...new Map([...made, ...changed].map((row) => [row.eventId, row])).values()];
  const given = all.map(({ eventId, version }) => ({ id: eventId, version }));
  const of = sql`promoter_id = ${work.promoterId}::uuid AND event_id = ANY(${idsOf(all)})`;
  return [
    sql`WITH locked AS (
        SELECT e.id FROM jsonb_to_recordset(${JSON.stringify(given)}::jsonb) AS given (id uuid, version int)
        JOIN events e ON e.promoter_id = ${work.promoterId}::uuid AND e.id = given.id AND e.version = given.version
        FOR UPDATE OF e)
      SELECT must(count(*) = ${all.length}, 'no event was changed since it was read') FROM locked`,
    // An order shares the event's row: one that was under way is seen only by a statement that begins behind the lock.
    sql`SELECT must(count(*) = 0, 'nothing was sold since it was read')
      FROM events e WHERE e.promoter_id = ${work.promoterId}::uuid AND e.id = ANY(${idsOf(all)}) AND ${inSale}`,
    sql`INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
      SELECT consumer, promoter_id, id, 'event.undone', jsonb_build_object('slug', slug, 'version', version)
      FROM events CROSS JOIN unnest(ARRAY['search', 'snapshot', 'cache']) consumer
      WHERE promoter_id = ${work.promoterId}::uuid AND id = ANY(${idsOf(all)}) AND listed`,
    sql`DELETE FROM ticket_type_admissions WHERE ${of}`,
    sql`DELETE FROM quota_ticket_types WHERE ${of}`,
    sql`DELETE FROM quotas WHERE ${of}`,
    sql`DELETE FROM ticket_types WHERE ${of}`,
    sql`DELETE FROM performances WHERE ${of}`,
    ...(made.length > 0 ? forget(work, made) : []),
    ...(changed.length > 0 ? putBack(work, changed) : []),
  ];
}

const forget = ({ promoterId }: ImportClaim, made: readonly Undoing[]): SQL[] => [
  sql`DELETE FROM imported_events WHERE promoter_id = ${promoterId}::uuid AND event_id = ANY(${idsOf(made)})`,
  sql`DELETE FROM events WHERE promoter_id = ${promoterId}::uuid AND id = ANY(${idsOf(made)})`,
];

/** From `import_rows.before`, where rows lie column by column. */
function putBack(work: ImportClaim, changed: readonly Undoing[]): SQL[] {
  const rows = sql`import_rows r WHERE r.promoter_id = ${work.promoterId}::uuid AND r.import_id = ${work.importId}::uuid
    AND r.line = ANY(${linesOf(changed)})`;
  const table = (name: string) => sql.identifier(name);
  const lines = (name: string, more: SQL = sql`'{}'::jsonb`) => sql`INSERT INTO ${table(name)}
    SELECT (jsonb_populate_record(NULL::${table(name)}, line || ${more})).*
    FROM (SELECT r.event_id AS id, jsonb_array_elements(r.before -> ${name}) AS line FROM ${rows}) was
    JOIN events e ON e.promoter_id = ${work.promoterId}::uuid AND e.id = was.id`;
  // What the public sees may have changed since.
  const listed = sql`jsonb_build_object('listed', e.listed)`;
  return [
    sql`UPDATE events SET version = events.version + 1, changed_at = now(), name = was.name, name_key = was.name_key,
        name_words = was.name_words, tag_words = was.tag_words, summary = was.summary, description = was.description,
        genre = was.genre, url = was.url, languages = was.languages, tags = was.tags,
        line_up = was.line_up, access_info = was.access_info, currency = was.currency,
        price_from = was.price_from, price_to = was.price_to, prices_change_at = was.prices_change_at
      FROM (SELECT (jsonb_populate_record(NULL::events, r.before -> 'event')).* FROM ${rows}) was
      WHERE events.promoter_id = ${work.promoterId}::uuid AND events.id = was.id`,
    lines("performances", listed),
    lines("ticket_types", listed),
    lines("quotas"),
    lines("quota_ticket_types"),
    sql`UPDATE imported_events m SET content_hash = was.content_hash, import_id = was.import_id, line = was.line,
        version = e.version
      FROM (SELECT (jsonb_populate_record(NULL::imported_events, r.before -> 'known')).* FROM ${rows}) was
      JOIN events e ON e.promoter_id = was.promoter_id AND e.id = was.event_id
      WHERE m.promoter_id = ${work.promoterId}::uuid AND m.external_key = was.external_key`,
  ];
}
