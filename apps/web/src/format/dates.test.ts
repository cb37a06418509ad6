import { expect, test } from "vitest";
import { ENGLISH } from "../words/locale.ts";
import { dateChoices, formatAsOf, formatDates, localIso, machineTime, zoneName } from "./dates.ts";

const tokyo = { date: "2026-12-01", time: "20:00", startsAt: "2026-12-01T11:00:00.000Z", zone: "Asia/Tokyo" };
const dateOnly = { date: "2026-12-01", time: null, startsAt: "2026-11-30T15:00:00.000Z", zone: "Asia/Tokyo" };

test("a date is the venue's own, whatever zone this runs in", () => {
  expect(formatDates(ENGLISH, { date: "2026-12-01", endDate: null })).toBe("Tue, 1 Dec 2026");
});

test("several days are one range", () => {
  expect(formatDates(ENGLISH, { date: "2026-11-14", endDate: "2026-11-16" })).toBe("14–16 Nov 2026");
  expect(formatDates(ENGLISH, { date: "2026-11-30", endDate: "2026-12-02" })).toMatch(/^30 Nov\s?–\s?2 Dec 2026$/);
});

test("a date without a time never becomes midnight", () => {
  expect(machineTime(dateOnly)).toBe("2026-12-01");
  expect(localIso(dateOnly)).toBe("2026-12-01");
});

test("a known time carries its zone's offset on that day", () => {
  expect(localIso(tokyo)).toBe("2026-12-01T20:00:00+09:00");
  const summer = { date: "2026-07-01", time: "20:00", startsAt: "2026-07-01T18:00:00.000Z", zone: "Europe/Warsaw" };
  expect(localIso(summer)).toBe("2026-07-01T20:00:00+02:00");
  const london = { date: "2026-12-01", time: "20:00", startsAt: "2026-12-01T20:00:00.000Z", zone: "Europe/London" };
  expect(localIso(london)).toMatch(/^2026-12-01T20:00:00(Z|\+00:00)$/);
});

test("zones go by the short names that people there know", () => {
  expect(zoneName(ENGLISH, "2026-12-01T19:00:00Z", "Europe/Warsaw")).toBe("CET");
  expect(zoneName(ENGLISH, "2026-12-01T19:00:00Z", "America/Chicago")).toBe("CST");
});

test("an age says its time, and its day when that is not today", () => {
  const now = Date.parse("2026-11-21T13:00:00Z");
  expect(formatAsOf(ENGLISH, "2026-11-21T12:03:40.000Z", now)).toBe("12:03 UTC");
  expect(formatAsOf(ENGLISH, "2026-11-20T12:03:40.000Z", now)).toBe("20 Nov, 12:03 UTC");
});

const choice = (now: string, label: string) =>
  dateChoices(ENGLISH, Date.parse(now)).find((each) => each.label === label);

test("the weekend is what is left of it, or the coming one", () => {
  expect(choice("2026-11-18T10:00:00Z", "This weekend")).toMatchObject({ from: "2026-11-21", to: "2026-11-22" });
  expect(choice("2026-11-21T10:00:00Z", "This weekend")).toMatchObject({ from: "2026-11-21", to: "2026-11-22" });
  expect(choice("2026-11-22T10:00:00Z", "This weekend")).toMatchObject({ from: "2026-11-22", to: "2026-11-22" });
});

test("months end with their last day, over the turn of the year too", () => {
  expect(choice("2026-11-21T10:00:00Z", "This month")).toMatchObject({ from: "2026-11-21", to: "2026-11-30" });
  expect(choice("2026-11-21T10:00:00Z", "January")).toMatchObject({ from: "2027-01-01", to: "2027-01-31" });
  expect(choice("2026-12-31T10:00:00Z", "February")).toMatchObject({ from: "2027-02-01", to: "2027-02-28" });
});
