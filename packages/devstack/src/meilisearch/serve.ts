import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { ApiError, badRequest } from "./api-error.ts";
import { Engine, type KeptState } from "./engine.ts";
import { answer } from "./routes.ts";

export interface MeilisearchOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Where indexes are kept from one start to the next; in memory alone without it. */
  readonly dataFile?: string;
  readonly log?: (line: string) => void;
  /** The key to be asked for. */
  readonly key?: string;
}

export interface EmbeddedMeilisearch {
  readonly url: string;
  readonly key: string;
  stop(): Promise<void>;
}

/** Meilisearch accepts 100 MB by default as well. */
const MOST_BYTES = 100 * 1024 * 1024;

/** How long after a change the data file is written. */
const WRITE_AFTER_MS = 1000;

/**
 * A search engine that speaks Meilisearch's wire format, for a laptop without one: no registry carries the real one.
 * What it does not offer it refuses; product code cannot tell the two apart by anything it asks.
 */
export async function startMeilisearch(options: MeilisearchOptions): Promise<EmbeddedMeilisearch> {
  const { dataFile, key = "embedded-meilisearch-key", log = () => {} } = options;
  let timer: NodeJS.Timeout | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    if (dataFile === undefined) return;
    try {
      // Beside it first: a stop half-way leaves the old file whole.
      writeFileSync(`${dataFile}.new`, JSON.stringify(engine.keep()));
      renameSync(`${dataFile}.new`, dataFile);
    } catch (error) {
      log(`meilisearch: could not write ${dataFile}: ${String(error)}`);
    }
  };
  const changed = () => {
    if (dataFile !== undefined) timer ??= setTimeout(write, WRITE_AFTER_MS);
  };
  const engine = new Engine(dataFile === undefined ? null : readState(dataFile, log), changed);

  const server = createServer((request, response) => {
    respond(engine, key, request, response).catch((error: unknown) => {
      log(`meilisearch: ${String(error)}`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return {
    url: `http://127.0.0.1:${port}`,
    key,
    async stop() {
      engine.tasks.stop();
      if (timer !== undefined) write();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function respond(engine: Engine, key: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let reply: { status: number; body: unknown };
  try {
    const url = new URL(request.url ?? "/", "http://embedded");
    const path = url.pathname
      .split("/")
      .filter((part) => part !== "")
      .map(decodeURIComponent);
    if (path[0] !== "health") authorize(request, key); // the one route without a key
    const body = await readBody(request);
    reply = answer(engine, { method: request.method ?? "GET", path, query: url.searchParams, body });
  } catch (error) {
    const known = error instanceof ApiError ? error : new ApiError(500, "internal", String(error), "internal");
    reply = { status: known.status, body: known.body };
  }
  const text = JSON.stringify(reply.body);
  response.writeHead(reply.status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}

/** https://www.meilisearch.com/docs/reference/api/authorization */
function authorize(request: IncomingMessage, key: string): void {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    throw new ApiError(
      401,
      "missing_authorization_header",
      "The Authorization header is missing. It must use the bearer authorization method.",
      "auth",
    );
  }
  if (authorization !== `Bearer ${key}`) {
    throw new ApiError(403, "invalid_api_key", "The provided API key is invalid.", "auth");
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > MOST_BYTES) {
      throw new ApiError(
        413,
        "payload_too_large",
        "The provided payload reached the size limit. The maximum accepted payload size is 100 MiB.",
      );
    }
    chunks.push(part);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return undefined;
  const type = request.headers["content-type"]?.split(";")[0]?.trim();
  if (type === undefined) {
    throw new ApiError(
      415,
      "missing_content_type",
      "A Content-Type header is missing. Accepted values for the Content-Type header are: `application/json`, `application/x-ndjson`",
    );
  }
  if (type !== "application/json" && type !== "application/x-ndjson") {
    throw new ApiError(
      415,
      "invalid_content_type",
      `The Content-Type \`${type}\` is invalid. Accepted values for the Content-Type header are: \`application/json\`, \`application/x-ndjson\``,
    );
  }
  try {
    if (type === "application/json") return JSON.parse(text);
    return text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => JSON.parse(line));
  } catch (error) {
    throw badRequest("malformed_payload", `The \`json\` payload provided is malformed. \`${String(error)}\`.`);
  }
}

/** A file that cannot be read is no loss: the index is rebuilt from the record. */
function readState(dataFile: string, log: (line: string) => void): KeptState | null {
  let text: string;
  try {
    text = readFileSync(dataFile, "utf8");
  } catch {
    return null; // first start
  }
  try {
    const state: KeptState = JSON.parse(text); // written by `keep` alone
    if (state.format === 1) return state;
    log(`meilisearch: ${dataFile} is of another format and is left unread`);
  } catch (error) {
    log(`meilisearch: ${dataFile} is broken and is left unread: ${String(error)}`);
  }
  return null;
}
