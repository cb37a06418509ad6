import { afterEach, describe, expect, it } from "vitest";
import { dayText, localIn, offsetText, shiftDate, tidyTime } from "../../../ui/zone-text.ts";
import { isDirty, openSession, savedAs } from "./edit-session.ts";
import { sendable } from "./editor.ts";
import type { PerformanceLine } from "./event-form.ts";
import { withValueAt } from "./form-path.ts";
import { repeated } from "./lines.ts";
import { placeTyped, timeProblem } from "./place-time.ts";
import { StandInServer } from "./stand-in-server.ts";

const HERE = process.env.TZ;
afterEach(() => {
  process.env.TZ = HERE ?? "UTC";
});

/** Browsers stand anywhere: on both sides of the date line, and where clocks change at midnight. */
const BROWSERS = [
  "UTC",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
  "America/New_York",
  "Africa/Cairo",
  "Asia/Kathmandu",
];
const ZONES = [
  "Europe/Warsaw",
  "America/Sao_Paulo",
  "Australia/Lord_Howe",
  "Asia/Tokyo",
  "America/St_Johns",
  "Asia/Beirut",
];
/** Ordinary days, midnights, ends of years, and nights on which some of these clocks change. */
const DATES = ["2027-01-01", "2027-03-28", "2027-06-12", "2027-10-31", "2027-12-31", "2028-02-29", "2027-04-04"];
const TIMES = ["", "00:00", "00:30", "01:45", "02:30", "12:00", "23:59"];

function line(key: string, date: string, time: string, zone: string): PerformanceLine {
  const at = { key, date, time, fold: null, endDate: "", durationMinutes: "", online: false };
  const placed = placeTyped({ ...at, zone, durationMinutes: null });
  const fold = "refused" in placed && placed.refused === "ambiguous" ? "later" : null;
  return { ...at, fold, where: { kind: "online", zone } };
}

describe("saving a form twice", () => {
  it.each(BROWSERS)("shifts nothing in a browser in %s", async (zone) => {
    process.env.TZ = zone;
    const lines = ZONES.flatMap((place) =>
      DATES.flatMap((date) => TIMES.map((time) => line(crypto.randomUUID(), date, time, place))),
    ).filter((each) => timeProblem([], { ...each, zone: each.where.zone, durationMinutes: null }) === null);
    expect(lines.length).toBeGreaterThan(250);
    for (let from = 0; from < lines.length; from += 200) {
      const server = new StandInServer();
      const typed = lines.slice(from, from + 200);
      let session = openSession(server.event, server.etag);
      session = { ...session, mine: { ...session.mine, performances: typed } };
      const save = async () => {
        const { form, change } = sendable(session);
        if (change === null) return null;
        const result = await server.change(change, session.etag);
        if (!result.ok) throw new Error(JSON.stringify(result));
        session = savedAs(session, form, result.data, result.etag ?? "");
        return change;
      };
      await save();
      const said = (each: PerformanceLine) => [each.where.zone, each.date, each.time, each.fold];
      expect(session.mine.performances.map(said)).toEqual(typed.map(said));
      const instants = server.event.performances.map(({ startsAt }) => startsAt);
      // Untouched, there is nothing to save; touched elsewhere, the times go as they came.
      expect(await save()).toBeNull();
      expect(isDirty(session)).toBe(false);
      const [first] = session.mine.performances;
      session = { ...session, mine: withValueAt(session.mine, ["performances", first?.key ?? "", "online"], true) };
      await save();
      expect(server.event.performances.map(({ startsAt }) => startsAt)).toEqual(instants);
      expect(session.mine.performances.map(said)).toEqual(typed.map(said));
    }
  });
});

describe("a typed time", () => {
  it("that the clocks skip is refused, with the two nearest", () => {
    const problem = timeProblem(["p"], { date: "2027-03-28", time: "02:30", fold: null, zone: "Europe/Warsaw" });
    expect(problem).toMatchObject({ path: ["p", "time"], time: { refused: "missing" } });
    expect(problem?.time?.choices.map(({ local }) => local)).toEqual([
      "2027-03-28T01:30+01:00",
      "2027-03-28T03:30+02:00",
    ]);
  });

  it("that the clocks show twice asks which, with both offsets", () => {
    const typed = { date: "2027-10-31", time: "02:30", fold: null, zone: "Europe/Warsaw" };
    const problem = timeProblem(["p"], typed);
    expect(problem?.time?.choices.map(({ fold, local }) => [fold, local])).toEqual([
      ["earlier", "2027-10-31T02:30+02:00"],
      ["later", "2027-10-31T02:30+01:00"],
    ]);
    expect(timeProblem(["p"], { ...typed, fold: "later" })).toBeNull();
  });

  it("is put in order as people write it, and left alone where it is none", () => {
    const typed = ["9", "930", "9.30", "20:00", "8:30 pm", "12 am", "12:15pm", "0:05"];
    expect(typed.map(tidyTime)).toEqual(["09:00", "09:30", "09:30", "20:00", "20:30", "00:00", "12:15", "00:05"]);
    for (const text of ["", "24:00", "9:60", "13 pm", "soon", "123456"]) expect(tidyTime(text)).toBe(text);
  });
});

it.each(BROWSERS)("says days and offsets alike in a browser in %s", (zone) => {
  process.env.TZ = zone;
  expect([dayText("2027-06-12"), dayText("2027-02-30T"), dayText("")]).toEqual(["12 Jun 2027", "", ""]);
  expect([shiftDate("2027-03-27", 1), shiftDate("2028-02-28", 2), shiftDate("2027-01-01", -1)]).toEqual([
    ...["2027-03-28", "2028-03-01", "2026-12-31"],
  ]);
  const at = Date.parse("2027-06-12T18:00:00Z");
  expect([offsetText(at, "Europe/Warsaw"), offsetText(at, "UTC"), offsetText(at, "America/St_Johns")]).toEqual([
    ...["UTC+02:00", "UTC+00:00", "UTC-02:30"],
  ]);
  expect(localIn(at, "Asia/Tokyo")).toEqual({ date: "2027-06-13", time: "03:00" });
});

it("repeats a performance on the calendar, at its time of day across a change of clocks", () => {
  const first = { ...line("k", "2027-03-20", "20:00", "Europe/Warsaw"), endDate: "2027-03-21" };
  const keys = ["a", "b"];
  const more = repeated(first, { days: 7, count: 2 }, () => keys.shift() ?? "");
  expect(more.map(({ key, date, endDate, time }) => [key, date, endDate, time])).toEqual([
    ["a", "2027-03-27", "2027-03-28", "20:00"],
    ["b", "2027-04-03", "2027-04-04", "20:00"],
  ]);
});
