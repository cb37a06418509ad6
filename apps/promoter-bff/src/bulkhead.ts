/** No room, and none came up in time. Nothing was begun: safe to try again shortly. */
export class BulkheadFullError extends Error {
  override readonly name = "BulkheadFullError";
}

/**
 * Lets `limit` pieces of work run at once in this isolate; a few more wait briefly, the rest is refused at once. Keeps
 * a slow dependency from gathering every request behind it.
 */
export class Bulkhead {
  readonly #limit: number;
  readonly #queue: number;
  readonly #waitMs: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(options: { readonly limit: number; readonly queue: number; readonly waitMs: number }) {
    this.#limit = options.limit;
    this.#queue = options.queue;
    this.#waitMs = options.waitMs;
  }

  /** @throws BulkheadFullError */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#limit) await this.#turn();
    else this.#running++;
    try {
      return await work();
    } finally {
      // The place goes straight to the next in line, so that a newcomer cannot slip in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#queue) return Promise.reject(new BulkheadFullError("no room"));
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(new BulkheadFullError("no room in time"));
      }, this.#waitMs);
      this.#waiting.push(enter);
    });
  }
}
