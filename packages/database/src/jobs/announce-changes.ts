import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { versionJson } from "../public/catalogue-json.ts";

/**
 * Counts the catalogue's version up if there are changes that it does not cover yet, and answers what it is now. To be
 * called after claiming and before telling anybody. A version covers all that was committed before it; an outbox row
 * says when its transaction began, which ends within half a minute (`statement_timeout`), so rows younger than that
 * at the last version may not be covered.
 * @throws DatabaseError
 */
export async function announceChanges(db: Database, options?: CallOptions): Promise<CatalogueVersion> {
  const [row] = await db.query<{ version: CatalogueVersion }>(
    sql`WITH c AS (
      UPDATE catalogue_version SET version = version + 1, at = greatest(clock_timestamp(), at)
      WHERE EXISTS (SELECT FROM outbox WHERE consumer = 'cache' AND done_at IS NULL
        AND outbox.created_at > catalogue_version.at - interval '30 seconds')
      RETURNING version, at
    )
    SELECT ${versionJson} AS version FROM (
      SELECT version, at FROM c UNION ALL SELECT version, at FROM catalogue_version ORDER BY version DESC LIMIT 1) c`,
    options,
  );
  if (row === undefined) throw new Error("catalogue_version has lost its row");
  return row.version;
}
