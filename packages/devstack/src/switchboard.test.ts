import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { DEPENDENCIES, Faults } from "./faults.ts";
import type { Listener } from "./gate.ts";
import { freeBlock } from "./ports.ts";
import { openSwitchboard } from "./switchboard.ts";
import { switchboard } from "./switchboard-client.ts";

const faults = new Faults();
const points: unknown[] = [];
let base: string;
let listener: Listener;

beforeAll(async () => {
  const port = await freeBlock();
  base = `http://127.0.0.1:${port}`;
  listener = await openSwitchboard({
    port,
    faults,
    record: (point) => void points.push(point),
    metricsText: async () => "# metrics\n",
  });
});
afterEach(() => faults.clear());
afterAll(() => listener.close());

const put = (dependency: string, body: string): Promise<Response> =>
  fetch(`${base}/faults/${dependency}`, { method: "PUT", body });

test("every dependency is listed as ok, and as attached once something passes through its gate", async () => {
  const before = await switchboard(base).list();
  expect(Object.keys(before)).toEqual([...DEPENDENCIES]);
  expect(before.payments).toEqual({ mode: "ok", attached: false });
  faults.attach("mail");
  expect((await switchboard(base).list()).mail).toEqual({ mode: "ok", attached: true });
});

test("a fault is set, shown, and cleared", async () => {
  const client = switchboard(base);
  const set = await client.put("postgres", { mode: "slow", latencyMs: 5, role: "liveotter_public", rate: 0.5 });
  expect(set).toEqual({ mode: "slow", latencyMs: 5, role: "liveotter_public", rate: 0.5, attached: false });
  expect((await client.list()).postgres.mode).toBe("slow");
  await client.clear();
  expect((await client.list()).postgres).toEqual({ mode: "ok", attached: false });
});

test("a fault set for a time says until when, and clears itself", async () => {
  const client = switchboard(base);
  const set = await client.put("redis", { mode: "refuse", forSeconds: 0.2 });
  expect(Date.parse(set.until ?? "")).toBeGreaterThan(Date.now());
  await sleep(300);
  expect((await client.list()).redis.mode).toBe("ok");
});

test("a later fault is not cleared by an earlier one's time", async () => {
  const client = switchboard(base);
  await client.put("redis", { mode: "refuse", forSeconds: 0.1 });
  await client.put("redis", { mode: "hang" });
  await sleep(200);
  expect((await client.list()).redis.mode).toBe("hang");
});

test.each([
  ["nowhere", '{"mode":"ok"}', "dependency"],
  ["redis", "no json", ""],
  ["redis", "[]", ""],
  ["redis", "{}", "/mode"],
  ["redis", '{"mode":"explode"}', "/mode"],
  ["redis", '{"mode":"slow","latencyMs":-1}', "/latencyMs"],
  ["redis", '{"mode":"error","status":"500"}', "/status"],
  ["redis", '{"mode":"error","status":99}', "/status"],
  ["redis", '{"mode":"hang","rate":2}', "/rate"],
  ["redis", '{"mode":"hang","forSeconds":0}', "/forSeconds"],
  ["redis", '{"mode":"hang","role":"liveotter_public"}', "/role"],
  ["postgres", '{"mode":"hang","role":7}', "/role"],
  ["redis", '{"mode":"hang","often":true}', "/often"],
])("PUT /faults/%s with %s is a problem that names %j, and changes nothing", async (dependency, body, pointer) => {
  const response = await put(dependency, body);
  expect(response.status).toBe(400);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(await response.json()).toMatchObject({ status: 400, errors: [{ pointer, detail: expect.any(String) }] });
  expect(faults.list().redis.mode).toBe("ok");
});

test("a body over the limit is refused", async () => {
  const response = await put("redis", `{"mode":"error","body":"${"x".repeat(1_100_000)}"}`);
  expect(response.status).toBe(413);
});

test("a page of another site can set nothing, neither across origins nor by renaming its host", async () => {
  const foreign = await fetch(`${base}/faults`, { method: "DELETE", headers: { origin: "https://elsewhere.example" } });
  expect(foreign.status).toBe(403);
  const { request } = await import("node:http");
  const status = await new Promise((resolve) => {
    request(`${base}/faults`, { headers: { host: "elsewhere.example" } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).end();
  });
  expect(status).toBe(403);
});

test("metrics are served as text, and points are taken singly or together", async () => {
  const metrics = await fetch(`${base}/metrics`);
  expect(metrics.headers.get("content-type")).toContain("version=0.0.4");
  expect(await metrics.text()).toBe("# metrics\n");
  await fetch(`${base}/internal/points`, { method: "POST", body: '{"a":1}' });
  await fetch(`${base}/internal/points`, { method: "POST", body: '[{"a":2},{"a":3}]' });
  expect(points).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
});

describe("the gate for dependencies without a wire here", () => {
  const ask = (): Promise<unknown> =>
    fetch(`${base}/internal/gate/kv`, { method: "POST" }).then((response) => response.json());

  test("says what shall happen to one request", async () => {
    expect(await ask()).toEqual({ mode: "ok" });
    faults.set("kv", { mode: "error", status: 429, body: "slow down" });
    expect(await ask()).toEqual({ mode: "error", status: 429, body: "slow down" });
    faults.set("kv", { mode: "drop-response" });
    expect(await ask()).toEqual({ mode: "drop-response" });
  });

  test("waits while the fault hangs, and lets the request go on when it is cleared", async () => {
    faults.set("kv", { mode: "hang" });
    const asked = ask();
    expect(await Promise.race([asked, sleep(150, "waiting")])).toBe("waiting");
    faults.clear();
    expect(await asked).toEqual({ mode: "ok" });
  });

  test("waits as long as slow says", async () => {
    faults.set("kv", { mode: "slow", latencyMs: 120 });
    const before = performance.now();
    expect(await ask()).toEqual({ mode: "ok" });
    expect(performance.now() - before).toBeGreaterThan(110);
  });

  test("meets the share of requests that rate says", async () => {
    faults.set("kv", { mode: "refuse", rate: 0.5 });
    const answers = await Promise.all(Array.from({ length: 200 }, ask));
    const refused = answers.filter((answer) => JSON.stringify(answer).includes("refuse")).length;
    expect(refused).toBeGreaterThan(50);
    expect(refused).toBeLessThan(150);
  });
});
