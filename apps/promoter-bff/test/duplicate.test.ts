import { MyEvent } from "@liveotter/contracts/promoter/events";
import { beforeAll, expect, test } from "vitest";
import { input, type Member, newIsolate, performance, pointers } from "./api.ts";
import { png } from "./pictures.ts";

const api = newIsolate();
let me: Member;
beforeAll(async () => {
  me = await api.signIn();
});

const duplicate = (id: string, body: unknown, key: string = crypto.randomUUID(), who: Member = me) =>
  who.call("POST", `/v1/events/${id}/duplicate`, { body, headers: { "idempotency-key": key } });
const noon = (date: string) => ({ date, time: "12:00" });

const source = () =>
  input({
    name: "Otters by night",
    tags: ["late"],
    ...{ lineUp: ["Otto", "The Weasels, Live"], access: "Step-free." },
    performances: [
      performance({ ref: "first", date: "2031-03-20", time: "20:00", durationMinutes: 90 }),
      performance({ ref: "second", date: "2031-03-21", time: null, endDate: "2031-03-22" }),
    ],
    ticketTypes: [
      { ref: "entry", name: "Entry", price: 3000, phases: [{ name: "Early", until: noon("2031-03-01"), price: 1000 }] },
      { name: "Both", price: 5000, pass: ["first", "second"], hidden: true },
    ],
    quotas: [{ name: "First night", capacity: 300, performance: "first", ticketTypes: ["entry"] }],
    sales: { zone: "Europe/Warsaw", onSale: noon("2031-02-01"), end: noon("2031-03-20"), maxPerOrder: 4 },
    fees: { perTicket: 50, perOrder: 0, percent: 0, paidBy: "promoter" },
  });

test("a copy is a draft of its own, its dates moved and its times as they were, across a change of clocks", async () => {
  const event = await me.published(source());
  const response = await duplicate(event.id, { shiftDays: 14 });
  expect(response.status).toBe(201);
  const copy = MyEvent.parse(await response.json());
  expect(response.headers.get("location")).toBe(`/v1/events/${copy.id}`);
  expect(copy).toMatchObject({
    ...{ name: event.name, status: "draft", version: 1, publishedAt: null, tags: ["late"], fees: event.fees },
    ...{ lineUp: ["Otto", "The Weasels, Live"], access: "Step-free." },
    // Summer time has begun: the same clock, an hour earlier.
    performances: [
      { date: "2031-04-03", time: "20:00", durationMinutes: 90, startsAt: "2031-04-03T18:00:00.000Z" },
      { date: "2031-04-04", time: null, endDate: "2031-04-05" },
    ],
    sales: { onSale: { ...noon("2031-02-15") }, end: { ...noon("2031-04-03") }, maxPerOrder: 4 },
  });
  expect(copy.ticketTypes.map(({ name, hidden }) => [name, hidden])).toEqual([
    ["Entry", false],
    ["Both", true],
  ]);
  expect(copy.ticketTypes[0]?.phases).toMatchObject([{ name: "Early", until: noon("2031-03-15"), price: 1000 }]);
  const ids = ({ id, performances, ticketTypes, quotas }: MyEvent) => [
    ...[
      id,
      ...performances.map((line) => line.id),
      ...ticketTypes.map((line) => line.id),
      ...quotas.map((line) => line.id),
    ],
  ];
  expect(ids(copy).filter((id) => ids(event).includes(id))).toEqual([]);
  expect(copy.slug).not.toBe(event.slug);
  // Its lines point at its own.
  expect(copy.ticketTypes[1]?.pass).toEqual(copy.performances.map(({ id }) => id));
  expect(copy.quotas).toMatchObject([
    { performance: copy.performances[0]?.id, ticketTypes: [copy.ticketTypes[0]?.id], capacity: 300 },
  ]);
  expect(await me.read(event.id)).toEqual(event);
});

test("a copy shows the same picture, and keeps it when the first event lets go of it", async () => {
  const { id, version } = await me.created(source());
  const headers = { "if-match": `"${version}"`, "content-type": "image/png" };
  const { cover } = MyEvent.parse(
    await (await me.call("PUT", `/v1/events/${id}/cover`, { body: await png(300, 200), headers })).json(),
  );
  const copy = MyEvent.parse(await (await duplicate(id, { shiftDays: 7 })).json());
  expect(copy.cover).toEqual(cover);
  expect(copy.cover).toMatchObject({ width: 300, height: 200 });
  const gone = await me.call("DELETE", `/v1/events/${id}/cover`, { headers: { "if-match": `"${version + 1}"` } });
  expect(gone.status).toBe(200);
  expect((await me.read(copy.id)).cover).toEqual(cover);
});

test("one key makes one copy, however often and however many at once", async () => {
  const event = await me.created(source());
  const key = crypto.randomUUID();
  const responses = await Promise.all(Array.from({ length: 4 }, () => duplicate(event.id, { shiftDays: 7 }, key)));
  expect(responses.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  const ids = await Promise.all(responses.map(async (response) => (await response.json<{ id: string }>()).id));
  expect(new Set(ids).size).toBe(1);
  expect((await duplicate(event.id, { shiftDays: 8 }, key)).status).toBe(409);
  const other = await me.created(source());
  expect((await duplicate(other.id, { shiftDays: 7 }, key)).status).toBe(409);
});

test("asked for again, the copy that was made is the answer, though its event could not be copied like that any more", async () => {
  const event = await me.created({ performances: [performance({ date: "2031-03-20" })] });
  const key = crypto.randomUUID();
  const { id } = await (await duplicate(event.id, { shiftDays: -365 }, key)).json<{ id: string }>();
  const headers = { "if-match": `"${event.version}"` };
  const moved = { performances: [performance({ date: "1970-02-01" })] };
  expect((await me.call("PATCH", `/v1/events/${event.id}`, { body: moved, headers })).status).toBe(200);
  const again = await duplicate(event.id, { shiftDays: -365 }, key);
  expect(again.status).toBe(201);
  expect(await again.json()).toMatchObject({ id });
  expect((await duplicate(event.id, { shiftDays: -365 })).status).toBe(400);
  // And to nobody else.
  const stranger = await api.signIn();
  expect((await duplicate(event.id, { shiftDays: -365 }, key, stranger)).status).toBe(404);
});

test("shifted by no day it is the same again under another name; and back again it is where it was", async () => {
  const event = await me.created(source());
  const same = MyEvent.parse(await (await duplicate(event.id, { shiftDays: 0, name: "Once more" })).json());
  expect(same.name).toBe("Once more");
  expect(same.performances.map(({ startsAt }) => startsAt)).toEqual(event.performances.map(({ startsAt }) => startsAt));
  expect(same.sales).toEqual(event.sales);
  const there = MyEvent.parse(await (await duplicate(event.id, { shiftDays: 200 })).json());
  const back = MyEvent.parse(await (await duplicate(there.id, { shiftDays: -200 })).json());
  expect(back.performances.map(({ startsAt }) => startsAt)).toEqual(event.performances.map(({ startsAt }) => startsAt));
  expect(back.sales).toEqual(event.sales);
});

test("a time that the clocks skip or show twice on the new day is refused, pointing at what was copied", async () => {
  const at = (date: string, more: object = {}) => performance({ date, time: "02:30", ...more });
  const event = await me.created({
    performances: [at("2027-03-27"), at("2027-03-26")],
    sales: {
      zone: "Europe/Warsaw",
      onSale: { date: "2027-03-20", time: "02:30" },
      end: { date: "2027-03-27", time: "02:30" },
    },
  });
  // Performances are shown in order of time: the second is the one on the 27th.
  const skipped = await duplicate(event.id, { shiftDays: 1 });
  expect(skipped.status).toBe(400);
  expect(await skipped.json()).toMatchObject({
    errors: [
      { pointer: "/performances/1/time", detail: expect.stringMatching(/2027-03-28.*01:30\+01:00 or .*03:30\+02:00/) },
      { pointer: "/sales/end/time" },
    ],
  });
  const twice = await duplicate(event.id, { shiftDays: 218 });
  expect(twice.status).toBe(400);
  expect(await pointers(twice)).toEqual(["/performances/1/fold", "/sales/end/fold"]);
  // Said once, it is meant again on a night that asks.
  const folded = await me.created({ performances: [at("2027-10-31", { fold: "later" })] });
  const nextYear = MyEvent.parse(await (await duplicate(folded.id, { shiftDays: 364 })).json());
  expect(nextYear.performances).toMatchObject([{ date: "2028-10-29", fold: "later" }]);
});

test("beyond the calendar, without a key, or of somebody else's event there is no copy", async () => {
  const event = await me.created({ performances: [performance({ date: "1970-02-01" })] });
  const early = await duplicate(event.id, { shiftDays: -365 });
  expect(early.status).toBe(400);
  expect(await pointers(early)).toEqual(["/performances/0/date"]);
  expect((await me.call("POST", `/v1/events/${event.id}/duplicate`, { body: { shiftDays: 1 } })).status).toBe(400);
  expect((await duplicate(event.id, { shiftDays: 1.5 })).status).toBe(400);
  const stranger = await api.signIn();
  expect((await duplicate(event.id, { shiftDays: 1 }, undefined, stranger)).status).toBe(404);
  expect((await duplicate(crypto.randomUUID(), { shiftDays: 1 })).status).toBe(404);
});
