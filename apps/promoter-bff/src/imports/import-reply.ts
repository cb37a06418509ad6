import type { Import } from "@liveotter/contracts/promoter/imports";
import { type Instant, toIso } from "@liveotter/core/instant";
import type { StoredImport } from "@liveotter/database/imports/import-json";

export const importReply = (stored: StoredImport): Import => ({
  ...stored,
  ignoredColumns: [...stored.ignoredColumns],
  createdAt: toIso(stored.createdAt),
  startedAt: isoOf(stored.startedAt),
  finishedAt: isoOf(stored.finishedAt),
});

const isoOf = (at: Instant | null): string | null => (at === null ? null : toIso(at));
