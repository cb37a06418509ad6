import { setImmediate as tick } from "node:timers/promises";

/**
 * Many at once, one move at a time: whoever is about to cross from one place to another waits for its turn, and a seed
 * draws who goes on. So a run is as interleaved as a real one, and the same again for the same seed.
 */
export class Turns {
  /** Moves made: the clock of the log. */
  now = 0;
  readonly #draw: (below: number) => number;
  readonly #waiting: (() => void)[] = [];
  readonly #going = new Set<Promise<void>>();
  readonly #failures: unknown[] = [];
  #outside = 0;
  #idle: (() => void) | null = null;

  constructor(draw: (below: number) => number) {
    this.#draw = draw;
  }

  /** Resolves when it is one's turn. */
  turn(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Something that others do meanwhile: its turns are drawn among all. What it throws, `run` throws. */
  begin(work: () => Promise<unknown>): void {
    const going: Promise<void> = this.turn()
      .then(work)
      .then(
        () => undefined,
        (error: unknown) => void this.#failures.push(error),
      )
      .finally(() => this.#going.delete(going));
    this.#going.add(going);
  }

  /** A question to what is not of this world, such as Postgres: nobody moves until it is answered. */
  async outside<T>(work: () => Promise<T>): Promise<T> {
    this.#outside += 1;
    try {
      return await work();
    } finally {
      this.#outside -= 1;
      if (this.#outside === 0) this.#idle?.();
    }
  }

  /** Goes on until nobody waits any more. */
  async run(): Promise<void> {
    for (;;) {
      await this.#quiet();
      const next = this.#waiting.splice(this.#draw(this.#waiting.length), 1)[0];
      if (next === undefined) {
        if (this.#going.size === 0) break;
        // Somebody waits for a clock of this machine.
        await Promise.race(this.#going);
        continue;
      }
      this.now += 1;
      next();
    }
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  /** All that follows from the last move has been done. */
  async #quiet(): Promise<void> {
    do {
      if (this.#outside > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
      await tick();
    } while (this.#outside > 0);
  }
}
