import { type Request, Response } from "miniflare";
import { beforeEach, expect, test } from "vitest";
import type { FakeBff } from "./built-web.ts";
import { bffOver, eventNamed } from "./catalogue.ts";
import { openWeb } from "./open-web.ts";
import { textsOf } from "./page-text.ts";
import { hold, holdIdOf, KEY, order, QUOTE, saleBff, TYPE } from "./sale.ts";

/** Each on one date. */
const EVENTS = Array.from({ length: 3 }, (_, at) => eventNamed(`event-${at}`, `Event ${at}`, at));
const [NIGHT, DAY, DUSK] = EVENTS as [Event, Event, Event]; // made above
type Event = (typeof EVENTS)[number];

type Held = ReturnType<typeof hold>;
let holds = new Map<string, Held>();
let orders = new Map<string, { id: string; holdId: string }>();
let writes: { what: string; key: string | null; body: Record<string, unknown> }[] = [];
let minutesLeft = 10;
let broken: (request: Request) => boolean = () => false;

const lasting = (minutes: number) => new Date(Date.UTC(2026, 10, 21, 12, minutes)).toISOString();
const nextRef = () => (holds.size + 0xad52ef01b3c0).toString(16);

function place(event: Event, state: Held["state"] = "held", quantity = 2): Held {
  const [line] = QUOTE.lines;
  const lines = line === undefined ? [] : [{ ...line, name: "Entry", performanceId: event.id, quantity }];
  const made: Held = {
    ...{ ...hold(state), id: holdIdOf(event.id, nextRef()), quote: { ...QUOTE, lines }, orderId: null },
    ...{ eventId: event.id, eventSlug: event.slug, eventName: event.name, expiresAt: lasting(minutesLeft) },
    asks: {
      ...{ attendeeNames: "required", paymentMethods: ["card"], tooLate: [], transferUntil: null },
      questions: [
        { id: `${event.slug}-phone`, label: "Phone", of: "order", kind: "text", required: true, choices: [] },
      ],
    },
  };
  holds.set(made.id, made);
  return made;
}

const catalogue = bffOver(EVENTS);
const missing = () => {
  const problem = { type: "t", title: "t", status: 404, code: "not-found", requestId: "r" };
  return Response.json(problem, { status: 404 });
};

/** As the BFF does it, as far as a cart sees it. */
const bff: FakeBff = async (request) => {
  const { pathname } = new URL(request.url);
  if (broken(request)) return new Response("no", { status: 500 });
  const key = request.headers.get("Idempotency-Key");
  const body = request.method === "GET" ? {} : JSON.parse((await request.clone().text()) || "{}");
  if (request.method !== "GET") writes.push({ what: `${request.method} ${pathname}`, key, body });
  if (pathname === "/v1/holds") return Response.json(placed(key ?? "", body), { status: 201 });
  const id = /^\/v1\/holds\/(\w+)$/.exec(pathname)?.[1];
  if (id !== undefined) return ofHold(request.method, holds.get(id));
  if (pathname === "/v1/orders") return Response.json(ordered(body.holdId), { status: 201 });
  const orderId = /^\/v1\/orders\/([\w-]+)/.exec(pathname)?.[1];
  if (orderId !== undefined) return orders.has(orderId) ? Response.json(orderOf(orderId)) : missing();
  return pathname.endsWith("/availability") ? saleBff(request) : catalogue(request);
};

const byKey = new Map<string, Held>();
function placed(key: string, { eventId, replaces }: { eventId: string; replaces: string | null }): Held {
  const event = EVENTS.find(({ id }) => id === eventId);
  if (event === undefined) throw new Error("no such event");
  const made = byKey.get(key) ?? place(event);
  const before = replaces === null ? undefined : holds.get(replaces);
  if (before?.state === "held" && before.id !== made.id) holds.set(before.id, { ...before, state: "released" });
  byKey.set(key, made);
  return made;
}

function ofHold(method: string, held: Held | undefined): Response {
  if (held === undefined) return missing();
  if (method !== "DELETE") return Response.json(held);
  holds.set(held.id, { ...held, state: "released" });
  return new Response(null, { status: 204 });
}

function ordered(holdId: string) {
  const held = holds.get(holdId);
  if (held === undefined) throw new Error("no such hold");
  const id = held.orderId ?? `00000000-0000-7000-8000-${String(orders.size + 1).padStart(12, "0")}`;
  holds.set(holdId, { ...held, state: "ordered", orderId: id });
  orders.set(id, { id, holdId });
  return orderOf(id);
}

function orderOf(id: string) {
  const held = holds.get(orders.get(id)?.holdId ?? "");
  const event = { ...order().event, name: held?.eventName ?? "", slug: held?.eventSlug ?? "" };
  return order({ id, event, number: `N${id.slice(-4)}` });
}

const call = openWeb(bff);

/** A browser's cookies, by the path that they are for; each is sent where its path begins the address. */
class Browser {
  readonly #jar = new Map<string, { name: string; path: string; value: string }>();

  constructor(cookies: Record<string, string> = {}) {
    for (const [name, value] of Object.entries(cookies)) {
      for (const path of ["/checkout", "/de/checkout"]) this.#jar.set(`${path} ${name}`, { name, path, value });
    }
  }

  cookie(path: string): string {
    const sent = [...this.#jar.values()].filter((each) => path === each.path || path.startsWith(`${each.path}/`));
    return sent.map(({ name, value }) => `${name}=${value}`).join("; ");
  }

  names(path: string): string[] {
    return [...this.#jar.values()].filter((each) => each.path === path).map(({ name }) => name);
  }

  async go(path: string, form?: Record<string, string>) {
    const cookie = this.cookie(path.split("?")[0] ?? "");
    const headers = { Cookie: cookie, "Sec-Fetch-Site": "same-origin" };
    const sent = { method: "POST", body: new URLSearchParams(form).toString() };
    const typed = { ...headers, "Content-Type": "application/x-www-form-urlencoded" };
    const { response, text } = await call(path, form === undefined ? { headers } : { ...sent, headers: typed });
    for (const header of response.headers.getSetCookie()) this.#take(header);
    return { response, text, to: response.headers.get("Location") ?? "" };
  }

  #take(header: string): void {
    const [, name = "", value = "", path = "", life] =
      /^([\w-]+)=([^;]*); Path=([^;]+); Max-Age=(\d+)/.exec(header) ?? [];
    if (life === "0") this.#jar.delete(`${path} ${name}`);
    else this.#jar.set(`${path} ${name}`, { name, path, value });
  }
}

const key = () => crypto.randomUUID();
const wish = (event: Event, more: Record<string, string> = {}) => ({
  ...{ event: event.id, key: key(), [`ticket-${TYPE}`]: "2" },
  ...more,
});
const holding = (event: Event) => `/checkout/${event.slug}/${event.performances[0]?.id}`;
const take = (browser: Browser, event: Event, prefix = "") => browser.go(prefix + holding(event), wish(event));
const pay = (total = "5000") => ({
  ...{ key: key(), do: "order", email: "ada@example.com", name: "Ada", total, method: "card_approve" },
});
const guestField = (event: Event, at: number) => `guest-${TYPE.slice(-12)}-${event.id.slice(-12)}-${at}-name`;
/** What a page says, in one line. */
const saidIn = (text: string) => textsOf(text).join(" ");
/** All that a checkout asks for, as its page has it. */
const filledIn = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/<input(?=[^>]* name="([\w-]+)")[^>]* value="([^"]*)"/g)].map(([, name = "", value = ""]) => [
      name,
      value,
    ]),
  );

beforeEach(() => {
  holds = new Map();
  orders = new Map();
  writes = [];
  minutesLeft = 10;
  broken = () => false;
  byKey.clear();
});

test("scenario 75: tickets for a second event leave the first ones held, in either language, each with its own time", async () => {
  const browser = new Browser();
  const first = await take(browser, NIGHT);
  minutesLeft = 7;
  const second = await take(browser, DAY, "/de");
  expect(first.to).toMatch(/^\/checkout\/[0-9a-f]{12}$/);
  expect(second.to).toMatch(/^\/de\/checkout\/[0-9a-f]{12}$/);
  expect(writes.map(({ body }) => body.replaces)).toEqual([null, null]);
  expect([...holds.values()].map(({ state }) => state)).toEqual(["held", "held"]);

  const { text, response } = await browser.go("/checkout");
  expect(response.status).toBe(200);
  // The one with the least time left comes first.
  expect([...text.matchAll(/<bdi>(Event \d)<\/bdi>/g)].map(([, name]) => name)).toEqual(["Event 1", "Event 0"]);
  expect([...text.matchAll(/data-seconds="(\d+)"/g)].map(([, seconds]) => seconds)).toEqual(["420", "600"]);
  for (const words of ["Total for 2 events", "€100", "Check out", "Release tickets"])
    expect(saidIn(text)).toContain(words);
  const german = await browser.go("/de/checkout");
  for (const { to } of [first, second]) expect(german.text).toContain(`"/de${to.replace("/de", "")}"`);
});

test("two tabs that hold at the same moment both keep what they hold", async () => {
  const browser = new Browser();
  // Each sent before the other's answer: neither says that the other holds something.
  await Promise.all([take(browser, NIGHT), take(browser, DAY)]);
  expect(browser.names("/checkout").sort()).toEqual([...holds.keys()].map((id) => `hold-${id.slice(-12)}`).sort());
  const { text } = await browser.go("/checkout");
  for (const { name } of [NIGHT, DAY]) expect(text).toContain(name);
});

test("tickets for an event that is held already change that hold and no other, and what was typed stays with them", async () => {
  const browser = new Browser();
  const first = await take(browser, NIGHT);
  await take(browser, DAY);
  const guest = guestField(NIGHT, 0);
  await browser.go(first.to, { do: "keep", email: "ada@example.com", name: "Ada", [guest]: "Mary" });
  const again = await take(browser, NIGHT);
  expect(again.to).not.toBe(first.to);
  const [night] = [...holds.values()];
  expect(writes.filter(({ what }) => what === "POST /v1/holds").at(-1)?.body.replaces).toBe(night?.id);
  expect([...holds.values()].map(({ state }) => state)).toEqual(["released", "held", "held"]);
  expect(browser.names("/checkout").filter((name) => name.startsWith("hold-"))).toHaveLength(2);
  expect(filledIn((await browser.go(again.to)).text)).toMatchObject({ email: "ada@example.com", [guest]: "Mary" });
});

test("each tab orders what its own address names, and an order leaves the other holds as they are", async () => {
  const browser = new Browser();
  const night = await take(browser, NIGHT);
  const day = await take(browser, DAY);
  const guests = (event: Event) => Object.fromEntries([0, 1].map((at) => [guestField(event, at), `Guest ${at}`]));
  const form = { ...pay(), "answer-event-0-phone": "+48 1", ...guests(NIGHT) };
  const done = await browser.go(night.to, form);
  expect(done.to).toMatch(/^\/orders\//);
  expect(writes.filter(({ what }) => what === "POST /v1/orders").map(({ body }) => body.holdId)).toEqual([
    [...holds.keys()][0],
  ]);
  expect([...holds.values()].map(({ state }) => state)).toEqual(["ordered", "held"]);
  // The same form once more is the same request, and its address leads to its order from then on.
  expect((await browser.go(night.to, form)).to).toBe(done.to);
  const placing = writes.filter(({ what }) => what === "POST /v1/orders");
  expect(new Set(placing.map((each) => each.key)).size).toBe(1);
  expect((await browser.go(night.to)).to).toBe(done.to);

  // The order's page leads to what is still held, whose checkout is filled in.
  const next = await browser.go(done.to);
  for (const words of ["Held for", "Continue to checkout"]) expect(saidIn(next.text)).toContain(words);
  expect(next.text).toMatch(/Next: tickets for\s*<bdi>Event 1<\/bdi>/);
  expect(next.text).toContain(`href="${day.to}"`);
  const checkout = await browser.go(day.to);
  expect(filledIn(checkout.text)).toMatchObject({
    ...{ email: "ada@example.com", name: "Ada", "answer-event-1-phone": "+48 1" },
    ...guests(DAY),
  });
  const last = await browser.go(day.to, { ...filledIn(checkout.text), ...pay() });
  expect([...holds.values()].map(({ state }) => state)).toEqual(["ordered", "ordered"]);

  // The last one leads to the orders, and nothing that was typed stays in the browser.
  const end = await browser.go(last.to);
  expect(end.text).toMatch(/href="\/checkout">See all orders from your cart/);
  expect(browser.names("/checkout").every((name) => name.startsWith("hold-"))).toBe(true);
  const cart = await browser.go("/checkout");
  for (const { to } of [done, last]) expect(cart.text).toContain(`href="${to}"`);
  expect(saidIn(cart.text)).toContain("Not paid yet");
});

test("a tab whose hold another tab has replaced orders nothing, and shows the new one with what was typed", async () => {
  const browser = new Browser();
  const first = await take(browser, NIGHT);
  const stale = filledIn((await browser.go(first.to)).text);
  const second = await take(browser, NIGHT);
  const { response, text } = await browser.go(first.to, { ...stale, ...pay() });
  expect(response.status).toBe(409);
  expect(text).toContain("in another tab or window");
  expect(text).toContain(`action="${second.to}"`);
  expect(filledIn(text)).toMatchObject({ email: "ada@example.com", name: "Ada" });
  expect(writes.map(({ what }) => what)).not.toContain("POST /v1/orders");
  await browser.go(first.to, { ...stale, do: "keep", email: "mary@example.com" });
  expect(filledIn((await browser.go(second.to)).text)).toMatchObject({ email: "mary@example.com" });
});

test("two tabs that order at the same moment leave nothing behind that was typed", async () => {
  const browser = new Browser();
  const tabs = [await take(browser, NIGHT), await take(browser, DAY)];
  const guests = (event: Event) => [0, 1].map((at) => [guestField(event, at), "Mary"] as const);
  const sent = [NIGHT, DAY].map((event, at) => {
    const answers = { [`answer-event-${at}-phone`]: "1", ...Object.fromEntries(guests(event)) };
    return browser.go(tabs[at]?.to ?? "", { ...pay(), ...answers });
  });
  for (const { to } of await Promise.all(sent)) expect(to).toMatch(/^\/orders\//);
  expect([...holds.values()].map(({ state }) => state)).toEqual(["ordered", "ordered"]);
  await browser.go("/checkout");
  expect(browser.names("/checkout").every((name) => name.startsWith("hold-"))).toBe(true);
});

test("an order's page does not wait for the rest of the cart", async () => {
  const browser = new Browser();
  const night = await take(browser, NIGHT);
  await take(browser, DAY);
  const guests = [0, 1].map((at) => [guestField(NIGHT, at), "Mary"] as const);
  const form = { ...pay(), "answer-event-0-phone": "1", ...Object.fromEntries(guests) };
  const done = await browser.go(night.to, form);
  broken = ({ url }) => url.includes("/v1/holds/");
  const { response, text } = await browser.go(done.to);
  expect([response.status, text.includes("next-in-cart")]).toEqual([200, false]);
});

test("releasing one hold from the cart leaves the others", async () => {
  const browser = new Browser();
  const night = await take(browser, NIGHT);
  const day = await take(browser, DAY);
  const { text } = await browser.go("/checkout");
  const form = text.slice(text.indexOf(`<form action="${night.to}"`));
  const gone = await browser.go(night.to, { ...filledIn(form.slice(0, form.indexOf("</form>"))), do: "release" });
  expect(gone.to).toBe("/checkout?gone=yes");
  const cart = await browser.go(gone.to);
  expect(saidIn(cart.text)).toContain("Those tickets are no longer in your cart.");
  expect(cart.text).not.toContain("Event 0");
  expect((await browser.go("/checkout")).to).toBe(day.to);
  // The last one leads back to its event.
  expect((await browser.go(day.to, { do: "release", key: key() })).to).toBe(`/events/${DAY.slug}`);
  expect(browser.names("/checkout")).toEqual([]);
  expect(browser.names("/orders")).toEqual([]);
});

test("a hold that lapsed stays in the cart, says what happened, and is held again by one button", async () => {
  const browser = new Browser();
  const night = await take(browser, NIGHT);
  await take(browser, DAY);
  const [held] = [...holds.values()];
  if (held === undefined) throw new Error("nothing was held");
  holds.set(held.id, { ...held, state: "lapsed" });
  const { text } = await browser.go("/checkout");
  for (const words of ["Your time ran out.", "Try again", "Remove"]) expect(saidIn(text)).toContain(words);
  expect([...text.matchAll(/<li class="summary" data-state="(\w+)"/g)].map(([, state]) => state)).toEqual([
    ...["held", "lapsed"],
  ]);
  const again = { do: "again", key: key() };
  const done = await browser.go(night.to, again);
  expect(done.to).toMatch(/^\/checkout\/[0-9a-f]{12}$/);
  expect(writes.at(-1)?.body).toMatchObject({ eventId: NIGHT.id, replaces: held.id, lines: [{ quantity: 2 }] });
  expect(browser.names("/checkout").filter((name) => name.startsWith("hold-"))).toHaveLength(2);
  expect((await browser.go(done.to)).response.status).toBe(200);
});

test("tickets that cannot be held again say why, and stay in the cart", async () => {
  const browser = new Browser();
  const night = await take(browser, NIGHT);
  await take(browser, DAY);
  for (const held of holds.values()) holds.set(held.id, { ...held, state: "lapsed" });
  broken = (request) => request.method === "POST";
  const unknown = await browser.go(night.to, { do: "again", key: "11111111-2222-4333-8444-555555555555" });
  expect(unknown.response.status).toBe(503);
  expect(unknown.text).toContain("We couldn’t find out whether your tickets are held again.");
  expect(unknown.text).toContain('value="11111111-2222-4333-8444-555555555555"');
  expect(browser.names("/checkout").filter((name) => name.startsWith("hold-"))).toHaveLength(2);
});

test("an order whose answer was lost is still found after the same event was held again", async () => {
  const browser = new Browser();
  const night = await take(browser, NIGHT);
  const [held] = [...holds.values()];
  ordered(held?.id ?? "");
  await take(browser, NIGHT);
  expect(writes.at(-1)?.body.replaces).toBeNull();
  const { text } = await browser.go("/checkout");
  for (const words of ["You already ordered these tickets.", "See the order"]) expect(saidIn(text)).toContain(words);
  expect(text).toContain(`href="${night.to}"`);
});

test("a browser holds tickets for ten events; what lapsed makes room for one more, and what is held is never dropped", async () => {
  const planted = Array.from({ length: 10 }, (_, at) => {
    const eventId = `00000000-0000-7000-8000-0000000001${String(at).padStart(2, "0")}`;
    const held = { ...place(DAY), eventId, id: holdIdOf(eventId, nextRef()) };
    holds.set(held.id, held);
    return held;
  });
  const browser = new Browser(Object.fromEntries(planted.map(({ id }) => [`hold-${id.slice(-12)}`, id])));
  const refused = await take(browser, NIGHT);
  expect([refused.response.status, writes]).toEqual([409, []]);
  expect(refused.text).toContain("Your cart can hold tickets for 10 events.");
  expect(browser.names("/checkout")).toHaveLength(10);

  const [, , third] = planted;
  if (third === undefined) throw new Error("none was planted");
  holds.set(third.id, { ...third, state: "lapsed" });
  expect((await take(browser, NIGHT)).to).toMatch(/^\/checkout\/[0-9a-f]{12}$/);
  expect(browser.names("/checkout")).toHaveLength(10);
  expect(browser.names("/checkout")).not.toContain(`hold-${third.id.slice(-12)}`);
});

test("cookies that nobody wrote, and ids that nobody knows any more, are dropped without a word", async () => {
  const night = place(NIGHT);
  const unknown = holdIdOf(DAY.id, "0123456789ab");
  const browser = new Browser({
    [`hold-${night.id.slice(-12)}`]: night.id,
    "hold-0123456789ab": unknown,
    "hold-aaaaaaaaaaaa": "garbage",
    "hold-bbbbbbbbbbbb": night.id,
    "draft-cccccccccccc": "%%%",
    buyer: "%%%",
    [`hold-${"d".repeat(400)}`]: "x",
  });
  const { response, text } = await browser.go("/checkout");
  expect(response.status).toBe(200);
  expect([...text.matchAll(/<li class="summary"/g)]).toHaveLength(1);
  expect(browser.names("/checkout")).not.toContain("hold-0123456789ab");
  expect(text).not.toMatch(/no longer|garbage/);
  expect((await new Browser({ hold: "x".repeat(4000) }).go("/checkout")).text).toContain("You are holding no tickets");
  // Another browser's address opens nothing.
  const stranger = await new Browser().go(`/checkout/${night.id.slice(-12)}`);
  expect(stranger.text).not.toContain(NIGHT.name);
});

test("a browser that last came when it could hold tickets for one event alone keeps them, and adds others", async () => {
  const night = place(NIGHT);
  const before = new Browser({ hold: night.id, draft: btoa('[["name","Ada"]]').replace(/=+$/, "") });
  const { to } = await before.go("/checkout");
  expect(filledIn((await before.go(to)).text)).toMatchObject({ name: "Ada" });
  await take(before, DAY);
  expect((await before.go("/checkout")).text).toContain(NIGHT.name);
  // A page that was open then has a form for the address of all checkouts.
  const sent = await before.go("/checkout", { do: "release", key: key() });
  expect(sent.to).toBe("/checkout?gone=yes");
  expect([...holds.values()].map(({ state }) => state)).toEqual(["released", "held"]);
  expect(before.names("/checkout").filter((name) => !name.includes("-"))).toEqual([]);

  const paid = place(DUSK);
  const { id } = ordered(paid.id);
  const ordering = new Browser({ hold: paid.id, order: encodeURIComponent(`${id}/${KEY}`) });
  const { to: checkout } = await ordering.go("/checkout");
  expect((await ordering.go(checkout)).to).toBe(`/orders/${id}/${KEY}`);
});

test("while some holds cannot be read, the others are shown", async () => {
  const browser = new Browser();
  const night = await take(browser, NIGHT);
  await take(browser, DAY);
  const [first] = [...holds.keys()];
  broken = ({ url }) => url.includes(first ?? "none");
  const { response, text } = await browser.go("/checkout");
  expect([response.status, text.includes(DAY.name)]).toEqual([200, true]);
  expect(saidIn(text)).toContain("We can’t load these tickets right now.");
  expect(text).toContain(`href="${night.to}"`);
  expect(browser.names("/checkout")).toHaveLength(2);
});
