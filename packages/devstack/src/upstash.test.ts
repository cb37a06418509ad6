import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "@upstash/redis";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Faults } from "./faults.ts";
import { freeBlock, PORTS } from "./ports.ts";
import { type RedisServer, startRedis } from "./redis.ts";
import { ReplyReader } from "./resp.ts";
import { openUpstash } from "./upstash.ts";

const base = await freeBlock();
const folder = await mkdtemp(join(tmpdir(), "liveotter-redis-"));
const server: RedisServer | undefined = await startRedis({ port: base + PORTS.redis, dataDir: folder, password: "pw" });
if (server === undefined) console.error("redis-server is not on the PATH: the Upstash endpoint is NOT tested.");

test("redis-server is there wherever CI is set", () => {
  if (process.env.CI) expect(server).toBeDefined();
});

test("replies are read whole however the bytes are cut", () => {
  const bytes = Buffer.from("+OK\r\n$5\r\na\r\nb\0\r\n*3\r\n:7\r\n$-1\r\n*1\r\n-ERR no\r\n");
  const expected = [
    { kind: "simple", text: "OK" },
    { kind: "bulk", bytes: Buffer.from("a\r\nb\0") },
    {
      kind: "list",
      items: [
        { kind: "integer", text: "7" },
        { kind: "nil" },
        { kind: "list", items: [{ kind: "error", text: "ERR no" }] },
      ],
    },
  ];
  for (let cut = 0; cut <= bytes.length; cut++) {
    const reader = new ReplyReader();
    expect([...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut))]).toEqual(expected);
  }
});

test("without a redis-server on the PATH there is none, and nothing fails", async () => {
  expect(await startRedis({ port: base, dataDir: folder, password: "pw", path: "/nowhere" })).toBeUndefined();
});

describe.runIf(server !== undefined)("over a real redis-server", () => {
  const faults = new Faults();
  const origin = `http://127.0.0.1:${base + PORTS.upstash}`;
  let endpoint: Awaited<ReturnType<typeof openUpstash>>;
  const redis = new Redis({ url: origin, token: "token", retry: false });

  beforeAll(async () => {
    endpoint = await openUpstash({
      port: base + PORTS.upstash,
      faults,
      over: { redisPort: base + PORTS.redis, password: "pw", token: "token" },
    });
  });
  afterEach(() => faults.clear());
  afterAll(async () => {
    await endpoint.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const raw = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(origin + path, { method: "POST", ...init, headers: { authorization: "Bearer token", ...init.headers } });

  test("commands answer through the real client: values, nothing, numbers, lists, other alphabets", async () => {
    expect(await redis.set("city", { name: "Łódź 🦦" }, { ex: 60 })).toBe("OK");
    expect(await redis.get("city")).toEqual({ name: "Łódź 🦦" });
    expect(await redis.get("nothing")).toBeNull();
    expect(await redis.incrby("n", 41)).toBe(41);
    expect(await redis.rpush("list", "a", "b")).toBe(2);
    expect(await redis.lrange("list", 0, -1)).toEqual(["a", "b"]);
    expect(await redis.mget("city", "nothing")).toEqual([{ name: "Łódź 🦦" }, null]);
    expect(await redis.set("city", "x", { nx: true })).toBeNull();
    expect(await redis.ping()).toBe("PONG");
    await expect(redis.incr("city")).rejects.toThrow("not an integer");
    expect(await endpoint.ping()).toBe(true);
  });

  test("a pipeline answers each command, a failed one among them", async () => {
    const answers = await redis.pipeline().set("p", "text").incr("p").get("p").exec({ keepErrors: true });
    expect(answers[0]).toMatchObject({ result: "OK" });
    expect(answers[1]?.error).toContain("not an integer");
    expect(answers[2]).toMatchObject({ result: "text" });
  });

  test("concurrent commands of the auto-pipelining client each get their own answer", async () => {
    const numbers = Array.from({ length: 500 }, (_, at) => at);
    await Promise.all(numbers.map((at) => redis.set(`many:${at}`, at)));
    expect(await Promise.all(numbers.map((at) => redis.get(`many:${at}`)))).toEqual(numbers);
  });

  test("a transaction runs whole, and not at all when a command is refused", async () => {
    expect(await redis.multi().set("t", 1).incr("t").exec()).toEqual(["OK", 2]);
    const refused = await raw("/multi-exec", { body: '[["set","t","9"],["nonsense"]]' });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({ error: expect.stringContaining("unknown command") });
    expect(await redis.get("t")).toBe(2);
  });

  test("scripts with Upstash's own first line run, by text, by hash and once loaded", async () => {
    const script = "#!lua flags=allow-key-locking\nreturn {KEYS[1], ARGV[1], 7, false}";
    const hash = createHash("sha1").update(script).digest("hex");
    await expect(redis.evalsha(hash, ["k"], ["v"])).rejects.toThrow("NOSCRIPT");
    expect(await redis.eval(script, ["k"], ["v"])).toEqual(["k", "v", 7, null]);
    expect(await redis.evalsha(hash, ["k"], ["v"])).toEqual(["k", "v", 7, null]);
    expect(await redis.scriptLoad(script)).toBe(hash);
    expect(await redis.createScript(script).exec(["k"], ["w"])).toEqual(["k", "w", 7, null]);
  });

  test("the path form takes its words, the body as last one, and options from the query", async () => {
    expect(await (await raw("/set/slash%2Fkey/a%20b?EX=100", { method: "GET" })).json()).toEqual({ result: "OK" });
    expect(await (await raw("/get/slash%2Fkey", { method: "GET" })).json()).toEqual({ result: "a b" });
    const bytes = Buffer.from([0, 1, 2, 250, 251]);
    await raw("/set/binary", { body: bytes });
    const encoded = await raw("/get/binary", { headers: { "upstash-encoding": "base64" } });
    expect(await encoded.json()).toEqual({ result: bytes.toString("base64") });
    expect(await (await fetch(`${origin}/get/slash%2Fkey?_token=token`)).json()).toEqual({ result: "a b" });
  });

  test("a wrong token and none are answered 401", async () => {
    for (const headers of [{}, { authorization: "Bearer wrong" }, { authorization: "Bearer " }]) {
      const response = await fetch(origin, { method: "POST", headers, body: '["ping"]' });
      expect(response.status).toBe(401);
    }
  });

  test.each([
    ["/", "{"],
    ["/", '"ping"'],
    ["/", "[]"],
    ["/pipeline", "{}"],
    ["/pipeline", '[["ping"],7]'],
    ["/get/%E0", ""],
    ["/", '["blpop","a",0]'],
    ["/", '["config","get","requirepass"]'],
    ["/multi-exec", '[["exec"]]'],
  ])("%s with %s is answered 400 and an error", async (path, body) => {
    const response = await raw(path, { body });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.stringMatching(/^ERR /) });
  });

  test("refuse, error, slow, hang and drop-response do what they say", async () => {
    faults.set("redis", { mode: "refuse" });
    await expect(redis.set("f", 1)).rejects.toThrow("fetch failed");
    faults.set("redis", { mode: "error", status: 503 });
    await expect(redis.set("f", 2)).rejects.toThrow("switchboard");
    faults.clear();
    expect(await redis.get("f")).toBeNull();

    faults.set("redis", { mode: "slow", latencyMs: 120 });
    const before = performance.now();
    await redis.set("f", 3);
    expect(performance.now() - before).toBeGreaterThan(110);

    faults.set("redis", { mode: "drop-response" });
    await expect(redis.set("f", 4)).rejects.toThrow("fetch failed");
    faults.clear();
    expect(await redis.get("f")).toBe(4);

    faults.set("redis", { mode: "hang" });
    const asked = redis.get("f");
    expect(await Promise.race([asked, sleep(150, "waiting")])).toBe("waiting");
    faults.clear();
    expect(await asked).toBe(4);
  });

  test("a real Upstash is reached through the same gate, with its own token", async () => {
    const seen: (string | undefined)[] = [];
    const real = createServer((request, response) => {
      seen.push(request.headers.authorization);
      request.resume();
      response.setHeader("content-type", "application/json").end('[{"result":"T0s="}]');
    });
    await new Promise<void>((resolve) => real.listen(base + 1, "127.0.0.1", resolve));
    const through = await openUpstash({ port: base + 2, faults, over: { origin: `http://127.0.0.1:${base + 1}` } });
    try {
      const client = new Redis({ url: `http://127.0.0.1:${base + 2}`, token: "theirs", retry: false });
      expect(await client.get("k")).toBe("OK");
      expect(seen).toEqual(["Bearer theirs"]);
      faults.set("redis", { mode: "refuse" });
      await expect(client.get("k")).rejects.toThrow("fetch failed");
    } finally {
      await through.close();
      await new Promise((resolve) => real.close(resolve));
    }
  });
});
