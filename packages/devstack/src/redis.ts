import { access, constants, mkdir, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { keep } from "./kept-process.ts";
import { StartError } from "./ports.ts";

export interface RedisServer {
  port: number;
  password: string;
  stop(): Promise<void>;
}

/**
 * Starts `redis-server` from the PATH on the loopback interface, keeping nothing on disk: what it holds may be lost at
 * any time. `undefined` when there is none on the PATH.
 */
export async function startRedis(options: {
  port: number;
  dataDir: string;
  password: string;
  path?: string | undefined;
}): Promise<RedisServer | undefined> {
  const command = await findOnPath("redis-server", options.path ?? process.env.PATH ?? "");
  if (command === undefined) return undefined;
  const folder = join(options.dataDir, "redis");
  await mkdir(folder, { recursive: true });
  const config = join(folder, "redis.conf");
  const lines = [
    "bind 127.0.0.1",
    `port ${options.port}`,
    `requirepass ${options.password}`,
    `dir ${JSON.stringify(folder)}`,
    'save ""',
    "appendonly no",
    "daemonize no",
    "maxmemory 256mb",
    "maxmemory-policy allkeys-lru",
  ];
  await writeFile(config, `${lines.join("\n")}\n`, { mode: 0o600 });
  const kept = keep(command, [config], { signal: "TERM" });
  const ended = kept.ended.then(() => true);
  for (let attempt = 0; attempt < 500; attempt++) {
    if (await accepts(options.port)) return { port: options.port, password: options.password, stop: () => kept.stop() };
    if (await Promise.race([ended, sleep(10, false)])) break;
  }
  await kept.stop();
  throw new StartError(`redis-server did not start on port ${options.port}: ${kept.lines.at(-1) ?? "it said nothing"}`);
}

async function findOnPath(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const candidate = join(folder, name);
    const runs = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return candidate;
  }
  return undefined;
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
