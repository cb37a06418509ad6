import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "../promoter/as-promoter.ts";
import { auditedAs } from "../promoter/audited-as.ts";
import type { Actor } from "../promoter/event-draft.ts";
import { importJson, type StoredImport } from "./import-json.ts";

export interface NewImport {
  readonly id: string;
  readonly name: string;
  readonly format: "csv" | "json";
  readonly publish: boolean;
  readonly genre: string;
  readonly currency: string;
  readonly totalBytes: number;
}

export type ImportCreated =
  /** `repeated`: an earlier request with this key and file made it; it is shown as it is now. */
  | { readonly outcome: "created" | "repeated"; readonly import: StoredImport }
  /** The key belongs to another request. */
  | { readonly outcome: "conflict" };

/** Queues an import whose file lies ready, once per key. `hash`: SHA-256 of the request and its file, in hex. @throws DatabaseError */
export async function createImport(
  db: Database,
  actor: Actor,
  { id, name, format, publish, genre, currency, totalBytes }: NewImport,
  request: { readonly key: string; readonly hash: string },
  options?: CallOptions,
): Promise<ImportCreated> {
  const { promoterId, userId } = actor;
  const results = await asPromoter(
    db,
    promoterId,
    [
      // Whoever comes second waits here for the first one's commit, and then inserts nothing.
      sql`INSERT INTO idempotency_keys (promoter_id, key, request_hash, subject_id)
        VALUES (${promoterId}, ${request.key}, ${request.hash}, ${id}) ON CONFLICT DO NOTHING`,
      sql`WITH changed AS (
          INSERT INTO imports (id, promoter_id, user_id, name, format, publish, genre, currency, total_bytes)
          SELECT subject_id, promoter_id, ${userId}::uuid, ${name}, ${format}, ${publish}, ${genre}, ${currency},
            ${totalBytes}::bigint
          FROM idempotency_keys
          WHERE promoter_id = ${promoterId} AND key = ${request.key} AND subject_id = ${id}::uuid
          RETURNING *
        ), ${auditedAs(actor, "import.create", sql`jsonb_build_object('name', name)`)}
        SELECT id FROM changed`,
      sql`SELECT k.subject_id AS "subjectId", k.request_hash = ${request.hash} AS "sameRequest", ${importJson} AS import
        FROM idempotency_keys k JOIN imports i ON i.promoter_id = k.promoter_id AND i.id = k.subject_id
        WHERE k.promoter_id = ${promoterId} AND k.key = ${request.key}`,
    ],
    options,
  );
  // The last statement selects exactly this.
  const [row] = (results.at(-1) ?? []) as { subjectId: string; sameRequest: boolean; import: StoredImport }[];
  if (row === undefined || !row.sameRequest) return { outcome: "conflict" };
  return { outcome: row.subjectId === id ? "created" : "repeated", import: row.import };
}
