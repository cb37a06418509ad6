import type { SeriesId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";
import { auditedAs } from "./audited-as.ts";
import type { Actor } from "./event-draft.ts";
import { type MySeries, mySeriesJson } from "./my-series.ts";

export type Renamed =
  | { readonly outcome: "renamed"; readonly series: MySeries }
  /** Not at that version any more. */
  | { readonly outcome: "changed-since" }
  /** Not there, or not this promoter's. */
  | { readonly outcome: "unknown" };

/**
 * Gives a series that still has this version another name. Its public events carry the name, so each is announced;
 * their own versions stay, and no open editor loses a race to it. @throws DatabaseError
 */
export async function renameSeries(
  db: Database,
  actor: Actor,
  { seriesId, version }: { readonly seriesId: SeriesId; readonly version: number },
  name: string,
  options?: CallOptions,
): Promise<Renamed> {
  const { promoterId } = actor;
  const results = await asPromoter(
    db,
    promoterId,
    [
      sql`WITH changed AS (
        UPDATE series SET name = ${name}, version = version + 1
        WHERE promoter_id = ${promoterId}::uuid AND id = ${seriesId}::uuid AND version = ${version}
        RETURNING *
      ), shown AS (
        -- Locked, since news of one event must be numbered in the order of commits.
        SELECT e.promoter_id, e.id, e.slug, e.version FROM events e JOIN changed ON changed.id = e.series_id
        WHERE e.promoter_id = ${promoterId}::uuid AND e.listed ORDER BY e.id FOR NO KEY UPDATE OF e
      ), announced AS (
        INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
        SELECT consumer, promoter_id, id, 'event.changed', jsonb_build_object('slug', slug, 'version', version)
        FROM shown CROSS JOIN unnest(ARRAY['search', 'snapshot', 'cache']) consumer
      ), ${auditedAs(actor, "series.rename", sql`jsonb_build_object('version', version, 'name', name)`)}
      SELECT id FROM changed`,
      sql`SELECT ${mySeriesJson} AS series FROM series s
        WHERE s.promoter_id = ${promoterId}::uuid AND s.id = ${seriesId}::uuid`,
    ],
    options,
  );
  const [changed, found] = results;
  const [row] = (found ?? []) as { series: MySeries }[]; // what the statement selects
  if (row === undefined) return { outcome: "unknown" };
  return changed?.length === 1 ? { outcome: "renamed", series: row.series } : { outcome: "changed-since" };
}
