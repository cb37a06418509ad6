import type { SeriesId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import { epochMs } from "../public/catalogue-json.ts";

export interface MySeries {
  readonly id: SeriesId;
  readonly slug: string;
  readonly name: string;
  readonly version: number;
  /** Archived ones left out. */
  readonly eventCount: number;
  readonly createdAt: Instant;
}

/** A `MySeries` of `s`. */
export const mySeriesJson = sql`json_build_object('id', s.id, 'slug', s.slug, 'name', s.name, 'version', s.version,
  'eventCount', (SELECT count(*) FROM events e
    WHERE e.promoter_id = s.promoter_id AND e.series_id = s.id AND e.status <> 'archived'),
  'createdAt', ${epochMs(sql`s.created_at`)})`;
