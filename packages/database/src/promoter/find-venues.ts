import type { VenueId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

export interface FoundVenue {
  readonly id: VenueId;
  readonly slug: string;
  readonly name: string;
  readonly street: string | null;
  readonly city: string;
  readonly country: string;
  readonly zone: string;
  readonly lat: number | null;
  readonly lon: number | null;
}

/**
 * Venues of which every one of these folded words begins a word of the name or the city; those whose name begins with
 * one of them come first. They are shared, so any promoter may. @throws DatabaseError
 */
export async function findVenues(
  db: Database,
  words: readonly string[],
  limit: number,
  options?: CallOptions,
): Promise<FoundVenue[]> {
  if (words.length === 0) return [];
  // Folded words hold neither quotes nor backslashes.
  const beginnings = words.map((word) => `'${word}':*`).join(" & ");
  return db.query<FoundVenue>(
    sql`SELECT id, slug, name, street, city, country, zone, lat, lon FROM venues
    WHERE folded_words(name_key || ' ' || city_key) @@ ${beginnings}::tsquery
    ORDER BY NOT name_key ^@ ANY(${sql.param([...words])}::text[]), name_key, city_key, id LIMIT ${limit}`,
    options,
  );
}
