import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { CallOptions, Database } from "../connect.ts";
import { sha256 } from "../sha256.ts";
import { asPromoter } from "./as-promoter.ts";
import { auditedAs } from "./audited-as.ts";
import type { IdempotentRequest } from "./create-event.ts";
import type { Actor } from "./event-draft.ts";
import { type MySeries, mySeriesJson } from "./my-series.ts";

export type CreatedSeries =
  | { readonly outcome: "created" | "repeated"; readonly series: MySeries }
  /** The key belongs to another request. */
  | { readonly outcome: "conflict" };

/**
 * Makes a series and its audit row. With the same key and body any number of times, at once or later: one series.
 * @throws DatabaseError; `series_slug_key` when the slug is taken
 */
export async function createSeries(
  db: Database,
  actor: Actor,
  { name, slug }: { readonly name: string; readonly slug: string },
  request: IdempotentRequest,
  options?: CallOptions,
): Promise<CreatedSeries> {
  const { promoterId } = actor;
  const id = uuidv7();
  const hash = await sha256(request.body);
  const results = await asPromoter(
    db,
    promoterId,
    [
      // Whoever comes second waits here for the first one's commit, and then inserts nothing.
      sql`INSERT INTO idempotency_keys (promoter_id, key, request_hash, subject_id)
        VALUES (${promoterId}, ${request.key}, ${hash}, ${id}) ON CONFLICT DO NOTHING`,
      sql`WITH changed AS (
        INSERT INTO series (id, promoter_id, slug, name)
        SELECT subject_id, promoter_id, ${slug}, ${name} FROM idempotency_keys
        WHERE promoter_id = ${promoterId} AND key = ${request.key} AND subject_id = ${id}::uuid
        RETURNING *
      ), ${auditedAs(actor, "series.create", sql`jsonb_build_object('version', version, 'name', name)`)}
      SELECT id FROM changed`,
      sql`SELECT k.request_hash = ${hash} AS "sameRequest", ${mySeriesJson} AS series
        FROM idempotency_keys k JOIN series s ON s.promoter_id = k.promoter_id AND s.id = k.subject_id
        WHERE k.promoter_id = ${promoterId} AND k.key = ${request.key}`,
    ],
    options,
  );
  // The last statement selects exactly this.
  const [row] = (results.at(-1) ?? []) as { sameRequest: boolean; series: MySeries }[];
  if (row === undefined || !row.sameRequest) return { outcome: "conflict" };
  return { outcome: row.series.id === id ? "created" : "repeated", series: row.series };
}
