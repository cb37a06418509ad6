import { DatabaseError } from "./database-error.ts";

const TRIES = 3;
const PAUSE_MS = 40;

/**
 * Does a step again when Postgres asked for that (deadlock, serialisation, lock timeout: nothing was done), a few times,
 * each after a longer pause that is nobody else's. For steps that may come twice.
 * @throws DatabaseError the last one, or at once any other
 */
export async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.kind !== "retryable" || tried === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** tried * Math.random()));
    }
  }
}
