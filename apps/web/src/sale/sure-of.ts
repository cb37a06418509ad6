import type { Result } from "@liveotter/contracts/public/client";

/** Nobody knows whether it was done: no answer, or one that says so. */
export const isUnknown = (result: Result<unknown>): boolean =>
  !result.ok && (result.problem === null || result.problem.status >= 500);

/** A keyed request, sent once more where nobody knows what became of it: that tells, and does nothing twice. */
export async function sureOf<T>(send: () => Promise<Result<T>>): Promise<Result<T>> {
  const first = await send();
  return isUnknown(first) ? send() : first;
}
