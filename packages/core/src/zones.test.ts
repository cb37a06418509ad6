import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changesOf, FROM, instantsShowing, TO, wallClock } from "../test/wall-clock.ts";
import { type Instant, instant } from "./instant.ts";
import { type Fold, localTimeOf, placeInTime, shiftDate } from "./performance-time.ts";

/*
 * Over every zone and the next ten years: what is placed, shown and sent back names the same instant, however often.
 * The same tries each time, so that a red run has a cause in its change; `pnpm soak` draws new ones, and many more.
 */
const { FUZZ_SEED, FUZZ_RUNS } = process.env;
const seed = Number(FUZZ_SEED ?? 20261121);
const numRuns = Number(FUZZ_RUNS ?? 80) * 50;

const ZONES = Intl.supportedValuesOf("timeZone");
const MINUTE = 60_000;

/** A wall clock's reading as a promoter types it. */
function typed(wall: number): { date: string; time: string } {
  const iso = new Date(wall).toISOString();
  return { date: iso.slice(0, 10), time: iso.slice(11, 16) };
}

/** Placed, shown, sent back: twice over, and the same instant each time. */
function expectNoShift(at: Instant, zone: string): void {
  let here = at;
  for (let times = 0; times < 2; times++) {
    const placed = placeInTime({ ...localTimeOf(here, zone), endDate: null, zone });
    if ("refused" in placed) throw new Error(`${new Date(here).toISOString()} in ${zone}: ${placed.refused}`);
    here = placed.startsAt;
  }
  expect(here).toBe(at);
}

/** One reading of the clocks, judged by Intl. */
function expectPlacedAsShown(zone: string, wall: number): "missing" | "ambiguous" | "plain" {
  const shown = instantsShowing(zone, wall);
  const local = { ...typed(wall), endDate: null, zone };
  const placed = placeInTime(local);
  if (shown.length === 0) {
    expect(placed).toMatchObject({ refused: "missing", choices: [{ fold: "earlier" }, { fold: "later" }] });
    if ("refused" in placed && placed.refused === "missing") {
      for (const { at } of placed.choices) expectNoShift(at, zone);
    }
    return "missing";
  }
  if (shown.length === 1) {
    expect(placed).toMatchObject({ startsAt: shown[0] });
    expectNoShift(instant(shown[0] ?? Number.NaN), zone);
    return "plain";
  }
  expect(placed).toMatchObject({ refused: "ambiguous", choices: [{ at: shown[0] }, { at: shown[1] }] });
  for (const [index, fold] of (["earlier", "later"] satisfies Fold[]).entries()) {
    expect(placeInTime({ ...local, fold })).toMatchObject({ startsAt: shown[index] });
    expect(localTimeOf(instant(shown[index] ?? Number.NaN), zone)).toEqual({ ...typed(wall), fold });
    expectNoShift(instant(shown[index] ?? Number.NaN), zone);
  }
  return "ambiguous";
}

describe("in every zone and the next ten years", () => {
  test("each change of clocks is met: what is skipped and what is shown twice is refused with its choices", () => {
    const met = { missing: 0, ambiguous: 0, plain: 0 };
    for (const zone of ZONES) {
      for (const change of changesOf(zone)) {
        const [before, after] = [change - MINUTE, change].map((ms) => wallClock(zone, ms));
        if (before === undefined || after === undefined) throw new Error("two were asked for");
        const middle = Math.round((before + after) / 2 / MINUTE) * MINUTE;
        for (const wall of [before, middle, after]) met[expectPlacedAsShown(zone, wall)] += 1;
      }
    }
    expect(met.missing).toBeGreaterThan(500);
    expect(met.ambiguous).toBeGreaterThan(500);
    expect(met.plain).toBeGreaterThan(500);
  }, 60_000);

  test("any time, by preference near a change, is placed as Intl shows it and stays there", () => {
    const reading = fc
      .tuple(fc.constantFrom(...ZONES), fc.nat(), fc.integer({ min: -180, max: 180 }), fc.boolean())
      .map(([zone, pick, minutes, nearAChange]) => {
        const changes = changesOf(zone);
        const change = changes[pick % Math.max(1, changes.length)];
        const near = nearAChange && change !== undefined ? wallClock(zone, change) + minutes * MINUTE : null;
        return { zone, wall: near ?? FROM + (pick % ((TO - FROM) / MINUTE)) * MINUTE };
      });
    fc.assert(
      fc.property(reading, ({ zone, wall }) => void expectPlacedAsShown(zone, wall)),
      { seed, numRuns },
    );
  }, 600_000);

  test("any instant on the minute is shown so that it can be sent back", () => {
    const instants = fc.tuple(fc.constantFrom(...ZONES), fc.integer({ min: FROM / MINUTE, max: TO / MINUTE }));
    fc.assert(
      fc.property(instants, ([zone, minute]) => expectNoShift(instant(minute * MINUTE), zone)),
      { seed, numRuns },
    );
  }, 600_000);
});

test("a shifted date is so many days of the calendar away, and back again, or beyond its end", () => {
  const day = fc.integer({ min: Date.UTC(1970, 0, 1) / 86_400_000, max: Date.UTC(9000, 0, 1) / 86_400_000 });
  const dateOf = (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10);
  fc.assert(
    fc.property(day, fc.integer({ min: -3660, max: 3660 }), (from, days) => {
      if (from + days < 0) return;
      expect(shiftDate(dateOf(from), days)).toBe(dateOf(from + days));
      expect(shiftDate(dateOf(from + days), -days)).toBe(dateOf(from));
    }),
    { seed, numRuns },
  );
  expect(shiftDate("9999-12-31", 1)).toBeNull();
  expect(shiftDate("2027-02-30", 1)).toBeNull();
});
