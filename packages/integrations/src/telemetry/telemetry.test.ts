import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { HISTOGRAM_BUCKETS } from "./buckets.ts";
import { type LogFields, makeLogger } from "./logger.ts";
import { FLUSH_MS, Metrics } from "./metrics.ts";
import { requestIdOf } from "./request-id.ts";
import { continueTrace, traceparent } from "./trace-context.ts";

describe("metrics", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  interface Point {
    indexes: string[];
    blobs: string[];
    doubles: number[];
  }

  function setUp() {
    const points: Point[] = [];
    const kept: Promise<unknown>[] = [];
    const metrics = new Metrics("public-bff", { writeDataPoint: (point) => void points.push(point) });
    return { points, kept, metrics, flush: () => metrics.flush((work) => kept.push(work)) };
  }

  test("are added up and written once, a second after the first, in the background", async () => {
    const { points, kept, metrics, flush } = setUp();
    for (let n = 0; n < 1000; n++) {
      metrics.count("requests_total", { route: "/v1/events", outcome: "hit" });
      flush();
    }
    expect(kept.length).toBe(1);
    expect(points).toEqual([]);
    await vi.advanceTimersByTimeAsync(FLUSH_MS);
    expect(points).toEqual([
      {
        indexes: ["requests_total"],
        blobs: ["public-bff", "requests_total", "counter", '{"route":"/v1/events","outcome":"hit"}'],
        doubles: [1000, 1000],
      },
    ]);
    flush();
    expect(kept.length).toBe(1);
  });

  test("of durations say how many fell into each bucket", async () => {
    const { points, metrics } = setUp();
    for (const seconds of [0.0005, 0.001, 0.2, 99]) metrics.observe("seconds", {}, seconds);
    await metrics.write();
    const [count, sum, ...buckets] = points[0]?.doubles ?? [];
    expect([count, sum]).toEqual([4, 0.0005 + 0.001 + 0.2 + 99]);
    expect(buckets.length).toBe(HISTOGRAM_BUCKETS.length + 1);
    expect(buckets[0]).toBe(2);
    expect(buckets[HISTOGRAM_BUCKETS.indexOf(0.25)]).toBe(1);
    expect(buckets.at(-1)).toBe(1);
    expect(points[0]?.doubles.length).toBeLessThanOrEqual(20); // Analytics Engine's limit
  });

  test("tell a gauge's last value", async () => {
    const { points, metrics } = setUp();
    metrics.gauge("breaker_state", { dependency: "redis" }, 2);
    metrics.gauge("breaker_state", { dependency: "redis" }, 0);
    await metrics.write();
    expect(points[0]?.doubles).toEqual([1, 0]);
  });

  test("that cannot be written, at once or later, disturb nobody", async () => {
    const throws = new Metrics("w", {
      writeDataPoint: () => {
        throw new Error("down");
      },
    });
    throws.count("a", {});
    await throws.write();
    const rejects = new Metrics("w", { writeDataPoint: () => Promise.reject(new Error("down")) });
    rejects.count("a", {});
    await rejects.write();
    new Metrics("w", undefined).flush(() => {
      throw new Error("nothing to wait for");
    });
  });

  test("are written again after a flush that was lost with its request", async () => {
    const { points, metrics, kept } = setUp();
    const torn = vi.spyOn(globalThis, "setTimeout").mockImplementation((() => 0) as unknown as typeof setTimeout);
    metrics.count("a", {});
    metrics.flush((work) => kept.push(work));
    torn.mockRestore();
    await vi.advanceTimersByTimeAsync(7000);
    metrics.flush((work) => kept.push(work));
    await vi.advanceTimersByTimeAsync(FLUSH_MS);
    expect(points.length).toBe(1);
  });

  test("are bounded in number, in memory and in one writing", async () => {
    const { points, metrics } = setUp();
    for (let n = 0; n < 5000; n++) metrics.count("a", { id: String(n) });
    await metrics.write();
    expect(points.length).toBe(200);
    for (let n = 0; n < 30; n++) await metrics.write();
    expect(points.length).toBe(1000);
  });

  test("cost little", () => {
    const { metrics } = setUp();
    vi.useRealTimers();
    const startedAt = performance.now();
    for (let n = 0; n < 100_000; n++) {
      metrics.count("requests_total", { route: "/v1/events", outcome: "hit" });
      metrics.observe("request_seconds", { route: "/v1/events" }, 0.003);
    }
    expect((performance.now() - startedAt) / 100_000).toBeLessThan(0.5); // ms; some 0.001 on an idle machine
  });
});

describe("a log line", () => {
  function lines(write: (log: ReturnType<typeof makeLogger>) => void): Record<string, unknown>[] {
    const written: string[] = [];
    write(makeLogger("jobs", { write: (line) => written.push(line), now: () => 0 }));
    return written.map((line) => JSON.parse(line));
  }

  test("is one line of JSON with its time, level, worker and fields", () => {
    expect(
      lines((log) =>
        log.with({ requestId: "abcdefgh" }).info("request", { route: "/v1/events/{slug}", status: 200, ms: 3 }),
      ),
    ).toEqual([
      {
        at: "1970-01-01T00:00:00.000Z",
        level: "info",
        worker: "jobs",
        event: "request",
        requestId: "abcdefgh",
        route: "/v1/events/{slug}",
        status: 200,
        ms: 3,
      },
    ]);
  });

  test("has no place for anything but the allowed fields, even past the types", () => {
    const leaky = { query: "secret", email: "a@b.c", ip: "10.0.0.1", headers: {}, __proto__: { x: 1 } } as LogFields;
    expect(Object.keys(lines((log) => log.info("request", leaky))[0] ?? {})).toEqual([
      "at",
      "level",
      "worker",
      "event",
    ]);
  });

  test("leaves out values that people could have written", () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.webUrl({ withQueryParameters: true }), fc.string(), (email, url, text) => {
        const [line] = lines((log) => log.error(email, { error: email, code: `${url}?q=1`, route: `${text}\n"@` }));
        expect(line).toEqual({ at: expect.any(String), level: "error", worker: "jobs", event: "unnamed" });
      }),
      { seed: 20261121 },
    );
  });

  test("below the level is not written", () => {
    expect(lines((log) => log.debug("noise"))).toEqual([]);
  });
});

describe("a request id", () => {
  test("is the caller's when it is a sane word, else a new one", () => {
    expect(requestIdOf(new Headers({ "X-Request-Id": "abc-DEF_123" }))).toBe("abc-DEF_123");
    for (const bad of ["short", "x".repeat(65), "has space in", 'a"b<script>', "ünïcödé-id".normalize("NFC")]) {
      const headers = { get: () => bad };
      expect(requestIdOf(headers)).toMatch(/^[0-9a-f-]{36}$/);
    }
    expect(requestIdOf(new Headers())).not.toBe(requestIdOf(new Headers()));
  });
});

describe("a trace", () => {
  const id = "4bf92f3577b34da6a3ce929d0e0e4736";
  const at = (traceparent: string) => continueTrace(new Headers({ traceparent }));

  test("goes on through this hop under a span of its own", () => {
    const trace = at(`00-${id}-00f067aa0ba902b7-01`);
    expect(trace).toMatchObject({ traceId: id, parentId: "00f067aa0ba902b7", sampled: true });
    expect(traceparent(trace)).toBe(`00-${id}-${trace.spanId}-01`);
    expect(trace.spanId).toMatch(/^(?!0{16})[0-9a-f]{16}$/);
    expect(at(`00-${id}-00f067aa0ba902b7-00`).sampled).toBe(false);
    expect(at(`cc-${id}-00f067aa0ba902b7-01-what-comes-later`).traceId).toBe(id);
  });

  test.each([
    "",
    "nonsense",
    `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
    `00-${id}-${"0".repeat(16)}-01`,
    `ff-${id}-00f067aa0ba902b7-01`,
    `00-${id}-00f067aa0ba902b7-01-more`,
    `00-${id.toUpperCase()}-00f067aa0ba902b7-01`,
  ])("begins anew after %j", (header) => {
    const trace = at(header);
    expect(trace.parentId).toBeNull();
    expect(trace.traceId).not.toBe(id);
    expect(at(traceparent(trace)).traceId).toBe(trace.traceId);
  });
});
