import { within } from "./deadline.ts";

interface Flight<T> {
  readonly landing: Promise<T | undefined>;
  readonly startedAt: number;
}

/**
 * One piece of work at a time per name: the first caller leads, the rest get its promise. Work runs in its leader's
 * request; only plain promises cross requests, and each caller must await them under a timer of its own, since a
 * leader can be lost. A flight past its limit counts as lost, and the next caller leads a new one.
 */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The work's value; `undefined` when it failed or took longer than `limitMs`. `keep` is the leader's `waitUntil`. */
  fly(name: string, limitMs: number, work: () => Promise<T | undefined>, keep: (work: Promise<unknown>) => void) {
    const running = this.#flights.get(name);
    if (running && this.#now() - running.startedAt < limitMs) return running.landing;
    const landing = within(work(), limitMs).catch(() => undefined);
    const flight: Flight<T> = { landing, startedAt: this.#now() };
    this.#flights.set(name, flight);
    keep(
      landing.finally(() => {
        if (this.#flights.get(name) === flight) this.#flights.delete(name);
      }),
    );
    return landing;
  }
}
