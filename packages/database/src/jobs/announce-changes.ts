import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { versionJson } from "../public/catalogue-json.ts";

/**
 * Counts the catalogue's version up if there are changes that it does not cover yet, and answers what it is now. To be
 * called after claiming and before telling anybody. Each change has one row for the cache: that row says whether it is
 * covered, whoever asks first.
 * @throws DatabaseError
 */
export async function announceChanges(db: Database, options?: CallOptions): Promise<CatalogueVersion> {
  const [, rows] = await db.transaction(
    [
      sql`WITH uncovered AS (
        UPDATE outbox SET announced = true WHERE consumer = 'cache' AND NOT announced RETURNING id)
      UPDATE catalogue_version SET version = version + 1, at = greatest(clock_timestamp(), at)
      WHERE EXISTS (SELECT FROM uncovered)`,
      // By itself, so that it sees what somebody else counted while the first statement waited for them.
      sql`SELECT ${versionJson} AS version FROM catalogue_version c`,
    ],
    options,
  );
  const [row] = (rows ?? []) as { version: CatalogueVersion }[]; // what the statement selects
  if (row === undefined) throw new Error("catalogue_version has lost its row");
  return row.version;
}
