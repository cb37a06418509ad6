import { HISTOGRAM_BUCKETS } from "@liveotter/integrations/telemetry/buckets";

/**
 * What one isolate counted since its last report, as written to Analytics Engine:
 * `indexes` [metric], `blobs` [worker, metric, kind, labels as JSON], `doubles` [count, sum, ...count per bucket].
 * Everything but a gauge's `sum` is an increment.
 */
export interface DataPoint {
  indexes: string[];
  blobs: string[];
  doubles: number[];
}

type Kind = "counter" | "gauge" | "histogram";

interface Series {
  metric: string;
  kind: Kind;
  labels: Readonly<Record<string, string>>;
  count: number;
  sum: number;
  /** Observations per bucket, not cumulative; the last is everything above. */
  buckets: number[];
}

/** A gauge read when somebody asks. */
export interface Sample {
  metric: string;
  labels?: Readonly<Record<string, string>>;
  value: number;
}

/** A bug in labels (an id, say) must not eat the memory. */
const MAX_SERIES = 10_000;

/** Adds up the workers' data points and writes them in Prometheus' text format. */
export class MetricsRegistry {
  readonly #series = new Map<string, Series>();
  #refused = 0;

  /** Takes one data point. What has another shape is counted and otherwise ignored: metrics never break anything. */
  record(point: unknown): void {
    const parsed = parsePoint(point);
    if (parsed === undefined) {
      this.#refused++;
      return;
    }
    const key = `${parsed.metric} ${JSON.stringify(parsed.labels)}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      if (this.#series.size >= MAX_SERIES) {
        this.#refused++;
        return;
      }
      series = { ...parsed, count: 0, sum: 0, buckets: parsed.buckets.map(() => 0) };
      this.#series.set(key, series);
    }
    if (series.kind === "gauge") {
      series.sum = parsed.sum;
      return;
    }
    series.count += parsed.count;
    series.sum += parsed.sum;
    parsed.buckets.forEach((count, at) => {
      if (series.buckets[at] !== undefined) series.buckets[at] += count;
    });
  }

  /** The text format, with these gauges beside what was recorded. */
  text(samples: readonly Sample[]): string {
    const families = new Map<string, { kind: Kind; lines: string[] }>();
    const add = (metric: string, kind: Kind, ...lines: string[]): void => {
      const family = families.get(metric) ?? { kind, lines: [] };
      families.set(metric, family);
      family.lines.push(...lines);
    };
    for (const series of this.#series.values()) add(series.metric, series.kind, ...linesOf(series));
    for (const { metric, labels = {}, value } of samples) add(metric, "gauge", line(metric, labels, value));
    add("liveotter_refused_points_total", "counter", line("liveotter_refused_points_total", {}, this.#refused));
    return [...families]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([metric, { kind, lines }]) => `# TYPE ${metric} ${kind}\n${lines.join("\n")}\n`)
      .join("");
  }
}

function linesOf({ metric, kind, labels, count, sum, buckets }: Series): string[] {
  if (kind !== "histogram") return [line(metric, labels, sum)];
  let seen = 0;
  const lines = buckets.slice(0, HISTOGRAM_BUCKETS.length).map((inBucket, at) => {
    seen += inBucket;
    return line(`${metric}_bucket`, { ...labels, le: String(HISTOGRAM_BUCKETS[at]) }, seen);
  });
  return [
    ...lines,
    line(`${metric}_bucket`, { ...labels, le: "+Inf" }, count),
    line(`${metric}_sum`, labels, sum),
    line(`${metric}_count`, labels, count),
  ];
}

function line(metric: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([name, text]) => `${name}="${escapeLabel(text)}"`);
  return `${metric}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}`;
}

const escapeLabel = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

function parsePoint(point: unknown): Series | undefined {
  if (typeof point !== "object" || point === null || !("blobs" in point) || !("doubles" in point)) return undefined;
  const { blobs, doubles } = point;
  if (!Array.isArray(blobs) || !Array.isArray(doubles)) return undefined;
  const [worker, metric, kind, labelsJson] = blobs;
  if (typeof worker !== "string" || typeof metric !== "string" || !NAME.test(metric) || !isKind(kind)) return undefined;
  const labels = parseLabels(labelsJson);
  if (labels === undefined || !doubles.every((double) => Number.isFinite(double))) return undefined;
  const [count = 0, sum = 0, ...buckets] = doubles;
  return { metric, kind, labels: { worker, ...labels }, count, sum, buckets };
}

const isKind = (value: unknown): value is Kind => value === "counter" || value === "gauge" || value === "histogram";

function parseLabels(text: unknown): Record<string, string> | undefined {
  try {
    const value: unknown = JSON.parse(typeof text === "string" && text !== "" ? text : "{}");
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const labels: Record<string, string> = {};
    // Sorted, so that the same labels in another order are the same series.
    for (const [name, label] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (!NAME.test(name)) return undefined;
      labels[name] = String(label);
    }
    return labels;
  } catch {
    return undefined;
  }
}
