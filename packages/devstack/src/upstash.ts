/**
 * Upstash's REST interface over a real redis-server: `POST /`, `/pipeline`, `/multi-exec` and the path form
 * (`/set/key/value?EX=5`). Wire format as read in the source of @upstash/redis 1.39 and in Upstash's documentation.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Faults } from "./faults.ts";
import { forwardTo } from "./forward.ts";
import { type GateAnswer, type GateRequest, gated, type Handler, json, type Listener, listen } from "./gate.ts";
import { RedisConnection, type Reply } from "./resp.ts";

const MAX_BODY_BYTES = 16 * 1024 * 1024;

export interface UpstashOptions {
  port: number;
  faults: Faults;
  /** The local server and the token to ask for, or the origin of a real Upstash. */
  over: { redisPort: number; password: string; token: string } | { origin: string };
}

/** Opens the endpoint behind the `redis` gate. */
export async function openUpstash(options: UpstashOptions): Promise<Listener & { ping(): Promise<boolean> }> {
  const local = "origin" in options.over ? undefined : localRedis(options.over);
  const handle = "origin" in options.over ? forwardTo(options.over.origin) : local?.handle;
  if (handle === undefined) throw new Error("There is nothing to answer from.");
  const errorBody = (message: string): unknown => ({ error: message });
  const listener = await listen({
    port: options.port,
    maxBytes: MAX_BODY_BYTES,
    handle: gated({ dependency: "redis", faults: options.faults, handle, errorBody }),
  });
  return {
    ping: () => local?.ping() ?? Promise.resolve(true),
    async close() {
      local?.close();
      await listener.close();
    },
  };
}

type Command = (string | Buffer)[];

/** They hold the connection or change its state, which is everybody's here; Upstash refuses them over REST as well. */
const REFUSED = new Set(
  "AUTH BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN CLIENT CONFIG DEBUG DISCARD EXEC HELLO MONITOR MULTI PSUBSCRIBE QUIT REPLICAOF RESET SELECT SHUTDOWN SLAVEOF SSUBSCRIBE SUBSCRIBE SYNC UNWATCH WAIT WATCH".split(
    " ",
  ),
);

function localRedis(over: { redisPort: number; password: string; token: string }): {
  handle: Handler;
  ping(): Promise<boolean>;
  close(): void;
} {
  const redis = new RedisConnection({ port: over.redisPort, password: over.password });
  const scripts = new Scripts();

  const handle = async (request: GateRequest): Promise<GateAnswer> => {
    const url = new URL(request.url, "http://upstash");
    if (!isAuthorised(request, url, over.token))
      return json(401, { error: "Unauthorized: the token is missing or wrong." });
    const encode = request.headers["upstash-encoding"] === "base64" ? base64 : plain;
    const path = url.pathname
      .split("/")
      .slice(1)
      .filter((part, at) => at > 0 || part !== "");
    const batch = path[0] === "pipeline" || path[0] === "multi-exec";
    const commands = batch ? parseCommands(request.body) : parseOne(path, url.searchParams, request.body);
    if (typeof commands === "string") return json(400, { error: `ERR ${commands}` });
    const refused = commands.find((command) => REFUSED.has(nameOf(command)));
    if (refused !== undefined) return json(400, { error: `ERR Command is not available: '${nameOf(refused)}'.` });

    const sent = commands.map((command) => scripts.translate(command));
    if (path[0] === "multi-exec") return transaction(redis, sent, encode);
    const replies = await redis.send(sent);
    const bodies = replies.map((reply, at) => bodyOf(scripts.reply(commands[at] ?? [], reply), encode));
    if (batch) return json(200, bodies);
    const only = bodies[0] ?? { error: "ERR no reply" };
    return json("error" in only ? 400 : 200, only);
  };
  return {
    handle,
    ping: () =>
      redis.send([["PING"]]).then(
        ([reply]) => reply?.kind === "simple",
        () => false,
      ),
    close: () => redis.close(),
  };
}

async function transaction(redis: RedisConnection, commands: Command[], encode: Encode): Promise<GateAnswer> {
  const replies = await redis.send([["MULTI"], ...commands, ["EXEC"]]);
  const outcome = replies.at(-1);
  if (outcome?.kind === "list")
    return json(
      200,
      outcome.items.map((reply) => bodyOf(reply, encode)),
    );
  // Refused as it was queued: nothing ran. The command's own error says more than EXECABORT.
  const cause = replies.find((reply) => reply.kind === "error");
  return json(400, { error: cause?.kind === "error" ? cause.text : "EXECABORT Transaction discarded." });
}

type Encode = (bytes: Buffer) => string;
const base64: Encode = (bytes) => bytes.toString("base64");
const plain: Encode = (bytes) => bytes.toString("utf8");

const bodyOf = (reply: Reply, encode: Encode): { result: unknown } | { error: string } =>
  reply.kind === "error" ? { error: reply.text } : { result: resultOf(reply, encode) };

function resultOf(reply: Reply, encode: Encode): unknown {
  switch (reply.kind) {
    case "simple":
      return reply.text === "OK" ? "OK" : encode(Buffer.from(reply.text)); // "OK" alone is never encoded
    case "bulk":
      return encode(reply.bytes);
    case "integer":
      return Number.isSafeInteger(Number(reply.text)) ? Number(reply.text) : encode(Buffer.from(reply.text));
    case "nil":
      return null;
    case "list":
      return reply.items.map((item) => resultOf(item, encode));
    case "error":
      return encode(Buffer.from(reply.text)); // within a list, such as a script's
  }
}

function isAuthorised(request: GateRequest, url: URL, token: string): boolean {
  const given = request.headers.authorization?.replace(/^Bearer /i, "") ?? url.searchParams.get("_token") ?? "";
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest(); // equal lengths to compare
  return timingSafeEqual(digest(given), digest(token));
}

const nameOf = (command: Command): string => String(command[0]).toUpperCase();

/** A JSON array of commands, or what is wrong with it. */
function parseCommands(body: Buffer): Command[] | string {
  const value = parseJson(body);
  if (!Array.isArray(value)) return "failed to parse the pipeline: it is no array of commands";
  const commands = value.map(parseCommand);
  return commands.every((command) => command !== undefined) ? commands : "failed to parse a command of the pipeline";
}

/** One command: the body's array at `/`, else the path's words, the body as last argument, and the query's options. */
function parseOne(path: string[], query: URLSearchParams, body: Buffer): Command[] | string {
  if (path.length === 0) {
    const command = parseCommand(parseJson(body));
    return command === undefined ? "failed to parse command" : [command];
  }
  const command: Command = [];
  try {
    for (const word of path) command.push(decodeURIComponent(word));
  } catch {
    return "failed to parse the path";
  }
  if (body.length > 0) command.push(body);
  for (const [name, value] of query) {
    if (name === "_token") continue;
    command.push(name);
    if (value !== "") command.push(value);
  }
  return [command];
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function parseCommand(value: unknown): Command | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.map((word) => (typeof word === "object" && word !== null ? JSON.stringify(word) : String(word)));
}

const FLAGS_LINE = /^#!lua flags=allow-key-locking[^\n]*\n/;

/**
 * Upstash's libraries begin their scripts with a line that only Upstash knows and a stock Redis refuses. It is taken
 * off; the script's hash, which the client computed with it, is translated.
 */
class Scripts {
  readonly #ours = new Map<string, string>();

  translate(command: Command): Command {
    const name = nameOf(command);
    const at = name === "EVAL" || name === "EVAL_RO" ? 1 : isScriptLoad(command) ? 2 : undefined;
    if (at !== undefined) {
      const script = String(command[at] ?? "");
      if (!FLAGS_LINE.test(script)) return command;
      const stripped = script.replace(FLAGS_LINE, "");
      this.#ours.set(sha1(script), sha1(stripped));
      return command.with(at, stripped);
    }
    if (name !== "EVALSHA" && name !== "EVALSHA_RO") return command;
    const ours = this.#ours.get(String(command[1] ?? ""));
    return ours === undefined ? command : command.with(1, ours);
  }

  /** `SCRIPT LOAD` answers the hash of what the client sent. */
  reply(command: Command, reply: Reply): Reply {
    const script = String(command[2] ?? "");
    if (reply.kind !== "bulk" || !isScriptLoad(command) || !FLAGS_LINE.test(script)) return reply;
    return { kind: "bulk", bytes: Buffer.from(sha1(script)) };
  }
}

const isScriptLoad = (command: Command): boolean =>
  nameOf(command) === "SCRIPT" && String(command[1]).toUpperCase() === "LOAD";
const sha1 = (text: string): string => createHash("sha1").update(text).digest("hex");
