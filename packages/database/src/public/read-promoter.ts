import type { CatalogueVersion, Named } from "@liveotter/core/catalogue/catalogue";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { versionJson } from "./catalogue-json.ts";

/**
 * A promoter whom the public knows: `null` for one who has nothing public. Their events are a list filtered by them.
 * @throws DatabaseError
 */
export async function readPromoter(
  db: Database,
  slug: string,
  options?: CallOptions,
): Promise<{ promoter: Named | null; version: CatalogueVersion }> {
  const [row] = await db.query<{ promoter: Named | null; version: CatalogueVersion }>(
    sql`SELECT ${versionJson} AS version, (
      SELECT json_build_object('slug', pr.slug, 'name', pr.name) FROM promoters pr
      WHERE pr.slug = ${slug} AND EXISTS (SELECT FROM events e WHERE e.promoter_id = pr.id AND e.listed)) AS promoter
    FROM catalogue_version c`,
    options,
  );
  if (row === undefined) throw new Error("catalogue_version has lost its row");
  return row;
}
