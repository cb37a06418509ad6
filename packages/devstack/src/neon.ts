/**
 * A local Neon: its HTTP endpoint (`POST /sql`, one statement or a batch in one transaction) and its WebSocket tunnel
 * (`/v2?address=host:port`), over the local PostgreSQL, over any other one, or handed on to Neon itself, so that the
 * real one can be faulted too. Wire format as read in the source of @neondatabase/serverless 1.2.
 */
import { connect } from "node:net";
import pg from "pg";
import type { Faults } from "./faults.ts";
import { forwardTo } from "./forward.ts";
import { type GateAnswer, type GateRequest, gated, json, type Listener, listen } from "./gate.ts";
import { tunnels } from "./neon-tunnel.ts";

export interface NeonOptions {
  port: number;
  faults: Faults;
  /** The databases that may be reached, as URLs: the endpoint is no way to anything else. */
  databases: readonly string[];
  /** How long a request waits for a connection of its role, milliseconds. Neon's own pooler waits two minutes. */
  queueMs?: number;
  /** Where Neon itself answers for one of its hosts; other places only for tests. */
  neonOrigin?: (host: string) => { http: string; ws: string };
}

const MAX_BODY_BYTES = 16 * 1024 * 1024;
const QUEUE_MS = 10_000;
/** Connections of one role, unless its own limit is lower. More make two cores slower, not faster. */
const POOL_SIZE = 10;
/** PostgreSQL's "too many connections". */
const TOO_MANY = "53300";

/** Opens the endpoint behind the `postgres` gate. */
export async function openNeon(options: NeonOptions): Promise<Listener> {
  const { faults, queueMs = QUEUE_MS, neonOrigin = realNeon } = options;
  const hosts = new Set(options.databases.map((url) => hostOf(new URL(url))));
  const pools = new Map<string, RolePool>();

  const handle = async (request: GateRequest): Promise<GateAnswer> => {
    if (request.method !== "POST" || request.url !== "/sql") return json(404, { message: "Only POST /sql is here." });
    const target = targetOf(request);
    if (target === undefined) return json(400, { message: "Neon-Connection-String is missing or no URL." });
    if (!hosts.has(hostOf(target.url)))
      return json(400, { message: `${hostOf(target.url)} is none of this stack's databases.` });
    if (isNeon(target.url.hostname)) return forwardTo(neonOrigin(target.url.hostname).http)(request);
    let pool = pools.get(target.text);
    if (pool === undefined) {
      pool = new RolePool(target.text, queueMs);
      pools.set(target.text, pool);
    }
    return answer(pool, request);
  };

  const tunnel = tunnels({ faults, allows: (host) => hosts.has(host), neonOrigin, isNeon });
  const listener = await listen({
    port: options.port,
    maxBytes: MAX_BODY_BYTES,
    handle: gated({
      dependency: "postgres",
      faults,
      handle,
      roleOf: (request) => {
        const user = targetOf(request)?.url.username;
        return user === undefined ? undefined : decodeURIComponent(user);
      },
      errorBody: (message) => ({ message }),
    }),
    upgrade: tunnel.upgrade,
  });
  return {
    async close() {
      tunnel.close();
      await listener.close();
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
}

const hostOf = (url: URL): string => `${url.hostname}:${url.port || "5432"}`;
const isNeon = (host: string): boolean => host.endsWith(".neon.tech");
const realNeon = (host: string): { http: string; ws: string } => ({
  http: `https://${host.replace(/^[^.]+/, "api")}`,
  ws: `wss://${host}/v2`,
});

function targetOf(request: GateRequest): { text: string; url: URL } | undefined {
  const text = request.headers["neon-connection-string"];
  return typeof text === "string" && URL.canParse(text) ? { text, url: new URL(text) } : undefined;
}

/**
 * The connections of one URL. When its role has no connection left, a request waits a bounded time, as behind Neon's
 * pooler, and then fails as PostgreSQL itself would: "too many connections".
 */
class RolePool {
  readonly #pool: pg.Pool;
  readonly #queueMs: number;
  #sized: Promise<void> | undefined;

  constructor(url: string, queueMs: number) {
    this.#queueMs = queueMs;
    this.#pool = new pg.Pool({
      connectionString: url,
      max: POOL_SIZE,
      idleTimeoutMillis: 10_000,
      connectionTimeoutMillis: queueMs,
    });
    this.#pool.on("error", () => undefined); // an idle connection was ended by the server: the next request opens another
  }

  async connect(signal: AbortSignal): Promise<pg.PoolClient> {
    const deadline = performance.now() + this.#queueMs;
    for (;;) {
      try {
        const client = await this.#pool.connect();
        this.#sized ??= this.#size(client);
        await this.#sized;
        return client;
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        const full = error instanceof pg.DatabaseError && error.code === TOO_MANY;
        if (full && performance.now() < deadline) {
          await new Promise((resolve) => setTimeout(resolve, 25));
          continue;
        }
        if (error instanceof Error && error.message.startsWith("timeout exceeded")) throw new QueueTimeout();
        throw error;
      }
    }
  }

  /** Leaves a fifth of the role's own limit to connections that do not come this way. */
  async #size(client: pg.PoolClient): Promise<void> {
    const { rows } = await client.query<{ most: number }>(
      "select rolconnlimit as most from pg_roles where rolname = current_user",
    );
    const most = rows[0]?.most ?? -1;
    if (most > 0) this.#pool.options.max = Math.max(1, Math.min(POOL_SIZE, Math.floor(most * 0.8)));
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}

class QueueTimeout extends Error {
  override readonly name = "QueueTimeout";
}

interface Statement {
  query: string;
  params: unknown[];
}

interface Format {
  rawText: boolean;
  arrayMode: boolean;
}

async function answer(pool: RolePool, request: GateRequest): Promise<GateAnswer> {
  const { headers, signal } = request;
  const asked = parseStatements(request.body);
  if (typeof asked === "string") return json(400, { message: asked });
  const format = {
    rawText: headers["neon-raw-text-output"] === "true",
    arrayMode: headers["neon-array-mode"] === "true",
  };
  let client: pg.PoolClient | undefined;
  let reusable = true;
  const cancel = (): void => {
    reusable = false; // a late cancel must not hit the next one's query
    if (client !== undefined) cancelQuery(client);
  };
  try {
    client = await pool.connect(signal);
    signal.addEventListener("abort", cancel, { once: true });
    signal.throwIfAborted();
    if (Array.isArray(asked)) {
      const begin = beginOf(headers);
      if (begin === undefined) return json(400, { message: "Neon-Batch-Isolation-Level is none that PostgreSQL has." });
      return json(200, { results: await runBatch(client, begin, asked, format) });
    }
    return json(200, await runOne(client, asked, format));
  } catch (error) {
    return errorOf(error);
  } finally {
    signal.removeEventListener("abort", cancel);
    // A statement may have left a transaction open (`BEGIN` alone, say).
    client?.release(!reusable || client.getTransactionStatus() !== "I");
  }
}

async function runBatch(
  client: pg.PoolClient,
  begin: string,
  statements: Statement[],
  format: Format,
): Promise<unknown[]> {
  await client.query(begin);
  try {
    const results: unknown[] = [];
    for (const statement of statements) results.push(await runOne(client, statement, format));
    await client.query("COMMIT");
    return results;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

const ISOLATION: Readonly<Record<string, string>> = {
  ReadUncommitted: "READ UNCOMMITTED",
  ReadCommitted: "READ COMMITTED",
  RepeatableRead: "REPEATABLE READ",
  Serializable: "SERIALIZABLE",
};

/** The statement that opens the batch's transaction; `undefined` when its isolation level does not exist. */
function beginOf(headers: GateRequest["headers"]): string | undefined {
  const level = headers["neon-batch-isolation-level"];
  const isolation = level === undefined ? "" : ISOLATION[String(level)];
  if (isolation === undefined) return undefined;
  const parts = ["BEGIN"];
  if (isolation !== "") parts.push(`ISOLATION LEVEL ${isolation}`);
  if (headers["neon-batch-read-only"] === "true") parts.push("READ ONLY");
  if (headers["neon-batch-deferrable"] === "true") parts.push("DEFERRABLE");
  return parts.join(" ");
}

const asText = { getTypeParser: () => (value: unknown) => value };

async function runOne(client: pg.PoolClient, { query, params }: Statement, format: Format): Promise<unknown> {
  // Always the extended protocol, as Neon does: several statements in one string are refused.
  const config = { text: query, values: params, rowMode: "array" as const, types: asText, queryMode: "extended" };
  const { command, rowCount, fields, rows } = await client.query<(string | null)[]>(config);
  let shaped: unknown[] = rows;
  if (!format.rawText) shaped = rows.map((row) => row.map((text, at) => plainValue(text, fields[at]?.dataTypeID ?? 0)));
  if (!format.arrayMode) {
    const names = fields.map((field) => field.name);
    shaped = shaped.map((row) =>
      Object.fromEntries(names.map((name, at) => [name, Array.isArray(row) ? row[at] : undefined])),
    );
  }
  return { command, rowCount: rowCount ?? 0, fields, rows: shaped, rowAsArray: format.arrayMode, viaNeonFetch: true };
}

/** Without `Neon-Raw-Text-Output`: numbers that JSON can hold, booleans and JSON as themselves, all else as text. */
function plainValue(text: string | null, type: number): unknown {
  if (text === null) return null;
  switch (type) {
    case 16: // bool
      return text === "t";
    case 21: // int2
    case 23: // int4
    case 700: // float4
    case 701: // float8
      return Number.isFinite(Number(text)) ? Number(text) : text;
    case 114: // json
    case 3802: // jsonb
      return JSON.parse(text);
    default:
      return text;
  }
}

/** One statement, several, or what is wrong with the body. */
function parseStatements(body: Buffer): Statement | Statement[] | string {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    return "The body is no JSON.";
  }
  if (typeof value === "object" && value !== null && "queries" in value) {
    if (!Array.isArray(value.queries)) return "`queries` is no array.";
    const statements: Statement[] = [];
    for (const item of value.queries) {
      const statement = parseStatement(item);
      if (statement === undefined) return "One of `queries` has no text `query` and array `params`.";
      statements.push(statement);
    }
    return statements;
  }
  return parseStatement(value) ?? "The body has no text `query` and array `params`.";
}

function parseStatement(value: unknown): Statement | undefined {
  if (typeof value !== "object" || value === null || !("query" in value) || typeof value.query !== "string")
    return undefined;
  const params = "params" in value ? value.params : [];
  return Array.isArray(params) ? { query: value.query, params } : undefined;
}

/** Neon's error: status 400 and what PostgreSQL said, field by field. Without an SQLSTATE the outcome is unknown. */
function errorOf(error: unknown): GateAnswer {
  if (error instanceof QueueTimeout) {
    return json(400, {
      message: "too many connections for role: none came free in time",
      code: TOO_MANY,
      severity: "FATAL",
    });
  }
  if (!(error instanceof pg.DatabaseError)) {
    return json(503, { message: error instanceof Error ? error.message : String(error) });
  }
  const { severity, code, detail, hint, position, internalPosition, internalQuery, where, schema, table } = error;
  const { column, dataType, constraint, file, line, routine } = error;
  const fields = { severity, code, detail, hint, position, internalPosition, internalQuery, where, schema, table };
  return json(400, { message: error.message, ...fields, column, dataType, constraint, file, line, routine });
}

/** Asks the server to give up what this connection is doing, over a connection of its own, as the protocol has it. */
function cancelQuery(client: pg.PoolClient): void {
  if (!("processID" in client && "secretKey" in client && "host" in client && "port" in client)) return;
  const { processID, secretKey, host, port } = client;
  if (
    typeof processID !== "number" ||
    typeof secretKey !== "number" ||
    typeof host !== "string" ||
    typeof port !== "number"
  )
    return;
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(80877102, 4);
  message.writeInt32BE(processID, 8);
  message.writeInt32BE(secretKey, 12);
  const socket = connect({ host, port }, () => socket.end(message));
  socket.on("error", () => undefined);
}
