import { setTimeout as sleep } from "node:timers/promises";

/**
 * What is broken on purpose, per dependency: the state behind the switchboard. Gates ask it about each request.
 */

export const DEPENDENCIES = ["postgres", "redis", "meilisearch", "payments", "mail", "r2", "kv"] as const;
export type Dependency = (typeof DEPENDENCIES)[number];

/**
 * - `ok`: no fault.
 * - `refuse`: the connection is reset.
 * - `hang`: accepted, and not answered until the fault is cleared (the request then goes on) or the client leaves.
 * - `slow`: performed after `latencyMs` (2,000 unless told).
 * - `error`: not performed; answered with `status` (500 unless told) and `body`.
 * - `drop-response`: performed, and the connection is reset instead of an answer.
 */
export const MODES = ["ok", "refuse", "hang", "slow", "error", "drop-response"] as const;
export type Mode = (typeof MODES)[number];

export interface Fault {
  mode: Mode;
  /** Milliseconds added before performing the request. */
  latencyMs?: number;
  /** HTTP status of `error`. */
  status?: number;
  /** Body of `error`: text as it is, anything else as JSON. */
  body?: unknown;
  /** Only requests of this database role suffer (postgres only). */
  role?: string;
  /** The share of requests that suffer, 0 to 1; all unless told. */
  rate?: number;
  /** The fault clears itself after this many seconds. */
  forSeconds?: number;
}

export interface FaultState extends Fault {
  /** Whether anything in this stack passes through this dependency's gate. */
  attached: boolean;
  /** When the fault clears itself, ISO 8601. */
  until?: string;
}

/** How long `slow` takes unless told. */
const SLOW_MS = 2_000;

export const OK: Fault = { mode: "ok" };

export class Faults {
  readonly #faults = new Map<
    Dependency,
    { fault: Fault; until: number | undefined; timer: NodeJS.Timeout | undefined }
  >();
  readonly #attached = new Set<Dependency>();
  readonly #listeners = new Set<(dependency: Dependency) => void>();

  /** Replaces this dependency's fault; `{ mode: "ok" }` clears it. */
  set(dependency: Dependency, fault: Fault): void {
    clearTimeout(this.#faults.get(dependency)?.timer);
    this.#faults.delete(dependency);
    if (fault.mode !== "ok") {
      const seconds = fault.forSeconds;
      const timer = seconds === undefined ? undefined : setTimeout(() => this.set(dependency, OK), seconds * 1000);
      timer?.unref();
      const until = seconds === undefined ? undefined : Date.now() + seconds * 1000;
      this.#faults.set(dependency, { fault, until, timer });
    }
    for (const listener of [...this.#listeners]) listener(dependency);
  }

  clear(): void {
    for (const dependency of [...this.#faults.keys()]) this.set(dependency, OK);
  }

  list(): Record<Dependency, FaultState> {
    const state = (dependency: Dependency): FaultState => {
      const set = this.#faults.get(dependency);
      return {
        ...(set?.fault ?? OK),
        attached: this.#attached.has(dependency),
        ...(set?.until === undefined ? {} : { until: new Date(set.until).toISOString() }),
      };
    };
    return {
      postgres: state("postgres"),
      redis: state("redis"),
      meilisearch: state("meilisearch"),
      payments: state("payments"),
      mail: state("mail"),
      r2: state("r2"),
      kv: state("kv"),
    };
  }

  /** Says that a gate for this dependency is in place. */
  attach(dependency: Dependency): void {
    this.#attached.add(dependency);
  }

  /** The fault that meets one request of this database role; draws the dice of `rate` each time. */
  draw(dependency: Dependency, role?: string): Fault {
    const fault = this.#faults.get(dependency)?.fault;
    if (fault === undefined || (fault.role !== undefined && fault.role !== role)) return OK;
    if (fault.rate !== undefined && Math.random() >= fault.rate) return OK;
    return fault;
  }

  /**
   * Lets one request suffer its fault as far as waiting goes (`hang`, `slow`, `latencyMs`), and answers what is left of
   * it: nothing (`ok`, to be performed), `refuse`, `error` or `drop-response`. Rejects when the client leaves meanwhile.
   */
  async meet(dependency: Dependency, role: string | undefined, signal: AbortSignal): Promise<Fault> {
    let fault = this.draw(dependency, role);
    while (fault.mode === "hang") {
      await this.changed(dependency, signal);
      fault = this.draw(dependency, role);
    }
    const latency = fault.latencyMs ?? (fault.mode === "slow" ? SLOW_MS : 0);
    if (latency > 0) await sleep(latency, undefined, { signal });
    return fault.mode === "slow" ? OK : fault;
  }

  /** Resolves at this dependency's next change. */
  changed(dependency: Dependency, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (settle: () => void): void => {
        forget();
        signal.removeEventListener("abort", onAbort);
        settle();
      };
      const onAbort = (): void => done(() => reject(signal.reason));
      const forget = this.onChange((changed) => {
        if (changed === dependency) done(resolve);
      });
      signal.addEventListener("abort", onAbort);
      if (signal.aborted) onAbort();
    });
  }

  /** The fault that meets every request of this role, if there is one: what open connections must suffer at once. */
  certain(dependency: Dependency, role?: string): Fault {
    const fault = this.#faults.get(dependency)?.fault;
    return fault !== undefined && (fault.rate ?? 1) >= 1 ? this.draw(dependency, role) : OK;
  }

  /** Calls back after each change; the answer ends it. */
  onChange(listener: (dependency: Dependency) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
