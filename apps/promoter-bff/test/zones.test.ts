import { MyEvent } from "@liveotter/contracts/promoter/events";
import { clocksChangeOn, placeInTime, shiftDate } from "@liveotter/core/performance-time";
import fc from "fast-check";
import { beforeAll, expect, inject, test } from "vitest";
import { input, type Member, newIsolate, pointers } from "./api.ts";

/*
 * The whole way, through the API into Postgres and back, for some of what core tries in every zone. The seed is printed,
 * so that a failing run can be had again with FUZZ_SEED.
 */
const { seed, runs } = inject("fuzz");
const api = newIsolate();
let me: Member;
beforeAll(async () => {
  me = await api.signIn();
});

const ZONES = Intl.supportedValuesOf("timeZone");
const FIRST_DAY = new Date().toISOString().slice(0, 10);
const TEN_YEARS = 3652;

/** Whose clocks change: by an hour, by half of one, by two, at midnight, in Ramadan, on either half of the globe. */
const CHANGING = ["Europe/Warsaw", "America/St_Johns", "America/Havana", "America/Santiago", "America/Nuuk"].concat(
  ["Africa/Cairo", "Africa/Casablanca", "Asia/Beirut", "Asia/Jerusalem", "Antarctica/Troll"],
  ["Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Norfolk", "Atlantic/Azores", "America/New_York"],
);
const HALF_HOURS = Array.from({ length: 48 }, (_, half) => clock(half * 30));

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

function dayAhead(days: number): string {
  const day = shiftDate(FIRST_DAY, days);
  if (day === null) throw new Error("beyond the calendar");
  return day;
}

const anywhere = fc
  .tuple(fc.constantFrom(...ZONES), fc.nat(TEN_YEARS), fc.nat(24 * 60 - 1))
  .map(([zone, days, minute]) => ({ zone, date: dayAhead(days), time: clock(minute) }));

/** On a day of changing clocks, by preference a time that they skip or show twice. */
const atAChange = fc.tuple(fc.constantFrom(...CHANGING), fc.nat(TEN_YEARS), fc.nat(95)).map(([zone, days, pick]) => {
  let ahead = days;
  // Some zone may be known to give it up.
  while (ahead < days + 366 && !clocksChangeOn(dayAhead(ahead), zone)) ahead += 1;
  const date = dayAhead(ahead);
  const odd = HALF_HOURS.filter((time) => "refused" in placeInTime({ date, time, endDate: null, zone }));
  const times = odd.concat(HALF_HOURS.slice(0, 4));
  return { zone, date, time: times[pick % times.length] ?? "00:00" };
});
const local = fc.oneof(anywhere, { arbitrary: atAChange, weight: 2 });

test("what is saved comes back as it was typed, and saved again it stays, in any zone", async () => {
  const met = { placed: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(local, fc.constantFrom("earlier", "later", null), async ({ zone, date, time }, fold) => {
      const event = (at: object) =>
        input({
          performances: [{ date, time, ...at, where: { kind: "online", zone } }],
          sales: { zone, onSale: { date, time, ...at } },
        });
      const plain = placeInTime({ date, time, endDate: null, zone });
      const expected = placeInTime({ date, time, endDate: null, zone, fold });
      const response = await me.create(event({ fold }));
      if ("refused" in expected) {
        met.refused += 1;
        const field = expected.refused === "ambiguous" ? "fold" : "time";
        expect(response.status).toBe(400);
        expect(await pointers(response)).toEqual([`/performances/0/${field}`, `/sales/onSale/${field}`]);
        return;
      }
      met.placed += 1;
      const saved = MyEvent.parse(await response.json());
      const [performance] = saved.performances;
      const { onSale } = saved.sales;
      const at = new Date(expected.startsAt).toISOString();
      const shown = { date, time, fold: "refused" in plain ? fold : null };
      expect(performance).toMatchObject({ ...shown, startsAt: at });
      expect(onSale).toEqual({ ...shown, at });
      const { id, durationMinutes } = performance ?? {};
      let { version } = saved;
      for (let times = 0; times < 2; times++) {
        const again = await me.change(saved.id, version, {
          performances: [{ ...shown, id, durationMinutes, where: { kind: "online", zone } }],
          sales: { zone, onSale: shown },
        });
        const after = MyEvent.parse(await again.json());
        version = after.version;
        expect(after.performances).toEqual(saved.performances);
        expect(after.sales).toEqual(saved.sales);
      }
    }),
    { seed, numRuns: Math.min(Math.ceil(runs / 2), 250) },
  );
  expect(met.placed).toBeGreaterThan(0);
  expect(met.refused).toBeGreaterThan(0);
}, 300_000);
