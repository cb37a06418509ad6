/** The work took longer than it was given. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
  }
}

/**
 * Runs `work` for at most `ms`. After that its signal aborts and the promise rejects with `DeadlineError`, whether or
 * not the work heeds the signal. `outer` (a caller that has gone) aborts it as well, and rejects with its reason.
 */
export function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  ms: number,
  outer?: AbortSignal,
): Promise<T> {
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const stop = (reason: unknown) => {
      reject(reason);
      controller.abort(reason);
    };
    const timer = setTimeout(() => stop(new DeadlineError(ms)), ms);
    const onOuter = () => stop(outer?.reason);
    const settle = () => {
      clearTimeout(timer);
      outer?.removeEventListener("abort", onOuter);
    };
    if (outer?.aborted) stop(outer.reason);
    outer?.addEventListener("abort", onOuter, { once: true });
    // A synchronous throw counts as a rejection; what settles after the deadline changes nothing.
    new Promise<T>((start) => start(work(controller.signal))).then(
      (value) => {
        settle();
        resolve(value);
      },
      (error) => {
        settle();
        reject(error);
      },
    );
  });
}

/** The promise's value, or `undefined` once `ms` have passed. It goes on without us. */
export function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
