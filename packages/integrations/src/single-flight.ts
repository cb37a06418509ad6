import { within } from "./deadline.ts";

/** Work under way, as one of its callers sees it. */
export interface Flight<T> {
  /** Its value; `undefined` when it failed or `ms` have passed. It goes on without us. */
  wait(ms: number): Promise<T | undefined>;
}

interface Running<T> {
  readonly startedAt: number;
  landed: boolean;
  value: T | undefined;
}

/** Followers look this often: soon at first, since most work is short. */
const FIRST_LOOK_MS = 1;
const LOOK_EVERY_MS = 16;

/**
 * One piece of work at a time per name: the first caller leads, the rest see what becomes of it. Work runs in its
 * leader's request. Nothing but plain values crosses to another one: a follower that awaits a leader's promise can wake
 * up in the leader's request (seen in workerd when a connection drops), where its own answer fails. So followers look
 * by timers of their own. A flight past its limit was lost with its request, and the next caller leads a new one.
 */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Running<T>>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Joins the work of this name, or leads it for at most `limitMs`; `keep` is then the leader's `waitUntil`. */
  fly(
    name: string,
    limitMs: number,
    work: () => Promise<T | undefined>,
    keep: (work: Promise<unknown>) => void,
  ): Flight<T> {
    const running = this.#flights.get(name);
    if (running && this.#now() - running.startedAt < limitMs) return { wait: (ms) => this.#look(running, ms) };
    const flight: Running<T> = { startedAt: this.#now(), landed: false, value: undefined };
    this.#flights.set(name, flight);
    const landing = within(work(), limitMs)
      .catch(() => undefined)
      .then((value) => {
        flight.value = value;
        flight.landed = true;
        if (this.#flights.get(name) === flight) this.#flights.delete(name);
        return value;
      });
    keep(landing);
    return { wait: (ms) => within(landing, ms) };
  }

  async #look(flight: Running<T>, ms: number): Promise<T | undefined> {
    const until = this.#now() + ms;
    for (let pause = FIRST_LOOK_MS; !flight.landed; pause = Math.min(pause * 2, LOOK_EVERY_MS)) {
      const left = until - this.#now();
      if (left <= 0) return undefined;
      await new Promise((resolve) => setTimeout(resolve, Math.min(pause, left)));
    }
    return flight.value;
  }
}
