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
      [[queues.producers]]
      binding = "WAKE"
      queue = "outbox-wake"`,
    main: `
      export default {
        async fetch(request, env) {
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
      return { name, config: join(folder, "wrangler.toml"), modules: folder, main: "index.js" };
    }),
  );
  const env = { DATABASE_URL_PUBLIC: "postgres://public", AUTH_SECRET: "secret", PUBLIC_ORIGIN: "http://fans" };
  workers = await startWorkers({ built, base, dataDir, env, faults, record: (point) => points.push(point) });
}, 60_000);

afterAll(async () => {
  await workers?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

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
    "METRICS",
    "PUBLIC_ORIGIN",
  ]);
});

test("the clock and the queue run the jobs, and what they put into KV is read by others", async () => {
  await workers.runCron();
  expect(await (await get(PORTS.api)).text()).toBe("from the clock");
  expect(await (await get(PORTS.promoters)).text()).toBe("sent");
  await expect.poll(async () => (await get(PORTS.api)).text(), { timeout: 10_000 }).toBe("from the queue");
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
