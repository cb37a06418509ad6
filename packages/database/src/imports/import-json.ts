import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import { epochMs } from "../public/catalogue-json.ts";

/** An import as its promoter sees it. */
export interface StoredImport {
  readonly id: string;
  readonly name: string;
  readonly format: "csv" | "json";
  readonly publish: boolean;
  readonly state: "queued" | "running" | "done" | "failed" | "undoing" | "undone";
  readonly progress: {
    readonly bytes: number;
    readonly totalBytes: number;
    readonly rows: number;
    readonly created: number;
    readonly updated: number;
    readonly unchanged: number;
    readonly rejected: number;
    readonly undone: number;
  };
  readonly trouble: string | null;
  readonly ignoredColumns: readonly string[];
  readonly createdAt: Instant;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
}

/** A `StoredImport` of `imports i`. */
export const importJson = sql`json_build_object('id', i.id, 'name', i.name, 'format', i.format, 'publish', i.publish,
  'state', i.state, 'progress', json_build_object('bytes', i.bytes, 'totalBytes', i.total_bytes,
    'rows', i.created + i.updated + i.unchanged + i.rejected, 'created', i.created, 'updated', i.updated,
    'unchanged', i.unchanged, 'rejected', i.rejected, 'undone', i.undone),
  'trouble', i.trouble, 'ignoredColumns', i.ignored_columns, 'createdAt', ${epochMs(sql`i.created_at`)},
  'startedAt', ${epochMs(sql`i.started_at`)}, 'finishedAt', ${epochMs(sql`i.finished_at`)})`;
