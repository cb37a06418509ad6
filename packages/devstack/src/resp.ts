import { connect, type Socket } from "node:net";

/** A reply of Redis (RESP 2). `simple` is a status such as `OK`; bulk strings stay bytes. */
export type Reply =
  | { kind: "simple"; text: string }
  | { kind: "error"; text: string }
  | { kind: "integer"; text: string }
  | { kind: "bulk"; bytes: Buffer }
  | { kind: "nil" }
  | { kind: "list"; items: Reply[] };

/** Reads replies from a stream of bytes that may break anywhere. */
export class ReplyReader {
  #pending: Buffer = Buffer.alloc(0);

  /** The replies that are whole once these bytes have come. */
  push(bytes: Buffer): Reply[] {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    const replies: Reply[] = [];
    let at = 0;
    for (;;) {
      const read = readReply(this.#pending, at);
      if (read === undefined) break;
      replies.push(read.reply);
      at = read.end;
    }
    if (at > 0) this.#pending = this.#pending.subarray(at);
    return replies;
  }
}

/** The reply that starts here and where it ends; `undefined` when it is not whole yet. */
function readReply(bytes: Buffer, start: number): { reply: Reply; end: number } | undefined {
  const lineEnd = bytes.indexOf("\r\n", start);
  if (lineEnd === -1) return undefined;
  const text = bytes.toString("utf8", start + 1, lineEnd);
  const end = lineEnd + 2;
  switch (bytes[start]) {
    case 0x2b: // +
      return { reply: { kind: "simple", text }, end };
    case 0x2d: // -
      return { reply: { kind: "error", text }, end };
    case 0x3a: // :
      return { reply: { kind: "integer", text }, end };
    case 0x24: {
      // $
      const length = Number(text);
      if (length < 0) return { reply: { kind: "nil" }, end };
      if (bytes.length < end + length + 2) return undefined;
      return { reply: { kind: "bulk", bytes: bytes.subarray(end, end + length) }, end: end + length + 2 };
    }
    case 0x2a: {
      // *
      const count = Number(text);
      if (count < 0) return { reply: { kind: "nil" }, end };
      const items: Reply[] = [];
      let at = end;
      for (let index = 0; index < count; index++) {
        const read = readReply(bytes, at);
        if (read === undefined) return undefined;
        items.push(read.reply);
        at = read.end;
      }
      return { reply: { kind: "list", items }, end: at };
    }
    default:
      throw new Error("Redis answered something that is no RESP 2.");
  }
}

const encodeCommand = (args: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat([
    Buffer.from(`*${args.length}\r\n`),
    ...args.flatMap((arg) => {
      const bytes = typeof arg === "string" ? Buffer.from(arg, "utf8") : arg;
      return [Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from("\r\n")];
    }),
  ]);

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/** One connection to Redis, opened when first needed and again after it broke. Commands sent together stay together. */
export class RedisConnection {
  readonly #port: number;
  readonly #password: string;
  #socket: Socket | undefined;
  #waiting: Waiting[] = [];

  constructor(options: { port: number; password: string }) {
    this.#port = options.port;
    this.#password = options.password;
  }

  /** Sends the commands in one write; their replies in order. Rejects when the connection breaks before they came. */
  send(commands: readonly (readonly (string | Buffer)[])[]): Promise<Reply[]> {
    const socket = this.#socket ?? this.#open();
    const replies = commands.map(
      () => new Promise<Reply>((resolve, reject) => this.#waiting.push({ resolve, reject })),
    );
    socket.write(Buffer.concat(commands.map(encodeCommand)));
    return Promise.all(replies);
  }

  close(): void {
    this.#socket?.destroy();
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: "127.0.0.1", noDelay: true });
    const reader = new ReplyReader();
    const waiting: Waiting[] = [];
    this.#socket = socket;
    this.#waiting = waiting;
    const broken = (error: Error): void => {
      if (this.#socket === socket) this.#socket = undefined;
      socket.destroy();
      for (const { reject } of waiting.splice(0)) reject(error);
    };
    socket.on("data", (bytes) => {
      try {
        for (const reply of reader.push(Buffer.from(bytes))) waiting.shift()?.resolve(reply);
      } catch (error) {
        broken(error instanceof Error ? error : new Error(String(error)));
      }
    });
    socket.once("error", broken);
    socket.once("close", () => broken(new Error("Redis closed the connection.")));
    waiting.push({
      resolve: (reply) => {
        if (reply.kind === "error") broken(new Error(reply.text));
      },
      reject: () => undefined,
    });
    socket.write(encodeCommand(["AUTH", this.#password]));
    return socket;
  }
}
