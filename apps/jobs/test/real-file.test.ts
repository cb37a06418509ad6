import { sql } from "drizzle-orm";
import { expect, inject, test } from "vitest";
import { everythingOf, imported } from "./importing.ts";
import { newPromoter, owner } from "./outbox.ts";

interface RealEvent {
  readonly name: string;
  readonly startDate: string;
  readonly endDate: string;
  readonly city?: string;
  readonly online?: boolean;
}

const file = inject("realEvents");

/** Each local date as it is stored, and as the clocks of its zone show the stored instants. */
const datesOf = (promoterId: string) =>
  owner().query<{ id: string; name: string; date: string; end: string; first: string; last: string }>(
    sql`SELECT e.id, e.name, p.local_date::text AS date, coalesce(p.end_local_date, p.local_date)::text AS end,
      (p.starts_at AT TIME ZONE p.zone)::date::text AS first,
      ((p.ends_at - interval '1 millisecond') AT TIME ZONE p.zone)::date::text AS last
    FROM events e JOIN performances p ON p.event_id = e.id WHERE e.promoter_id = ${promoterId}::uuid`,
  );

test.skipIf(file === null)(
  "5,613 real events go in as they are: each row is accounted for, no date is a day off, and again is no change",
  { timeout: 180_000 },
  async () => {
    const given: RealEvent[] = JSON.parse(file ?? "[]");
    const actor = await newPromoter();
    const { state, rows, progress, ignoredColumns } = await imported(actor, file ?? "", { format: "json" });
    expect({ state, ignoredColumns }).toEqual({ state: "done", ignoredColumns: [] });
    expect(rows.map(({ row }) => row)).toEqual(given.map((_, index) => index + 1));
    // The only one with neither a city nor a way to attend it from elsewhere.
    const rejected = rows.filter(({ outcome }) => outcome === "rejected");
    expect(rejected.map(({ row }) => given[row - 1])).toEqual(given.filter(({ city, online }) => !city && !online));
    expect(rejected.map(({ errors }) => errors)).toEqual([
      [{ pointer: "city", detail: "is missing, and it is not online either" }],
    ]);
    expect(progress).toMatchObject({ rows: 5613, created: 5612, rejected: 1 });

    const stored = new Map((await datesOf(actor.promoterId)).map((event) => [event.id, event]));
    for (const { row, eventId } of rows) {
      if (eventId === null) continue;
      const { name = "", startDate, endDate } = given[row - 1] ?? {};
      expect(stored.get(eventId)).toEqual({
        ...{ id: eventId, name: name.trim(), date: startDate, end: endDate },
        ...{ first: startDate, last: endDate },
      });
    }

    const before = await everythingOf(actor);
    const again = await imported(actor, file ?? "", { format: "json" });
    expect(again.progress).toMatchObject({ rows: 5613, unchanged: 5612, rejected: 1, created: 0, updated: 0 });
    expect(await everythingOf(actor)).toEqual(before);
  },
);

test("no date is a day off at either end of the world, nor where a day is missing or the clocks change", async () => {
  const zones = [
    "Pacific/Kiritimati",
    "Pacific/Apia",
    "Etc/GMT+12",
    "Pacific/Niue",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
  ];
  const dates = ["2016-10-16", "2018-11-04", "2027-01-01", "2027-03-28", "2027-10-31", "2028-02-29", "2027-12-31"];
  const wanted = zones.flatMap((zone) => dates.map((date) => ({ name: `${zone} ${date}`, date, zone })));
  const actor = await newPromoter();
  const lines = wanted.map(({ name, date, zone }) => `${name},${date},${zone},yes`).join("\n");
  const { progress } = await imported(actor, `name,date,zone,online\n${lines}`);
  expect(progress).toMatchObject({ created: wanted.length });
  const stored = new Map((await datesOf(actor.promoterId)).map((event) => [event.name, event]));
  for (const { name, date } of wanted) {
    expect(stored.get(name)).toMatchObject({ date, end: date, first: date, last: date });
  }
});
