import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

const BATCH = 100;

export interface PictureGrace {
  /** How long an upload may take to become somebody's cover. */
  readonly uploadHours: number;
  /** How long a picture that nobody uses is still there for pages that are cached. */
  readonly unusedHours: number;
}

/**
 * Marks the pictures that no event uses, and answers those that have been so for long enough to be deleted. An event
 * that would take one up meanwhile is refused by its foreign key, as this is when it has done so.
 * @throws DatabaseError
 */
export async function dropPictures(
  db: Database,
  { uploadHours, unusedHours }: PictureGrace,
  options?: CallOptions,
): Promise<string[]> {
  await db.query(
    sql`UPDATE media SET kept = false, dropped_at = now() WHERE file IN (
      SELECT file FROM media
      WHERE kept AND created_at < now() - make_interval(hours => ${uploadHours}) AND NOT EXISTS (
        SELECT FROM events WHERE events.promoter_id = media.promoter_id AND events.cover = media.file)
      LIMIT ${BATCH})`,
    options,
  );
  const rows = await db.query<{ file: string }>(
    sql`SELECT file FROM media WHERE NOT kept AND dropped_at <= now() - make_interval(hours => ${unusedHours})
    ORDER BY dropped_at LIMIT ${BATCH}`,
    options,
  );
  return rows.map(({ file }) => file);
}

/** Forgets pictures that are no longer in the bucket. @throws DatabaseError */
export async function forgetPictures(db: Database, files: readonly string[], options?: CallOptions): Promise<void> {
  if (files.length === 0) return;
  await db.query(sql`DELETE FROM media WHERE NOT kept AND file = ANY(${sql.param([...files])}::text[])`, options);
}
