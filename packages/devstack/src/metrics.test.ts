import { HISTOGRAM_BUCKETS } from "@liveotter/integrations/telemetry/buckets";
import { expect, test } from "vitest";
import { MetricsRegistry } from "./metrics.ts";

const point = (metric: string, kind: string, labels: unknown, doubles: number[]) => ({
  indexes: [metric],
  blobs: ["liveotter-web", metric, kind, JSON.stringify(labels)],
  doubles,
});

test("counters of several isolates add up per series, whatever the order of their labels", () => {
  const registry = new MetricsRegistry();
  registry.record(point("requests_total", "counter", { route: "/", status: "200" }, [3, 3]));
  registry.record(point("requests_total", "counter", { status: "200", route: "/" }, [2, 2]));
  registry.record(point("requests_total", "counter", { route: "/", status: "500" }, [1, 1]));
  const text = registry.text([]);
  expect(text).toContain('requests_total{worker="liveotter-web",route="/",status="200"} 5\n');
  expect(text).toContain('requests_total{worker="liveotter-web",route="/",status="500"} 1\n');
  expect(text.match(/# TYPE requests_total counter/g)).toHaveLength(1);
});

test("a histogram's buckets are cumulative and end with everything", () => {
  const registry = new MetricsRegistry();
  const perBucket = [...HISTOGRAM_BUCKETS.map((_, at) => (at < 2 ? 1 : 0)), 4];
  registry.record(point("seconds", "histogram", {}, [6, 70.5, ...perBucket]));
  registry.record(point("seconds", "histogram", {}, [6, 70.5, ...perBucket]));
  const text = registry.text([]);
  const le = (bound: string | number): string => `seconds_bucket{worker="liveotter-web",le="${bound}"}`;
  expect(text).toContain(`${le(HISTOGRAM_BUCKETS[0])} 2\n`);
  expect(text).toContain(`${le(HISTOGRAM_BUCKETS[1])} 4\n`);
  expect(text).toContain(`${le(HISTOGRAM_BUCKETS[HISTOGRAM_BUCKETS.length - 1] ?? 0)} 4\n`);
  expect(text).toContain(`${le("+Inf")} 12\n`);
  expect(text).toContain('seconds_sum{worker="liveotter-web"} 141\n');
  expect(text).toContain('seconds_count{worker="liveotter-web"} 12\n');
});

test("a gauge says the last value, and gauges read on demand stand beside it", () => {
  const registry = new MetricsRegistry();
  registry.record(point("breaker_open", "gauge", { dependency: "redis" }, [1, 1]));
  registry.record(point("breaker_open", "gauge", { dependency: "redis" }, [1, 0]));
  const text = registry.text([{ metric: "up", labels: { what: 'a "b"\\\n' }, value: 1 }]);
  expect(text).toContain('breaker_open{worker="liveotter-web",dependency="redis"} 0\n');
  expect(text).toContain('up{what="a \\"b\\"\\\\\\n"} 1\n');
});

test("points of another shape are counted and otherwise ignored", () => {
  const registry = new MetricsRegistry();
  const bad = [
    null,
    "x",
    {},
    { blobs: [], doubles: [] },
    point("no spaces", "counter", {}, [1, 1]),
    point("m", "summary", {}, [1, 1]),
    point("m", "counter", ["list"], [1, 1]),
    point("m", "counter", { 'a"b': "x" }, [1, 1]),
    point("m", "counter", {}, [Number.NaN]),
  ];
  for (const each of bad) registry.record(each);
  expect(registry.text([])).toBe(
    `# TYPE liveotter_refused_points_total counter\nliveotter_refused_points_total ${bad.length}\n`,
  );
});
