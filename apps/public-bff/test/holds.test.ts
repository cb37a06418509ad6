import type { Quote } from "@liveotter/contracts/public/sale";
import { asId, type EventId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { signAdmission } from "@liveotter/integrations/admission/admission-pass";
import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { faults, newIsolate } from "./api.ts";
import { owner } from "./catalogue.ts";
import { type Death, meddledIsolate, mortalIsolate, nameOf } from "./meddled-isolate.ts";
import {
  clientOf,
  fanOf,
  good,
  leftIn,
  line,
  newCode,
  newKey,
  refused,
  selling,
  settings,
  shardAhead,
  told,
  usedIn,
} from "./selling.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A copy of a sale is read anew by then. */
const COPY_MS = 40_000;

const api = newIsolate();
const client = clientOf(api);
const fan = fanOf(client);
const later = (offset: number) => fanOf(clientOf(newIsolate({ clock: { offset } })));

afterEach(() => faults.clear());

test("of two who want the last ticket one gets it, and the other hears what is left", async () => {
  const event = await selling({ quotas: [{ capacity: 1 }] });
  const both = await Promise.all([fan.hold(event, [line(event, 1)]), fan.hold(event, [line(event, 1)])]);
  expect(both.filter(({ ok }) => ok).length).toBe(1);
  expect(refused(both.find(({ ok }) => !ok))).toMatchObject({
    status: 409,
    code: "sold-out",
    refused: [{ line: 0, left: 0 }],
  });
});

test("asked for four of two it says what is left of which line, and two can be had then", async () => {
  const event = await selling({
    ticketTypes: [{}, {}],
    quotas: [
      { capacity: 2, types: [0] },
      { capacity: 50, types: [1] },
    ],
  });
  const problem = refused(await fan.hold(event, [line(event, 3, 1), line(event, 4, 0)]));
  expect(problem).toMatchObject({ code: "sold-out", refused: [{ line: 1, left: 2 }] });
  expect(await leftIn(event, 1)).toBe(50);
  good(await fan.hold(event, [line(event, 3, 1), line(event, 2, 0)]));
});

test("the same key is the same hold, at once and later; with another body it is refused", async () => {
  const event = await selling();
  const key = newKey();
  const atOnce = await Promise.all(Array.from({ length: 5 }, () => fan.hold(event, [line(event, 2)], {}, key)));
  const ids = new Set(atOnce.map((one) => good(one).id));
  expect([ids.size, await leftIn(event)]).toEqual([1, 8]);
  expect(ids).toContain(good(await fan.hold(event, [line(event, 2)], {}, key)).id);
  expect(refused(await fan.hold(event, [line(event, 3)], {}, key))).toMatchObject({ status: 409, code: "conflict" });
  const guessable = await fan.hold(event, [line(event, 2)], {}, "1");
  expect(refused(guessable)).toMatchObject({ status: 400, errors: [{ pointer: "idempotency-key" }] });
});

test("the smaller of two quotas governs, and over several shards it is all or nothing", async () => {
  // Two nights of their own, and four tickets over both.
  const event = await selling({
    performances: [48, 72],
    quotas: [
      { capacity: 3, performance: 0 },
      { capacity: 3, performance: 1 },
      { capacity: 4, performance: null },
    ],
  });
  const both = (first: number, second: number) => [line(event, first, 0, 0), line(event, second, 0, 1)];
  const key = newKey();
  expect(refused(await fan.hold(event, both(3, 2), {}, key))).toMatchObject({
    refused: [
      { line: 0, left: 4 },
      { line: 1, left: 4 },
    ],
  });
  expect(refused(await fan.hold(event, both(4, 0).slice(0, 1)))).toMatchObject({ refused: [{ line: 0, left: 3 }] });
  const lefts = async () => [await leftIn(event, 0, 0), await leftIn(event, 1, 1), await leftIn(event, 2, null)];
  expect(await lefts()).toEqual([3, 3, 4]);
  // A refusal is forgotten: what is asked for under its key is decided anew.
  const held = good(await fan.hold(event, both(2, 2), {}, key));
  expect(await lefts()).toEqual([1, 1, 0]);
  expect(refused(await fan.hold(event, [line(event, 1, 0, 1)]))).toMatchObject({ refused: [{ line: 0, left: 0 }] });
  good(await client.releaseHold(held.id));
  expect(await lefts()).toEqual([3, 3, 4]);
});

test("a pass takes one of each of its nights, and of what spans them one", async () => {
  const event = await selling({
    performances: [48, 72],
    ticketTypes: [{}, {}],
    passes: [{ type: 1, performances: [0, 1] }],
    quotas: [{ capacity: 5 }, { capacity: 5, performance: 1 }, { capacity: 5, performance: null }],
  });
  expect(refused(await fan.hold(event, [line(event, 1, 1, 0)]))).toMatchObject({
    errors: [{ pointer: "/lines/0/performanceId" }],
  });
  good(await fan.hold(event, [line(event, 2, 1, null)]));
  expect([await leftIn(event, 0, 0), await leftIn(event, 1, 1), await leftIn(event, 2, null)]).toEqual([3, 3, 3]);
});

test("what a fan holds never stands in that fan's own way", async () => {
  const event = await selling({ quotas: [{ capacity: 4 }] });
  const before = await fan.held(event, 4);
  expect(refused(await fan.hold(event, [line(event, 3)]))).toMatchObject({ code: "sold-out" });
  good(await fan.hold(event, [line(event, 3)], { replaces: before.id }));
  expect(good(await client.readHold(before.id)).state).toBe("released");
  expect(await leftIn(event)).toBe(1);

  const nights = await selling({ performances: [48, 72], quotas: [{ capacity: 4 }, { capacity: 4, performance: 1 }] });
  const both = good(await fan.hold(nights, [line(nights, 4, 0, 0), line(nights, 4, 0, 1)]));
  const kept = await fan.hold(nights, [line(nights, 5, 0, 0), line(nights, 1, 0, 1)], { replaces: both.id });
  expect(refused(kept)).toMatchObject({ code: "sold-out" });
  good(await fan.hold(nights, [line(nights, 3, 0, 0), line(nights, 3, 0, 1)], { replaces: both.id }));
  expect([await leftIn(nights, 0, 0), await leftIn(nights, 1, 1)]).toEqual([1, 1]);
});

test("a lapsed hold takes nothing, though nobody cleaned up; a live one cannot be seen without its id", async () => {
  const event = await selling({ quotas: [{ capacity: 2 }] });
  const lost = await fan.held(event, 2);
  await shardAhead(event, 11 * MINUTE);
  expect(good(await client.readHold(lost.id)).state).toBe("lapsed");
  expect(refused(await client.changeHold(lost.id, { extend: true }))).toMatchObject({ code: "lapsed" });
  await fan.held(event, 2);
  for (const id of ["x", `${lost.id.slice(0, -1)}${lost.id.endsWith("0") ? "1" : "0"}`]) {
    expect(refused(await client.readHold(id))).toMatchObject({ status: 404 });
  }
});

test("more time is ten minutes from now, up to thirty in all", async () => {
  const event = await selling();
  const hold = await fan.held(event, 1);
  const minutes = async (ahead: number) => {
    await shardAhead(event, ahead * MINUTE);
    const { expiresAt } = good(await client.changeHold(hold.id, { extend: true }));
    return Math.round((Date.parse(expiresAt) - Date.parse(hold.now)) / MINUTE);
  };
  expect([await minutes(5), await minutes(14), await minutes(22), await minutes(29)]).toEqual([15, 24, 30, 30]);
  expect(Math.round((Date.parse(hold.lastsUntil) - Date.parse(hold.now)) / MINUTE)).toBe(30);
});

test("before the sale and after it is refused, with the time it opens, by the server's clock", async () => {
  const hours = (at: number) => instant(Date.now() + at * HOUR);
  const sales = { zone: "UTC", presale: hours(1), onSale: hours(2), end: hours(47), maxPerOrder: null };
  const event = await selling({ sales });
  const code = await newCode(event, { opensPresale: true });
  const ask = async (at: number, typed?: string) => {
    const result = await later(at * HOUR).hold(event, [line(event, 1)], typed === undefined ? {} : { code: typed });
    return result.ok ? "held" : refused(result);
  };
  const [presaleAt, opensAt] = [sales.presale, sales.onSale].map((at) => new Date(at).toISOString());
  expect(await ask(0)).toMatchObject({ status: 409, code: "not-on-sale", opensAt });
  expect(await ask(0, code)).toMatchObject({ code: "not-on-sale", opensAt: presaleAt });
  expect(await ask(1.5)).toMatchObject({ code: "not-on-sale", opensAt });
  expect(await ask(1.5, code)).toBe("held");
  expect(await ask(2.5)).toBe("held");
  expect(await ask(47.5)).toMatchObject({ code: "not-on-sale", opensAt: null });
  // The sale may end exactly when the event ends.
  const open = await selling({ performances: [1] });
  expect((await later(2.9 * HOUR).hold(open, [line(open, 1)])).ok).toBe(true);
  expect(refused(await later(3.1 * HOUR).hold(open, [line(open, 1)]))).toMatchObject({ code: "not-on-sale" });
});

test("a sale that is stopped takes no holds, as soon as its shard hears of it", async () => {
  const event = await selling();
  await fan.held(event, 1);
  await settings(event, sql`stopped = true`);
  await told(event, ...event.performances);
  expect(refused(await fan.hold(event, [line(event, 1)]))).toMatchObject({ code: "not-on-sale" });
});

test("what is no ticket of the event is refused at its line, and the hold stays as it was", async () => {
  const [event, other] = [await selling(), await selling()];
  const hold = await fan.held(event, 2);
  const wrong = [
    [{ ...line(event, 1), ticketTypeId: other.types[0] ?? "" }, "/lines/0/ticketTypeId"],
    [{ ...line(event, 1), ticketTypeId: crypto.randomUUID() }, "/lines/0/ticketTypeId"],
    [{ ...line(event, 1), performanceId: other.performances[0] ?? "" }, "/lines/0/performanceId"],
    [{ ...line(event, 1), performanceId: null }, "/lines/0/performanceId"],
    [line(event, 0), "/lines/0/quantity"],
    [line(event, -1), "/lines/0/quantity"],
    [line(event, 1e12), "/lines/0/quantity"],
    [line(event, 1.5), "/lines/0/quantity"],
  ] as const;
  for (const [asked, pointer] of wrong) {
    for (const result of [await fan.hold(event, [asked]), await client.changeHold(hold.id, { lines: [asked] })]) {
      expect(refused(result)).toMatchObject({ status: 400, code: "invalid-request", errors: [{ pointer }] });
    }
  }
  expect(good(await client.readHold(hold.id)).quote).toEqual(hold.quote);
  expect(await leftIn(event)).toBe(8);
  const nowhere = await client.placeHold({ eventId: crypto.randomUUID(), lines: [line(event, 1)] }, { key: newKey() });
  expect(refused(nowhere)).toMatchObject({ status: 404, errors: [{ pointer: "/eventId" }] });
});

test("over the maximum or under the minimum it is refused with the limit, over all lines of a type", async () => {
  const sales = { zone: "UTC", presale: null, onSale: null, end: null, maxPerOrder: 6 };
  const ticketTypes = [{ minPerOrder: 2, maxPerOrder: 4 }, {}];
  const event = await selling({
    sales,
    ticketTypes,
    performances: [48, 72],
    quotas: [{ capacity: 99, performance: null }],
  });
  const ask = async (...lines: Parameters<typeof fan.hold>[1][number][]) => refused(await fan.hold(event, lines));
  const { ticketTypeId } = line(event, 1);
  const over = (limit: number, more: object) => ({ code: "over-limit", limit, ...more });
  expect(await ask(line(event, 1))).toMatchObject(over(2, { limitOf: "least-of-type", ticketTypeId }));
  const twoDates = await ask(line(event, 3), line(event, 2, 0, 1));
  expect(twoDates).toMatchObject(over(4, { limitOf: "most-of-type", ticketTypeId }));
  expect(await ask(line(event, 4), line(event, 3, 1))).toMatchObject(over(6, { limitOf: "most-per-order" }));
  good(await fan.hold(event, [line(event, 2), line(event, 2, 0, 1), line(event, 2, 1)]));
});

test("a change is all or nothing over several shards; tickets that stay keep their price, new ones have today's", async () => {
  const event = await selling({
    performances: [48, 72],
    ticketTypes: [{ price: 2000 }, { price: 3000 }],
    quotas: [{ capacity: 5 }, { capacity: 5, performance: 1 }],
  });
  const hold = good(await fan.hold(event, [line(event, 2, 0, 0)]));
  await owner().query(sql`UPDATE ticket_types SET price_minor = price_minor + 500 WHERE event_id = ${event.id}::uuid`);
  const now = clientOf(newIsolate({ clock: { offset: COPY_MS } }));
  const lefts = async () => [await leftIn(event, 0, 0), await leftIn(event, 1, 1)];

  const wider = good(await now.changeHold(hold.id, { lines: [line(event, 3, 0, 0), line(event, 2, 1, 1)] }));
  expect(wider.quote.lines.map(({ unitPrice }) => unitPrice)).toEqual([2000, 2500, 3500]);
  expect([wider.expiresAt, await lefts()]).toEqual([hold.expiresAt, [2, 3]]);
  // One shard would give what the other has not: neither less nor more of it is kept.
  for (const first of [1, 4]) {
    const lines = [line(event, first, 0, 0), line(event, 6, 1, 1)];
    expect(refused(await now.changeHold(hold.id, { lines }))).toMatchObject({ refused: [{ line: 1, left: 5 }] });
    expect([good(await now.readHold(hold.id)).quote, await lefts()]).toEqual([wider.quote, [2, 3]]);
  }
  const narrower = good(await now.changeHold(hold.id, { lines: [line(event, 1, 1, 1)] }));
  expect([narrower.quote.total, await lefts()]).toEqual([3500, [5, 4]]);
  const back = good(await now.changeHold(hold.id, { lines: [line(event, 1, 0, 0)] }));
  expect([back.quote.total, await lefts()]).toEqual([2500, [4, 5]]);
  good(await now.releaseHold(hold.id));
  expect(await lefts()).toEqual([5, 5]);
});

test("scenario 62: tickets added after a price has ended cost what they cost now, as a line of their own", async () => {
  const event = await selling({ ticketTypes: [{ price: 2000, maxPerOrder: 40 }], quotas: [{ capacity: 100 }] });
  const [type = ""] = event.types;
  const until = new Date(Date.now() + 20_000).toISOString();
  await owner().query(sql`
    INSERT INTO price_phases (promoter_id, event_id, ticket_type_id, position, name, until_at, price_minor)
    VALUES (${event.promoter.promoterId}::uuid, ${event.id}::uuid, ${type}::uuid, 0, 'Early bird', ${until}::timestamptz,
      1000)`);
  const hold = await fan.held(event, 1);
  expect(hold.quote.lines).toMatchObject([{ quantity: 1, unitPrice: 1000, phase: "Early bird" }]);
  const now = clientOf(newIsolate({ clock: { offset: COPY_MS } }));
  const change = (...quantities: number[]) =>
    now.changeHold(hold.id, { lines: quantities.map((quantity) => line(event, quantity)) });
  const prices = ({ quote }: { quote: Quote }) => quote.lines.map(({ quantity, unitPrice }) => [quantity, unitPrice]);
  const forty = good(await change(40));
  expect([prices(forty), forty.quote.total]).toEqual([
    [
      [1, 1000],
      [39, 2000],
    ],
    79_000,
  ]);
  expect(prices(good(await change(40)))).toEqual([
    [1, 1000],
    [39, 2000],
  ]);
  // Its own lines, sent back: their sum counts, for limits too.
  expect(prices(good(await change(1, 4)))).toEqual([
    [1, 1000],
    [4, 2000],
  ]);
  expect(refused(await change(1, 40))).toMatchObject({ code: "over-limit", limit: 40 });
  // The promoter's new price is that of what is added from now on.
  await owner().query(sql`UPDATE ticket_types SET price_minor = 2500 WHERE id = ${type}::uuid`);
  const dearer = clientOf(newIsolate({ clock: { offset: 2 * COPY_MS } }));
  const seven = good(await dearer.changeHold(hold.id, { lines: [line(event, 7)] }));
  expect(prices(seven)).toEqual([
    [1, 1000],
    [4, 2000],
    [2, 2500],
  ]);
  const two = good(await dearer.changeHold(hold.id, { lines: [line(event, 2)] }));
  expect(prices(two)).toEqual([
    [1, 1000],
    [1, 2000],
  ]);
  const order = good(await fanOf(dearer).order(two));
  expect([prices(order), order.quote.total, await usedIn(event)]).toEqual([
    [
      [1, 1000],
      [1, 2000],
    ],
    3000,
    2,
  ]);
  const items = await owner().query<{ total: number }>(
    sql`SELECT total_minor::integer AS total FROM order_items WHERE order_id = ${order.id}::uuid ORDER BY position`,
  );
  expect(items.map(({ total }) => total)).toEqual([1000, 2000]);
});

test("where fees, tax or rounding have changed, a change is refused with the new quote, and made once that is agreed to", async () => {
  const event = await selling({ tax: { name: "VAT", rate: 7000, included: false }, quotas: [{ capacity: 10 }] });
  const hold = await fan.held(event, 2);
  await owner().query(sql`UPDATE events SET tax_rate = 19000 WHERE id = ${event.id}::uuid`);
  const now = clientOf(newIsolate({ clock: { offset: COPY_MS } }));
  // What changes nothing is no reason to ask.
  expect(good(await now.changeHold(hold.id, { lines: [line(event, 2)] })).quote).toEqual(hold.quote);
  const lines = [line(event, 3)];
  const problem = refused(await now.changeHold(hold.id, { lines }));
  expect(problem).toMatchObject({ status: 409, code: "price-changed", quote: { total: 5355, tax: { rate: 19_000 } } });
  expect(good(await now.readHold(hold.id))).toMatchObject({ quote: hold.quote, quoteTag: hold.quoteTag });
  expect(await leftIn(event)).toBe(8);
  const { quoteTag = "" } = problem;
  expect(refused(await now.changeHold(hold.id, { lines: [line(event, 4)], quoteTag })).code).toBe("price-changed");
  const agreed = good(await now.changeHold(hold.id, { lines, quoteTag }));
  expect([agreed.quote, agreed.quoteTag, await leftIn(event)]).toEqual([problem.quote, quoteTag, 7]);
});

test("what a change is to give up is nobody else's before the change is whole", async () => {
  const event = await selling({ performances: [48, 72], quotas: [{ capacity: 5 }, { capacity: 5, performance: 1 }] });
  const hold = good(await fan.hold(event, [line(event, 4, 0, 0), line(event, 1, 0, 1)]));
  const rivals: string[] = [];
  const watched = meddledIsolate(async ({ method, when }) => {
    if (method !== "amend" || when === "before") return;
    rivals.push(refused(await fan.hold(event, [line(event, 2, 0, 0)])).code);
  });
  const wanted = [line(event, 1, 0, 0), line(event, 6, 0, 1)];
  expect(refused(await clientOf(watched).changeHold(hold.id, { lines: wanted }))).toMatchObject({ code: "sold-out" });
  expect(rivals[0]).toBe("sold-out");
  expect([await leftIn(event, 0, 0), await leftIn(event, 1, 1)]).toEqual([1, 4]);
});

/** Two nights with a shard each, and a hold of one ticket to both. */
async function heldTwice() {
  const event = await selling({ performances: [48, 72], quotas: [{ capacity: 9 }, { capacity: 9, performance: 1 }] });
  const lines = (...counts: number[]) => counts.map((count, night) => line(event, count, 0, night));
  const hold = good(await fan.hold(event, lines(1, 1)));
  const lefts = async () => [await leftIn(event, 0, 0), await leftIn(event, 1, 1)];
  return { event, hold, lines, lefts };
}

/** An isolate that does `work` before its `nth` call of this kind, once. */
function interrupted(method: string, nth: number, work: () => Promise<unknown>) {
  let calls = 0;
  return clientOf(
    meddledIsolate(async (step) => {
      if (step.what === "shards" && step.method === method && step.when === "before" && ++calls === nth) await work();
    }),
  );
}

test("of two changes at once over several shards one comes last, with all of its tickets and none of the other's", async () => {
  // Before the first one has begun, has grown its home, has grown the other shard, and is about to give back there.
  const moments = [
    ["amend", 1],
    ["hold", 1],
    ["amend", 2],
    ["hold", 2],
  ] as const;
  for (const [method, nth] of moments) {
    const { event, hold, lines, lefts } = await heldTwice();
    const other = () => client.changeHold(hold.id, { lines: lines(2, 5) });
    const first = interrupted(method, nth, async () => good(await other()));
    good(await first.changeHold(hold.id, { lines: lines(4, 2) }));
    const now = good(await client.readHold(hold.id));
    const held = now.quote.lines.map(({ quantity }) => quantity);
    // The first one had written its document before the last moment, so that the other came later.
    expect([method, nth, held]).toEqual([method, nth, method === "hold" && nth === 2 ? [2, 5] : [4, 2]]);
    expect(await lefts()).toEqual(held.map((count) => 9 - count));
    good(await fan.order(now));
    expect([await usedIn(event, 0), await usedIn(event, 1)]).toEqual(held);
  }
});

test("a change that finds too little, while another takes over, leaves the other's tickets alone", async () => {
  const { hold, lines, lefts } = await heldTwice();
  const first = interrupted("hold", 1, async () => good(await client.changeHold(hold.id, { lines: lines(3, 3) })));
  expect(refused(await first.changeHold(hold.id, { lines: lines(1, 10) }))).toMatchObject({ code: "sold-out" });
  expect(good(await client.readHold(hold.id)).quote.lines.map(({ quantity }) => quantity)).toEqual([3, 3]);
  expect(await lefts()).toEqual([6, 6]);
});

test("a hold that is released while it is changed stays released, in each of its shards", async () => {
  for (const [method, nth] of [
    ["amend", 1],
    ["hold", 1],
    ["amend", 2],
  ] as const) {
    const { hold, lines, lefts } = await heldTwice();
    const first = interrupted(method, nth, async () => good(await client.releaseHold(hold.id)));
    expect(refused(await first.changeHold(hold.id, { lines: lines(2, 2) }))).toMatchObject({ code: "lapsed" });
    expect([method, nth, await lefts()]).toEqual([method, nth, [9, 9]]);
  }
});

test("more time that was cut off half-way is told of no shard, and a change takes up what lapsed in one of them", async () => {
  const { event, hold, lines, lefts } = await heldTwice();
  const dying = mortalIsolate({ what: "shards", method: "extend", nth: 2, when: "before" });
  await clientOf(dying).changeHold(hold.id, { extend: true });
  expect(good(await client.readHold(hold.id)).expiresAt).toBe(hold.expiresAt);
  await shardAhead(event, 11 * MINUTE, 1);
  expect(await lefts()).toEqual([8, 9]);
  good(await client.changeHold(hold.id, { lines: lines(2, 2) }));
  expect(await lefts()).toEqual([7, 7]);
});

test("an isolate that dies half-way through holding or changing leaves what the same request completes, and no claim", async () => {
  const event = await selling({
    performances: [48, 72, 96],
    quotas: [0, 1, 2].map((at) => ({ capacity: 5, performance: at })),
  });
  const lines = (...counts: number[]) => counts.map((count, night) => line(event, count, 0, night));
  const lefts = async () => [await leftIn(event, 0, 0), await leftIn(event, 1, 1), await leftIn(event, 2, 2)];
  const deaths = (method: string, most: number) =>
    Array.from(
      { length: 2 * most },
      (_, at): Death => ({
        ...{ what: "shards", method, nth: 1 + Math.floor(at / 2), when: at % 2 === 0 ? "before" : "after" },
      }),
    );
  for (const death of deaths("hold", 2)) {
    const key = newKey();
    await fanOf(clientOf(mortalIsolate(death))).hold(event, lines(2, 3), {}, key);
    const hold = good(await fan.hold(event, lines(2, 3), {}, key));
    expect([nameOf(death), hold.state, await lefts()]).toEqual([nameOf(death), "held", [3, 2, 5]]);
    good(await client.releaseHold(hold.id));
    expect([nameOf(death), await lefts()]).toEqual([nameOf(death), [5, 5, 5]]);
  }
  // The home grows, two follow, one of them newly; the home has the new lines, and the others follow again.
  for (const death of [...deaths("amend", 2), ...deaths("hold", 4)]) {
    const hold = good(await fan.hold(event, lines(3, 1)));
    await clientOf(mortalIsolate(death)).changeHold(hold.id, { lines: lines(1, 4, 2) });
    expect(good(await client.changeHold(hold.id, { lines: lines(1, 4, 2) })).state).toBe("held");
    expect([nameOf(death), await lefts()]).toEqual([nameOf(death), [4, 1, 3]]);
    good(await client.releaseHold(hold.id));
    expect([nameOf(death), await lefts()]).toEqual([nameOf(death), [5, 5, 5]]);
  }
});

test("a hidden type is neither shown nor holdable without its code", async () => {
  const event = await selling({ ticketTypes: [{}, { hidden: true }, { hidden: true }] });
  const [, secret] = event.types;
  const code = await newCode(event, { opensHidden: true, ...(secret && { ticketTypeIds: [secret] }) });
  const ids = async (typed?: string) =>
    good(
      await client.readAvailability(event.performances[0] ?? "", typed === undefined ? {} : { code: typed }),
    ).ticketTypes.map(({ id }) => id);
  expect(await ids()).toEqual(event.types.slice(0, 1));
  expect(await ids(` ${code.toLowerCase()} `)).toEqual(event.types.slice(0, 2));
  const unknown = { code: "invalid-request", errors: [{ pointer: "/lines/0/ticketTypeId" }] };
  expect(refused(await fan.hold(event, [line(event, 1, 1)]))).toMatchObject(unknown);
  expect(refused(await fan.hold(event, [line(event, 1, 2)], { code }))).toMatchObject(unknown);
  good(await fan.hold(event, [line(event, 1, 1)], { code }));
});

test("used, expired and unknown codes have three messages, and the wrong type adds nothing", async () => {
  const event = await selling({ ticketTypes: [{}, {}] });
  const codes = {
    used: await newCode(event, { maxUses: 1 }),
    expired: await newCode(event, { validUntil: new Date(Date.now() - HOUR) }),
    "not-yet": await newCode(event, { validFrom: new Date(Date.now() + HOUR) }),
    "wrong-type": await newCode(event, { ticketTypeIds: event.types.slice(1) }),
    unknown: "NO-SUCH-CODE",
  };
  good(await fan.hold(event, [line(event, 1)], { code: codes.used }));
  const details = new Set<string | undefined>();
  for (const [reason, code] of Object.entries(codes)) {
    const problem = refused(await fan.hold(event, [line(event, 1)], { code }));
    expect(problem).toMatchObject({ status: 409, code: "code-refused", reason, errors: [{ pointer: "/code" }] });
    details.add(problem.detail);
  }
  expect([details.size, await leftIn(event)]).toEqual([5, 9]);
});

test("of two who redeem a code's last use one wins, and leaving the code off gives the use back", async () => {
  const event = await selling({ ticketTypes: [{ price: 2300 }] });
  const code = await newCode(event, { maxUses: 1, effect: "percent", value: 1000 });
  const both = await Promise.all([1, 2].map(() => fan.hold(event, [line(event, 1)], { code })));
  const won = good(both.find(({ ok }) => ok));
  expect(won.quote).toMatchObject({ total: 2070, discount: 230 });
  expect(refused(both.find(({ ok }) => !ok))).toMatchObject({ code: "code-refused", reason: "used" });
  expect(good(await client.changeHold(won.id, { code: null })).quote.total).toBe(2300);
  good(await fan.hold(event, [line(event, 1)], { code }));
});

test("what a code keeps free is for its holders alone, and one that bypasses quotas needs no room", async () => {
  const event = await selling({ quotas: [{ capacity: 3 }] });
  const kept = await newCode(event, { maxUses: 2, ...(event.quotas[0] && { blocksQuotaId: event.quotas[0] }) });
  await told(event, ...event.performances);
  expect(refused(await fan.hold(event, [line(event, 2)]))).toMatchObject({ refused: [{ line: 0, left: 1 }] });
  await fan.held(event, 1);
  expect(refused(await fan.hold(event, [line(event, 1)]))).toMatchObject({ code: "sold-out" });
  good(await fan.hold(event, [line(event, 2)], { code: kept }));
  const free = await newCode(event, { bypassesQuotas: true });
  good(await fan.hold(event, [line(event, 5)], { code: free }));
});

test("an event with a waiting room demands a pass that is signed, its own, and in time", async () => {
  const secret = "the secret of a waiting room, which nobody knows";
  const event = await selling();
  await settings(event, sql`needs_pass = true`);
  const guarded = newIsolate({ instead: { ADMISSION_SECRET: secret } });
  const ask = (pass?: string) =>
    fanOf(clientOf(guarded)).hold(event, [line(event, 1)], pass === undefined ? {} : { pass });
  const passFor = async (id: string, ms: number) => {
    const eventId = asId<EventId>(id);
    if (eventId === null) throw new Error(id);
    return signAdmission(secret, { eventId, expiresAt: instant(Date.now() + ms) });
  };
  for (const pass of [undefined, "x", await passFor(event.id, -HOUR), await passFor(crypto.randomUUID(), HOUR)]) {
    expect(refused(await ask(pass))).toMatchObject({ status: 403, errors: [{ pointer: "/pass" }] });
  }
  good(await ask(await passFor(event.id, HOUR)));
  expect(refused(await fan.hold(event, [line(event, 1)], { pass: await passFor(event.id, HOUR) }))).toMatchObject({
    status: 403,
  });
});

test.each(["refuse", "hang"] as const)(
  "with Postgres, Redis and search that %s, holding goes on while a copy of the sale is at hand",
  async (mode) => {
    const event = await selling();
    const summary = async () => good(await client.readAvailability(event.performances[0] ?? "")).ticketTypes[0]?.left;
    await fan.held(event, 1);
    expect(await summary()).toBe(9);
    for (const dependency of ["postgres", "redis", "meilisearch"] as const) await faults.put(dependency, { mode });
    const startedAt = Date.now();
    const hold = await fan.held(event, 2);
    good(await client.changeHold(hold.id, { lines: [line(event, 3)] }));
    expect(await summary()).toBeLessThan(10);
    good(await client.releaseHold(hold.id));
    expect(Date.now() - startedAt).toBeLessThan(1500);
  },
);

test("a crowd over the API gets exactly what there is, one shard or several, and nothing fails", async () => {
  const event = await selling({
    performances: [48, 72],
    quotas: [{ capacity: 30 }, { capacity: 30, performance: 1 }, { capacity: 40, performance: null }],
  });
  const wants = (at: number) => {
    if (at % 3 === 0) return [line(event, 1, 0, 0), line(event, 1, 0, 1)];
    return [line(event, 1 + (at % 2), 0, at % 2)];
  };
  const results = await Promise.all(Array.from({ length: 60 }, (_, at) => fan.hold(event, wants(at))));
  const problems = results.filter(({ ok }) => !ok).map((result) => refused(result));
  expect(problems.every(({ code }) => code === "sold-out")).toBe(true);
  const heldBy = async (night: number | null, quota: number, capacity: number) =>
    capacity - Number(await leftIn(event, quota, night));
  const held = [await heldBy(0, 0, 30), await heldBy(1, 1, 30), await heldBy(null, 2, 40)];
  const sums = [0, 0, 0];
  for (const result of results) {
    if (!result.ok) continue;
    for (const { performanceId, quantity } of result.data.quote.lines) {
      const night = performanceId === event.performances[0] ? 0 : 1;
      sums[night] = (sums[night] ?? 0) + quantity;
      sums[2] = (sums[2] ?? 0) + quantity;
    }
  }
  expect(held).toEqual(sums);
  expect(held[2]).toBe(40);
  expect(await usedIn(event)).toBe(0);
});
