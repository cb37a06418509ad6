import { connect, type Socket } from "node:net";

/** What one slice of load saw: completed requests, how long they took (ms, sorted), and what was no 2xx. */
export interface Slice {
  readonly requests: number;
  readonly seconds: number;
  readonly latencies: readonly number[];
  readonly errors: number;
}

/**
 * Keeps `inFlight` requests in the air for `seconds` over keep-alive connections: GETs, `path(n)` naming the n-th, or
 * POSTs of `body(n)`, each under a key of its own. A client of our own because it shares two cores with the server: it
 * parses no more of an answer than its status and length. With `everyMs`, each of those in the air is sent no sooner than
 * that after the one before it.
 */
export async function load(
  url: string,
  options: {
    inFlight: number;
    seconds: number;
    path: (n: number) => string;
    body?: (n: number) => string;
    everyMs?: number;
  },
): Promise<Slice> {
  const { hostname, port } = new URL(url);
  const until = performance.now() + options.seconds * 1000;
  const latencies: number[] = [];
  let errors = 0;
  let sent = 0;
  const started = performance.now();

  const request = (n: number): string => {
    const head = `${options.path(n)} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n`;
    if (options.body === undefined) return `GET ${head}\r\n`;
    const body = options.body(n);
    const about = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}`;
    return `POST ${head}${about}\r\nIdempotency-Key: ${crypto.randomUUID()}\r\n\r\n${body}`;
  };

  const lane = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket: Socket = connect(Number(port), hostname === "localhost" ? "127.0.0.1" : hostname);
      socket.setNoDelay(true);
      let pending = Buffer.alloc(0);
      let began = 0;
      const next = (): unknown => {
        if (performance.now() >= until) return socket.end();
        began = performance.now();
        socket.write(request(sent++));
      };
      socket.once("connect", next);
      socket.once("error", reject);
      socket.once("close", () => {
        // Closed by the server while an answer was due: an error, and the end of this lane.
        if (performance.now() < until) errors += 1;
        resolve();
      });
      socket.on("data", (chunk) => {
        pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
        const answer = wholeAnswer(pending);
        if (!answer) return;
        pending = Buffer.alloc(0);
        const took = performance.now() - began;
        latencies.push(took);
        if (answer.status < 200 || answer.status > 299) errors += 1;
        if (options.everyMs === undefined) next();
        else setTimeout(next, Math.max(0, options.everyMs - took));
      });
    });

  await Promise.all(Array.from({ length: options.inFlight }, lane));
  const seconds = (performance.now() - started) / 1000;
  return { requests: latencies.length, seconds, latencies: latencies.sort((a, b) => a - b), errors };
}

/** The status of a complete answer in `bytes`, or `null` while more is to come. */
function wholeAnswer(bytes: Buffer): { status: number } | null {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const head = bytes.toString("latin1", 0, end);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  const whole =
    length === undefined
      ? bytes.subarray(-5).toString("latin1") === "0\r\n\r\n"
      : bytes.length >= end + 4 + Number(length);
  return whole ? { status: Number(head.slice(9, 12)) } : null;
}
