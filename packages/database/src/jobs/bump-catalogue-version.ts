import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { versionJson } from "../public/catalogue-json.ts";

/** Says that the public sees new content from now on. Once per drain that had changes, by jobs alone. @throws DatabaseError */
export async function bumpCatalogueVersion(db: Database, options?: CallOptions): Promise<CatalogueVersion> {
  const [row] = await db.query<{ version: CatalogueVersion }>(
    sql`UPDATE catalogue_version c SET version = c.version + 1, at = greatest(clock_timestamp(), c.at)
    RETURNING ${versionJson} AS version`,
    options,
  );
  if (row === undefined) throw new Error("catalogue_version has lost its row");
  return row.version;
}
