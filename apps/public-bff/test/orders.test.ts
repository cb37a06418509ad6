import type { Hold } from "@liveotter/contracts/public/sale";
import { newId } from "@liveotter/database/new-id";
import { unbalanced } from "@liveotter/database/orders/unbalanced";
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
  ordersOf,
  refused,
  type SoldEvent,
  selling,
  settings,
  settled,
  shardAhead,
  told,
  usedIn,
} from "./selling.ts";

const MINUTE = 60_000;
/** A copy of a sale is read anew by then. */
const COPY_MS = 40_000;

const api = newIsolate();
const client = clientOf(api);
const fan = fanOf(client);

afterEach(async () => {
  await faults.clear();
  expect(await unbalanced(owner(), null)).toEqual([]);
});

test("what is held becomes an order at the price that was shown, fees and tax in it", async () => {
  const event = await selling({
    ticketTypes: [{ price: 2500 }, { price: 0 }],
    fees: { perTicket: 100, perOrder: 250, percent: 500, paidBy: "fan" },
    tax: { name: "VAT", rate: 10_000, included: true },
  });
  const { ticketTypes, feePerOrder } = good(await client.readAvailability(event.performances[0] ?? ""));
  const hold = good(await fan.hold(event, [line(event, 2), line(event, 1, 1)]));
  expect(hold.quote.total).toBe(2 * (ticketTypes[0]?.price ?? 0) + feePerOrder);
  for (const total of [hold.quote.total - 1, 0, hold.quote.total + 1]) {
    expect(refused(await fan.order(hold, { total }))).toMatchObject({ code: "price-changed", quote: hold.quote });
  }
  const order = good(await fan.order(hold, { name: "Ada", locale: "de" }));
  expect(order).toMatchObject({ state: "pending", payable: true, quote: hold.quote, name: "Ada", tickets: [] });
  expect(order.quote).toMatchObject({ total: 5700, fees: 700, tax: { amount: 454 } });
  expect(good(await client.readHold(hold.id))).toMatchObject({ state: "ordered", orderId: order.id });
  expect([await usedIn(event), await leftIn(event)]).toEqual([3, 7]);
});

test("tax on top is rounded once on the net sum, and every sum of the order says the same", async () => {
  for (const rounding of ["net-sum", "net-sum-keep-gross"]) {
    const tax = { name: "Sales tax", rate: 8875, included: false };
    const event = await selling({ rounding, tax, ticketTypes: [{ price: 1999 }] });
    const shown = good(await client.readAvailability(event.performances[0] ?? ""));
    expect(shown).toMatchObject({ rounding, ticketTypes: [{ price: 2176, tax: 177 }] });
    const hold = good(await fan.hold(event, [line(event, 5)]));
    const order = await fan.ordered(hold);
    for (const { quote } of [hold, order]) {
      expect(quote).toMatchObject({ total: 108_82, lines: [{ total: 108_82 }], tax: { amount: 8_87 } });
    }
    const [stored] = await owner().query(sql`
      SELECT o.total_minor::integer AS total, o.tax_minor::integer AS tax, sum(i.total_minor)::integer AS items,
        sum(i.tax_minor)::integer AS taxes, min(i.total_minor - i.tax_minor)::integer AS net
      FROM orders o JOIN order_items i ON i.order_id = o.id WHERE o.id = ${order.id}::uuid GROUP BY o.id`);
    expect(stored).toEqual({ total: 108_82, tax: 8_87, items: 108_82, taxes: 8_87, net: 19_99 });
  }
});

test("fees that the promoter pays take at most what a code leaves of the price", async () => {
  const fees = { perTicket: 1000, perOrder: 500, percent: 0, paidBy: "promoter" } as const;
  const event = await selling({ fees, ticketTypes: [{ price: 800 }] });
  const code = await newCode(event, { effect: "percent", value: 5000 });
  const order = await fan.ordered(good(await fan.hold(event, [line(event, 2)], { code })));
  const [stored] = await owner().query(sql`
    SELECT total_minor::integer AS total, promoter_fees_minor::integer AS fees FROM orders WHERE id = ${order.id}::uuid`);
  expect(stored).toEqual({ total: 800, fees: 800 });
});

test("a free order is paid at once, with its tickets", async () => {
  const event = await selling({ ticketTypes: [{ price: 2000 }] });
  const code = await newCode(event, { effect: "percent", value: 10_000 });
  const order = good(await fan.order(good(await fan.hold(event, [line(event, 3)], { code }))));
  expect(order).toMatchObject({ state: "paid", payable: false, expiresAt: null, quote: { total: 0 } });
  expect(order.tickets.length).toBe(3);
});

test("an order is there for whoever has its key, and for nobody else", async () => {
  const event = await selling();
  const [order, other] = [await fan.ordered(await fan.held(event, 1)), await fan.ordered(await fan.held(event, 1))];
  expect(good(await client.readOrder(order.id, { bearer: order.key }))).toMatchObject({ id: order.id, key: order.key });
  for (const bearer of ["", "x", other.key, `${order.key}x`, order.key.toLowerCase()]) {
    expect(refused(await client.readOrder(order.id, { bearer }))).toMatchObject({ status: 404, code: "not-found" });
    const cancelled = await client.cancelOrder(order.id, { bearer, key: newKey() });
    expect(refused(cancelled)).toMatchObject({ status: 404 });
  }
  expect(refused(await client.readOrder("x", { bearer: order.key }))).toMatchObject({ status: 404 });
});

test("two tabs, five clicks and a repeated request make one order of a hold", async () => {
  const event = await selling();
  const hold = await fan.held(event, 2);
  const key = newKey();
  const tabs = [newKey(), newKey(), key, key, key].map((own) => fan.order(hold, {}, own));
  const ids = new Set((await Promise.all(tabs)).map((one) => good(one).id));
  ids.add(good(await fan.order(hold, {}, key)).id);
  expect([ids.size, await ordersOf(event), await usedIn(event)]).toEqual([1, { pending: 1 }, 2]);
  const next = await fan.held(event, 1);
  good(await fan.order(next, {}, key));
  expect(refused(await fan.order(next, { email: "another@example.org" }, key))).toMatchObject({ code: "conflict" });
});

/** An isolate that does `work` before it pins for the first time. */
function beforePin(work: () => Promise<unknown>) {
  let pins = 0;
  return fanOf(
    clientOf(
      meddledIsolate(async ({ method, when }) => {
        if (method === "pin" && when === "before" && pins++ === 0) await work();
      }),
    ),
  );
}

test("a hold that another tab changes while it is ordered is ordered as the fan saw it, or not", async () => {
  const event = await selling();
  const change = async (hold: Hold, quantity: number) =>
    good(await client.changeHold(hold.id, { lines: [line(event, quantity)] }));
  const hold = await fan.held(event, 1);
  const problem = refused(await beforePin(() => change(hold, 4)).order(hold));
  expect(problem).toMatchObject({ status: 409, code: "price-changed", quote: { lines: [{ quantity: 4 }] } });
  expect([await usedIn(event), await leftIn(event)]).toEqual([0, 6]);
  // Changed, and changed back: it is what the fan saw.
  const back = beforePin(async () => [await change(hold, 2), await change(hold, 4)]);
  good(await back.order(hold, { total: 6000 }));
  expect([await usedIn(event), await leftIn(event), await ordersOf(event)]).toEqual([4, 6, { pending: 1 }]);
});

test("a lapsed hold is taken again while its price is unchanged", async () => {
  const event = await selling();
  const hold = await fan.held(event, 2);
  await shardAhead(event, 11 * MINUTE);
  expect(good(await client.readHold(hold.id)).state).toBe("lapsed");
  const order = good(await fan.order(hold, { name: "Ada" }));
  expect([order.state, order.name, await usedIn(event)]).toEqual(["pending", "Ada", 2]);
});

test("a live hold keeps its price; of a lapsed one the fan confirms the new one first", async () => {
  const event = await selling({ ticketTypes: [{ price: 2000 }] });
  const [live, lost] = [await fan.held(event, 1), await fan.held(event, 2)];
  await owner().query(sql`UPDATE ticket_types SET price_minor = 2500 WHERE event_id = ${event.id}::uuid`);
  const now = fanOf(clientOf(newIsolate({ clock: { offset: COPY_MS } })));
  expect((await now.ordered(live)).quote.total).toBe(2000);
  await shardAhead(event, 11 * MINUTE);
  const problem = refused(await now.order(lost));
  expect(problem).toMatchObject({ status: 409, code: "price-changed", quote: { total: 5000 } });
  const key = newKey();
  const confirmed = good(await now.order(lost, { total: 5000 }, key));
  expect(confirmed).toMatchObject({ state: "pending", quote: { total: 5000, lines: [{ unitPrice: 2500 }] } });
  expect(good(await now.order(lost, { total: 5000 }, key)).id).toBe(confirmed.id);
  expect([await ordersOf(event), await usedIn(event)]).toEqual([{ pending: 2 }, 3]);
});

test.each([
  [
    "tax",
    { tax: { name: "VAT", rate: 7000, included: true } },
    (id: string) => sql`UPDATE events SET tax_rate = 19000 WHERE id = ${id}::uuid`,
  ],
  [
    "questions",
    {},
    (id: string) => sql`UPDATE selling_settings SET attendee_names = 'required' WHERE event_id = ${id}::uuid`,
  ],
] as const)(
  "scenario 63: a lapsed hold whose %s changed is ordered once the fan has seen that, also at an equal total",
  async (what, options, change) => {
    const event = await selling(options);
    await settings(event, sql`attendee_names = 'optional'`);
    const [hold, live] = [await fan.held(event, 2), await fan.held(event, 1)];
    await owner().query(change(event.id));
    const api = clientOf(newIsolate({ clock: { offset: COPY_MS } }));
    const now = fanOf(api);
    // A live hold is ordered by the rules it was held by.
    expect(good(await now.order(live, { quoteTag: live.quoteTag })).quote).toEqual(live.quote);
    await shardAhead(event, 11 * MINUTE);
    const { total } = hold.quote;
    // Neither the total nor the tag of what was shown then agrees to it.
    const problem = refused(await now.order(hold));
    expect(problem).toMatchObject({ status: 409, code: "price-changed", quote: { total } });
    expect(problem).toMatchObject(
      what === "tax" ? { quote: { tax: { rate: 19_000, amount: 478 } } } : { asks: { attendeeNames: "required" } },
    );
    expect(refused(await now.order(hold, { quoteTag: hold.quoteTag }))).toEqual({
      ...problem,
      requestId: expect.any(String),
    });
    const { quote, quoteTag, asks } = problem;
    expect(good(await api.readHold(hold.id)).again).toEqual({ quote, quoteTag, asks });
    expect(await ordersOf(event)).toEqual({ pending: 1 });
    const agreed = { ...(quoteTag !== undefined && { quoteTag }) };
    const guests = [0, 1].map((at) => ({ line: 0, at, name: `Guest ${at}` }));
    if (what === "questions") {
      // Whoever comes is checked against what is ordered, before anything is taken.
      expect(refused(await now.order(hold, agreed))).toMatchObject({ status: 400, code: "invalid-request" });
      expect(await leftIn(event)).toBe(9);
    }
    const key = newKey();
    const order = good(await now.order(hold, { ...agreed, attendees: guests }, key));
    expect(order.quote).toEqual(quote);
    expect(good(await now.order(hold, { ...agreed, attendees: guests }, key)).id).toBe(order.id);
    expect([await ordersOf(event), await usedIn(event)]).toEqual([{ pending: 2 }, 3]);
  },
);

test("a tag of other tickets at the same total orders nothing", async () => {
  const event = await selling({ performances: [48, 72], quotas: [{ capacity: 5 }, { capacity: 5, performance: 1 }] });
  const hold = await fan.held(event, 2);
  const changed = good(await client.changeHold(hold.id, { lines: [line(event, 2, 0, 1)] }));
  expect(changed.quote.total).toBe(hold.quote.total);
  const problem = refused(await fan.order(hold, { quoteTag: hold.quoteTag }));
  expect(problem).toMatchObject({ code: "price-changed", quoteTag: changed.quoteTag });
  good(await fan.order(changed, { quoteTag: changed.quoteTag }));
});

test("of a lapsed hold that others took, it says which lines are gone, and orders nothing of the rest", async () => {
  const event = await selling({ performances: [48, 72], quotas: [{ capacity: 5 }, { capacity: 2, performance: 1 }] });
  const lost = good(await fan.hold(event, [line(event, 1, 0, 0), line(event, 2, 0, 1)]));
  for (const night of [0, 1]) await shardAhead(event, 11 * MINUTE, night);
  good(await fan.hold(event, [line(event, 1, 0, 1)]));
  expect(refused(await fan.order(lost))).toMatchObject({ code: "sold-out", refused: [{ line: 1, left: 1 }] });
  // What could be had again is the fan's for a while, and no order's.
  expect(good(await client.readHold(lost.id))).toMatchObject({ state: "held", orderId: null });
  good(await fan.hold(event, [line(event, 1, 0, 0), line(event, 1, 0, 1)], { replaces: lost.id }));
  expect([await leftIn(event, 0, 0), await leftIn(event, 1, 1)]).toEqual([4, 0]);
});

test("a hold that was given up, or that nobody knows any more, is picked again", async () => {
  const event = await selling();
  const hold = await fan.held(event, 1);
  good(await client.releaseHold(hold.id));
  expect(refused(await fan.order(hold))).toMatchObject({ code: "lapsed" });
  expect(refused(await fan.order({ ...hold, id: "0".repeat(96) }))).toMatchObject({ code: "lapsed" });
});

test("who comes and what they answer is checked against what the event asks", async () => {
  const event = await selling();
  await settings(event, sql`attendee_names = 'required'`);
  const questions = { diet: newId(), size: newId(), rules: newId() };
  const own = sql`${event.promoter.promoterId}::uuid, ${event.id}::uuid`;
  await owner().query(sql`
    INSERT INTO questions (id, promoter_id, event_id, position, label, kind, asked_of, required, choices) VALUES
    (${questions.diet}::uuid, ${own}, 0, 'Diet', 'text', 'attendee', false, '{}'),
    (${questions.size}::uuid, ${own}, 1, 'Shirt', 'choice', 'attendee', true, '{S,M}'),
    (${questions.rules}::uuid, ${own}, 2, 'Rules', 'tick', 'order', true, '{}')`);
  const hold = await fan.held(event, 2);
  const person = (at: number, size: string) => ({
    ...{ line: 0, at, name: `Guest ${at}` },
    answers: [{ questionId: questions.size, answer: size }],
  });
  const answers = [{ questionId: questions.rules, answer: "yes" }];
  const wrong: [Parameters<typeof fan.order>[1], string][] = [
    [{ answers }, "/attendees"],
    [{ answers, attendees: [person(0, "S")] }, "/attendees"],
    [{ answers, attendees: [person(0, "S"), { ...person(1, "S"), name: null }] }, "/attendees"],
    [{ answers, attendees: [person(0, "S"), person(1, "XXL")] }, "/attendees/1/answers/0"],
    [{ answers, attendees: [person(0, "S"), { ...person(1, "S"), answers: [] }] }, "/attendees/1/answers"],
    [{ answers, attendees: [person(0, "S"), person(0, "S")] }, "/attendees/1"],
    [{ answers, attendees: [person(0, "S"), person(2, "S")] }, "/attendees/1"],
    [{ attendees: [person(0, "S"), person(1, "M")] }, "/answers"],
    [{ answers: [{ questionId: newId(), answer: "yes" }, ...answers], attendees: [] }, "/answers/0"],
  ];
  for (const [input, pointer] of wrong) {
    const problem = refused(await fan.order(hold, input));
    expect([problem.code, problem.errors?.map((error) => error.pointer)]).toEqual([
      "invalid-request",
      expect.arrayContaining([pointer]),
    ]);
  }
  expect(await ordersOf(event)).toEqual({});
  good(await fan.order(hold, { answers, attendees: [person(0, "S"), person(1, "M")] }));
});

test("one fan gets no more than the promoter allows, over all orders, whatever the case of the address", async () => {
  const event = await selling();
  await settings(event, sql`max_per_fan = 3`);
  good(await fan.order(await fan.held(event, 2), { email: "Ada@example.org" }));
  const more = await fan.held(event, 2);
  expect(refused(await fan.order(more, { email: "ada@EXAMPLE.org" }))).toMatchObject({
    code: "over-limit",
    limit: 3,
    limitOf: "most-per-fan",
  });
  // Refused as an order, it is a hold as before.
  expect(good(await client.readHold(more.id)).state).toBe("held");
  good(await fan.order(more, { email: "bob@example.org" }));
});

test("a cancelled order gives its room and its code's use back, however often it is cancelled", async () => {
  const event = await selling();
  const code = await newCode(event, { maxUses: 2 });
  const hold = good(await fan.hold(event, [line(event, 2)], { code }));
  const order = await fan.ordered(hold);
  expect(refused(await fan.hold(event, [line(event, 1)], { code }))).toMatchObject({ reason: "used" });
  for (let time = 0; time < 2; time++) {
    const cancelled = good(await client.cancelOrder(order.id, { bearer: order.key, key: newKey() }));
    expect(cancelled).toMatchObject({ state: "cancelled", payable: false });
  }
  expect([await usedIn(event), await leftIn(event)]).toEqual([0, 10]);
  good(await fan.hold(event, [line(event, 2)], { code }));
  const free = await selling({ ticketTypes: [{ price: 0 }] });
  const paid = await fan.ordered(await fan.held(free, 1));
  const refusal = refused(await client.cancelOrder(paid.id, { bearer: paid.key, key: newKey() }));
  expect(refusal).toMatchObject({ status: 409, code: "invalid-state" });
});

test("of a crowd that holds and orders, exactly as many get tickets as there are, and nothing fails", async () => {
  const event = await selling({ quotas: [{ capacity: 20 }, { capacity: 30, performance: null }] });
  const buy = async () => {
    const hold = await fan.hold(event, [line(event, 1)]);
    return hold.ok ? fan.order(hold.data) : hold;
  };
  const results = await Promise.all(Array.from({ length: 40 }, buy));
  const codes = new Map<string, number>();
  for (const one of results) {
    const name = one.ok ? "ordered" : (one.problem?.code ?? "unreachable");
    codes.set(name, (codes.get(name) ?? 0) + 1);
  }
  expect(Object.fromEntries(codes)).toEqual({ ordered: 20, "sold-out": 20 });
  expect([await ordersOf(event), await usedIn(event, 0), await usedIn(event, 1)]).toEqual([{ pending: 20 }, 20, 20]);
});

const DEATHS: readonly Death[] = (["before", "after"] as const).flatMap((when) => [
  { what: "shards", method: "read", when },
  { what: "shards", method: "pin", when },
  { what: "shards", method: "pin", nth: 2, when },
  { what: "orders", method: "place", when },
  { what: "shards", method: "committed", when },
  { what: "shards", method: "committed", nth: 2, when },
  { what: "orders", method: "read", when },
]);
const twoNights = () =>
  selling({ performances: [48, 72], quotas: [{ capacity: 50 }, { capacity: 50, performance: 1 }] });
const twoLines = (event: SoldEvent) => [line(event, 1, 0, 0), line(event, 1, 0, 1)];
/** What each night's shard has left and Postgres has counted. */
const counted = async (event: SoldEvent) => [
  await leftIn(event, 0, 0),
  await leftIn(event, 1, 1),
  await usedIn(event, 0),
  await usedIn(event, 1),
];

test("an isolate that dies at any step of ordering leaves what the same request completes, to one order", async () => {
  const event = await twoNights();
  for (const [at, death] of DEATHS.entries()) {
    const hold = good(await fan.hold(event, twoLines(event)));
    const key = newKey();
    const dying = mortalIsolate(death);
    const lost = await fanOf(clientOf(dying)).order(hold, {}, key);
    expect([nameOf(death), dying.life.dead]).toEqual([nameOf(death), true]);
    if (!lost.ok)
      expect(refused(lost)).toMatchObject({ status: 503, code: expect.stringMatching(/^(confirming|busy)$/) });
    const order = good(await fan.order(hold, {}, key));
    expect([nameOf(death), order.state]).toEqual([nameOf(death), "pending"]);
    expect(await ordersOf(event)).toEqual({ pending: at + 1 });
  }
  const { length } = DEATHS;
  const all = [50 - length, 50 - length, length, length];
  // The shards stand by the same orders: nothing is counted twice until they settle.
  await told(event, ...event.performances);
  expect(await counted(event)).toEqual(all);
  await settled(event);
  expect(await counted(event)).toEqual(all);
});

test("an isolate that dies at any step, and nobody who asks again: an order, or nothing, and no claim is left over", async () => {
  const event = await twoNights();
  const standing: string[] = [];
  for (const death of DEATHS) {
    const hold = good(await fan.hold(event, twoLines(event)));
    const before = (await ordersOf(event)).pending ?? 0;
    await fanOf(clientOf(mortalIsolate(death))).order(hold);
    if (((await ordersOf(event)).pending ?? 0) > before) standing.push(nameOf(death));
  }
  expect(standing).toEqual(
    DEATHS.filter(
      ({ what, method, when }) =>
        method === "committed" || (what === "orders" && (method === "read" || when === "after")),
    ).map(nameOf),
  );
  await settled(event);
  const { length } = standing;
  expect(await counted(event)).toEqual([50 - length, 50 - length, length, length]);
});

test.each(["drop-response", "hang", "refuse"] as const)(
  "where Postgres' answer is lost (%s) it is confirming within two seconds, and then one order",
  async (mode) => {
    const event = await selling();
    const hold = await fan.held(event, 2);
    const key = newKey();
    const hurried = fanOf(clientOf(newIsolate()));
    await faults.put("postgres", { mode, role: "liveotter_public" });
    const startedAt = Date.now();
    const lost = refused(await hurried.order(hold, {}, key));
    expect(Date.now() - startedAt).toBeLessThan(2500);
    expect(lost).toMatchObject({ status: 503, code: "confirming" });
    // It is the fan's still, for whatever is known.
    expect(good(await client.readHold(hold.id)).state).toBe("ordered");
    await faults.clear();
    const order = good(await fan.order(hold, {}, key));
    expect(good(await fan.order(hold, {}, key)).id).toBe(order.id);
    expect([await ordersOf(event), await usedIn(event)]).toEqual([{ pending: 1 }, 2]);
    await settled(event);
    expect(await leftIn(event)).toBe(8);
  },
);

test("beyond the few orders that go at once, fans are told to wait; all come through in the end", async () => {
  const event = await selling({ quotas: [{ capacity: 100 }] });
  const holds = await Promise.all(Array.from({ length: 30 }, () => fan.held(event, 1)));
  const crowded = fanOf(clientOf(newIsolate()));
  await faults.put("postgres", { mode: "slow", latencyMs: 700, role: "liveotter_public" });
  const keys = holds.map(() => newKey());
  const first = await Promise.all(holds.map((hold, at) => crowded.order(hold, {}, keys[at])));
  const waiting = first.filter(({ ok }) => !ok);
  expect(waiting.map((one) => refused(one).code)).toContain("busy");
  for (const one of waiting)
    expect(refused(one)).toMatchObject({ status: 503, code: expect.stringMatching(/busy|confirming/) });
  for (const one of waiting) expect("headers" in one && one.headers.get("Retry-After")).toMatch(/^\d+$/);
  await faults.clear();
  const second = await Promise.all(holds.map((hold, at) => fan.order(hold, {}, keys[at])));
  expect(new Set(second.map((one) => good(one).id)).size).toBe(30);
  expect([await ordersOf(event), await usedIn(event)]).toEqual([{ pending: 30 }, 30]);
});

test.each(["refuse", "hang"] as const)("with a Redis that %s, orders are placed as ever", async (mode) => {
  const event = await selling();
  const hold = await fan.held(event, 1);
  await faults.put("redis", { mode });
  good(await fanOf(clientOf(newIsolate())).order(hold));
});

test("one hold is ordered so often, and then has to wait", async () => {
  const event = await selling();
  const hold = await fan.held(event, 1);
  const machine = fanOf(clientOf(newIsolate({ without: ["METRICS", "UPSTASH_REDIS_REST_URL"] })));
  const codes: string[] = [];
  // Windows are minutes of the clock: a new one may begin meanwhile.
  while (!codes.includes("too-many-requests") && codes.length < 200) {
    codes.push(refused(await machine.order(hold, { total: 1 })).code);
  }
  expect([codes.at(-1), codes.length > 60]).toEqual(["too-many-requests", true]);
  expect(refused(await machine.order(hold, { total: 1 }))).toMatchObject({ status: 429 });
});

test("a cancelled date of several is refused as that, wherever its fan stands; the other date sells on", async () => {
  // Its shard is told, or, where one quota is for all dates, only Postgres knows.
  for (const performance of [0, null]) {
    const quotas = [{ capacity: 10, performance }, ...(performance === null ? [] : [{ capacity: 10, performance: 1 }])];
    const event = await selling({ performances: [48, 72], quotas });
    const [held, placed] = [await fan.held(event, 1), good(await fan.order(await fan.held(event, 1)))];
    const cancelled = event.performances[0] ?? "";
    await owner().query(sql`UPDATE performances SET status = 'cancelled' WHERE id = ${cancelled}::uuid`);
    await told(event, event.id, ...event.performances);
    const then = fanOf(clientOf(newIsolate({ clock: { offset: COPY_MS } })));
    expect(refused(await then.order(held))).toMatchObject({ status: 409, code: "not-on-sale", state: "cancelled" });
    expect(refused(await then.hold(event, [line(event, 1)]))).toMatchObject({
      code: "not-on-sale",
      state: "cancelled",
    });
    const payment = { method: "card", token: "card_approve" } as const;
    const paying = await client.payOrder(placed.id, payment, { bearer: placed.key, key: newKey() });
    expect(refused(paying)).toMatchObject({
      code: "invalid-state",
      detail: "A date in this order has been cancelled. Order the others again.",
    });
    good(await then.order(good(await then.hold(event, [line(event, 1, 0, 1)]))));
  }
});
