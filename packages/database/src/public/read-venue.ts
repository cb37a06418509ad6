import type { CatalogueVenue, CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { venueJson, versionJson } from "./catalogue-json.ts";

/** A venue; its events are a list filtered by it. @throws DatabaseError */
export async function readVenue(
  db: Database,
  slug: string,
  options?: CallOptions,
): Promise<{ venue: CatalogueVenue | null; version: CatalogueVersion }> {
  const [row] = await db.query<{ venue: CatalogueVenue | null; version: CatalogueVersion }>(
    sql`SELECT ${versionJson} AS version, (SELECT ${venueJson} FROM venues v WHERE v.slug = ${slug}) AS venue
    FROM catalogue_version c`,
    options,
  );
  if (row === undefined) throw new Error("catalogue_version has lost its row");
  return row;
}
