import type { Freshness } from "@liveotter/contracts/http/freshness";

/** What the origin under pressure is spared: seconds for which a page is then simply good, step by step. */
const STEPS = [60, 120, 240, 300] as const;
/** The line: whoever takes longer to answer is slow. A calm public BFF needs a tenth of it. */
export const SLOW_MS = 800;
/** How far back answers count, in slices of a second. */
export const WINDOW_MS = 10_000;
const SLICE_MS = 1000;
/** Fewer answers than this within the window say nothing of the origin. */
export const ENOUGH = 5;
/**
 * Shares of slow answers: from the first on it is under pressure, up to the second it is calm. Between them, as it was. A
 * page asks for more than one thing, and some of them are at hand.
 */
const STRAINED = 0.3;
const CALM = 0.1;
/** For how long pressure, or calm, must have lasted for the next step. The first step up is taken at once. */
export const STEP_MS = 10_000;
/** Under pressure one page is made anew in so long, though it is good: else nobody would learn that it is over. */
export const LOOK_MS = 1000;

export interface PressureOptions {
  /** Whether calls are refused without being tried. */
  readonly isBroken: () => boolean;
  /** Told of each step, in seconds; zero is calm. */
  readonly onStep?: (seconds: number) => void;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/**
 * How hard it is for the origin to answer, and so how long its pages may be good. The times rise by themselves while the
 * breaker is open or most answers are slow, and fall again once that is over; two lines with room between them, and a
 * time for each step, keep them from flapping. Each isolate judges by what it sees.
 */
export class Pressure {
  readonly #isBroken: () => boolean;
  readonly #onStep: (seconds: number) => void;
  readonly #now: () => number;
  /** The window, oldest first. */
  #slices: { readonly since: number; answers: number; slow: number }[] = [];
  /** Place in `STEPS`; -1 is calm. */
  #step = -1;
  #steppedAt = Number.NEGATIVE_INFINITY;
  /** When it was last anything but calm. */
  #troubledAt = Number.NEGATIVE_INFINITY;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor({ isBroken, onStep = () => {}, now = Date.now }: PressureOptions) {
    this.#isBroken = isBroken;
    this.#onStep = onStep;
    this.#now = now;
  }

  /** An answer that took `ms`, or a failure after them: that counts as slow, however fast it came. */
  note(ms: number, failed: boolean): void {
    const now = this.#now();
    let slice = this.#slices.at(-1);
    if (slice === undefined || now - slice.since >= SLICE_MS) {
      slice = { since: now, answers: 0, slow: 0 };
      this.#slices.push(slice);
    }
    slice.answers++;
    if (failed || ms > SLOW_MS) slice.slow++;
    this.#judge(now);
  }

  /** How long a page is good now that is good for `calm` otherwise. Never shorter. */
  stretch(calm: Freshness): Freshness {
    this.#judge(this.#now());
    const fresh = Math.max(calm.fresh, STEPS[this.#step] ?? 0);
    return { ...calm, fresh };
  }

  /** Whether the origin is to be asked now though the copy is good; of those who ask this, one in so long hears yes. */
  isLookDue(): boolean {
    const now = this.#now();
    if (this.#step < 0 || now - this.#lookedAt < LOOK_MS) return false;
    this.#lookedAt = now;
    return true;
  }

  #judge(now: number): void {
    const state = this.#state(now);
    if (state !== "calm") this.#troubledAt = now;
    if (state === "strained") {
      const due = this.#step < 0 || now - this.#steppedAt >= STEP_MS;
      if (due && this.#step < STEPS.length - 1) this.#enter(this.#step + 1, now);
    } else if (state === "calm" && this.#step >= 0) {
      // Nobody may have asked for long: as many steps as there was time for.
      const down = Math.floor((now - Math.max(this.#steppedAt, this.#troubledAt)) / STEP_MS);
      if (down > 0) this.#enter(Math.max(-1, this.#step - down), now);
    }
  }

  #state(now: number): "strained" | "calm" | "between" {
    while (this.#slices[0] !== undefined && now - this.#slices[0].since >= WINDOW_MS) this.#slices.shift();
    if (this.#isBroken()) return "strained";
    let answers = 0;
    let slow = 0;
    for (const slice of this.#slices) {
      answers += slice.answers;
      slow += slice.slow;
    }
    if (answers >= ENOUGH && slow >= answers * STRAINED) return "strained";
    return slow <= answers * CALM ? "calm" : "between";
  }

  #enter(step: number, now: number): void {
    this.#step = step;
    this.#steppedAt = now;
    this.#onStep(STEPS[step] ?? 0);
  }
}
