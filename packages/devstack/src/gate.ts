import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Dependency, Fault, Faults } from "./faults.ts";

export interface GateRequest {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Aborts when the client leaves. */
  signal: AbortSignal;
}

export interface GateAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** Performs one request. What it throws is shown to the client as a reset connection: the service is not there. */
export type Handler = (request: GateRequest) => Promise<GateAnswer>;

export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface ListenOptions {
  port: number;
  handle: Handler;
  /** Largest request body in bytes; more is answered 413. */
  maxBytes: number;
  /** Takes WebSocket upgrades; without it they are refused. */
  upgrade?: UpgradeHandler;
}

export interface Listener {
  /** Closes the port and every connection. */
  close(): Promise<void>;
}

export const json = (status: number, body: unknown, headers?: Record<string, string>): GateAnswer => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

/** An RFC 9457 problem; `errors` names fields by JSON pointer. */
export const problem = (status: number, title: string, errors?: { pointer: string; detail: string }[]): GateAnswer =>
  json(
    status,
    { type: "about:blank", title, status, ...(errors === undefined ? {} : { errors }) },
    { "content-type": "application/problem+json" },
  );

/** The client left; or it shall find its connection reset. Carries no blame. */
export class Reset extends Error {
  override readonly name = "Reset";
}

const LOCAL_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * Whether a request may come from what runs on this machine: not from a page of another site in its browser, neither
 * by cross-origin request or WebSocket (they carry its `Origin`) nor by DNS rebinding (`Host` tells).
 */
export const isLocalCaller = ({ origin, host = "" }: IncomingHttpHeaders): boolean =>
  (origin === undefined || origin === `http://${host}`) && LOCAL_HOST.test(host);

/** Listens on the loopback interface, reads each request whole, and answers with what `handle` returns. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer(
    { keepAliveTimeout: 75_000 },
    (request, response) => void serve(request, response, options),
  );
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => undefined); // a client that leaves rudely
    if (options.upgrade === undefined || !isLocalCaller(request.headers)) return void socket.destroy();
    options.upgrade(request, socket, head);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: options.port, host: "127.0.0.1" }, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, options: ListenOptions): Promise<void> {
  const leaving = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) leaving.abort(new Reset("The client left."));
  });
  try {
    if (!isLocalCaller(request.headers)) return send(response, problem(403, "Only this machine may ask."));
    const body = await readBody(request, options.maxBytes);
    if (body === undefined) {
      response.setHeader("connection", "close");
      return send(response, problem(413, `A body of more than ${options.maxBytes} bytes is not taken.`));
    }
    const { method = "GET", url = "/", headers } = request;
    send(response, await options.handle({ method, url, headers, body, signal: leaving.signal }));
  } catch {
    reset(request.socket);
  }
}

function send(response: ServerResponse, answer: GateAnswer): void {
  const body = answer.body ?? "";
  response.writeHead(answer.status, { ...answer.headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

/** `undefined` when it is larger than allowed. */
function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes)
        resolve(undefined); // what still comes is read and thrown away, so that the answer arrives
      else chunks.push(chunk);
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("error", reject);
  });
}

/** Resets the connection, as a host does on whose port nothing listens. */
export function reset(socket: Duplex): void {
  if ("resetAndDestroy" in socket && typeof socket.resetAndDestroy === "function") socket.resetAndDestroy();
  else socket.destroy();
}

export interface GateOptions {
  dependency: Dependency;
  faults: Faults;
  handle: Handler;
  /** The database role that makes this request. */
  roleOf?: (request: GateRequest) => string | undefined;
  /** The body of `error` where the fault names none, in the dependency's own shape. */
  errorBody: (message: string) => unknown;
}

/** A handler behind this dependency's fault. */
export function gated(options: GateOptions): Handler {
  const { dependency, faults, handle } = options;
  faults.attach(dependency);
  return async (request) => {
    const fault = await faults.meet(dependency, options.roleOf?.(request), request.signal);
    switch (fault.mode) {
      case "refuse":
        throw new Reset("Refused by the switchboard.");
      case "error":
        return errorAnswer(fault, options.errorBody);
      case "drop-response":
        await handle(request);
        throw new Reset("Answer dropped by the switchboard.");
      default:
        return handle(request);
    }
  };
}

/** What mode `error` answers. */
export function errorAnswer(fault: Fault, errorBody: (message: string) => unknown): GateAnswer {
  const status = fault.status ?? 500;
  if (typeof fault.body === "string")
    return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: fault.body };
  return json(status, fault.body ?? errorBody("A fault set on the switchboard."));
}
