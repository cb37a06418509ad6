import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll, expect, test } from "vitest";

/** The runtime's own rules on promises that cross requests, and clients that hang up, over real sockets. */
let worker: Miniflare;
let origin: Server;
let base: URL;

beforeAll(async () => {
  origin = createServer((request, reply) => {
    const url = new URL(request.url ?? "/", "http://origin");
    const answer = () => (url.searchParams.has("drop") ? request.socket.destroy() : reply.end("loaded"));
    setTimeout(answer, Number(url.searchParams.get("ms") ?? 0));
  });
  await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../../test/tiers-worker.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    write: false,
    target: "es2024",
  });
  worker = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: outputFiles[0]?.text ?? "",
      compatibilityDate: "2026-11-17",
      cf: false,
      bindings: { ORIGIN: `http://127.0.0.1:${(origin.address() as AddressInfo).port}` },
    }),
  );
  base = await worker.ready;
}, 30_000);

afterAll(async () => {
  await worker?.dispose();
  origin?.close();
});

interface Reply {
  outcome: string;
  tier: string;
  text: string;
}

async function read(path: string, signal?: AbortSignal): Promise<Reply> {
  const reply = await fetch(new URL(path, base), signal ? { signal } : {});
  expect(reply.status).toBe(200);
  return (await reply.json()) as Reply;
}

const counts = async () =>
  (await (await fetch(new URL("/counts", base))).json()) as { loads: number; finished: number; steps: string[] };

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function timed<T>(work: Promise<T>): Promise<{ value: T; ms: number }> {
  const startedAt = performance.now();
  return { value: await work, ms: performance.now() - startedAt };
}

test("a hundred requests for one key share one load", async () => {
  const before = await counts();
  const replies = await Promise.all(Array.from({ length: 100 }, () => read("/shared?ms=300")));
  expect(new Set(replies.map(({ text }) => text))).toEqual(new Set(["loaded"]));
  expect((await counts()).loads - before.loads).toBe(1);
});

test("a leader whose client hangs up goes on, and those who wait are answered by it", async () => {
  const before = await counts();
  const leaving = new AbortController();
  const leader = read("/left?ms=600", leaving.signal).catch(() => "left");
  await sleep(150);
  const followers = Promise.all(Array.from({ length: 50 }, () => timed(read("/left?ms=600"))));
  await sleep(100);
  leaving.abort();
  expect(await leader).toBe("left");
  for (const { value, ms } of await followers) {
    expect(value).toMatchObject({ text: "loaded" });
    expect(ms).toBeLessThan(10_000);
  }
  const now = await counts();
  expect([now.loads - before.loads, now.finished - before.finished]).toEqual([1, 1]);
});

test("a leader whose work dies with it leaves those who wait to their own deadline, and the key to the next", async () => {
  const leaving = new AbortController();
  const leader = read("/lost?ms=600&keep=no", leaving.signal).catch(() => "left");
  await sleep(150);
  const followers = Promise.all(Array.from({ length: 50 }, () => timed(read("/lost?ms=600"))));
  await sleep(100);
  leaving.abort();
  expect(await leader).toBe("left");
  for (const { value, ms } of await followers) {
    expect(["fallback", "loaded"]).toContain(value.text);
    expect(ms).toBeLessThan(10_000);
  }
  const next = await timed(read("/lost?ms=0"));
  expect(next.value.text).toMatch(/loaded|fallback/);
  await sleep(5100);
  expect((await read("/lost?ms=0")).text).toBe("loaded");
}, 20_000);

test("a connection that drops under the leader leaves nobody without an answer", async () => {
  for (let round = 0; round < 5; round++) {
    const replies = await Promise.all(Array.from({ length: 64 }, () => read(`/dropped-${round}?tiers=dropping`)));
    expect(new Set(replies.map(({ text }) => text))).toEqual(new Set(["loaded"]));
  }
});

test("a stale copy is answered at once by all, and one load goes on after their answers", async () => {
  await read("/stale?ms=0");
  await sleep(50);
  const before = await counts();
  const replies = await Promise.all(Array.from({ length: 100 }, () => read("/stale?ms=1200&fresh=0.01")));
  expect(new Set(replies.map(({ outcome }) => outcome))).toEqual(new Set(["stale"]));
  await expect.poll(async () => (await counts()).finished - before.finished, { timeout: 10_000 }).toBe(1);
  expect((await counts()).loads - before.loads).toBe(1);
});

test("a record that hangs is left after its deadline, and the fallback answers everyone", async () => {
  const replies = await Promise.all(Array.from({ length: 50 }, () => timed(read("/hangs?ms=20000"))));
  for (const { value, ms } of replies) {
    expect(value).toMatchObject({ outcome: "fallback", text: "fallback" });
    expect(ms).toBeLessThan(10_000);
  }
  expect((await timed(read("/hangs?ms=20000"))).ms).toBeLessThan(Math.min(...replies.map(({ ms }) => ms)));
});

test("the edge's copy is used by the Cache API's own rules", async () => {
  await read("/edge?ms=0");
  await sleep(100);
  await counts();
  // A fresh isolate is not to be had here; a negative life makes memory's copy useless, so that the tier is asked.
  await read("/edge?ms=0&fresh=0");
  await sleep(200);
  expect((await counts()).steps).toContain("edge hit");
});
