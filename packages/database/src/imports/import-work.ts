import type { PromoterId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "../promoter/as-promoter.ts";

/** The right to work at one import, until it runs out or is given back. */
export interface ImportClaim {
  readonly importId: string;
  readonly promoterId: PromoterId;
  readonly claim: string;
}

/** What has to be done, and how far it is. */
export interface ImportWork {
  readonly userId: string | null;
  readonly name: string;
  readonly format: "csv" | "json";
  readonly publish: boolean;
  readonly genre: string;
  readonly currency: string;
  readonly state: "queued" | "running" | "undoing";
  readonly bytes: number;
  readonly totalBytes: number;
  /** What `writeChunk` was last given. */
  readonly reader: unknown;
  readonly rows: number;
  readonly ignoredColumns: readonly string[];
  readonly attempts: number;
}

/** Longer than any chunk takes, so that it runs out only when its holder is dead. */
export const CLAIM_SECONDS = 45;
/** Imports at work at once, over all promoters: what is left of Postgres is the promoters' own. */
const AT_ONCE = 3;

/**
 * For jobs: of what waits, the one that waited longest, and never a second one of the same promoter. `null`: nothing is
 * due. @throws DatabaseError
 */
export async function claimImport(db: Database, options?: CallOptions): Promise<ImportClaim | null> {
  const claim = uuidv7();
  const [row] = await db.query<{ id: string; promoterId: PromoterId }>(
    sql`UPDATE imports SET claim = ${claim}::uuid, locked_until = now() + make_interval(secs => ${CLAIM_SECONDS})
      WHERE id = (
        SELECT due.id FROM imports due
        WHERE due.state IN ('queued', 'running', 'undoing') AND due.next_attempt_at <= now()
          AND (due.locked_until IS NULL OR due.locked_until <= now())
          AND NOT EXISTS (
            SELECT FROM imports earlier
            WHERE earlier.promoter_id = due.promoter_id AND earlier.state IN ('queued', 'running', 'undoing')
              AND (earlier.queued_at, earlier.id) < (due.queued_at, due.id))
          AND (SELECT count(*) FROM imports busy
            WHERE busy.state IN ('queued', 'running', 'undoing') AND busy.locked_until > now()) < ${AT_ONCE}
        ORDER BY due.next_attempt_at, due.id LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, promoter_id AS "promoterId"`,
    options,
  );
  return row === undefined ? null : { importId: row.id, promoterId: row.promoterId, claim };
}

/** What is claimed, as it stands; `null` once the claim is lost. @throws DatabaseError */
export async function readImportWork(
  db: Database,
  { importId, promoterId, claim }: ImportClaim,
  options?: CallOptions,
): Promise<ImportWork | null> {
  const [rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT user_id AS "userId", name, format, publish, genre, currency, state, bytes::float8 AS bytes,
        total_bytes::float8 AS "totalBytes", reader, created + updated + unchanged + rejected AS rows,
        ignored_columns AS "ignoredColumns", attempts
      FROM imports WHERE promoter_id = ${promoterId}::uuid AND id = ${importId}::uuid AND claim = ${claim}::uuid
        AND state IN ('queued', 'running', 'undoing')`,
    ],
    options,
  );
  const [row] = (rows ?? []) as ImportWork[]; // what the statement selects
  return row ?? null;
}

/** Gives it back, to be gone on with at once by whoever comes; others that wait come first. @throws DatabaseError */
export async function releaseImport(db: Database, { importId, promoterId, claim }: ImportClaim): Promise<void> {
  await asPromoter(db, promoterId, [
    sql`UPDATE imports SET claim = NULL, locked_until = NULL, next_attempt_at = now()
      WHERE promoter_id = ${promoterId}::uuid AND id = ${importId}::uuid AND claim = ${claim}::uuid`,
  ]);
}

/** Gives it back for a while: what it needs is down. @throws DatabaseError */
export async function postponeImport(
  db: Database,
  { importId, promoterId, claim }: ImportClaim,
  { seconds, trouble }: { readonly seconds: number; readonly trouble: string },
): Promise<void> {
  await asPromoter(db, promoterId, [
    sql`UPDATE imports SET claim = NULL, locked_until = NULL, attempts = attempts + 1, trouble = ${trouble},
        next_attempt_at = now() + make_interval(secs => ${seconds})
      WHERE promoter_id = ${promoterId}::uuid AND id = ${importId}::uuid AND claim = ${claim}::uuid`,
  ]);
}

/**
 * Ends it for good, done, failed or undone, and notes that in the audit log. Does nothing once the claim is lost.
 * @throws DatabaseError
 */
export async function finishImport(
  db: Database,
  { importId, promoterId, claim }: ImportClaim,
  { state, trouble = null }: { readonly state: "done" | "failed" | "undone"; readonly trouble?: string | null },
): Promise<void> {
  const from = state === "undone" ? sql`'undoing'` : sql`'queued', 'running'`;
  await asPromoter(db, promoterId, [
    sql`WITH changed AS (
        UPDATE imports SET state = ${state}, trouble = ${trouble}, finished_at = now(), claim = NULL, locked_until = NULL,
          reader = NULL, bytes = CASE WHEN ${state} = 'done' THEN total_bytes ELSE bytes END
        WHERE promoter_id = ${promoterId}::uuid AND id = ${importId}::uuid AND claim = ${claim}::uuid
          AND state IN (${from})
        RETURNING *)
      INSERT INTO audit_log (promoter_id, actor_id, action, subject_id, details)
      SELECT promoter_id, user_id, ${`import.${state}`}, id, jsonb_build_object('name', name, 'created', created,
        'updated', updated, 'unchanged', unchanged, 'rejected', rejected, 'undone', undone)
      FROM changed`,
  ]);
}
