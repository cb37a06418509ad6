/** The refund requests that came since the start or the last reset. */
export interface RefundTraffic {
  readonly requests: number;
  /** Those that made a new refund; the others repeated one or were refused. */
  readonly made: number;
  /** Those that were refused because they came too fast. */
  readonly throttled: number;
  readonly peakInFlight: number;
  /** Most requests that arrived within one second of the clock. */
  readonly peakPerSecond: number;
}

const SECOND_MS = 1000;

/** Counts the refund requests of whoever uses the provider, and says which come faster than it allows. */
export class Traffic {
  /** How many requests it takes in a second; `null`: any number. */
  perSecond: number | null = null;
  #inFlight = 0;
  #second = 0;
  #inSecond = 0;
  #counts = { requests: 0, made: 0, throttled: 0, peakInFlight: 0, peakPerSecond: 0 };

  get counts(): RefundTraffic {
    return { ...this.#counts };
  }

  reset(): void {
    this.#counts = { requests: 0, made: 0, throttled: 0, peakInFlight: this.#inFlight, peakPerSecond: 0 };
  }

  /** Runs one request. `status` of its answer says what became of it: 201 made a refund, 429 was too fast. */
  async count<T extends { readonly status: number }>(work: () => Promise<T>): Promise<T> {
    this.#inFlight += 1;
    const counts = this.#counts;
    counts.requests += 1;
    counts.peakInFlight = Math.max(counts.peakInFlight, this.#inFlight);
    try {
      const answer = await work();
      if (answer.status === 201) counts.made += 1;
      if (answer.status === 429) counts.throttled += 1;
      return answer;
    } finally {
      this.#inFlight -= 1;
    }
  }

  /** Takes note of a request that arrived at this time; `false` when there were too many in its second. */
  admit(now: number): boolean {
    const second = Math.floor(now / SECOND_MS);
    if (second !== this.#second) [this.#second, this.#inSecond] = [second, 0];
    this.#inSecond += 1;
    this.#counts.peakPerSecond = Math.max(this.#counts.peakPerSecond, this.#inSecond);
    return this.perSecond === null || this.#inSecond <= this.perSecond;
  }
}
