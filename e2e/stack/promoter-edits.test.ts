import { setTimeout as sleep } from "node:timers/promises";
import { switchboard } from "@liveotter/devstack/switchboard-client";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, inject, it } from "vitest";
import { type Answer, Fans, type OnSale } from "../fan.ts";
import { evening, PromoterClient } from "../promoter.ts";
import { recovered } from "../resiliency.ts";

/*
 * Every edit of the promoters' API, while a fan holds tickets, orders them, pays for them, or has them. Whatever a promoter
 * does, a fan is told something true, and never that something broke.
 */

const urls = inject("urls");
const database = new pg.Client({ connectionString: inject("env").DATABASE_URL });
const promoter = new PromoterClient(urls.promoters);
const faults = switchboard(urls.switchboard);

beforeAll(async () => {
  await database.connect();
  const [login] = inject("logins");
  if (login === undefined) throw new Error("the demo has no login");
  await promoter.signIn(login);
});
afterEach(async () => {
  await faults.clear();
  await recovered(urls);
});
afterAll(async () => {
  expect((await database.query("SELECT * FROM unbalanced(NULL)")).rows).toEqual([]);
  await database.end();
});

interface Sold extends OnSale {
  readonly slug: string;
  readonly version: number;
  readonly code: { readonly id: string; readonly version: number };
}

/** Two nights, two ticket types, ten places a night; the fan's tickets are two of the first type for the first night. */
async function newEvent(): Promise<Sold> {
  const event = await promoter.create<Sold>({
    name: `Edited ${crypto.randomUUID().slice(0, 8)}`,
    performances: [0, 1].map((at) => ({ ref: `p${at}`, ...evening(40 + at) })),
    ticketTypes: ["entry", "other"].map((ref) => ({ ref, name: ref, price: 2300 })),
    quotas: [0, 1].map((at) => ({
      name: `Night ${at}`,
      capacity: 10,
      performance: `p${at}`,
      ticketTypes: ["entry", "other"],
    })),
  });
  await promoter.publish(event.id);
  const code = await send("POST", `/v1/events/${event.id}/codes`, { code: "TENTH", effect: "percent", value: 1000 });
  const { version } = (await (await promoter.call("GET", `/v1/events/${event.id}`)).json()) as Sold; // the promoters' contract
  return { ...event, version, code: (await code.json()) as Sold["code"] };
}

const send = (method: string, path: string, body?: unknown, etag?: string): Promise<Response> =>
  promoter.call(method, path, {
    ...(body !== undefined && { body }),
    headers: { "idempotency-key": crypto.randomUUID(), ...(etag !== undefined && { "if-match": etag }) },
  });

type Lists = Record<"performances" | "ticketTypes" | "quotas", Record<string, unknown>[]>;
const listsOf = ({ performances, ticketTypes, quotas }: Sold): Lists => ({
  performances: performances.map(({ id }, at) => ({ id, ...evening(40 + at) })),
  ticketTypes: ticketTypes.map(({ id }, at) => ({ id, name: at === 0 ? "entry" : "other", price: 2300 })),
  quotas: quotas.map(({ id }, at) => ({
    ...{ id, name: `Night ${at}`, capacity: 10, performance: performances[at]?.id },
    ticketTypes: ticketTypes.map((type) => type.id),
  })),
});
const change = (of: Sold, body: (lists: Lists) => object) =>
  send("PATCH", `/v1/events/${of.id}`, body(listsOf(of)), `"${of.version}"`);
async function sell(of: Sold, more: object): Promise<Response> {
  const path = `/v1/events/${of.id}/selling`;
  const read = await promoter.call("GET", path);
  const {
    eventId: _id,
    version: _version,
    stopped: _stopped,
    refundableUntil: _until,
    ...settings
  } = (await read.json()) as Record<string, unknown>; // the promoters' contract
  return send("PUT", path, { ...settings, ...more }, read.headers.get("etag") ?? "");
}
const without = (lists: Lists[keyof Lists], at: number) => lists.filter((_, place) => place !== at);
const first = (lists: Lists[keyof Lists], more: object) =>
  lists.map((line, at) => (at === 0 ? { ...line, ...more } : line));

interface Edit {
  readonly name: string;
  readonly route: string;
  readonly act: (of: Sold) => Promise<Response>;
}

const step = (name: string): Edit => ({
  ...{ name, route: `post /v1/events/{id}/${name}` },
  act: (of) => send("POST", `/v1/events/${of.id}/${name}`),
});
const patch = (name: string, body: (lists: Lists) => object): Edit => ({
  ...{ name, route: "patch /v1/events/{id}" },
  act: (of) => change(of, body),
});
const EDITS: readonly Edit[] = [
  patch("deleting the performance", ({ performances, quotas }) => ({
    performances: without(performances, 0),
    quotas: without(quotas, 0),
  })),
  patch("moving the performance", ({ performances }) => ({ performances: first(performances, { time: "21:00" }) })),
  patch("deleting the ticket type", ({ ticketTypes, quotas }) => ({
    ticketTypes: without(ticketTypes, 0),
    quotas: quotas.map((quota) => ({ ...quota, ticketTypes: [ticketTypes[1]?.id] })),
  })),
  patch("raising the price", ({ ticketTypes }) => ({ ticketTypes: first(ticketTypes, { price: 9900 }) })),
  patch("hiding the ticket type", ({ ticketTypes }) => ({ ticketTypes: first(ticketTypes, { hidden: true }) })),
  patch("limiting the ticket type to one", ({ ticketTypes }) => ({
    ticketTypes: first(ticketTypes, { maxPerOrder: 1 }),
  })),
  patch("replacing the quota", ({ quotas }) => ({ quotas: first(quotas, { id: undefined, name: "New" }) })),
  patch("lowering the quota to none", ({ quotas }) => ({ quotas: first(quotas, { capacity: 0 }) })),
  patch("taking the ticket type out of the quota", ({ quotas, ticketTypes }) => ({
    quotas: first(quotas, { ticketTypes: [ticketTypes[1]?.id] }),
  })),
  patch("adding fees", () => ({ fees: { perTicket: 100, perOrder: 200, percent: 0, paidBy: "fan" } })),
  patch("adding tax", () => ({ tax: { name: "VAT", rate: 19_000, included: false } })),
  patch("another currency", () => ({ currency: "PLN" })),
  patch("ending the sale", () => ({ sales: { zone: "UTC", end: { date: "2026-01-01", time: "00:00" } } })),
  patch("opening the sale later", () => ({
    sales: { zone: "UTC", onSale: { date: evening(30).date, time: "12:00" } },
  })),
  patch("one ticket per order", () => ({ sales: { zone: "UTC", maxPerOrder: 1 } })),
  {
    ...{ name: "not taking cards", route: "put /v1/events/{id}/selling" },
    act: (of) => sell(of, { card: false, transfer: { instructions: "To us", days: 5 } }),
  },
  {
    ...{ name: "a question that must be answered", route: "put /v1/events/{id}/selling" },
    act: (of) => sell(of, { questions: [{ label: "Size", kind: "text", of: "order", required: true }] }),
  },
  { ...{ name: "one ticket per fan", route: "put /v1/events/{id}/selling" }, act: (of) => sell(of, { maxPerFan: 1 }) },
  step("sale-stop"),
  {
    ...{ name: "disabling the code", route: "patch /v1/events/{id}/codes/{codeId}" },
    act: (of) => send("PATCH", `/v1/events/${of.id}/codes/${of.code.id}`, { disabled: true }, `"${of.code.version}"`),
  },
  {
    ...{ name: "a code that keeps all places", route: "post /v1/events/{id}/codes" },
    act: (of) =>
      send("POST", `/v1/events/${of.id}/codes`, { code: "KEEP", maxUses: 10, blocksQuotaId: of.quotas[0]?.id }),
  },
  {
    ...{ name: "blocking all places", route: "post /v1/events/{id}/blocks" },
    act: (of) => send("POST", `/v1/events/${of.id}/blocks`, { quotaId: of.quotas[0]?.id, quantity: 10, reason: "" }),
  },
  {
    ...{ name: "inviting guests to all places", route: "post /v1/events/{id}/guests" },
    act: (of) =>
      send("POST", `/v1/events/${of.id}/guests`, {
        ...{ ticketTypeId: of.ticketTypes[0]?.id, performanceId: of.performances[0]?.id, quantity: 10, name: "Guests" },
      }),
  },
  {
    ...{ name: "cancelling the performance", route: "post /v1/events/{id}/performances/{performanceId}/cancellation" },
    act: (of) =>
      send(
        "POST",
        `/v1/events/${of.id}/performances/${of.performances[0]?.id}/cancellation`,
        { passes: "keep" },
        `"${of.version}"`,
      ),
  },
  step("postponement"),
  step("cancellation"),
  step("archiving"),
  step("withdrawal"),
];

/** `200`, or `409 withdrawn`. */
const told = ({ status, body }: Answer): string => (status < 400 ? String(status) : `${status} ${body.code}`);
const keyOf = ({ body }: Answer) => ({ authorization: `Bearer ${body.key}`, "idempotency-key": crypto.randomUUID() });
const CARD = { method: "card", token: "card_approve", returnUrl: "https://fans.example/back" };

/** What the promoter is told: `done`, or the code of the refusal. */
async function edited(edit: Edit, event: Sold): Promise<string> {
  const response = await edit.act(event);
  if (response.ok) return "done";
  const { code } = (await response.json()) as { code: string }; // the promoters' contract
  return code;
}

/**
 * What is true of each edit. `held`: what the promoter hears, and the fan who then orders what they hold. `ordered`: what the
 * promoter hears once it is ordered, and the fan who then pays.
 */
const TOLD: Readonly<Record<string, { readonly held: readonly string[]; readonly ordered: readonly string[] }>> = {
  "deleting the performance": { held: ["done", "409 withdrawn"], ordered: ["invalid-state", "201 paid"] },
  "moving the performance": { held: ["done", "201"], ordered: ["done", "201 paid"] },
  "deleting the ticket type": { held: ["done", "409 withdrawn"], ordered: ["invalid-state", "201 paid"] },
  "raising the price": { held: ["done", "201"], ordered: ["done", "201 paid"] },
  "hiding the ticket type": { held: ["done", "201"], ordered: ["done", "201 paid"] },
  "limiting the ticket type to one": { held: ["done", "201"], ordered: ["done", "201 paid"] },
  "replacing the quota": { held: ["sold-out", "201"], ordered: ["invalid-state", "201 paid"] },
  "lowering the quota to none": { held: ["sold-out", "201"], ordered: ["sold-out", "201 paid"] },
  "taking the ticket type out of the quota": { held: ["done", "409 withdrawn"], ordered: ["done", "201 paid"] },
  "adding fees": { held: ["done", "201"], ordered: ["done", "201 paid"] },
  "adding tax": { held: ["done", "201"], ordered: ["done", "201 paid"] },
  "another currency": { held: ["done", "409 changed"], ordered: ["invalid-state", "201 paid"] },
  "ending the sale": { held: ["done", "201"], ordered: ["done", "201 paid"] },
  "opening the sale later": { held: ["done", "201"], ordered: ["done", "201 paid"] },
  "one ticket per order": { held: ["done", "201"], ordered: ["done", "201 paid"] },
  "not taking cards": { held: ["done", "201"], ordered: ["done", "409 invalid-state pending"] },
  "a question that must be answered": { held: ["done", "201"], ordered: ["done", "201 paid"] },
  "one ticket per fan": { held: ["done", "409 over-limit"], ordered: ["done", "201 paid"] },
  "sale-stop": { held: ["done", "409 not-on-sale"], ordered: ["done", "201 paid"] },
  "disabling the code": { held: ["done", "201"], ordered: ["done", "201 paid"] },
  "a code that keeps all places": { held: ["sold-out", "201"], ordered: ["sold-out", "201 paid"] },
  "blocking all places": { held: ["sold-out", "201"], ordered: ["sold-out", "201 paid"] },
  "inviting guests to all places": { held: ["sold-out", "201"], ordered: ["sold-out", "201 paid"] },
  "cancelling the performance": { held: ["done", "409 not-on-sale"], ordered: ["done", "409 invalid-state"] },
  postponement: { held: ["done", "409 not-on-sale"], ordered: ["done", "201 paid"] },
  cancellation: { held: ["done", "409 not-on-sale"], ordered: ["done", "409 invalid-state"] },
  archiving: { held: ["invalid-state", "201"], ordered: ["invalid-state", "201 paid"] },
  withdrawal: { held: ["done", "409 withdrawn"], ordered: ["invalid-state", "201 paid"] },
};

/** Routes that change nothing that a fan's purchase depends on, or act on an order that exists, by its own rules. */
const APART =
  /\/(?:accounts|password-resets|sessions?|organisations?|invitations|series|deliveries|imports|orders|refunds)(?:\/|$)|\/(?:cover|preview|holders-preview|duplicate|publication|rescheduling|sale-start|batches)$|^post \/v1\/events$|^delete .*\/(?:blocks|guests)\//;

/** Runs a step for each edit, a few at a time. */
async function each<T>(work: (edit: Edit, at: number) => Promise<T>): Promise<[string, T][]> {
  const done: [string, T][] = [];
  const left = [...EDITS.entries()];
  const next = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      done[one[0]] = [one[1].name, await work(one[1], one[0])];
    }
  };
  await Promise.all([1, 2, 3, 4].map(next));
  return done;
}
const expected = (of: "held" | "ordered") => EDITS.map(({ name }) => [name, TOLD[name]?.[of]]);
const two = (fans: Fans, event: Sold) => fans.hold(event, [{ quantity: 2 }]);
const orderOf = ({ body }: Answer) => ({
  ...{ holdId: body.id, email: `${crypto.randomUUID()}@example.org`, total: body.quote?.total },
});
const place = (fans: Fans, hold: Answer) =>
  fans.call("POST", "/v1/orders", orderOf(hold), { "idempotency-key": crypto.randomUUID() });
const pay = (fans: Fans, order: Answer) =>
  fans.call("POST", `/v1/orders/${order.body.id}/payments`, CARD, keyOf(order));
const read = (fans: Fans, order: Answer, what = "") =>
  fans.call("GET", `/v1/orders/${order.body.id}${what}`, undefined, keyOf(order));

/** Nothing that fans were answered says that something broke. */
const broken = ({ tally }: Fans): string[] =>
  [...tally.keys()].filter((kind) => /^(?:0|5\d\d)/.test(kind) && !/^503 (?:busy|confirming)$/.test(kind));

it("every route of the promoters' API that can touch a purchase is tried", async () => {
  const response = await promoter.call("GET", "/openapi.json");
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, unknown>> }; // OpenAPI 3.1
  const routes = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).flatMap((method) => (method === "get" ? [] : `${method} ${path}`)),
  );
  const tried = new Set(EDITS.map(({ route }) => route));
  expect(routes.filter((route) => !tried.has(route) && !APART.test(route))).toEqual([]);
  expect([...tried].filter((route) => !routes.includes(route))).toEqual([]);
});

it("scenario 67: whatever is edited while tickets are in a cart, its fan is told something true", async () => {
  const fans = new Fans(urls.api);
  const answers = await each(async (edit) => {
    const event = await newEvent();
    const hold = await two(fans, event);
    const heard = await edited(edit, event);
    const path = `/v1/holds/${hold.body.id}`;
    expect(told(await fans.call("PATCH", path, { extend: true }))).toBe("200");
    expect(told(await fans.call("GET", path))).toBe("200");
    const order = told(await place(fans, hold));
    if (order !== "201") expect((await fetch(new URL(path, urls.api), { method: "DELETE" })).status).toBe(204);
    const other = await fans.call("GET", `/v1/performances/${event.performances[1]?.id}/availability`);
    expect(other.status).toBe(edit.name === "withdrawal" ? 404 : 200);
    return [heard, order];
  });
  expect(answers).toEqual(expected("held"));
  expect(broken(fans)).toEqual([]);
}, 120_000);

it("an edit in the middle of an order comes before it or after it", async () => {
  const fans = new Fans(urls.api);
  const holds = await each(async () => {
    const event = await newEvent();
    return { event, hold: await two(fans, event) };
  });
  await faults.put("postgres", { mode: "slow", latencyMs: 300, role: "liveotter_public" });
  const answers = await each(async (edit, at) => {
    const [, { event, hold } = { event: await newEvent(), hold: { status: 0, retryAfter: null, body: {} } }] =
      holds[at] ?? [];
    const placing = fans.persist("/v1/orders", orderOf(hold));
    await sleep(100);
    await edited(edit, event);
    return told(await placing);
  });
  for (const [name, order] of answers) expect(["201", TOLD[name]?.held[1]], name).toContain(order);
  expect(broken(fans)).toEqual([]);
}, 120_000);

it("what is ordered stays payable, or its fan hears why it is not", async () => {
  const fans = new Fans(urls.api);
  const answers = await each(async (edit) => {
    const event = await newEvent();
    const order = await fans.order(await two(fans, event));
    const heard = await edited(edit, event);
    const paid = told(await pay(fans, order));
    const { state, payable } = (await read(fans, order)).body;
    if (paid !== "201" && edit.name !== "not taking cards") {
      // Which of the two it is by now is up to the jobs that end it.
      expect(["pending", "cancelled"]).toContain(state);
      expect(payable).toBe(false);
      return [heard, paid];
    }
    return [heard, `${paid} ${state}`];
  });
  expect(answers).toEqual(expected("ordered"));
  expect(broken(fans)).toEqual([]);
}, 120_000);

it("what is being paid is paid, whatever is edited meanwhile, and refunded if it is cancelled", async () => {
  const fans = new Fans(urls.api);
  const orders = await each(async () => {
    const event = await newEvent();
    return { event, order: await fans.order(await two(fans, event)) };
  });
  await faults.put("payments", { mode: "slow", latencyMs: 800 });
  const answers = await Promise.all(
    orders.map(async ([name, { event, order }], at) => {
      const paying = pay(fans, order);
      await sleep(200);
      const edit = EDITS[at];
      if (edit !== undefined) await edited(edit, event);
      return [name, told(await paying), (await read(fans, order)).body.state] as const;
    }),
  );
  for (const [name, paid, state] of answers) {
    const over = name === "cancelling the performance" || name === "cancellation";
    expect(["201", "503 confirming"], name).toContain(paid);
    expect(over ? ["paid", "pending", "cancelled", "refunded"] : ["paid", "pending"], name).toContain(state);
  }
  expect(broken(fans)).toEqual([]);
}, 120_000);

it("what is paid keeps its page and its tickets", async () => {
  const fans = new Fans(urls.api);
  const answers = await each(async (edit) => {
    const event = await newEvent();
    const order = await fans.order(await two(fans, event));
    await fans.pay(order);
    await edited(edit, event);
    return [told(await read(fans, order, "/tickets")), told(await read(fans, order))];
  });
  for (const [name, answer] of answers) expect(answer, name).toEqual(["200", "200"]);
  expect(broken(fans)).toEqual([]);
}, 120_000);
