import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { versionJson } from "./catalogue-json.ts";

/** Which content the public sees now. @throws DatabaseError */
export async function readCatalogueVersion(db: Database, options?: CallOptions): Promise<CatalogueVersion> {
  const [row] = await db.query<{ version: CatalogueVersion }>(
    sql`SELECT ${versionJson} AS version FROM catalogue_version c`,
    options,
  );
  if (row === undefined) throw new Error("catalogue_version has lost its row");
  return row.version;
}
