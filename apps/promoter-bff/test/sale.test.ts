import { MyEvent } from "@liveotter/contracts/promoter/events";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { inDays, input, type Member, newIsolate, performance, pointers } from "./api.ts";
import { owner } from "./promoters.ts";

const api = newIsolate();
let me: Member;
beforeAll(async () => {
  me = await api.signIn();
});

const moment = (days: number, time = "12:00") => ({ date: inDays(days), time });

/** An event that uses all there is, its lines named by words. */
const whole = () =>
  input({
    performances: [performance({ ref: "first", date: inDays(30) }), performance({ ref: "second", date: inDays(31) })],
    ticketTypes: [
      {
        ...{ ref: "entry", name: "Entry", description: "Standing", price: 3000, minPerOrder: 1, maxPerOrder: 6 },
        phases: [
          { name: "Early bird", until: moment(5), price: 1000 },
          { name: "Advance", until: moment(10), price: 2000 },
        ],
      },
      { ref: "both", name: "Both nights", price: 5000, pass: ["second", "first"] },
    ],
    quotas: [
      { name: "Hall", capacity: 300, ticketTypes: ["entry", "both"] },
      { name: "First night", capacity: null, performance: "first", ticketTypes: ["entry"] },
    ],
    sales: { zone: "europe/warsaw", presale: moment(1), onSale: moment(2), end: moment(31, "18:00"), maxPerOrder: 8 },
    fees: { perTicket: 50, perOrder: 100, percent: 250, paidBy: "fan" },
    tax: { name: "VAT", rate: 8000, included: true },
  });

/** What a client that changed nothing sends back. */
function sentBack({ performances, ticketTypes, quotas, sales, fees, tax }: MyEvent) {
  const unplaced = <T extends { at: string }>({ at: _, ...rest }: T) => rest;
  return {
    performances: performances.map(({ id, date, time, endDate, durationMinutes, fold, online, place, zone }) => ({
      ...{ id, date, time, endDate, durationMinutes, fold, online },
      where:
        place === null ? { kind: "online", zone } : { kind: "place", city: place.city, country: place.country, zone },
    })),
    ticketTypes: ticketTypes.map((type) => ({
      ...type,
      phases: type.phases.map((phase) => ({ ...phase, until: unplaced(phase.until) })),
    })),
    quotas,
    sales: {
      ...sales,
      presale: sales.presale && unplaced(sales.presale),
      onSale: sales.onSale && unplaced(sales.onSale),
      end: sales.end && unplaced(sales.end),
    },
    ...{ fees, tax },
  };
}

async function refusedAt(pointer: string | readonly string[], response: Response, status = 400): Promise<void> {
  expect(response.status).toBe(status);
  expect(await pointers(response)).toEqual(typeof pointer === "string" ? [pointer] : pointer);
}

describe("what is sold", () => {
  test("is created in one request whose lines point at one another by words", async () => {
    const response = await me.create(whole());
    expect(response.status).toBe(201);
    const event = MyEvent.parse(await response.json());
    const [first, second] = event.performances;
    const [entry, both] = event.ticketTypes;
    expect(event).toMatchObject({
      ticketTypes: [
        {
          ...{ name: "Entry", description: "Standing", minPerOrder: 1, maxPerOrder: 6, pass: null },
          phases: [{ name: "Early bird", until: { ...moment(5), fold: null }, price: 1000 }, { name: "Advance" }],
        },
        { name: "Both nights", pass: [first?.id, second?.id] },
      ],
      quotas: [
        { name: "Hall", capacity: 300, performance: null, ticketTypes: [entry?.id, both?.id] },
        { name: "First night", capacity: null, performance: first?.id, ticketTypes: [entry?.id] },
      ],
      sales: { zone: "Europe/Warsaw", onSale: moment(2), maxPerOrder: 8 },
      fees: { perTicket: 50, perOrder: 100, percent: 250, paidBy: "fan" },
      tax: { name: "VAT", rate: 8000, included: true },
      ...{ performanceCount: 2, next: { date: inDays(30), time: "20:00", zone: "Europe/Warsaw", city: "Warszawa" } },
    });
  });

  test("sent back as it was read stays as it is, once and again", async () => {
    const before = await me.created(whole());
    let version = before.version;
    for (let times = 0; times < 2; times++) {
      const response = await me.change(before.id, version, sentBack(await me.read(before.id)));
      expect(response.status).toBe(200);
      version += 1;
      const after = await me.read(before.id);
      expect(after).toEqual({ ...before, version, changedAt: after.changedAt });
    }
  });

  test("keeps new lines beside old ones that they point at", async () => {
    const before = await me.created(whole());
    const { ticketTypes, quotas } = before;
    const [entry] = ticketTypes;
    const [night] = before.performances;
    const response = await me.change(before.id, before.version, {
      ticketTypes: [...sentBack(before).ticketTypes, { ref: "vip", name: "VIP", price: 9000 }],
      quotas: [
        ...quotas,
        { name: "Box", capacity: 8, performance: night?.id?.toUpperCase(), ticketTypes: ["vip", entry?.id] },
      ],
    });
    const after = MyEvent.parse(await response.json());
    expect(after.ticketTypes.slice(0, 2)).toEqual(ticketTypes);
    expect(after.quotas.slice(0, 2)).toEqual(quotas);
    expect(after.quotas[2]).toMatchObject({
      performance: night?.id,
      ticketTypes: [entry?.id, after.ticketTypes[2]?.id],
    });
  });

  test("keeps of a ticket type what is not sent, and lets go of what is sent as null", async () => {
    const before = await me.created(whole());
    const [entry, both] = before.ticketTypes;
    const lines = (more: object) => [
      { id: entry?.id, name: "Entry", price: 3000, ...more },
      both && { ...both, phases: [] },
    ];
    const kept = await me.change(before.id, before.version, { ticketTypes: lines({}) });
    expect(MyEvent.parse(await kept.json()).ticketTypes).toEqual(before.ticketTypes);
    const emptied = await me.change(before.id, before.version + 1, {
      ticketTypes: lines({ description: "", phases: [], minPerOrder: null, maxPerOrder: null }),
    });
    expect(MyEvent.parse(await emptied.json()).ticketTypes[0]).toEqual({
      ...{ ...entry, description: "", phases: [], minPerOrder: null, maxPerOrder: null },
    });
  });
});

describe("what points nowhere is refused, naming the field", () => {
  test("words and ids that no line has, others' ids among them, all alike", async () => {
    const stranger = await api.signIn();
    const [mine, other, theirs] = [
      await me.created(whole()),
      await me.created(whole()),
      await stranger.created(whole()),
    ];
    const { quotas } = sentBack(mine);
    const answers: string[] = [];
    for (const id of [crypto.randomUUID(), other.ticketTypes[0]?.id, theirs.ticketTypes[0]?.id, "nothing"]) {
      const entry = mine.ticketTypes[0]?.id;
      const response = await me.change(mine.id, mine.version, {
        quotas: [...quotas, { name: "Planted", capacity: 1, ticketTypes: [entry, id] }],
      });
      const { requestId: _, ...problem } = await response.json<{ requestId: string; errors: { pointer: string }[] }>();
      expect(problem.errors.map(({ pointer }) => pointer)).toEqual(["/quotas/2/ticketTypes/1"]);
      answers.push(JSON.stringify(problem));
    }
    expect(new Set(answers).size).toBe(1);
    for (const night of [other.performances[0]?.id, theirs.performances[0]?.id, crypto.randomUUID()]) {
      const quota = { name: "Planted", capacity: 1, performance: night, ticketTypes: [mine.ticketTypes[0]?.id] };
      await refusedAt("/quotas/0/performance", await me.change(mine.id, mine.version, { quotas: [quota] }));
      const pass = { name: "Pass", price: 1, pass: [mine.performances[0]?.id, night] };
      const ticketTypes = [...sentBack(mine).ticketTypes, pass];
      await refusedAt("/ticketTypes/2/pass/1", await me.change(mine.id, mine.version, { ticketTypes }));
    }
    for (const id of [other.quotas[0]?.id, theirs.quotas[0]?.id, crypto.randomUUID()]) {
      await refusedAt("/quotas/0/id", await me.change(mine.id, mine.version, { quotas: [{ ...quotas[0], id }] }));
    }
    const [hall] = quotas;
    await refusedAt("/quotas/1/id", await me.change(mine.id, mine.version, { quotas: [hall, hall] }));
    expect(await me.read(mine.id)).toEqual(mine);
    expect(await stranger.read(theirs.id)).toEqual(theirs);
  });

  test("one thing named twice, and one name of two lines", async () => {
    const twice = whole();
    const [entry, both] = twice.ticketTypes;
    const refused = (more: object) => me.create({ ...twice, ...more });
    await refusedAt(
      "/ticketTypes/1/pass/1",
      await refused({ ticketTypes: [entry, { ...both, pass: ["first", "first"] }] }),
    );
    await refusedAt(
      "/ticketTypes/1/ref",
      await refused({ ticketTypes: [entry, { ...both, ref: "entry" }], quotas: [] }),
    );
    const quota = { name: "Hall", capacity: 1, ticketTypes: ["entry", "entry"] };
    await refusedAt("/quotas/0/ticketTypes/1", await refused({ quotas: [quota] }));
  });

  test("what stays and points at what is taken away", async () => {
    const before = await me.created(whole());
    const back = sentBack(before);
    const change = (body: object) => me.change(before.id, before.version, body);
    await refusedAt(
      ["/ticketTypes/1/pass/0", "/quotas/1/performance"],
      await change({ performances: back.performances.slice(1) }),
    );
    await refusedAt(
      ["/quotas/0/ticketTypes/0", "/quotas/1/ticketTypes/0"],
      await change({ ticketTypes: back.ticketTypes.slice(1) }),
    );
    expect(await me.read(before.id)).toEqual(before);
    const response = await change({
      performances: back.performances.slice(1),
      ticketTypes: back.ticketTypes.slice(0, 1),
      quotas: [{ ...back.quotas[0], ticketTypes: [before.ticketTypes[0]?.id] }],
    });
    expect(response.status).toBe(200);
    expect(MyEvent.parse(await response.json())).toMatchObject({ performanceCount: 1, quotas: [{ name: "Hall" }] });
  });

  test("a series that is nobody's, or somebody else's", async () => {
    const stranger = await api.signIn();
    const made = await stranger.call("POST", "/v1/series", {
      body: { name: "Theirs" },
      headers: { "idempotency-key": crypto.randomUUID() },
    });
    const { id } = await made.json<{ id: string }>();
    const mine = await me.created();
    for (const seriesId of [id, crypto.randomUUID()]) {
      await refusedAt("/seriesId", await me.create(input({ seriesId })));
      await refusedAt("/seriesId", await me.change(mine.id, mine.version, { seriesId }));
    }
    const theirs = await stranger.created({ seriesId: id.toUpperCase() });
    expect(theirs.series).toMatchObject({ id, name: "Theirs" });
    const out = await stranger.change(theirs.id, theirs.version, { seriesId: null });
    expect(await out.json()).toMatchObject({ series: null });
  });
});

describe("times of the sale", () => {
  const sold = (sales: object, phases: object[] = []) =>
    me.create(
      input({ sales: { zone: "Europe/Warsaw", ...sales }, ticketTypes: [{ name: "Entry", price: 1, phases }] }),
    );

  test("that the clocks skip or show twice are refused with what they could be", async () => {
    const skipped = { date: "2027-03-28", time: "02:30" };
    const twice = { date: "2027-10-31", time: "02:30" };
    const response = await sold({ presale: skipped, onSale: twice }, [{ name: "Early", until: twice, price: 0 }]);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [
        { pointer: "/sales/presale/time", detail: expect.stringMatching(/01:30\+01:00 or .*03:30\+02:00/) },
        { pointer: "/sales/onSale/fold", detail: expect.stringMatching(/"earlier" is .*"later" is/) },
        { pointer: "/ticketTypes/0/phases/0/until/fold", detail: expect.stringMatching(/"earlier" is .*"later" is/) },
      ],
    });
    const later = await sold({ onSale: { ...twice, fold: "later" } });
    expect(await later.json()).toMatchObject({
      sales: { onSale: { ...twice, fold: "later", at: "2027-10-31T01:30:00.000Z" } },
    });
  });

  test("outside the calendar, in no zone, or out of order are refused with their field", async () => {
    await refusedAt("/sales/onSale/date", await sold({ onSale: { date: "1969-12-30", time: "12:00" } }));
    await refusedAt("/sales/end/date", await sold({ end: { date: "9999-12-31", time: "12:00" } }));
    await refusedAt("/sales/zone", await sold({ zone: "Mars/Olympus", onSale: moment(1) }));
    const phase = (days: number) => ({ name: "Phase", until: moment(days), price: 0 });
    await refusedAt("/ticketTypes/0/phases/1/until", await sold({}, [phase(5), phase(5)]));
    await refusedAt("/ticketTypes/0/phases/2/until", await sold({}, [phase(3), phase(5), phase(4)]));
  });

  test("are read on the clocks of the first performance when no zone is named", async () => {
    const where = { kind: "online", zone: "America/New_York" };
    const phases = [{ name: "Early", until: moment(5, "10:00"), price: 0 }];
    const event = await me.created({
      performances: [performance({ where })],
      ticketTypes: [{ name: "Entry", price: 1, phases }],
    });
    expect(event.sales).toMatchObject({ zone: "America/New_York", onSale: null });
    expect(event.ticketTypes[0]?.phases[0]?.until).toMatchObject(moment(5, "10:00"));
  });

  test("are the same words on other clocks, phases that were not sent included", async () => {
    const before = await me.created(whole());
    const { zone: _, ...sales } = sentBack(before).sales;
    const response = await me.change(before.id, before.version, { sales: { ...sales, zone: "America/New_York" } });
    const after = MyEvent.parse(await response.json());
    expect(after.sales.onSale).toMatchObject({ date: inDays(2), time: "12:00" });
    expect(after.sales.onSale?.at).not.toBe(before.sales.onSale?.at);
    const [was, is] = [before, after].map((event) => event.ticketTypes[0]?.phases[0]?.until);
    expect(is).toMatchObject({ date: was?.date, time: was?.time });
    expect(is?.at).not.toBe(was?.at);
    expect(after.quotas).toEqual(before.quotas);
  });
});

test("two people who change one version: one is told to read it again, and nothing of the other's is lost", async () => {
  const before = await me.created(whole());
  const back = sentBack(before);
  const changes = [
    { name: "Renamed" },
    { quotas: [{ name: "Anew", capacity: 1, ticketTypes: [before.ticketTypes[0]?.id] }] },
    { ticketTypes: back.ticketTypes.slice(0, 1), quotas: [] },
    { performances: back.performances.toReversed() },
    { sales: { ...back.sales, onSale: null, presale: null } },
  ];
  const responses = await Promise.all(changes.map((change) => me.change(before.id, before.version, change)));
  expect(responses.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
  const won = responses.find(({ status }) => status === 200);
  expect(await won?.json()).toEqual(await me.read(before.id));
  const [row] = await owner().query(
    sql`SELECT count(*)::int AS updates FROM audit_log WHERE subject_id = ${before.id}::uuid AND action = 'event.update'`,
  );
  expect(row).toEqual({ updates: 1 });
});
