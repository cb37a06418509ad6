import type { Slice } from "./load.ts";

/** A ratio of medians with its 95 % interval. */
export interface Ratio {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;

export const rate = (slice: Slice): number => slice.requests / slice.seconds;
const p50 = (slice: Slice): number => quantile(slice.latencies, 0.5);

/**
 * Runs each of `ways` once a round, starting with another one every round, so that drift of the machine falls on all
 * alike. Answers one list of results per way, in the order given.
 */
export async function interleave<T>(rounds: number, ways: readonly (() => Promise<T>)[]): Promise<T[][]> {
  const results: T[][] = ways.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < ways.length; turn++) {
      const way = (round + turn) % ways.length;
      const result = await ways[way]?.();
      if (result !== undefined) results[way]?.push(result);
    }
  }
  return results;
}

/** median(b) / median(a), with a percentile bootstrap over 2,000 draws from a fixed seed. */
export function ratioOfMedians(a: readonly number[], b: readonly number[]): Ratio {
  const random = mulberry32(1);
  const draw = (values: readonly number[]) =>
    median(values.map(() => values[Math.floor(random() * values.length)] ?? Number.NaN));
  const ratios = Array.from({ length: 2000 }, () => draw(b) / draw(a)).sort((x, y) => x - y);
  return { median: median(b) / median(a), low: quantile(ratios, 0.025), high: quantile(ratios, 0.975) };
}

/** In how many ways the calm slices are split against themselves. */
const SPLITS = 40;

/**
 * The rule for "b does not disturb a": the ratio's interval lies below 1.2 and is no wider than that of a against
 * itself, with no error anywhere. `calm` holds twice as many slices as b. How wide an interval comes out is itself up to
 * chance (two equal things would fail every other time), so "a against itself" is the calm slices split at random many
 * times over, and the width allowed is that which 95 % of the splits keep to.
 */
export function undisturbed(calm: readonly Slice[], b: readonly Slice[]) {
  const medians = calm.map(p50);
  const half = medians.length >> 1;
  const random = mulberry32(2);
  const widths = Array.from({ length: SPLITS }, () => {
    const shuffled = medians
      .map((value) => ({ value, place: random() }))
      .sort((x, y) => x.place - y.place)
      .map(({ value }) => value);
    const { low, high } = ratioOfMedians(shuffled.slice(0, half), shuffled.slice(half));
    return high - low;
  }).sort((x, y) => x - y);
  const allowed = quantile(widths, 0.95);
  const ratio = ratioOfMedians(medians, b.map(p50));
  const errors = [...calm, ...b].reduce((sum, slice) => sum + slice.errors, 0);
  const width = ratio.high - ratio.low;
  return { ratio, width, allowed, errors, holds: ratio.high < 1.2 && width <= allowed && errors === 0 };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** A small seeded generator: the same draws in every run, so that a verdict depends on the measurements alone. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
