import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { DatabaseError } from "@liveotter/database/database-error";
import type { OutboxConsumer, OutboxRow } from "@liveotter/database/outbox/outbox-row";
import { DeadlineError } from "@liveotter/integrations/deadline";

/** Somebody outside who must hear of each change. Everything here may happen twice. */
export interface Consumer {
  readonly name: OutboxConsumer;
  /** Rows at once. */
  readonly limit: number;
  /** How long one batch may take. */
  readonly deadlineMs: number;
  /** Takes all changes of an aggregate at once, since it makes everything anew. */
  readonly together: boolean;
  /** Pause after each turn, by everybody: what is written at most every few seconds. */
  readonly restSeconds: number;
  /**
   * Tells of these changes, all or none; `PartlyToldError` says that it was some. `version` covers them.
   */
  tell(rows: readonly OutboxRow[], version: CatalogueVersion, signal: AbortSignal): Promise<void>;
  /** Looks after what no change would: made anew where it is missing, and each night where `nightly`. */
  tend(version: CatalogueVersion, nightly: boolean, signal: AbortSignal): Promise<void>;
}

/** Whoever should hear is down or out of reach: nobody's row is to blame. */
export class OutageError extends Error {
  override readonly name = "OutageError";
}

/** Whoever heard will not take this, however often it comes: nothing but a person helps. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** Some rows were told, each of these was not, for its own reason. */
export class PartlyToldError extends Error {
  override readonly name = "PartlyToldError";
  readonly failures: ReadonlyMap<OutboxRow, unknown>;

  constructor(failures: ReadonlyMap<OutboxRow, unknown>) {
    super(`${failures.size} were not told`);
    this.failures = failures;
  }
}

/** Runs work whose every failure means that the other side is down. */
export async function reach<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new OutageError(error instanceof Error ? `${error.name}: ${error.message}` : "no answer", { cause: error });
  }
}

/** Whether the failure goes away by itself, so that it is no reason to give a row up. */
export function isOutage(error: unknown): boolean {
  if (error instanceof OutageError || error instanceof DeadlineError) return true;
  return error instanceof DatabaseError && error.kind !== "refused";
}
