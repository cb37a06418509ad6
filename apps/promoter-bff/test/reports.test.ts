import { MyAttendeeList } from "@liveotter/contracts/promoter/attendees";
import type { MyEvent } from "@liveotter/contracts/promoter/events";
import {
  type Ledger,
  type Payouts,
  Payouts as PayoutsSchema,
  type RefundProgress,
  type SalesReport,
  SalesReport as SalesReportSchema,
} from "@liveotter/contracts/promoter/sales";
import type { EventId, InterestId } from "@liveotter/core/ids";
import { askInterest } from "@liveotter/database/interests/ask-interest";
import { confirmInterest } from "@liveotter/database/interests/confirm-interest";
import { cancelEventOrders } from "@liveotter/database/orders/cancel-event-orders";
import { settlePayment } from "@liveotter/database/orders/settle-payment";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { csvLine } from "../src/csv/csv-line.ts";
import { faults, type Member, newIsolate } from "./api.ts";
import { as, newMember, owner } from "./promoters.ts";
import { expectBalance, idOf, key, now, ok, onSale, ordered, paid, paying, settingsOf, settleRefunds } from "./sold.ts";

const api = newIsolate();
let me: Member;
beforeAll(async () => {
  await faults.clear();
  me = await api.signIn();
});

const at = (path: string, { id }: MyEvent) => `/v1/events/${id}${path}`;
const refund = (orderId: string, body: unknown) =>
  me.call("POST", `/v1/orders/${orderId}/refunds`, { body, headers: key() });

/** RFC 4180, as a spreadsheet reads it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  const fields = text.replace(/^\u{feff}/u, "").matchAll(/"((?:[^"]|"")*)"(,|\r\n)/g);
  for (const [, quoted = "", end] of fields) {
    cell = quoted.replaceAll('""', '"');
    rows.at(-1)?.push(cell);
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

describe("who comes", () => {
  async function asked(): Promise<{ event: MyEvent; size: string; note: string }> {
    const event = await onSale(me);
    const path = at("/selling", event);
    const selling = await ok<Record<string, unknown>>(200, me.call("GET", path));
    const questions = [
      { label: "=Size", kind: "text", of: "attendee" },
      { label: "Note", kind: "text", of: "order" },
    ];
    const put = me.call("PUT", path, { body: { ...settingsOf(selling), questions }, headers: { "if-match": '"1"' } });
    const { questions: made } = await ok<{ questions: { id: string }[] }>(200, put);
    return { event, size: made[0]?.id ?? "", note: made[1]?.id ?? "" };
  }

  test("is listed with every answer, by ticket, and filtered; refunded tickets are not good any more", async () => {
    const { event, size, note } = await asked();
    const attendee = { name: "Grace", answers: [{ questionId: size, answer: "M" }] };
    const answers = [{ questionId: note, answer: "By the door" }];
    const group = await paid(event, { tickets: 2, name: "Ada", email: "ada@example.org", attendee, answers });
    await paid(event, { type: 1, name: "Linus" });
    await ordered(event);
    const list = async (query: string) =>
      MyAttendeeList.parse(await ok(200, me.call("GET", `${at("/attendees", event)}?${query}`)));
    const all = await list("");
    expect(all.questions.map(({ label }) => label)).toEqual(["=Size", "Note"]);
    expect(all.items).toHaveLength(4);
    const found = await list("q=grace");
    expect(found.items).toHaveLength(2);
    expect(found.items[0]).toMatchObject({
      ...{ name: "Grace", email: "ada@example.org", state: "valid", ticketType: "Entry" },
      ...{ order: { id: group, name: "Ada" }, answers: { [size]: "M", [note]: "By the door" } },
    });
    expect((await list(`performanceId=${event.performances[1]?.id}`)).items).toHaveLength(1);
    expect((await list(`ticketTypeId=${event.ticketTypes[1]?.id}`)).items).toHaveLength(2);
    const page = await list("limit=3");
    expect((await list(`limit=3&cursor=${page.nextCursor}`)).items).toHaveLength(1);
    await ok(201, refund(group, { what: "whole", total: 2000 }));
    expect((await list("")).items).toHaveLength(2);
    expect((await list("state=cancelled")).items).toHaveLength(2);
  });

  test("comes as a file that no spreadsheet calculates, with each question as a column", async () => {
    const { event, size, note } = await asked();
    const attendee = {
      name: '=HYPERLINK("http://evil.example","x")',
      answers: [{ questionId: size, answer: "@SUM(A1)" }],
    };
    const answers = [{ questionId: note, answer: '-2+3, "quoted"\nsecond line' }];
    await paid(event, { name: "+44 123", attendee, answers });
    const response = await me.call("GET", at("/attendees.csv", event));
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [header = [], row = []] = parseCsv(new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(bytes));
    const cell = (name: string) => row[header.indexOf(name)];
    expect(header).toHaveLength(12);
    expect(cell("name")).toBe('\'=HYPERLINK("http://evil.example","x")');
    expect(cell("ordered by")).toBe("'+44 123");
    expect(cell("'=Size")).toBe("'@SUM(A1)");
    expect(cell("Note")).toBe('\'-2+3, "quoted"\nsecond line');
  });

  test("any field whatever is one cell, begins no formula, and is otherwise as it was", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc
        .tuple(fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", '"', "'"), fc.string())
        .map(([a, b]) => a + b),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (fields) => {
        const [row = []] = parseCsv(csvLine(fields));
        const wrong = row.filter(
          (cell, place) =>
            /^[=+\-@\t\r\n＝＋－＠]/.test(cell) || (cell !== fields[place] && cell !== `'${fields[place]}`),
        );
        expect([row.length, wrong]).toEqual([fields.length, []]);
      }),
      { seed: 20261121 },
    );
  });
});

describe("the sale", () => {
  const read = async (event: MyEvent): Promise<SalesReport> =>
    SalesReportSchema.parse(await ok(200, me.call("GET", at("/sales", event))));

  test("is told by type, quota and day, as the orders themselves say", async () => {
    const event = await onSale(me);
    await paid(event, { tickets: 2 });
    await paid(event, { type: 1, each: { price: 1700, discount: 0, fees: 300, tax: 154, total: 2000 } });
    await ordered(event);
    const partly = await paid(event, { performance: 1 });
    await ok(201, refund(partly, { what: "amount", amount: 400, total: 400 }));
    await settleRefunds(partly);
    const quotaId = event.quotas[2]?.id;
    await ok(201, me.call("POST", at("/blocks", event), { body: { quotaId, quantity: 1 }, headers: key() }));
    const code = { code: "KEPT", maxUses: 1, blocksQuotaId: quotaId };
    await ok(201, me.call("POST", at("/codes", event), { body: code, headers: key() }));
    const sales = await read(event);
    const totals = { orders: 3, pendingOrders: 1, tickets: 4, guests: 0, paid: 5000, refunded: 400, revenue: 4600 };
    expect(sales.totals).toEqual(totals);
    expect(sales.ticketTypes).toMatchObject([
      { name: "Entry", sold: 3, pending: 1, revenue: 2600 },
      { name: "Both nights", sold: 1, pending: 0, revenue: 2000 },
    ]);
    const [first, second, house] = sales.quotas;
    expect(first).toMatchObject({ capacity: 5, sold: 3, pending: 1, blocked: 0, kept: 0, overhang: 0, left: 1 });
    expect(second).toMatchObject({ sold: 2, pending: 0, left: 3 });
    expect(house).toMatchObject({ sold: 4, pending: 1, blocked: 1, kept: 1, left: 1 });
    expect(sales.days.reduce((sum, day) => sum + day.paid - day.refunded, 0)).toBe(totals.revenue);
    expect(sales.days.reduce((sum, day) => sum + day.tickets, 0)).toBe(totals.tickets);
    await expectBalance(event);
  });

  test("comes with what fans hold where those who count answer, and without it where they do not", async () => {
    const event = await onSale(me);
    const pools = event.quotas.map(({ id }) => ({ id, left: 3, over: 0, held: 2 }));
    const shards = {
      getByName: () => ({ summary: async () => ({ outcome: "counted", asOf: 0, stopped: false, pools }) }),
    };
    const answering = newIsolate({ instead: { INVENTORY: shards } });
    const heard = await ok<SalesReport>(200, answering.call("GET", at("/sales", event), {}, me.cookie));
    expect(heard.quotas.map(({ held }) => held)).toEqual([2, 2, 2]);
    const hung = newIsolate({
      instead: { INVENTORY: { getByName: () => ({ summary: () => new Promise(() => {}) }) } },
    });
    const deaf = await ok<SalesReport>(200, hung.call("GET", at("/sales", event), {}, me.cookie));
    expect(deaf.quotas.map(({ held }) => held)).toEqual([null, null, null]);
  });

  test("says how many fans want to be told, once they have confirmed, and to nobody else's promoter", async () => {
    const event = await onSale(me);
    const fans = as("DATABASE_URL_PUBLIC");
    const ask = (email: string) =>
      askInterest(fans, { eventSlug: event.slug, kind: "returned", performanceId: null, email, locale: "en" }, now());
    const email = `${crypto.randomUUID()}@example.test`;
    await Promise.all([ask(email), ask(`${crypto.randomUUID()}@example.test`)]);
    const [row] = await owner().query<{ id: InterestId }>(
      sql`SELECT id FROM event_interests WHERE email_key = ${email}`,
    );
    if (row === undefined) throw new Error("not stored");
    await confirmInterest(fans, row.id, now());
    const report = SalesReportSchema.parse(await ok(200, me.call("GET", at("/sales", event))));
    expect(report.interests).toEqual({ onSale: { waiting: 0, told: 0 }, returned: { waiting: 1, told: 0 } });
    expect(JSON.stringify(report)).not.toContain("@example.test");
    const other = await api.signIn();
    expect((await other.call("GET", at("/sales", event))).status).toBe(404);
  });

  test("is read by the reporting role: without it there are no reports, and saving goes on", async () => {
    const event = await onSale(me);
    const without = newIsolate({ without: ["METRICS", "DATABASE_URL_REPORTING"] });
    expect((await without.call("GET", at("/sales", event), {}, me.cookie)).status).toBe(503);
    expect((await without.call("POST", at("/sale-stop", event), {}, me.cookie)).status).toBe(200);
  });
});

describe("the ledger", () => {
  test("is what payouts add up, and both say what payments and refunds say", async () => {
    const mine = await api.signIn();
    const event = await onSale(mine);
    const door = await onSale(mine);
    const path = at("/selling", door);
    const selling = await ok<Record<string, unknown>>(200, mine.call("GET", path));
    await ok(
      200,
      mine.call("PUT", path, { body: { ...settingsOf(selling), payAtDoor: true }, headers: { "if-match": '"1"' } }),
    );
    const orderId = await ordered(door);
    const body = { method: "door", amount: 1000 };
    await ok(200, mine.call("POST", `/v1/orders/${orderId}/payment-received`, { body, headers: key() }));

    const whole = await paid(event, { tickets: 2 });
    const partly = await paid(event, { tickets: 3 });
    const give = (id: string, what: object) =>
      mine.call("POST", `/v1/orders/${id}/refunds`, { body: what, headers: key() });
    await ok(201, give(whole, { what: "whole", total: 2000 }));
    await ok(201, give(partly, { what: "amount", amount: 333, total: 333 }));
    await settleRefunds(whole);
    await settleRefunds(partly);
    // Another amount than was asked for: it lies there until it goes back.
    const strange = await paying(await ordered(event));
    const outcome = { outcome: "succeeded", taken: 700, takenCurrency: "EUR", now: now() } as const;
    await settlePayment(as("DATABASE_URL_PUBLIC"), { ...outcome, paymentId: strange });

    const ledger = await ok<Ledger>(200, mine.call("GET", "/v1/ledger"));
    for (const { lines } of ledger.items) expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
    const payouts = PayoutsSchema.parse(await ok<Payouts>(200, mine.call("GET", "/v1/payouts")));
    for (const { id } of [event, door]) {
      const sum = (account: string) =>
        ledger.items
          .filter(({ eventId }) => eventId === id)
          .flatMap(({ lines }) => lines)
          .reduce((total, line) => total + (line.account === account ? line.amount : 0), 0);
      const owed = (account: string) => 0 - sum(account);
      const line = payouts.items.find(({ eventId }) => eventId === id);
      expect(line).toMatchObject({
        ...{ provider: sum("provider"), manual: sum("manual"), unapplied: owed("unapplied") },
        ...{ tickets: owed("tickets"), fees: owed("fees"), tax: owed("tax") },
        payout: owed("tickets") + owed("tax") - sum("manual"),
      });
    }
    const [moved] = await owner().query<{ amount: number }>(sql`SELECT (
        SELECT sum(taken_minor) FROM payments WHERE promoter_id = ${mine.promoter.id}::uuid)::int
      - (SELECT sum(amount_minor) FROM refunds
          WHERE promoter_id = ${mine.promoter.id}::uuid AND state = 'succeeded')::int AS amount`);
    const [total] = payouts.totals;
    expect([total?.currency, (total?.provider ?? 0) + (total?.manual ?? 0)]).toEqual(["EUR", moved?.amount]);
    expect(total).toMatchObject({ provider: 3367, manual: 1000, unapplied: 700 });
    const [page] = (await ok<Ledger>(200, mine.call("GET", "/v1/ledger?limit=1"))).items;
    expect(page).toEqual(ledger.items[0]);
    const old = await ok<Payouts>(200, mine.call("GET", "/v1/payouts?to=2020-01-01"));
    expect([old.items, old.totals]).toEqual([[], []]);
    await expectBalance(event);
    await expectBalance(door);
  });

  test("and payouts are for owners; the rest is for managers too", async () => {
    const event = await onSale(me);
    await paid(event);
    const manager = await api.signIn(await newMember(me.promoter.id, "manager"));
    for (const path of ["/v1/ledger", "/v1/payouts"]) expect((await manager.call("GET", path)).status).toBe(403);
    expect((await manager.call("POST", at("/cancellation", event))).status).toBe(403);
    for (const path of [at("/sales", event), "/v1/orders", "/v1/refunds", at("/attendees", event)])
      expect((await manager.call("GET", path)).status).toBe(200);
  });
});

describe("a cancelled event", () => {
  test("shows how far its refunds are, and what holds them up", async () => {
    const event = await onSale(me);
    const [first, second] = [await paid(event), await paid(event, { tickets: 2 })];
    const progress = () => ok<RefundProgress>(200, me.call("GET", at("/refund-progress", event)));
    expect(await progress()).toMatchObject({ state: "none", ordersWaiting: 0 });
    await ok(200, me.call("POST", at("/cancellation", event)));
    expect(await progress()).toMatchObject({ state: "running", ordersWaiting: 2 });
    await expect(ordered(event)).rejects.toMatchObject({ code: "LO006" });
    await cancelEventOrders(as("DATABASE_URL_JOBS"), idOf<EventId>(event.id), now(), 10);
    expect(await progress()).toMatchObject({
      ...{ state: "running", ordersWaiting: 0 },
      refunds: { requested: { count: 2, amount: 3000 }, succeeded: { count: 0, amount: 0 } },
    });
    await settleRefunds(first, "unfunded");
    await settleRefunds(second, "failed");
    expect(await progress()).toMatchObject({ state: "paused", trouble: "unfunded" });
    await settleRefunds(first);
    expect(await progress()).toMatchObject({ state: "needs-you", refunds: { failed: { count: 1, amount: 2000 } } });
    const { items } = await ok<{ items: { id: string }[] }>(200, me.call("GET", "/v1/refunds?state=failed"));
    await ok(200, me.call("POST", `/v1/refunds/${items[0]?.id}/retry`));
    await settleRefunds(second);
    expect(await progress()).toMatchObject({ state: "done", refunds: { succeeded: { count: 2, amount: 3000 } } });
    await expectBalance(event);
  });
});
