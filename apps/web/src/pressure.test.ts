import { CATALOGUE } from "@liveotter/contracts/http/freshness";
import { beforeEach, describe, expect, test } from "vitest";
import { ENOUGH, LOOK_MS, Pressure, SLOW_MS, STEP_MS, WINDOW_MS } from "./pressure.ts";

const SECOND = 1000;

let now: number;
let broken: boolean;
let pressure: Pressure;
let steps: number[];
beforeEach(() => {
  now = Date.UTC(2026, 10, 21, 10);
  broken = false;
  steps = [];
  pressure = new Pressure({ isBroken: () => broken, onStep: (seconds) => steps.push(seconds), now: () => now });
});

const fresh = () => pressure.stretch(CATALOGUE).fresh;
/** This many seconds, one of them after the other, in which ten answers come and this share of them slowly. */
function pass(seconds: number, slowShare: number): number[] {
  return Array.from({ length: seconds }, () => {
    // Slow and fast ones mixed.
    for (let answer = 0; answer < 10; answer++) {
      pressure.note((answer * 7 + 5) % 10 < slowShare * 10 ? SLOW_MS + 1 : 20, false);
    }
    now += SECOND;
    return fresh();
  });
}

describe("while the origin is slow", () => {
  test("pages are good for a minute at once, and step by step for five", () => {
    expect(pass(3, 0)).toEqual([5, 5, 5]);
    const seen = pass(60, 1);
    expect(new Set(seen.slice(8))).toEqual(new Set([60, 120, 240, 300]));
    expect(seen.at(-1)).toBe(300);
    expect(steps).toEqual([60, 120, 240, 300]);
  });

  test("and step by step for as long as before, once it is not", () => {
    pass(60, 1);
    steps = [];
    pass(60, 0);
    expect(steps).toEqual([240, 120, 60, 0]);
    expect(fresh()).toBe(5);
  });

  test("failures count, however fast they come", () => {
    for (let answer = 0; answer < ENOUGH; answer++) pressure.note(1, true);
    expect(fresh()).toBe(60);
  });

  test("a few slow answers say nothing", () => {
    for (let answer = 1; answer < ENOUGH; answer++) pressure.note(9 * SECOND, false);
    expect(fresh()).toBe(5);
    now += WINDOW_MS;
    pressure.note(9 * SECOND, false);
    expect(fresh()).toBe(5);
  });

  test("what is kept for longer anyway is not kept for less", () => {
    pass(60, 1);
    expect(pressure.stretch({ ...CATALOGUE, fresh: 600 })).toEqual({ ...CATALOGUE, fresh: 600 });
    expect(pressure.stretch(CATALOGUE)).toEqual({ ...CATALOGUE, fresh: 300 });
  });
});

describe("while the breaker is open", () => {
  test("pages are good for a minute at once, with nobody answering at all", () => {
    broken = true;
    expect(fresh()).toBe(60);
    now += STEP_MS;
    expect(fresh()).toBe(120);
    broken = false;
    now += STEP_MS - 1;
    expect(fresh()).toBe(120);
    now += 1;
    expect(fresh()).toBe(60);
    now += STEP_MS;
    expect(fresh()).toBe(5);
  });

  test("an isolate that nobody asked for long is calm at the first question", () => {
    broken = true;
    for (let step = 0; step < 9; step++, now += STEP_MS) fresh();
    expect(fresh()).toBe(300);
    broken = false;
    now += 4 * STEP_MS;
    expect(fresh()).toBe(5);
  });
});

describe("it does not flap", () => {
  test("between the two lines everything stays as it was, calm or not", () => {
    expect(new Set(pass(30, 0.2))).toEqual(new Set([5]));
    pass(12, 1);
    // Until the window has forgotten what was worse.
    pass(10, 0.2);
    const before = fresh();
    expect(before).toBeGreaterThan(5);
    expect(new Set(pass(60, 0.2))).toEqual(new Set([before]));
  });

  test("a breaker that opens and closes each second moves the times once in a step", () => {
    for (let second = 0; second < 60; second++) {
      broken = second % 2 === 0;
      fresh();
      now += SECOND;
    }
    expect(steps).toEqual([60, 120, 240, 300]);
  });

  test("relief for less than a step changes nothing", () => {
    broken = true;
    fresh();
    for (let round = 0; round < 6; round++) {
      broken = false;
      now += STEP_MS - SECOND;
      expect(fresh()).toBeGreaterThanOrEqual(60);
      broken = true;
      now += SECOND;
      fresh();
    }
    expect(steps.toSorted((a, b) => a - b)).toEqual(steps);
  });
});

test("under pressure one reader in a while has the origin asked, so that relief is noticed", () => {
  expect(pressure.isLookDue()).toBe(false);
  broken = true;
  fresh();
  expect([pressure.isLookDue(), pressure.isLookDue()]).toEqual([true, false]);
  now += LOOK_MS;
  expect([pressure.isLookDue(), pressure.isLookDue()]).toEqual([true, false]);
});
