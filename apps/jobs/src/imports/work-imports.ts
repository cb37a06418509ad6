import { DatabaseError } from "@liveotter/database/database-error";
import {
  claimImport,
  finishImport,
  type ImportClaim,
  type ImportWork,
  postponeImport,
  readImportWork,
  releaseImport,
} from "@liveotter/database/imports/import-work";
import { undoChunk } from "@liveotter/database/imports/undo-chunk";
import { LOST } from "@liveotter/database/imports/write-chunk";
import { isOutage, OutageError } from "../consumer.ts";
import { type ImportDeps, ImportLostError, runImport } from "./run-import.ts";

/** What became of the imports that were worked at. */
export interface ImportsWorked {
  /** Begun or gone on with. */
  worked: number;
  /** For want of R2 or Postgres: later. */
  postponed: number;
  /** There may be more to do at once. */
  more: boolean;
  /** Mistakes of ours, each in one import. */
  readonly failures: unknown[];
}

/** How often an import is tried while nothing of it gets done; with the pauses between, two hours. */
const MAX_ATTEMPTS = 30;
const LONGEST_PAUSE_SECONDS = 300;

/**
 * Works at what is due, one import after the other, until nothing is or `untilMs` has come. One that fails is put off and
 * told of; the others go on. @throws DatabaseError
 */
export async function workImports(deps: ImportDeps, untilMs: number): Promise<ImportsWorked> {
  const sum: ImportsWorked = { worked: 0, postponed: 0, more: false, failures: [] };
  while (deps.now() < untilMs) {
    const claim = await claimImport(deps.jobs);
    if (claim === null) return sum;
    sum.worked++;
    try {
      if ((await workAt(deps, claim, untilMs)) === "postponed") sum.postponed++;
    } catch (error) {
      sum.failures.push(error);
    }
  }
  return { ...sum, more: true };
}

async function workAt(deps: ImportDeps, claim: ImportClaim, untilMs: number): Promise<"worked" | "postponed"> {
  let work: ImportWork | null = null;
  try {
    work = await readImportWork(deps.promoter, claim);
    if (work === null) return "worked";
    const more = await (work.state === "undoing"
      ? undo(deps, claim, work, untilMs)
      : runImport(deps, claim, work, untilMs));
    if (more) await releaseImport(deps.promoter, claim);
    return "worked";
  } catch (error) {
    // Somebody else has it, or its promoter wants it undone.
    if (error instanceof ImportLostError) return "worked";
    const trouble =
      error instanceof OutageError ? "The store of files does not answer." : "The database does not answer.";
    await putOff(deps, claim, work, isOutage(error) ? trouble : "Something went wrong here.");
    if (!isOutage(error)) throw error;
    return "postponed";
  }
}

async function undo(deps: ImportDeps, claim: ImportClaim, work: ImportWork, untilMs: number): Promise<boolean> {
  let from = undoneTo(work.reader);
  for (;;) {
    const to = await undoOnce(deps, claim, from);
    if (to === null) {
      await finishImport(deps.promoter, claim, { state: "undone" });
      return false;
    }
    from = to;
    if (deps.now() >= untilMs) return true;
  }
}

const ATTEMPTS = 3;

async function undoOnce(deps: ImportDeps, claim: ImportClaim, from: number): Promise<number | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await undoChunk(deps.promoter, claim, from);
    } catch (error) {
      const again = error instanceof DatabaseError && (error.code === LOST || error.kind === "retryable");
      if (!again) throw error;
      if (attempt === ATTEMPTS) throw error.code === LOST ? new ImportLostError() : error;
    }
  }
}

function undoneTo(reader: unknown): number {
  if (typeof reader !== "object" || reader === null || !("undone" in reader)) return 0;
  return typeof reader.undone === "number" ? reader.undone : 0;
}

async function putOff(deps: ImportDeps, claim: ImportClaim, work: ImportWork | null, trouble: string): Promise<void> {
  const attempts = work?.attempts ?? 0;
  try {
    // What is half undone is nobody's to leave so: it is tried for as long as it takes.
    if (attempts < MAX_ATTEMPTS || work?.state === "undoing") {
      const seconds = Math.min(2 ** attempts, LONGEST_PAUSE_SECONDS);
      await postponeImport(deps.promoter, claim, { seconds, trouble });
    } else {
      await finishImport(deps.promoter, claim, { state: "failed", trouble: `${trouble} It was tried for two hours.` });
    }
  } catch (error) {
    // The claim runs out by itself, and somebody tries again.
    if (!isOutage(error)) throw error;
  }
}
