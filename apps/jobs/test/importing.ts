import { env } from "cloudflare:workers";
import { connect } from "@liveotter/database/connect";
import { createImport } from "@liveotter/database/imports/create-import";
import { listImportRows, readImport } from "@liveotter/database/imports/read-imports";
import { requestUndo } from "@liveotter/database/imports/request-undo";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Env } from "../src/env.ts";
import { filesIn } from "../src/imports/import-files.ts";
import type { ImportDeps } from "../src/imports/run-import.ts";
import { workImports } from "../src/imports/work-imports.ts";
import { jobs, now, owner, variable } from "./outbox.ts";

export const bucket = (env as Env).MEDIA as R2Bucket;
export const promoters = () =>
  connect({
    url: variable("DATABASE_URL_PROMOTER"),
    httpEndpoint: variable("DATABASE_HTTP_ENDPOINT"),
    timeoutMs: 15_000,
  });

export const importDeps = (more: Partial<ImportDeps> = {}): ImportDeps => ({
  ...{ jobs: jobs(), promoter: promoters(), files: filesIn(bucket), now },
  ...more,
});

export interface Settings {
  readonly format?: "csv" | "json";
  readonly publish?: boolean;
}

/** A file in the bucket and its import, queued. */
export async function queued(actor: Actor, file: string | Uint8Array, settings: Settings = {}): Promise<string> {
  const bytes = typeof file === "string" ? new TextEncoder().encode(file) : file;
  const id = uuidv7();
  await bucket.put(`imports/${actor.promoterId}/${id}`, bytes);
  const totalBytes = bytes.length;
  const made = await createImport(
    promoters(),
    actor,
    { id, name: "a file", format: "csv", publish: false, genre: "other", currency: "EUR", totalBytes, ...settings },
    { key: id, hash: "0".repeat(64) },
  );
  if (made.outcome !== "created") throw new Error(made.outcome);
  return id;
}

/** Works until nothing is due any more. */
export async function work(more: Partial<ImportDeps> = {}): Promise<void> {
  await workImports(importDeps(more), now() + 60_000);
}

/** The whole of an import: its state and what became of each row. */
export async function outcomeOf(actor: Actor, importId: string) {
  const one = { promoterId: actor.promoterId, importId };
  const found = await readImport(promoters(), one);
  const page = { limit: 10_000, after: 0, outcome: undefined };
  const rows = (await listImportRows(promoters(), one, page))?.items ?? [];
  if (found === null) throw new Error("no such import");
  return { ...found, rows };
}

export async function imported(actor: Actor, file: string | Uint8Array, settings: Settings = {}) {
  const id = await queued(actor, file, settings);
  await work();
  return outcomeOf(actor, id);
}

export const undone = (actor: Actor, importId: string) => requestUndo(promoters(), actor, importId);

/** All that a promoter has, as rows: what a test compares before and after. Times of writing are left out. */
export async function everythingOf({ promoterId }: Actor): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {};
  for (const table of ["events", "performances", "ticket_types", "quotas", "quota_ticket_types", "imported_events"]) {
    const rows = await owner().query<{ row: Record<string, unknown> }>(
      sql`SELECT row FROM (
          SELECT to_jsonb(t) - ARRAY['version', 'changed_at', 'created_at', 'import_id', 'line'] AS row
          FROM ${sql.identifier(table)} t WHERE promoter_id = ${promoterId}::uuid) AS found ORDER BY row::text`,
    );
    all[table] = rows.map(({ row }) => row);
  }
  return all;
}
