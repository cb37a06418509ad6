import type { HoldersPreview, MyEvent } from "@liveotter/contracts/promoter/events";
import type { SalesReport } from "@liveotter/contracts/promoter/sales";
import type { Selling } from "@liveotter/contracts/promoter/selling";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { faults, input, type Member, newIsolate, pointers } from "./api.ts";
import { owner, traces } from "./promoters.ts";
import { expectBalance, key, ok, onSale, ordered, paid, read, told } from "./sold.ts";

/* What stays of an event once somebody has ordered, and what still may change. */

const api = newIsolate();
let me: Member;
beforeAll(async () => {
  await faults.clear();
  me = await api.signIn();
});

const step = ({ id }: MyEvent, name: string) => me.call("POST", `/v1/events/${id}/${name}`);

/** The lists of an event as they are sent back. */
const lists = ({ performances, ticketTypes, quotas }: MyEvent) => ({
  performances: performances.map(({ id, date, time }) => ({ id, date, time, where: input().performances[0]?.where })),
  ticketTypes: ticketTypes.map(({ id, name, price, pass }) => ({ id, name, price, pass })),
  quotas: quotas.map(({ id, name, capacity, performance, ticketTypes: of }) => ({
    id,
    name,
    capacity,
    performance,
    ticketTypes: of,
  })),
});

describe("what has been ordered", () => {
  test("keeps its lines and its currency, each refusal naming what to put back", async () => {
    const event = await onSale(me);
    await ordered(event);
    const { performances, ticketTypes, quotas } = lists(event);
    const [first, second] = performances;
    const [entry] = ticketTypes;
    const withoutFirst = [{ ...second }];
    const changes: [Record<string, unknown>, string[]][] = [
      [{ currency: "PLN" }, ["/currency"]],
      [{ quotas: quotas.slice(1) }, ["/quotas"]],
      [
        { quotas: quotas.map((quota, at) => (at === 0 ? { ...quota, performance: second?.id } : quota)) },
        ["/quotas/0/performance"],
      ],
      [
        {
          ticketTypes: [{ name: "New", price: 1, ref: "new" }],
          quotas: quotas.map((quota) => ({ ...quota, ticketTypes: ["new"] })),
        },
        ["/ticketTypes"],
      ],
      [
        {
          performances: withoutFirst,
          ticketTypes: [{ ...entry, pass: null }],
          quotas: [{ ...quotas[2], performance: null, ticketTypes: [entry?.id] }],
        },
        ["/performances", "/quotas"],
      ],
    ];
    for (const [change, expected] of changes) {
      const answer = await me.change(event.id, event.version, change);
      expect([expected, answer.status, await pointers(answer)]).toEqual([expected, 409, expected]);
    }
    expect(await me.read(event.id)).toEqual(event);
    expect(first?.id).toBeDefined();
  });

  test("may be renamed, priced anew, hidden, and added to; whoever counts is told of capacity", async () => {
    const event = await onSale(me);
    await paid(event);
    const { ticketTypes, quotas } = lists(event);
    const before = await told(event);
    const changed = await ok<MyEvent>(
      200,
      me.change(event.id, event.version, {
        ticketTypes: [
          ...ticketTypes.map((type) => ({ ...type, name: `${type.name}!`, price: 1 })),
          { ref: "new", name: "New", price: 2 },
        ],
        quotas: [...quotas, { name: "More", capacity: 5, ticketTypes: ["new"] }],
      }),
    );
    expect(changed.quotas).toHaveLength(4);
    expect(await told(event)).toBeGreaterThan(before);
    await expectBalance(event);
  });

  test("a quota lowered under what is sold shows the overhang, and sells nothing more", async () => {
    const event = await onSale(me);
    await paid(event, { tickets: 3 });
    const { quotas } = lists(event);
    const lowered = quotas.map((quota) => (quota.name === "House" ? { ...quota, capacity: 1 } : quota));
    await ok(200, me.change(event.id, event.version, { quotas: lowered }));
    await expect(ordered(event, { performance: 1 })).rejects.toMatchObject({ code: "LO001" });
    const sales = await ok<SalesReport>(200, me.call("GET", `/v1/events/${event.id}/sales`));
    expect(sales.quotas[2]).toMatchObject({ capacity: 1, sold: 3, overhang: 2, left: 0 });
    await expectBalance(event);
  });

  test("a quota that is blocked or kept for codes stays as well", async () => {
    const event = await onSale(me);
    const { quotas } = lists(event);
    const body = { quotaId: quotas[0]?.id, quantity: 1 };
    await ok(201, me.call("POST", `/v1/events/${event.id}/blocks`, { body, headers: key() }));
    const answer = await me.change(event.id, event.version, { quotas: quotas.slice(1) });
    expect([answer.status, await pointers(answer)]).toEqual([409, ["/quotas"]]);
  });

  test("nobody who orders while the currency or a quota goes is left with half an order", async () => {
    const event = await onSale(me);
    const { quotas } = lists(event);
    const [order, currency] = await Promise.all([
      ordered(event).catch(() => null),
      me.change(event.id, event.version, { currency: "PLN" }),
    ]);
    const now = await me.read(event.id);
    // Whichever came first: an order is in the currency that its event has.
    if (order !== null) expect((await read(me, order)).currency).toBe(now.currency);
    else expect(currency.status).toBe(200);
    await me.change(event.id, now.version, { quotas: quotas.slice(2) });
    await expectBalance(event);
  });
});

describe("an event with tickets out", () => {
  test("cannot be withdrawn, also when somebody orders at that very moment", async () => {
    const event = await onSale(me);
    await ordered(event);
    const refused = await step(event, "withdrawal");
    expect([refused.status, await pointers(refused)]).toEqual([409, ["/status"]]);
    const races = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const own = await onSale(me);
        const [order, withdrawn] = await Promise.all([ordered(own).catch(() => null), step(own, "withdrawal")]);
        return { ordered: order !== null, withdrawn: withdrawn.status === 200 };
      }),
    );
    for (const race of races) expect(race.ordered).not.toBe(race.withdrawn);
  });

  test("is withdrawn once what was ordered has ended", async () => {
    const event = await onSale(me);
    const orderId = await ordered(event);
    await ok(200, me.call("POST", `/v1/orders/${orderId}/cancellation`));
    expect((await step(event, "withdrawal")).status).toBe(200);
  });

  test("once cancelled is put away when everybody has their money back, and not before", async () => {
    const event = await onSale(me);
    const orderId = await paid(event);
    const before = await told(event);
    await ok(200, step(event, "cancellation"));
    expect(await told(event)).toBeGreaterThan(before);
    const early = await step(event, "archiving");
    expect([early.status, await pointers(early)]).toEqual([409, ["/status"]]);
    const body = { what: "whole", total: 1000 };
    await ok(201, me.call("POST", `/v1/orders/${orderId}/refunds`, { body, headers: key() }));
    expect((await step(event, "archiving")).status).toBe(200);
  });

  test("postponed sells nothing, tells its fans once, and opens the refund window once", async () => {
    const event = await onSale(me);
    const orderId = await paid(event);
    const [one, two] = await Promise.all([step(event, "postponement"), step(event, "postponement")]);
    expect([one.status, two.status]).toEqual([200, 200]);
    const selling = await ok<Selling>(200, me.call("GET", `/v1/events/${event.id}/selling`));
    const days = (Date.parse(selling.refundableUntil ?? "") - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(14);
    const topics = (await read(me, orderId)).mails.map(({ topic }) => topic);
    expect(topics).toEqual(["event-postponed", "order-confirmed"]);
    await expect(ordered(event)).rejects.toMatchObject({ code: "LO006" });
    expect((await read(me, orderId)).items[0]?.tickets).toMatchObject([{ state: "valid" }]);
    await ok(200, step(event, "rescheduling"));
    await ordered(event);
    expect((await traces(event.id)).audit.map(({ action }) => action)).toEqual([
      ...["event.create", "event.publish", "event.postpone", "event.reschedule"],
    ]);
  });
});

describe("a new date or place of something sold", () => {
  const preview = (event: MyEvent, performances?: unknown) =>
    ok<HoldersPreview>(200, me.call("POST", `/v1/events/${event.id}/holders-preview`, { body: { performances } }));
  const changesOf = (event: MyEvent) =>
    owner().query<{ performance: string; was: { time: string } }>(
      sql`SELECT performance_id AS performance, was FROM performance_changes WHERE event_id = ${event.id}::uuid ORDER BY id`,
    );

  test("says beforehand how many people will be emailed, and about what", async () => {
    const event = await onSale(me);
    const email = `ada-${event.id}@example.org`;
    for (const each of [{ email }, { email }, {}, { performance: 1 }, { type: 1 }]) await paid(event, each);
    await ordered(event);
    const { performances } = lists(event);
    expect(await preview(event, performances)).toMatchObject({ version: event.version, people: 0, performances: [] });
    const [first, ...others] = performances;
    expect(await preview(event, [{ ...first, time: "19:00" }, ...others])).toMatchObject({
      // Ada has two orders, and the pass admits to both nights.
      ...{ people: 3, orders: 4, tickets: 4, refundWindowDays: 14 },
      performances: [{ id: first?.id, time: first?.time, changed: ["time"] }],
    });
    const moved = [
      { ...first, where: { kind: "place", city: "Łódź", country: "PL", zone: "Europe/Warsaw" } },
      ...others,
    ];
    expect((await preview(event, moved)).performances).toMatchObject([{ changed: ["place"] }]);
    expect(await preview(event)).toMatchObject({ people: 4, orders: 5, tickets: 6 });
    expect(await me.read(event.id)).toEqual(event);
  });

  test("is noted with the save of a sold event; other edits and unsold events are not", async () => {
    const [event, unsold] = [await onSale(me), await onSale(me)];
    await paid(event);
    const { performances } = lists(event);
    const earlier = (of: MyEvent) =>
      lists(of).performances.map((each, n) => ({ ...each, time: n === 0 ? "18:30" : "21:30" }));
    const renamed = await ok<MyEvent>(200, me.change(event.id, event.version, { name: "Renamed", performances }));
    expect(await changesOf(event)).toEqual([]);
    await ok(200, me.change(event.id, renamed.version, { performances: earlier(event) }));
    await ok(200, me.change(unsold.id, unsold.version, { performances: earlier(unsold) }));
    expect(await changesOf(event)).toMatchObject(
      performances.map(({ id, time }) => ({ performance: id, was: { time } })),
    );
    expect(await changesOf(unsold)).toEqual([]);
  });

  test("opens a refund window only where the save says so", async () => {
    const event = await onSale(me);
    await paid(event);
    const until = () =>
      owner().query(sql`SELECT refundable_until FROM performances
        WHERE event_id = ${event.id}::uuid AND refundable_until > now() + interval '13 days'`);
    const at = (time: string) => lists(event).performances.map((each, n) => (n === 0 ? { ...each, time } : each));
    const first = await ok<MyEvent>(200, me.change(event.id, event.version, { performances: at("18:30") }));
    expect(await until()).toHaveLength(0);
    const stale = me.change(event.id, event.version, { performances: at("18:00"), refundWindow: true });
    expect((await stale).status).toBe(412);
    expect(await until()).toHaveLength(0);
    await ok(200, me.change(event.id, first.version, { performances: at("18:00"), refundWindow: true }));
    expect(await until()).toHaveLength(1);
  });
});
