import { expect, test } from "vitest";
import { formatAgo, formatDay, formatInstant } from "./when.tsx";

test("a calendar date is the same day on every machine", () => {
  for (const zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"]) {
    process.env.TZ = zone;
    expect(formatDay("2027-03-28")).toBe("Sun, 28 Mar 2027");
  }
});

test("what just happened is told in words, what is long ago by its date", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  expect(formatAgo("2026-11-21T11:59:30Z", now)).toBe("just now");
  expect(formatAgo("2026-11-21T11:00:00Z", now)).toBe("1 hour ago");
  expect(formatAgo("2026-11-20T11:00:00Z", now)).toBe("yesterday");
  expect(formatAgo("2026-11-01T11:00:00Z", now)).toBe("1 Nov 2026");
});

test("an instant names the clocks it is told by", () => {
  expect(formatInstant("2026-11-01T11:00:00Z")).toMatch(/^1 Nov 2026, \d\d:\d\d \S+/);
});
