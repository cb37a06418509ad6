import { neonConfig, Pool } from "@neondatabase/serverless";
import { address } from "./connect.ts";

export interface PoolOptions {
  readonly url: string;
  /** Instead of Neon's own WebSocket proxy: `127.0.0.1:8791/v2`, without TLS. */
  readonly wsProxy?: string | undefined;
  readonly max?: number;
  /** Milliseconds to wait for a connection, and for each answer. Without them a hang would last. */
  readonly connectionTimeoutMs?: number;
  readonly queryTimeoutMs?: number;
}

const proxies = new Map<string, string>();
const neonProxy = neonConfig.wsProxy;
neonConfig.wsProxy = (host, port) => {
  const own = proxies.get(address(host, port));
  if (own !== undefined) return `${own}?address=${address(host, port)}`;
  return typeof neonProxy === "function" ? neonProxy(host, port) : neonProxy;
};

/**
 * Interactive transactions over a WebSocket, for what cannot be one round trip (better-auth's sign-in). A pool lives
 * within one request: `end()` it before the answer is complete, since no socket may be shared between requests.
 */
export function connectPool(options: PoolOptions): Pool {
  const { url, wsProxy, max = 1, connectionTimeoutMs = 3000, queryTimeoutMs = 5000 } = options;
  if (wsProxy !== undefined) {
    const { hostname, port } = new URL(url);
    proxies.set(address(hostname, port), wsProxy);
    // A proxy of our own is a local one: plain, and behind a Postgres whose SCRAM handshake cannot be guessed ahead.
    neonConfig.useSecureWebSocket = false;
    neonConfig.pipelineConnect = false;
  }
  const pool = new Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: connectionTimeoutMs,
    query_timeout: queryTimeoutMs,
  });
  pool.on("error", () => {}); // an idle connection that breaks is replaced at the next use; unheard it ends the process
  return pool;
}
