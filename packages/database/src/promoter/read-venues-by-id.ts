import type { VenueId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** What a performance at a venue needs to know of it before it is placed in time. */
export interface KnownVenue {
  readonly id: VenueId;
  readonly slug: string;
  readonly name: string;
  readonly city: string;
  readonly country: string;
  readonly zone: string;
}

/** Those of these venues that exist; they are shared, so any promoter may. @throws DatabaseError */
export async function readVenuesById(
  db: Database,
  ids: readonly VenueId[],
  options?: CallOptions,
): Promise<KnownVenue[]> {
  if (ids.length === 0) return [];
  return db.query<KnownVenue>(
    sql`SELECT id, slug, name, city, country, zone FROM venues WHERE id = ANY(${sql.param([...ids])}::uuid[]) ORDER BY id`,
    options,
  );
}
