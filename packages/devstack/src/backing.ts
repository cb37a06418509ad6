import type { Faults } from "./faults.ts";

export interface BackingOptions {
  /** First port of the block. */
  base: number;
  /** Where all state lives; made if missing. */
  dataDir: string;
  /** Progress, one line each. */
  log?: (line: string) => void;
  /** Where `DATABASE_URL*`, `UPSTASH_REDIS_REST_*` and `MEILI_*` are looked up to use real services; `process.env` is not read. */
  env?: Readonly<Record<string, string | undefined>>;
}

export interface Backing {
  /** Every variable the workers, migrations and tests need to reach the services, all through the gates. */
  env: Record<string, string>;
  faults: Faults;
  redis: "redis-server" | "external" | "absent";
  search: "embedded" | "external";
  /** What `GET /metrics` on the switchboard serves: Prometheus text format. */
  metricsText(): Promise<string>;
  /** Stops everything and waits for it; calling it again waits for the same. */
  stop(): Promise<void>;
}

/** Starts the services behind the workers: Postgres, Redis, search, mailbox, each behind its gate, and the switchboard. */
export declare function startBacking(options: BackingOptions): Promise<Backing>;
