import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { versionJson } from "../public/catalogue-json.ts";

/**
 * Counts the catalogue's version up if there are changes that it does not cover yet, and answers what it is now. To be
 * called after claiming and before telling anybody: a row for the cache stays open until then, and says which
 * transaction wrote it.
 * @throws DatabaseError
 */
export async function announceChanges(db: Database, options?: CallOptions): Promise<CatalogueVersion> {
  const [, rows] = await db.transaction(
    [
      sql`UPDATE catalogue_version
      SET version = version + 1, at = greatest(clock_timestamp(), at), covers = pg_current_snapshot()
      WHERE EXISTS (SELECT FROM outbox WHERE consumer = 'cache' AND done_at IS NULL AND parked_at IS NULL
          AND NOT pg_visible_in_snapshot(written_by, covers))
        -- Restored from a dump into another server, whose transaction ids begin anew.
        OR pg_snapshot_xmax(covers) > pg_snapshot_xmax(pg_current_snapshot())`,
      // By itself, so that it sees what somebody else counted while the first statement waited for them.
      sql`SELECT ${versionJson} AS version FROM catalogue_version c`,
    ],
    options,
  );
  const [row] = (rows ?? []) as { version: CatalogueVersion }[]; // what the statement selects
  if (row === undefined) throw new Error("catalogue_version has lost its row");
  return row.version;
}
