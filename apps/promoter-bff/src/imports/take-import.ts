import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { ImportParams } from "@liveotter/contracts/promoter/imports";
import { createImport, type ImportCreated } from "@liveotter/database/imports/create-import";
import type { StoredImport } from "@liveotter/database/imports/import-json";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import { sha256 } from "@liveotter/database/sha256";
import { FileCutError, FileNotKeptError } from "@liveotter/integrations/media/import-file";
import { uuidv7 } from "uuidv7";
import type { Deps } from "../deps.ts";

export const MAX_IMPORT_BYTES = 100 * 1024 * 1024;

/**
 * Keeps the body as a file and queues its import, once per key: whoever sends the same file under the same key again is
 * shown the same import. Nothing is queued whose file is not there as a whole.
 * @throws ProblemError, DatabaseError
 */
export async function takeImport(
  deps: Pick<Deps, "database" | "putImportFile" | "deleteImportFile">,
  actor: Actor,
  { body, totalBytes }: { readonly body: ReadableStream<Uint8Array>; readonly totalBytes: number },
  params: ImportParams,
  key: string,
): Promise<StoredImport> {
  const { format, name, genre = "other", currency = "EUR" } = params;
  const settings = { format, name, publish: params.publish === "true", genre, currency };
  const id = uuidv7();
  const file = { promoterId: actor.promoterId, importId: id };
  const contents = await deps.putImportFile(file, body, totalBytes).catch(refused);
  let created: ImportCreated | undefined;
  try {
    const hash = await sha256(JSON.stringify(["import", settings, contents]));
    created = await deps.database((db) => createImport(db, actor, { id, totalBytes, ...settings }, { key, hash }));
  } finally {
    // Without an import of its own nobody reads it. What this misses goes with its age.
    if (created?.outcome !== "created" && created !== undefined) await deps.deleteImportFile(file).catch(() => {});
  }
  if (created.outcome === "conflict")
    throw new ProblemError("conflict", { detail: "This Idempotency-Key came with another request." });
  return created.import;
}

function refused(error: unknown): never {
  if (error instanceof FileCutError) {
    const errors = [{ pointer: "Content-Length", detail: "is not how long the file is" }];
    throw new ProblemError("invalid-request", { errors });
  }
  if (error instanceof FileNotKeptError) {
    throw new ProblemError("busy", { detail: "The store of files does not answer. Nothing was kept.", retryAfter: 5 });
  }
  throw error;
}
