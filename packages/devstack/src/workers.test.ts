import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BuiltWorker, WorkerName } from "./build-workers.ts";
import { Faults } from "./faults.ts";
import { freeBlock, PORTS } from "./ports.ts";
import { startWorkers, type Workers } from "./workers.ts";

/** Stand-ins for the product's workers, which say what they see of the stack. */
const SOURCES: Record<WorkerName, { config: string; main: string }> = {
  web: {
    config: `
      [[services]]
      binding = "PUBLIC_BFF"
      service = "liveotter-public-bff"`,
    main: `export default { fetch: (request, env) => env.PUBLIC_BFF.fetch(request) }`,
  },
  "public-bff": {
    config: `
      [[kv_namespaces]]
      binding = "CATALOGUE"
      [[r2_buckets]]
      binding = "MEDIA"
      bucket_name = "liveotter-media"
      [[analytics_engine_datasets]]
      binding = "METRICS"
      dataset = "liveotter"`,
    main: `
      export default {
        async fetch(request, env) {
          const path = new URL(request.url).pathname;
          if (path === "/variables") return Response.json(Object.keys(env).sort());
          if (path === "/metric") {
            await env.METRICS.writeDataPoint({ indexes: ["hits"], blobs: [], doubles: [1] });
            return new Response("counted");
          }
          if (path.startsWith("/media")) {
            const { pathname: key, searchParams } = new URL(request.url);
            try {
              if (request.method === "PUT") {
                const put = await env.MEDIA.put(key, request.body, { httpMetadata: { contentType: "text/plain" } });
                return Response.json({ size: put.size, head: await env.MEDIA.head(key) });
              }
              if (request.method === "DELETE") return Response.json(await env.MEDIA.delete(key) ?? null);
              if (key === "/media/") return Response.json(await env.MEDIA.list({ prefix: key }));
              const range = { offset: Number(searchParams.get("offset") ?? 0), length: Number(searchParams.get("length") ?? 5) };
              const object = await env.MEDIA.get(key, { range });
              if (object === null) return new Response("gone", { status: 404 });
              return new Response(object.body, { headers: { "content-type": object.httpMetadata.contentType, etag: object.httpEtag } });
            } catch (error) {
              return new Response(error.message, { status: 503 });
            }
          }
          try {
            const bytes = await env.CATALOGUE.get("greeting", "arrayBuffer");
            return new Response(bytes === null ? "nothing" : new TextDecoder().decode(bytes));
          } catch (error) {
            return new Response(error.message, { status: 503 });
          }
        },
      }`,
  },
  "promoter-bff": {
    config: `
      [assets]
      directory = "not-built-here"
      binding = "STUDIO"
      [[queues.producers]]
      binding = "WAKE"
      queue = "outbox-wake"`,
    main: `
      export default {
        async fetch(request, env) {
          if (request.url.endsWith("/page")) return env.STUDIO.fetch(new URL("/", request.url));
          await env.WAKE.send("now");
          return new Response("sent");
        },
      }`,
  },
  jobs: {
    config: `
      [[kv_namespaces]]
      binding = "CATALOGUE"
      [[queues.consumers]]
      queue = "outbox-wake"
      max_batch_timeout = 0
      [triggers]
      crons = ["* * * * *"]`,
    main: `
      export default {
        scheduled: (_, env) => env.CATALOGUE.put("greeting", "from the clock"),
        queue: (_, env) => env.CATALOGUE.put("greeting", "from the queue"),
      }`,
  },
};

const NAMES: readonly WorkerName[] = ["web", "public-bff", "promoter-bff", "jobs"];

const faults = new Faults();
const points: unknown[] = [];
let dataDir: string;
let base: number;
let workers: Workers;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "liveotter-workers-"));
  base = await freeBlock();
  const built = await Promise.all(
    NAMES.map(async (name): Promise<BuiltWorker> => {
      const { config, main } = SOURCES[name];
      const folder = join(dataDir, "source", name);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, "index.js"), main);
      const header = `name = "liveotter-${name}"\nmain = "index.js"\ncompatibility_date = "2026-11-17"\n`;
      await writeFile(join(folder, "wrangler.toml"), header + config);
      const built = { name, config: join(folder, "wrangler.toml"), modules: folder, main: "index.js" };
      return name === "promoter-bff" ? { ...built, assets: await studioFiles() } : built;
    }),
  );
  const env = { DATABASE_URL_PUBLIC: "postgres://public", AUTH_SECRET: "secret", PUBLIC_ORIGIN: "http://fans" };
  workers = await startWorkers({ built, base, dataDir, env, faults, record: (point) => points.push(point) });
}, 60_000);

afterAll(async () => {
  await workers?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** A static site as a build leaves it. */
async function studioFiles(): Promise<string> {
  const folder = join(dataDir, "source", "studio");
  await mkdir(join(folder, "assets"), { recursive: true });
  await writeFile(join(folder, "index.html"), "the page");
  await writeFile(join(folder, "assets", "a.js"), "the script");
  await writeFile(join(folder, "_headers"), "/*\n  X-Everywhere: yes\n/assets/*\n  Cache-Control: immutable\n");
  return folder;
}

const get = (port: number, path = "/") =>
  fetch(`http://127.0.0.1:${base + port}${path}`, { signal: AbortSignal.timeout(5_000) });

test("pages reach the public API through their binding, on the main and on the direct port", async () => {
  expect(await (await get(PORTS.fans, "/variables")).json()).toContain("CATALOGUE");
  expect(await (await get(PORTS.webDirect, "/variables")).json()).toContain("CATALOGUE");
});

test("a worker is given its own variables and no other's", async () => {
  expect(await (await get(PORTS.api, "/variables")).json()).toEqual([
    "CATALOGUE",
    "DATABASE_URL_PUBLIC",
    "MEDIA",
    "METRICS",
    "PUBLIC_ORIGIN",
  ]);
});

test("the clock and the queue run the jobs, and what they put into KV is read by others", async () => {
  await workers.runCron();
  expect(await (await get(PORTS.api)).text()).toBe("from the clock");
  expect(await (await get(PORTS.promoters, "/wake")).text()).toBe("sent");
  await expect.poll(async () => (await get(PORTS.api)).text(), { timeout: 10_000 }).toBe("from the queue");
});

test("static files come before their worker, with the headers that they ask for, and the worker may give them too", async () => {
  const page = await get(PORTS.promoters);
  expect(await page.text()).toBe("the page");
  expect(page.headers.get("x-everywhere")).toBe("yes");
  const script = await get(PORTS.promoters, "/assets/a.js");
  expect([await script.text(), script.headers.get("cache-control")]).toEqual(["the script", "immutable"]);
  expect(await (await get(PORTS.promoters, "/assets/b.js")).text()).toBe("sent");
  const given = await get(PORTS.promoters, "/page");
  expect([await given.text(), given.headers.get("x-everywhere")]).toEqual(["the page", "yes"]);
});

test("a data point reaches the stack's registry", async () => {
  await get(PORTS.api, "/metric");
  expect(points).toEqual([{ indexes: ["hits"], blobs: [], doubles: [1] }]);
});

test("a faulted KV refuses, fails and hangs, and answers again when the fault is cleared", async () => {
  for (const mode of ["refuse", "error", "drop-response"] as const) {
    faults.set("kv", { mode });
    expect((await get(PORTS.api)).status).toBe(503);
  }
  faults.set("kv", { mode: "hang" });
  const hanging = get(PORTS.api);
  const first = await Promise.race([hanging, new Promise((resolve) => setTimeout(resolve, 300, "nothing yet"))]);
  expect(first).toBe("nothing yet");
  faults.clear();
  expect((await hanging).status).toBe(200);
});

const media = (path: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${base + PORTS.api}/media/${path}`, { ...init, signal: AbortSignal.timeout(20_000) });

test("R2 takes a small and a large stream, and gives back what is asked for of them", async () => {
  const small = await media("small", { method: "PUT", body: "hello world" });
  expect(await small.json()).toMatchObject({
    size: 11,
    head: { key: "/media/small", size: 11, httpMetadata: { contentType: "text/plain" } },
  });
  const part = await media("small?offset=6&length=5");
  expect(part.headers.get("content-type")).toBe("text/plain");
  expect(part.headers.get("etag")).toMatch(/^"[0-9a-f]+"$/);
  expect(await part.text()).toBe("world");

  // More than two parts, and every byte at its place.
  const bytes = new Uint8Array(20 * 1024 * 1024 + 7).map((_, n) => (n * 31) % 251);
  expect(await (await media("large", { method: "PUT", body: bytes })).json()).toMatchObject({ size: bytes.length });
  const all = await (await media(`large?length=${bytes.length}`)).bytes();
  expect(Buffer.compare(all, bytes)).toBe(0);

  expect(await (await media("")).json()).toMatchObject({ objects: [{ key: "/media/large" }, { key: "/media/small" }] });
  await media("large", { method: "DELETE" });
  expect((await media("large")).status).toBe(404);
});

test("a faulted R2 refuses, fails and hangs, performs before it drops an answer, and answers again", async () => {
  await media("kept", { method: "PUT", body: "before" });
  for (const mode of ["refuse", "error"] as const) {
    faults.set("r2", { mode });
    expect((await media("kept")).status).toBe(503);
    expect((await media("kept", { method: "PUT", body: "never" })).status).toBe(503);
  }
  faults.set("r2", { mode: "drop-response" });
  expect((await media("kept", { method: "PUT", body: "after" })).status).toBe(503);
  faults.set("r2", { mode: "hang" });
  const hanging = media("kept?length=9");
  expect(await Promise.race([hanging, new Promise((resolve) => setTimeout(resolve, 300, "nothing yet"))])).toBe(
    "nothing yet",
  );
  faults.clear();
  expect(await (await hanging).text()).toBe("after");
});
