import type { CatalogueEventDetail, CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { besideEvent, eventDetailJson, versionJson } from "./catalogue-json.ts";

/**
 * A public event with all its performances, those that are over included: its page outlives them. `null` for one that
 * does not exist or is not public.
 * @throws DatabaseError
 */
export async function readEvent(
  db: Database,
  slug: string,
  options?: CallOptions,
): Promise<{ event: CatalogueEventDetail | null; version: CatalogueVersion }> {
  const [row] = await db.query<{ event: CatalogueEventDetail | null; version: CatalogueVersion }>(
    sql`SELECT ${versionJson} AS version, (
      SELECT ${eventDetailJson(null)} FROM events e ${besideEvent} WHERE e.slug = ${slug} AND e.listed) AS event
    FROM catalogue_version c`,
    options,
  );
  if (row === undefined) throw new Error("catalogue_version has lost its row");
  return row;
}
