import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changesOf, FROM, instantsShowing, TO, wallClock } from "../test/wall-clock.ts";
import { instant } from "./instant.ts";
import { canonicalZone, foldOf, placeInTime } from "./performance-time.ts";

const ZONES = Intl.supportedValuesOf("timeZone");
const at = (iso: string) => instant(Date.parse(iso));
const timed = (date: string, time: string, zone: string) => ({ date, time, endDate: null, zone });
const day = (date: string, zone: string, endDate: string | null = null) => ({ date, time: null, endDate, zone });

const moment = fc
  .tuple(fc.constantFrom(...ZONES), fc.nat(), fc.integer({ min: -180, max: 180 }), fc.boolean())
  .map(([zone, seed, minutes, onAnEdge]) => {
    const edges = changesOf(zone);
    const edge = edges[seed % Math.max(1, edges.length)];
    const utc =
      onAnEdge && edge !== undefined ? edge + minutes * 60_000 : FROM + (seed % ((TO - FROM) / 60_000)) * 60_000;
    const wall = onAnEdge && edge !== undefined ? utc + (wallClock(zone, edge) - edge) : utc;
    const iso = new Date(wall).toISOString();
    return { zone, wall, date: iso.slice(0, 10), time: iso.slice(11, 16) };
  });

describe("a local time", () => {
  test("on the night the clocks go forward is refused, with the times before and after it", () => {
    expect(placeInTime(timed("2026-03-29", "02:30", "Europe/Warsaw"))).toEqual({
      refused: "missing",
      choices: [
        { fold: "earlier", local: "2026-03-29T01:30+01:00", at: at("2026-03-29T00:30:00Z") },
        { fold: "later", local: "2026-03-29T03:30+02:00", at: at("2026-03-29T01:30:00Z") },
      ],
    });
  });

  test("that is skipped stays refused whatever fold is asked for", () => {
    expect(placeInTime({ ...timed("2026-03-29", "02:30", "Europe/Warsaw"), fold: "later" })).toMatchObject({
      refused: "missing",
    });
  });

  test("on the night they go back asks which one", () => {
    const local = timed("2026-10-25", "02:30", "Europe/Warsaw");
    expect(placeInTime(local)).toEqual({
      refused: "ambiguous",
      choices: [
        { fold: "earlier", local: "2026-10-25T02:30+02:00", at: at("2026-10-25T00:30:00Z") },
        { fold: "later", local: "2026-10-25T02:30+01:00", at: at("2026-10-25T01:30:00Z") },
      ],
    });
    expect(placeInTime({ ...local, fold: "earlier" })).toMatchObject({ startsAt: at("2026-10-25T00:30:00Z") });
    expect(placeInTime({ ...local, fold: "later" })).toMatchObject({ startsAt: at("2026-10-25T01:30:00Z") });
  });

  test("lasts what was said, three hours otherwise, and to the end of its last day when it has one", () => {
    const local = timed("2026-07-01", "20:00", "Asia/Tokyo");
    expect(placeInTime(local)).toEqual({ startsAt: at("2026-07-01T11:00:00Z"), endsAt: at("2026-07-01T14:00:00Z") });
    expect(placeInTime({ ...local, durationMinutes: 45 })).toMatchObject({ endsAt: at("2026-07-01T11:45:00Z") });
    expect(placeInTime({ ...local, endDate: "2026-07-03" })).toMatchObject({ endsAt: at("2026-07-03T15:00:00Z") });
  });

  test("names instants at which the clocks there do show it, in every zone", () => {
    fc.assert(
      fc.property(moment, ({ zone, wall, date, time }) => {
        const shown = instantsShowing(zone, wall);
        const placed = placeInTime(timed(date, time, zone));
        if (shown.length === 0) expect(placed).toMatchObject({ refused: "missing" });
        else if (shown.length === 1) expect(placed).toMatchObject({ startsAt: shown[0] });
        else {
          expect(placed).toMatchObject({ refused: "ambiguous", choices: [{ at: shown[0] }, { at: shown[1] }] });
          for (const [index, fold] of (["earlier", "later"] as const).entries()) {
            const local = { ...timed(date, time, zone), fold };
            expect(placeInTime(local)).toMatchObject({ startsAt: shown[index] });
            expect(foldOf({ ...local, startsAt: instant(shown[index] ?? Number.NaN) })).toBe(fold);
          }
        }
      }),
      { seed: 44, numRuns: 4000 },
    );
  });
});

describe("a date without a time", () => {
  test("starts at the day's first instant where the clocks skip midnight", () => {
    // Beirut goes from 00:00 to 01:00: the day starts at 01:00 and has 23 hours.
    expect(placeInTime(day("2026-03-29", "Asia/Beirut"))).toEqual({
      startsAt: at("2026-03-28T22:00:00Z"),
      endsAt: at("2026-03-29T21:00:00Z"),
    });
  });

  test("ends when its last local day ends", () => {
    expect(placeInTime(day("2026-10-24", "Europe/Warsaw", "2026-10-25"))).toEqual({
      startsAt: at("2026-10-23T22:00:00Z"),
      endsAt: at("2026-10-25T23:00:00Z"),
    });
  });

  test("is refused where the whole day was skipped", () => {
    expect(placeInTime(day("2011-12-30", "Pacific/Apia"))).toMatchObject({ refused: "missing" });
    expect(placeInTime(day("2011-12-29", "Pacific/Apia"))).toMatchObject({ endsAt: at("2011-12-30T10:00:00Z") });
  });

  test("starts and ends where the calendar there turns, in every zone", () => {
    const dayShown = (zone: string, ms: number) => new Date(wallClock(zone, ms)).toISOString().slice(0, 10);
    fc.assert(
      fc.property(moment, ({ zone, date }) => {
        const placed = placeInTime(day(date, zone));
        if ("refused" in placed) throw new Error(`${date} in ${zone}: ${placed.refused}`);
        expect(dayShown(zone, placed.startsAt)).toBe(date);
        expect(dayShown(zone, placed.startsAt - 1000) < date).toBe(true);
        expect(dayShown(zone, placed.endsAt - 1000)).toBe(date);
        expect(dayShown(zone, placed.endsAt) > date).toBe(true);
      }),
      { seed: 45, numRuns: 2000 },
    );
  });
});

test("what is no date, time, zone or length is refused by its name", () => {
  expect(placeInTime(day("2026-02-30", "Europe/Warsaw"))).toEqual({ refused: "invalid-date" });
  expect(placeInTime(day("26-2-3", "Europe/Warsaw"))).toEqual({ refused: "invalid-date" });
  expect(placeInTime(day("2026-02-03", "Europe/Warsaw", "2026-02-02"))).toEqual({ refused: "ends-before-start" });
  expect(placeInTime(timed("2026-02-03", "24:00", "Europe/Warsaw"))).toEqual({ refused: "invalid-time" });
  for (const zone of ["Mars/Base", "+02:00", "", "Europe/Warsaw\0"])
    expect(placeInTime(day("2026-02-03", zone))).toEqual({ refused: "unknown-zone" });
  for (const durationMinutes of [0, -1, 1.5, Number.NaN, 1e9])
    expect(placeInTime({ ...timed("2026-02-03", "20:00", "UTC"), durationMinutes })).toEqual({
      refused: "invalid-duration",
    });
});

test("zones are spelled as the registry does", () => {
  expect(canonicalZone("europe/warsaw")).toBe("Europe/Warsaw");
  for (const zone of ZONES) expect(canonicalZone(zone)).not.toBeNull();
});
