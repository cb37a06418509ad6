import { HISTOGRAM_BUCKETS } from "./buckets.ts";

/** Analytics Engine's binding, or the local stack's stand-in, which answers with a promise. */
export interface MetricsSink {
  writeDataPoint(point: { indexes: string[]; blobs: string[]; doubles: number[] }): unknown;
}

/** Names as Prometheus has them. Values come from small fixed sets: a route's template, never a path; never an id. */
export type Labels = Readonly<Record<string, string>>;

type Kind = "counter" | "gauge" | "histogram";

interface Series {
  readonly metric: string;
  readonly kind: Kind;
  readonly labels: Labels;
  count: number;
  sum: number;
  /** Observations per bucket, the last one for what is above them all. */
  readonly buckets: number[];
}

/** Writing happens at most this often in one isolate. */
export const FLUSH_MS = 1000;
/** A flush that has not come by then was lost with its request. */
const FLUSH_LOST_MS = 5000;
/** Of the bounded number of points that Analytics Engine takes from one invocation (250). */
const POINTS_PER_FLUSH = 200;
/** A bug in labels must not eat the memory. What is beyond is not counted. */
const MAX_SERIES = 1000;

/**
 * What one isolate counts: kept in memory, written together about a second after the first of them, behind the answer
 * (`waitUntil`). Counting costs well under a microsecond and never fails; what cannot be written is dropped.
 */
export class Metrics {
  readonly #worker: string;
  readonly #sink: MetricsSink | undefined;
  readonly #now: () => number;
  readonly #series = new Map<string, Series>();
  readonly #changed = new Set<Series>();
  #flushDueAt = Number.NEGATIVE_INFINITY;

  /** Without a sink everything is counted for nothing. */
  constructor(worker: string, sink: MetricsSink | undefined, now: () => number = Date.now) {
    this.#worker = worker;
    this.#sink = sink;
    this.#now = now;
  }

  count(metric: string, labels: Labels, by = 1): void {
    const series = this.#find(metric, "counter", labels);
    if (series === undefined) return;
    series.count += by;
    series.sum += by;
  }

  gauge(metric: string, labels: Labels, value: number): void {
    const series = this.#find(metric, "gauge", labels);
    if (series === undefined) return;
    series.count = 1;
    series.sum = value;
  }

  /** A duration, in seconds as Prometheus has it. */
  observe(metric: string, labels: Labels, seconds: number): void {
    const series = this.#find(metric, "histogram", labels);
    if (series === undefined) return;
    series.count++;
    series.sum += seconds;
    const at = HISTOGRAM_BUCKETS.findIndex((bound) => seconds <= bound);
    const bucket = at < 0 ? HISTOGRAM_BUCKETS.length : at;
    series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1;
  }

  /** Sees to it that what has been counted is written soon. Called once per request; nearly always does nothing. */
  flush(waitUntil: (work: Promise<unknown>) => void): void {
    if (this.#sink === undefined || this.#changed.size === 0) return;
    const now = this.#now();
    if (now < this.#flushDueAt + FLUSH_LOST_MS) return;
    this.#flushDueAt = now + FLUSH_MS;
    waitUntil(new Promise((resolve) => setTimeout(resolve, FLUSH_MS)).then(() => this.write()));
  }

  /** Writes what there is now. For the end of a job, and for `flush`. */
  async write(): Promise<void> {
    this.#flushDueAt = Number.NEGATIVE_INFINITY;
    const points = [...this.#changed].slice(0, POINTS_PER_FLUSH).map((series) => {
      const { metric, kind, labels, count, sum, buckets } = series;
      const point = {
        indexes: [metric],
        blobs: [this.#worker, metric, kind, JSON.stringify(labels)],
        doubles: [count, sum, ...buckets],
      };
      this.#changed.delete(series);
      series.count = 0;
      series.sum = 0;
      buckets.fill(0);
      return point;
    });
    await Promise.allSettled(points.map(async (point) => this.#sink?.writeDataPoint(point)));
  }

  #find(metric: string, kind: Kind, labels: Labels): Series | undefined {
    let key = metric;
    for (const name in labels) key += `\n${name}\t${labels[name]}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      if (this.#series.size >= MAX_SERIES) return undefined;
      const buckets = kind === "histogram" ? new Array<number>(HISTOGRAM_BUCKETS.length + 1).fill(0) : [];
      series = { metric, kind, labels: { ...labels }, count: 0, sum: 0, buckets };
      this.#series.set(key, series);
    }
    this.#changed.add(series);
    return series;
  }
}
