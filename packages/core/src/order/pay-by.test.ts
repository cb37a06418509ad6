import fc from "fast-check";
import { expect, test } from "vitest";
import { type Instant, instant } from "../instant.ts";
import { localTimeOf } from "../performance-time.ts";
import { methodsAt, type PayTerms, payBy } from "./pay-by.ts";

const at = (iso: string): Instant => instant(Date.parse(iso));
const show = (starts: string, zone = "Europe/Warsaw", hours = 3) => ({
  ...{ startsAt: at(starts), endsAt: instant(at(starts) + hours * 3_600_000), zone },
});
const terms = (more: Partial<PayTerms> = {}): PayTerms => ({
  methods: ["card", "transfer", "door"],
  transfer: { days: 7, hoursBefore: 24 },
  salesEndAt: null,
  performances: [show("2027-06-12T18:00:00Z")],
  ...more,
});
const iso = (until: Instant | null) => (until === null ? null : new Date(until).toISOString());

test("a transfer may arrive until the end of a local day, also when the clocks change in between", () => {
  expect(iso(payBy(terms(), "transfer", at("2027-05-01T10:17:23Z")))).toBe("2027-05-08T21:59:59.999Z");
  // Already the next day in Warsaw.
  expect(iso(payBy(terms(), "transfer", at("2027-05-01T22:30:00Z")))).toBe("2027-05-09T21:59:59.999Z");
  // Summer time began on 28 March: seven days are 167 hours.
  expect(iso(payBy(terms(), "transfer", at("2027-03-25T12:00:00Z")))).toBe("2027-04-01T21:59:59.999Z");
  expect(iso(payBy(terms(), "transfer", at("2027-03-20T12:00:00Z")))).toBe("2027-03-27T22:59:59.999Z");
  // Midnight does not exist there that day, and then it comes twice.
  const at2 = (zone: string) =>
    terms({ performances: [show("2027-12-12T18:00:00Z", zone)], transfer: { days: 1, hoursBefore: 0 } });
  expect(iso(payBy(at2("Africa/Cairo"), "transfer", at("2027-04-28T12:00:00Z")))).toBe("2027-04-29T21:59:59.999Z");
  expect(iso(payBy(at2("America/Havana"), "transfer", at("2027-11-05T12:00:00Z")))).toBe("2027-11-07T03:59:59.999Z");
});

test("it never arrives after the sale, nor after the first performance less the margin; what does not fit is not offered", () => {
  const now = at("2027-06-08T10:00:00Z");
  expect(iso(payBy(terms(), "transfer", now))).toBe("2027-06-10T21:59:59.999Z");
  expect(iso(payBy(terms({ transfer: { days: 7, hoursBefore: 0 } }), "transfer", now))).toBe(
    "2027-06-11T21:59:59.999Z",
  );
  expect(iso(payBy(terms({ salesEndAt: at("2027-06-09T12:00:00Z") }), "transfer", now))).toBe(
    "2027-06-08T21:59:59.999Z",
  );
  expect(iso(payBy(terms({ salesEndAt: at("2027-06-09T21:59:59.999Z") }), "transfer", now))).toBe(
    "2027-06-09T21:59:59.999Z",
  );
  // The earliest of several counts, wherever it stands in the list.
  const several = [show("2027-06-20T18:00:00Z"), show("2027-06-11T18:00:00Z")];
  expect(iso(payBy(terms({ performances: several }), "transfer", now))).toBe("2027-06-09T21:59:59.999Z");

  const late = at("2027-06-11T12:00:00Z");
  expect(payBy(terms(), "transfer", late)).toBeNull();
  expect(methodsAt(terms(), late)).toEqual({ offered: ["card", "door"], tooLate: ["transfer"] });
  // A deadline in a few minutes helps nobody.
  expect(payBy(terms(), "transfer", at("2027-06-10T21:30:00Z"))).toBeNull();
});

test("at the door is paid until the first performance of the order is over", () => {
  const nights = terms({ performances: [show("2027-06-13T18:00:00Z"), show("2027-06-12T18:00:00Z")] });
  expect(iso(payBy(nights, "door", at("2027-06-01T10:00:00Z")))).toBe("2027-06-12T21:00:00.000Z");
  expect(iso(payBy(nights, "door", at("2027-06-12T21:00:00Z")))).toBe("2027-06-13T21:00:00.000Z");
  expect(methodsAt(nights, at("2027-06-13T21:00:00Z"))).toEqual({ offered: ["card"], tooLate: ["transfer", "door"] });
  expect(methodsAt(terms({ methods: ["card"] }), at("2027-06-20T00:00:00Z")).tooLate).toEqual([]);
});

test("wherever and whenever, a deadline is a local day's end, ahead of now and within every limit", () => {
  const zones = [
    "Europe/Warsaw",
    "America/Havana",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Asia/Kathmandu",
  ];
  const hours = fc.integer({ min: 0, max: 24 * 400 });
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 366 * 24 * 60 }),
      hours,
      fc.option(hours),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 0, max: 720 }),
      (zone, minute, startsIn, endsIn, days, hoursBefore) => {
        const now = instant(Date.UTC(2027, 0, 1) + minute * 60_000);
        const starts = now + startsIn * 3_600_000;
        const salesEndAt = endsIn === null ? null : instant(now + endsIn * 3_600_000);
        const performances = [{ startsAt: instant(starts), endsAt: instant(starts + 7_200_000), zone }];
        const until = payBy(terms({ performances, salesEndAt, transfer: { days, hoursBefore } }), "transfer", now);
        if (until === null) return;
        expect(until).toBeGreaterThan(now);
        expect(until).toBeLessThanOrEqual(starts - hoursBefore * 3_600_000);
        expect(until).toBeLessThanOrEqual(salesEndAt ?? until);
        const [last, next] = [until, instant(until + 1)].map((moment) => localTimeOf(moment, zone).date);
        expect(next).not.toBe(last);
      },
    ),
    { seed: 20261130, numRuns: 500 },
  );
});
