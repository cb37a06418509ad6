import { beforeAll, expect, test } from "vitest";
import { input, type Member, newIsolate, performance, pointers, warsaw } from "./api.ts";

const api = newIsolate();
let me: Member;
beforeAll(async () => {
  me = await api.signIn();
});

const at = (date: string, time: string | null, more: Record<string, unknown> = {}) =>
  me.create(input({ performances: [performance({ date, time, ...more })] }));

test("a time that the clocks skip is refused with what it could be", async () => {
  const response = await at("2027-03-28", "02:30");
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    code: "invalid-request",
    errors: [
      {
        pointer: "/performances/0/time",
        detail: expect.stringMatching(/2027-03-28T01:30\+01:00 or 2027-03-28T03:30\+02:00/),
      },
    ],
  });
});

test("a time that the clocks show twice asks which one, and takes either", async () => {
  const asked = await at("2027-10-31", "02:30");
  expect(asked.status).toBe(400);
  expect(await asked.json()).toMatchObject({
    errors: [
      {
        pointer: "/performances/0/fold",
        detail: expect.stringMatching(/"earlier" is 2027-10-31T02:30\+02:00, "later" is 2027-10-31T02:30\+01:00/),
      },
    ],
  });
  for (const [fold, startsAt] of [
    ["earlier", "2027-10-31T00:30:00.000Z"],
    ["later", "2027-10-31T01:30:00.000Z"],
  ]) {
    const response = await at("2027-10-31", "02:30", { fold });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ performances: [{ time: "02:30", fold, startsAt }] });
  }
});

test("sent back as it was read, a performance does not move", async () => {
  for (const more of [
    { date: "2027-10-31", time: "02:30", fold: "later", durationMinutes: 75 },
    { date: "2027-10-30", time: null, endDate: "2027-11-01" },
    { date: "2027-10-30", time: "19:00", endDate: "2027-10-31" },
  ]) {
    const before = await me.created({ performances: [performance(more)] });
    const [read] = before.performances;
    const { id, date, time, endDate, durationMinutes, fold } = { ...read };
    const performances = [{ id, date, time, endDate, durationMinutes, fold, where: warsaw }];
    expect((await me.change(before.id, before.version, { performances })).status).toBe(200);
    expect((await me.read(before.id)).performances).toEqual(before.performances);
  }
});

test("a date without a time lasts from the first to the last instant of its local days", async () => {
  const response = await at("2027-06-12", null, { endDate: "2027-06-13" });
  expect(await response.json()).toMatchObject({
    performances: [
      {
        time: null,
        durationMinutes: null,
        endDate: "2027-06-13",
        startsAt: "2027-06-11T22:00:00.000Z",
        endsAt: "2027-06-13T22:00:00.000Z",
      },
    ],
  });
});

test("what is not on the calendar, on the map or in order is refused with its field", async () => {
  const wrong: [Record<string, unknown>, string][] = [
    [{ date: "2027-02-30" }, "/performances/0/date"],
    [{ date: "1969-12-31" }, "/performances/0/date"],
    [{ date: "9999-12-31" }, "/performances/0/date"],
    [{ time: "24:00" }, "/performances/0/time"],
    [{ date: "2027-06-12", endDate: "2027-06-11" }, "/performances/0/endDate"],
    [{ date: "2027-06-12", endDate: "2030-06-12" }, "/performances/0/endDate"],
    [{ durationMinutes: 0 }, "/performances/0/durationMinutes"],
    [{ where: { ...warsaw, zone: "Mars/Olympus" } }, "/performances/0/where/zone"],
    [{ where: { ...warsaw, zone: "+02:00" } }, "/performances/0/where/zone"],
    [{ where: { ...warsaw, lat: 52 } }, "/performances/0/where/lon"],
  ];
  for (const [more, pointer] of wrong) {
    const response = await me.create(input({ performances: [performance(more)] }));
    expect([more, response.status]).toEqual([more, 400]);
    expect(await pointers(response)).toEqual([pointer]);
  }
});

test("every wrong performance is pointed at, not only the first", async () => {
  const response = await me.create(
    input({
      performances: [
        performance({ date: "2027-03-28", time: "02:30" }),
        performance(),
        performance({ date: "2027-10-31", time: "02:30" }),
      ],
    }),
  );
  expect(await pointers(response)).toEqual(["/performances/0/time", "/performances/2/fold"]);
});
