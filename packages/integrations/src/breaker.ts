import { DeadlineError, withDeadline } from "./deadline.ts";

export type BreakerState = "closed" | "half-open" | "open";

/** Refused without trying: the dependency has been failing. */
export class BreakerOpenError extends Error {
  override readonly name = "BreakerOpenError";
}

export interface BreakerOptions {
  /** How many failures in a row open it. */
  readonly failures?: number;
  /** How long it stays open the first time; doubled after each failed trial, up to eight times. */
  readonly openMs?: number;
  /** Errors that show the dependency alive (a refused query) say `false`. A deadline always counts. */
  readonly isFailure?: (error: unknown) => boolean;
  readonly onState?: (state: BreakerState, name: string) => void;
  readonly now?: () => number;
}

/** What `/readyz` tells of one dependency; times are epoch ms, `null` while it never happened in this isolate. */
export interface DependencyHealth {
  readonly name: string;
  readonly state: BreakerState;
  readonly lastSuccessAt: number | null;
  readonly lastFailureAt: number | null;
  /** The error's class, never its text. */
  readonly lastError: string | null;
}

const FAILURES = 5;
const OPEN_MS = 1000;
const MAX_DOUBLINGS = 3;

/**
 * Stops asking a dependency that keeps failing, and tries it again with one call at a time. Everyone else is refused
 * at once meanwhile. A trial has an expiry of its own: one lost with its request must not hold the breaker half-open
 * for ever, nor may others wait for it, which is why this is not a library's.
 */
export class Breaker {
  readonly name: string;
  readonly #failures: number;
  readonly #openMs: number;
  readonly #isFailure: (error: unknown) => boolean;
  readonly #onState: (state: BreakerState, name: string) => void;
  readonly #now: () => number;
  #state: BreakerState = "closed";
  #inARow = 0;
  #doublings = 0;
  /** When the next trial may start: the end of the open time, or of the running trial's. */
  #trialAt = 0;
  /** Counts up with each opening and closing, so that a call begun before says nothing about after. */
  #era = 0;
  #health: Omit<DependencyHealth, "name" | "state"> = { lastSuccessAt: null, lastFailureAt: null, lastError: null };

  constructor(
    name: string,
    {
      failures = FAILURES,
      openMs = OPEN_MS,
      isFailure = () => true,
      onState = () => {},
      now = Date.now,
    }: BreakerOptions = {},
  ) {
    this.name = name;
    this.#failures = failures;
    this.#openMs = openMs;
    this.#isFailure = isFailure;
    this.#onState = onState;
    this.#now = now;
  }

  get health(): DependencyHealth {
    return { name: this.name, state: this.#state, ...this.#health };
  }

  /**
   * Runs `work` for at most `deadlineMs` (`DeadlineError`), or rejects with `BreakerOpenError` at once. When `outer`
   * aborts, the caller has gone: that says nothing about the dependency.
   */
  async run<T>(work: (signal: AbortSignal) => Promise<T>, deadlineMs: number, outer?: AbortSignal): Promise<T> {
    const now = this.#now();
    if (this.#state !== "closed") {
      if (now < this.#trialAt) throw new BreakerOpenError(`${this.name} has been failing`);
      this.#trialAt = now + deadlineMs + this.#openMs;
      this.#enter("half-open");
    }
    const era = this.#era;
    try {
      const value = await withDeadline(work, deadlineMs, outer);
      this.#succeed(era);
      return value;
    } catch (error) {
      if (outer?.aborted && !(error instanceof DeadlineError)) this.#letNextTry(era);
      else if (error instanceof DeadlineError || this.#isFailure(error)) this.#fail(era, error);
      else this.#succeed(era);
      throw error;
    }
  }

  #succeed(era: number): void {
    this.#health = { ...this.#health, lastSuccessAt: this.#now() };
    if (era !== this.#era) return;
    this.#inARow = 0;
    if (this.#state === "closed") return;
    this.#doublings = 0;
    this.#enter("closed");
  }

  #fail(era: number, error: unknown): void {
    const lastError = error instanceof Error ? error.name : typeof error;
    this.#health = { ...this.#health, lastFailureAt: this.#now(), lastError };
    if (era !== this.#era) return;
    if (this.#state === "closed" && ++this.#inARow < this.#failures) return;
    if (this.#state === "half-open") this.#doublings = Math.min(this.#doublings + 1, MAX_DOUBLINGS);
    this.#trialAt = this.#now() + this.#openMs * 2 ** this.#doublings;
    this.#enter("open");
  }

  #letNextTry(era: number): void {
    if (era === this.#era && this.#state === "half-open") this.#trialAt = this.#now();
  }

  #enter(state: BreakerState): void {
    this.#era++;
    this.#inARow = 0;
    if (state === this.#state) return;
    this.#state = state;
    this.#onState(state, this.name);
  }
}
