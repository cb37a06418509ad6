import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import type { Faults } from "./faults.ts";
import { errorAnswer, Reset, reset, type UpgradeHandler } from "./gate.ts";

export interface TunnelOptions {
  faults: Faults;
  /** Whether `host:port` may be reached. */
  allows: (address: string) => boolean;
  neonOrigin: (host: string) => { ws: string };
  isNeon: (host: string) => boolean;
}

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** Neon's WebSocket tunnel: the bytes of one PostgreSQL connection, each way, behind the `postgres` gate. */
export function tunnels(options: TunnelOptions): { upgrade: UpgradeHandler; close(): void } {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  const open = new Set<Tunnel>();

  const accept = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const leaving = new AbortController();
    const onClose = (): void => leaving.abort(new Reset("The client left."));
    socket.once("close", onClose);
    const address = new URL(request.url ?? "/", "http://tunnel").searchParams.get("address") ?? "";
    if (!options.allows(address)) return refuse(socket, 403, "That address is none of this stack's databases.");
    // The role is not known yet: a fault of one role waits for the start-up message.
    const fault = await options.faults.meet("postgres", undefined, leaving.signal);
    if (fault.mode === "refuse") return reset(socket);
    if (fault.mode === "error") {
      const { status, body } = errorAnswer(fault, (message) => ({ message }));
      return refuse(socket, status, String(body));
    }
    socket.removeListener("close", onClose);
    server.handleUpgrade(request, socket, head, (client) => {
      const host = address.slice(0, address.lastIndexOf(":"));
      const port = Number(address.slice(address.lastIndexOf(":") + 1));
      const upstream = options.isNeon(host)
        ? overWebSocket(`${options.neonOrigin(host).ws}?address=${address}`)
        : overTcp(host, port);
      const tunnel = new Tunnel(client, socket, upstream, options.faults, () => open.delete(tunnel));
      open.add(tunnel);
    });
  };

  return {
    upgrade: (request, socket, head) => {
      accept(request, socket, head).catch(() => reset(socket));
    },
    close: () => {
      for (const tunnel of [...open]) tunnel.end();
    },
  };
}

function refuse(socket: Duplex, status: number, body: string): void {
  socket.end(
    `HTTP/1.1 ${status} Refused\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** The far end: bytes in, bytes out. */
interface Upstream {
  write(bytes: Buffer): void;
  end(): void;
  onData(take: (bytes: Buffer) => void): void;
  onClose(take: () => void): void;
}

function overTcp(host: string, port: number): Upstream {
  const socket = connect({ host, port, noDelay: true });
  socket.on("error", () => undefined); // "close" follows
  return {
    write: (bytes) => void socket.write(bytes),
    end: () => void socket.destroy(),
    onData: (take) => void socket.on("data", (bytes) => take(Buffer.from(bytes))),
    onClose: (take) => void socket.once("close", take),
  };
}

function overWebSocket(url: string): Upstream {
  const socket = new WebSocket(url);
  const waiting: Buffer[] = [];
  socket.on("error", () => undefined);
  socket.once("open", () => {
    for (const bytes of waiting.splice(0)) socket.send(bytes);
  });
  return {
    write: (bytes) => {
      if (socket.readyState === WebSocket.CONNECTING) waiting.push(bytes);
      else if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
    },
    end: () => socket.terminate(),
    onData: (take) => void socket.on("message", (data) => take(bytesOf(data))),
    onClose: (take) => void socket.once("close", () => take()),
  };
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

/** One connection. Bytes go out in order, each message meeting the fault of its time; answers wait out a hang too. */
class Tunnel {
  readonly #client: WebSocket;
  readonly #socket: Duplex;
  readonly #upstream: Upstream;
  readonly #faults: Faults;
  readonly #over = new AbortController();
  #opening: Buffer | undefined = Buffer.alloc(0);
  #role: string | undefined;
  #dropping = false;
  #outward: Promise<void> = Promise.resolve();
  #homeward: Promise<void> = Promise.resolve();

  constructor(client: WebSocket, socket: Duplex, upstream: Upstream, faults: Faults, onEnd: () => void) {
    this.#client = client;
    this.#socket = socket;
    this.#upstream = upstream;
    this.#faults = faults;
    client.on("message", (data) => {
      const bytes = bytesOf(data);
      this.#outward = this.#outward.then(() => this.#send(bytes)).catch(() => this.end());
    });
    upstream.onData((bytes) => {
      this.#homeward = this.#homeward.then(() => this.#deliver(bytes)).catch(() => this.end());
    });
    upstream.onClose(() => {
      // The server's last words come first.
      this.#homeward = this.#homeward.then(() => this.#client.close()).catch(() => this.end());
    });
    const forget = faults.onChange((dependency) => {
      if (dependency === "postgres" && faults.certain("postgres", this.#role).mode === "refuse") this.end();
    });
    client.on("error", () => undefined); // "close" follows
    client.once("close", () => {
      forget();
      onEnd();
      this.#over.abort(new Reset("The client left."));
      upstream.end();
    });
  }

  /** Resets the connection on both sides. */
  end(): void {
    reset(this.#socket);
    this.#upstream.end();
  }

  async #send(bytes: Buffer): Promise<void> {
    this.#readRole(bytes);
    const fault = await this.#faults.meet("postgres", this.#role, this.#over.signal);
    if (this.#over.signal.aborted) return;
    if (fault.mode === "refuse") return this.end();
    if (fault.mode === "error") {
      this.#client.send(fatal(typeof fault.body === "string" ? fault.body : "A fault set on the switchboard."));
      this.#client.close();
      return;
    }
    if (fault.mode === "drop-response") this.#dropping = true;
    this.#upstream.write(bytes);
  }

  async #deliver(bytes: Buffer): Promise<void> {
    if (this.#dropping) return this.end();
    while (this.#faults.certain("postgres", this.#role).mode === "hang") {
      await this.#faults.changed("postgres", this.#over.signal);
    }
    if (this.#client.readyState === WebSocket.OPEN) this.#client.send(bytes);
  }

  /** Finds `user` in the start-up message, the first of a connection. TLS inside the tunnel hides it. */
  #readRole(bytes: Buffer): void {
    if (this.#opening === undefined) return;
    const seen = Buffer.concat([this.#opening, bytes]);
    this.#opening = seen;
    if (seen.length < 8 || seen.length < seen.readInt32BE(0)) return;
    this.#opening = undefined;
    if (seen.readInt16BE(4) !== 3) return; // protocol 3.x; anything else asks for TLS or a cancel
    const words = seen.toString("utf8", 8, seen.readInt32BE(0)).split("\0");
    const at = words.findIndex((word, index) => index % 2 === 0 && word === "user");
    this.#role = at === -1 ? undefined : words[at + 1];
  }
}

/** PostgreSQL's ErrorResponse that ends a connection. */
function fatal(message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C57P01\0M${message.replaceAll("\0", "")}\0\0`, "utf8");
  const head = Buffer.alloc(5);
  head.write("E", 0);
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
