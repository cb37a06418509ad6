import { neon, neonConfig } from "@neondatabase/serverless";
import type { SQL } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import { toDatabaseError } from "./database-error.ts";

export interface CallOptions {
  /** Ends the call as well as its deadline does. */
  readonly signal?: AbortSignal;
}

/** One role's way to Postgres: one-shot requests over HTTP, so that no connection outlives its answer. */
export interface Database {
  /**
   * One statement, one round trip. `Row` says what the statement selects: nothing checks it, so it belongs beside the SQL.
   * @throws DatabaseError
   */
  query<Row>(statement: SQL, options?: CallOptions): Promise<Row[]>;
  /** Statements in one READ COMMITTED transaction and one round trip; each one's rows. @throws DatabaseError */
  transaction(statements: readonly SQL[], options?: CallOptions): Promise<unknown[][]>;
}

export interface ConnectOptions {
  /** Postgres URL; its login is the role. */
  readonly url: string;
  /** Instead of Neon's own endpoint for the URL's host: `http://127.0.0.1:8791/sql`. */
  readonly httpEndpoint?: string | undefined;
  /** How long any one call may take, in milliseconds, unless its signal ends it sooner. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 5000;

const dialect = new PgDialect();

/** The driver keeps its endpoint in one global, so it looks here by the address of the database. */
const endpoints = new Map<string, string>();
const neonEndpoint = neonConfig.fetchEndpoint;
neonConfig.fetchEndpoint = (host, port, options) => {
  const own = endpoints.get(address(host, port));
  if (own !== undefined) return own;
  return typeof neonEndpoint === "function" ? neonEndpoint(host, port, options) : neonEndpoint;
};

export const address = (host: string, port: string | number): string => `${host}:${port === "" ? 5432 : port}`;

/** Opens nothing: each call is a request of its own. Safe to keep for as long as the isolate lives. */
export function connect({ url, httpEndpoint, timeoutMs = DEFAULT_TIMEOUT_MS }: ConnectOptions): Database {
  const { hostname, port } = new URL(url);
  if (httpEndpoint !== undefined) endpoints.set(address(hostname, port), httpEndpoint);
  const run = neon(url, { isolationLevel: "ReadCommitted" });

  async function call<T>(options: CallOptions | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    // Not AbortSignal.timeout: its timer would outlive the answer, and keep a Durable Object awake.
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(new DOMException("No answer in time", "TimeoutError")), timeoutMs);
    const signal = options?.signal ? AbortSignal.any([options.signal, deadline.signal]) : deadline.signal;
    try {
      return await work(signal);
    } catch (error) {
      throw toDatabaseError(error, signal);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    query: <Row>(statement: SQL, options?: CallOptions) =>
      call(options, async (signal) => {
        const { sql, params } = dialect.sqlToQuery(statement);
        // What comes back is what the statement selects: its author's promise, as the interface says.
        return (await run.query(sql, params, { fetchOptions: { signal } })) as Row[];
      }),
    transaction: (statements, options) =>
      call(options, (signal) => {
        const queries = statements.map((statement) => {
          const { sql, params } = dialect.sqlToQuery(statement);
          return run.query(sql, params);
        });
        return run.transaction(queries, { fetchOptions: { signal } });
      }),
  };
}
