import { Availability } from "@liveotter/contracts/public/sale";
import { type Request, Response } from "miniflare";
import { beforeEach, expect, test } from "vitest";
import type { FakeBff } from "./built-web.ts";
import { openWeb } from "./open-web.ts";
import {
  CHECKOUT,
  EVENT,
  HELD,
  HOLD,
  hold,
  holdIdOf,
  KEY,
  ORDER,
  order,
  PERFORMANCE,
  QUOTE,
  REF,
  saleBff,
  TYPE,
} from "./sale.ts";

/** What the BFF was asked to write: path, body and headers. */
interface Write {
  readonly what: string;
  readonly key: string | null;
  readonly bearer: string | null;
  readonly body: unknown;
}
let writes: Write[] = [];
/** What a test wants answered otherwise, by method and path. */
let answers: Record<string, FakeBff> = {};

const bff: FakeBff = async (request) => {
  const { pathname } = new URL(request.url);
  const what = `${request.method} ${pathname}`;
  if (request.method !== "GET") writes.push(await noted(what, request));
  const answer = answers[what] ?? answers["*"];
  return (answer ?? saleBff)(request);
};

async function noted(what: string, request: Request): Promise<Write> {
  const { headers } = request;
  const text = await request.clone().text();
  const body: unknown = text === "" ? null : JSON.parse(text);
  return { what, key: headers.get("Idempotency-Key"), bearer: headers.get("Authorization"), body };
}

const call = openWeb(bff);
beforeEach(() => {
  writes = [];
  answers = {};
});

const TICKETS = `/events/${EVENT.slug}/tickets/${PERFORMANCE}`;
const HOLDING = `/checkout/${EVENT.slug}/${PERFORMANCE}`;
const FORM_KEY = "11111111-2222-4333-8444-555555555555";
const OWN = { "Sec-Fetch-Site": "same-origin" };

const open = (path: string, cookie = "") => call(path, cookie === "" ? {} : { headers: { Cookie: cookie } });
const send = (path: string, form: Record<string, string>, { cookie = "", headers = OWN as object } = {}) => {
  const body = new URLSearchParams({ key: FORM_KEY, ...form }).toString();
  const all = { "Content-Type": "application/x-www-form-urlencoded", Cookie: cookie, ...headers };
  return call(path, { method: "POST", headers: all, body });
};
const choose = (count: number, cookie = "") =>
  send(HOLDING, { event: EVENT.id, [`ticket-${TYPE}`]: String(count) }, { cookie });
const pay = { do: "order", email: "fan@example.com", name: "Ada", total: "5000", method: "card_approve" };

test.each<[string, object]>([
  ["another site", { "Sec-Fetch-Site": "cross-site", Origin: "http://fans.test" }],
  ["a neighbour of ours", { "Sec-Fetch-Site": "same-site" }],
  ["an older browser on another site", { Origin: "https://evil.example" }],
  ["nobody knows where", {}],
])("a form that comes from %s does nothing", async (_, headers) => {
  for (const path of [
    HOLDING,
    "/checkout",
    CHECKOUT,
    `/orders/${ORDER}/${KEY}/payment`,
    `/orders/${ORDER}/${KEY}/cancellation`,
    "/my-orders",
    `/events/${EVENT.slug}/tell-me`,
  ]) {
    const { response, text } = await send(path, pay, { headers, cookie: HELD });
    expect([path, response.status]).toEqual([path, 403]);
    expect(text).toContain("Nothing was done");
  }
  expect(writes).toEqual([]);
});

test("what is chosen is held once, however often the form is sent; its cookie goes to the checkout alone, in each language", async () => {
  const earlier = holdIdOf(EVENT.id, "0123456789ab");
  const { response } = await choose(2);
  expect([response.status, response.headers.get("Location")]).toEqual([303, CHECKOUT]);
  expect(response.headers.getSetCookie().filter((each) => each.startsWith("hold-"))).toEqual(
    ["", "/de"].map((prefix) => `${HELD}; Path=${prefix}/checkout; Max-Age=86400; HttpOnly; SameSite=Lax`),
  );
  await choose(2);
  await choose(3);
  await choose(3, `hold-${earlier.slice(-12)}=${earlier}`);
  const [first, again, more, instead] = writes;
  expect(first).toMatchObject({ what: "POST /v1/holds", body: { lines: [{ quantity: 2 }], replaces: null } });
  expect(again).toEqual(first);
  expect(more?.key).not.toBe(first?.key);
  // One's own never stands in one's way.
  expect(instead?.body).toMatchObject({ replaces: earlier });
});

test("tickets for another date come to what is held, and sending them twice adds nothing", async () => {
  const [line] = QUOTE.lines;
  const other = "00000000-0000-7000-8000-0000000000cc";
  const lines = [
    { ...line, performanceId: other, ticketTypeId: TYPE, name: "x", quantity: 1, unitPrice: 1, discount: 0, total: 1 },
  ];
  answers[`GET /v1/holds/${HOLD}`] = () => Response.json({ ...hold(), quote: { ...QUOTE, lines } });
  const add = { event: EVENT.id, add: "yes", [`ticket-${TYPE}`]: "2" };
  expect((await send(HOLDING, add, { cookie: HELD })).response.headers.get("Location")).toBe(CHECKOUT);
  answers[`GET /v1/holds/${HOLD}`] = () =>
    Response.json({ ...hold(), quote: { ...QUOTE, lines: [...lines, ...QUOTE.lines] } });
  await send(HOLDING, add, { cookie: HELD });
  const [first, again] = writes;
  expect(first).toMatchObject({
    what: `PATCH /v1/holds/${HOLD}`,
    body: {
      lines: [
        { performanceId: other, quantity: 1 },
        { performanceId: PERFORMANCE, quantity: 2 },
      ],
    },
  });
  expect(again?.body).toEqual(first?.body);
  // What is held cannot be seen: it is not given up for what is added.
  answers[`GET /v1/holds/${HOLD}`] = () => new Response("no", { status: 500 });
  expect((await send(HOLDING, add, { cookie: HELD })).response.status).toBe(503);
  expect(writes).toHaveLength(2);
  answers[`GET /v1/holds/${HOLD}`] = () => Response.json(hold("lapsed"));
  await send(HOLDING, add, { cookie: HELD });
  expect(writes[2]?.what).toBe("POST /v1/holds");
});

test("the BFF hears whose request it is, so that one fan's limit is not all fans'", async () => {
  let from: string | null = null;
  answers[`GET /v1/holds/${HOLD}`] = (request) => {
    from = request.headers.get("CF-Connecting-IP");
    return Response.json(hold());
  };
  const headers = { Cookie: HELD, "CF-Connecting-IP": "203.0.113.7" };
  await call(CHECKOUT, { headers });
  expect(from).toBe("203.0.113.7");
});

test("a page that was gone back to does not lead to a hold that is over", async () => {
  let held = 0;
  answers["POST /v1/holds"] = () => Response.json(hold(held++ === 0 ? "released" : "held"));
  expect((await choose(1)).response.status).toBe(303);
  expect(new Set(writes.map(({ key }) => key)).size).toBe(2);
});

const GONE: Readonly<Record<string, FakeBff>> = {
  refuses: () => Promise.reject(new Error("gone")),
  fails: () => new Response("no", { status: 500 }),
  "talks nonsense": () => new Response("<html>"),
};

test.each(Object.keys(GONE))(
  "when the BFF %s, a write is asked for once more under its key, and then called unknown",
  async (how) => {
    answers = { "POST /v1/holds": GONE[how] ?? bff, "POST /v1/orders": GONE[how] ?? bff };
    const held = await choose(2);
    expect(held.response.status).toBe(503);
    expect(held.text).toContain("We could not find out whether your tickets are held.");
    const ordered = await send(CHECKOUT, pay, { cookie: HELD });
    expect(ordered.response.status).toBe(503);
    expect(ordered.text).toContain("We do not know yet whether your order went through.");
    expect(ordered.text).toMatch(/value="fan@example\.com"/);
    expect(ordered.text).toMatch(/value="Ada"/);
    for (const { text } of [held, ordered]) {
      // Sent again, it is the same request.
      expect(text).toContain(`name="key" value="${FORM_KEY}"`);
      expect(text).not.toMatch(/failed/i);
    }
    // Nor is what was asked called an order before there is one.
    answers[`GET /v1/holds/${HOLD}`] = () => Response.json(hold("ordered"));
    const again = await send(CHECKOUT, pay, { cookie: HELD });
    expect(again.text).toContain("Pay €50");
    expect(again.text).not.toContain("have become an order");
    expect(writes).toHaveLength(6);
    expect(new Set(writes.map(({ key }) => key)).size).toBe(2);
  },
);

test.each(Object.keys(GONE))("when the BFF %s, each page says what is known, and is kept by nobody", async (how) => {
  await open(`/events/${EVENT.slug}`);
  answers = { "*": GONE[how] ?? bff };
  for (const [path, said] of [
    ["/checkout?gone=yes", "They stay held for as long as you were told"],
    [CHECKOUT, "They stay held for as long as you were told"],
    [`/orders/${ORDER}/${KEY}`, "please do not pay again"],
    [`/orders/${ORDER}/${KEY}/tickets`, "Your order is not affected"],
    [`/orders/${ORDER}/${KEY}/tickets.pdf`, "Your tickets are not affected"],
    ["/my-orders", "They are not affected"],
    [TICKETS, "right now"],
  ] as const) {
    const { response, text } = await open(path, `${HELD}; finder=f`);
    expect([path, response.status, response.headers.get("Cache-Control")]).toEqual([path, 503, "no-store"]);
    expect(response.headers.get("Retry-After")).not.toBeNull();
    expect(text).toContain(said);
    expect(text).not.toMatch(/failed/i);
  }
});

test("an order goes on to its own page, which this browser's checkout leads to from then on", async () => {
  answers[`POST /v1/orders/${ORDER}/payments`] = GONE.refuses ?? bff;
  const { response } = await send(CHECKOUT, pay, { cookie: HELD });
  // Also where nobody knows how the payment began: the order's page says it.
  expect([response.status, response.headers.get("Location")]).toEqual([303, `/orders/${ORDER}/${KEY}`]);
  const ordered = `${HELD}.${encodeURIComponent(`${ORDER}/${KEY}`)}`;
  const cookies = response.headers.getSetCookie();
  expect(cookies).toContain(`${ordered}; Path=/checkout; Max-Age=86400; HttpOnly; SameSite=Lax`);
  // Nothing that was typed stays in a browser that has ordered all it held.
  for (const name of [`draft-${REF}`, "buyer"]) {
    expect(cookies).toContain(`${name}=; Path=/de/checkout; Max-Age=0; HttpOnly; SameSite=Lax`);
  }
  const [placed, paid, again] = writes;
  expect(placed).toMatchObject({ what: "POST /v1/orders", body: { holdId: HOLD, total: 5000, email: pay.email } });
  expect(paid).toMatchObject({ bearer: `Bearer ${KEY}`, body: { method: "card", token: "card_approve" } });
  expect(again).toEqual(paid);

  answers[`GET /v1/holds/${HOLD}`] = () => Response.json(hold("ordered"));
  expect((await open(CHECKOUT, ordered)).response.headers.get("Location")).toBe(`/orders/${ORDER}/${KEY}`);
  expect((await open(CHECKOUT, HELD)).text).toContain("have become an order already");
});

test("what costs nothing has no payment step", async () => {
  const free = { ...QUOTE, total: 0 };
  answers[`GET /v1/holds/${HOLD}`] = () => Response.json({ ...hold(), quote: free });
  answers["POST /v1/orders"] = () =>
    Response.json(order({ state: "paid", payable: false, quote: free }), { status: 201 });
  const { text } = await open(CHECKOUT, HELD);
  expect(text).toContain("Get the tickets");
  expect(text).not.toContain("How to pay");
  const { response } = await send("/checkout", { do: "order", email: "fan@example.com", total: "0" }, { cookie: HELD });
  expect(response.headers.get("Location")).toBe(`/orders/${ORDER}/${KEY}`);
  expect(writes.map(({ what }) => what)).toEqual(["POST /v1/orders"]);
});

test("while a postponed event's money may be asked back, it is a form; what is refused is said on the order's page", async () => {
  const postponed = { ...order().event, status: "postponed" } as const;
  const kept = order({ state: "paid", payable: false, event: postponed, refundableUntil: "2026-12-05T12:00:00.000Z" });
  answers[`GET /v1/orders/${ORDER}`] = () => Response.json(kept);
  expect((await open(`/orders/${ORDER}/${KEY}`)).text).toMatch(/you get €50 back if you ask by Sat, 5 Dec 2026/);
  const ask = () => send(`/orders/${ORDER}/${KEY}/cancellation`, {});
  expect((await ask()).response.headers.get("Location")).toBe(`/orders/${ORDER}/${KEY}`);
  await ask();
  expect(writes[0]).toMatchObject({ what: `POST /v1/orders/${ORDER}/cancellation`, bearer: `Bearer ${KEY}` });
  expect(writes[1]).toEqual(writes[0]);
  const problem = {
    type: "t",
    title: "t",
    status: 409,
    code: "invalid-state",
    requestId: "r",
    detail: "It is too late.",
  };
  answers[`POST /v1/orders/${ORDER}/cancellation`] = () => Response.json(problem, { status: 409 });
  const late = await ask();
  expect([late.response.status, late.text]).toEqual([409, expect.stringContaining("Ask the promoter")]);
});

test("another price is shown before anything is ordered, and ordered when it is agreed to", async () => {
  const quote = { ...QUOTE, total: 5400 };
  const problem = { type: "t", title: "t", status: 409, code: "price-changed", requestId: "r", quote };
  answers["POST /v1/orders"] = () => Response.json(problem, { status: 409 });
  const { response, text } = await send(CHECKOUT, pay, { cookie: HELD });
  expect(response.status).toBe(409);
  expect(text).toContain("it was €50, and is €54 now. Nothing was ordered.");
  expect(text).toContain('name="total" value="5400"');
  expect(text).toContain("Pay €54");
});

test("pages of the sale are one person's: kept by nobody, found by nobody, named to nobody, and run no script of theirs", async () => {
  for (const [path, referrer] of [
    [TICKETS, "same-origin"],
    [CHECKOUT, "same-origin"],
    [`/orders/${ORDER}/${KEY}`, "no-referrer"],
    [`/orders/${ORDER}/${"x".repeat(101)}`, "strict-origin-when-cross-origin"],
  ] as const) {
    const { response, text } = await open(path, HELD);
    expect([path, response.headers.get("Referrer-Policy")]).toEqual([path, referrer]);
    if (response.status === 404) continue;
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...{
        "cache-control": "no-store",
        "cloudflare-cdn-cache-control": "no-store",
        "x-robots-tag": "noindex, nofollow",
      },
    });
    expect(response.headers.get("Content-Security-Policy")).not.toContain("unsafe");
    // What promoters and fans wrote is text.
    expect(text).not.toContain("<script>alert");
    expect(text).not.toContain("<img src=x");
    expect(text).toContain("&lt;img src=x onerror=alert(1)&gt;");
  }
});

test("while a payment is not known, the page looks again by itself, with and without a script", async () => {
  const payment = {
    id: "p",
    method: "card",
    state: "confirming",
    amount: 5000,
    received: 0,
    actionUrl: null,
    instructions: null,
  } as const;
  const payments = [{ ...payment, failure: null, at: "2026-11-21T12:00:00.000Z" }];
  answers[`GET /v1/orders/${ORDER}`] = () => Response.json(order({ payable: false, payments }));
  const { text } = await open(`/orders/${ORDER}/${KEY}`);
  expect(text).toMatch(/<noscript>\s*<meta http-equiv="refresh" content="5">/);
  expect(text).toContain('data-version="');
  expect((await open("/my-orders")).text).not.toContain("http-equiv");
});

test("tickets to print come as they are, by the key of the address", async () => {
  let bearer: string | null = null;
  answers[`GET /v1/orders/${ORDER}/tickets.pdf`] = (request) => {
    bearer = request.headers.get("Authorization");
    return new Response("%PDF", { headers: { "Content-Type": "application/pdf", "Set-Cookie": "a=b" } });
  };
  const { response, text } = await open(`/orders/${ORDER}/${KEY}/tickets.pdf`);
  expect([bearer, text, response.headers.get("Content-Type")]).toEqual([`Bearer ${KEY}`, "%PDF", "application/pdf"]);
  expect(response.headers.get("Set-Cookie")).toBeNull();
  expect(Object.fromEntries(response.headers)).toMatchObject({
    ...{ "cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow" },
  });
});

test("public pages lead to the sale without a cookie of it", async () => {
  const { response, text } = await open(`/events/${EVENT.slug}`, HELD);
  expect(response.headers.get("Set-Cookie")).toBeNull();
  expect(response.headers.get("Cache-Control")).toContain("public");
  expect(text).not.toContain(HOLD);
});

test("a browser that is told to forget its fan keeps no cookie, in no language", async () => {
  const gone = (response: { headers: Headers }, path: string) =>
    response.headers.getSetCookie().flatMap((each) => {
      return new RegExp(`^([\\w-]+)=; Path=${path}; Max-Age=0;`).exec(each)?.[1] ?? [];
    });
  const { response } = await send("/de/my-orders/end", {}, { cookie: "finder=f" });
  for (const prefix of ["", "/de"]) {
    expect(gone(response, `${prefix}/my-orders`)).toEqual(["finder", "asked"]);
    expect(gone(response, `${prefix}/checkout`)).toEqual(["hold", "order", "draft", "buyer"]);
    expect(gone(response, `${prefix}/orders`)).toEqual(["cart"]);
  }
  // The form goes on to the checkout, which alone is sent the cookies of its holds.
  expect([response.status, response.headers.get("Location")]).toEqual([307, "/de/checkout/end"]);
  const last = await send("/de/checkout/end", {}, { cookie: `${HELD}; draft-${REF}=x` });
  for (const prefix of ["", "/de"]) {
    expect(gone(last.response, `${prefix}/checkout`)).toEqual([`hold-${REF}`, `draft-${REF}`]);
  }
  expect(last.response.headers.get("Location")).toBe("/de/my-orders");
});

test("forms have their own methods, and looking where one is sent leads to its page", async () => {
  expect((await send(TICKETS, {})).response.headers.get("Allow")).toBe("GET, HEAD");
  expect((await open(HOLDING)).response.headers.get("Location")).toBe(TICKETS);
  expect((await open(`/orders/${ORDER}/${KEY}/payment`)).response.headers.get("Location")).toBe(
    `/orders/${ORDER}/${KEY}`,
  );
  const binary = { ...OWN, "Content-Type": "application/octet-stream" };
  expect((await send(CHECKOUT, {}, { headers: binary })).response.status).toBe(400);
  expect(writes).toEqual([]);
});

const draftIn = (response: { headers: Headers }) =>
  new RegExp(`^draft-${REF}=([^;]+);`).exec(
    response.headers.getSetCookie().find((each) => each.startsWith(`draft-${REF}=`)) ?? "",
  )?.[1] ?? "";

test("what was typed is there again after an error, after leaving and in another language, and asks the BFF nothing", async () => {
  const typed = { email: "fan@", name: "Łucja", method: "card_decline" };
  const wrong = await send(CHECKOUT, { do: "order", ...typed }, { cookie: HELD });
  expect([wrong.response.status, writes]).toEqual([400, []]);
  const later = await open(`/de${CHECKOUT}`, `${HELD}; draft-${REF}=${draftIn(wrong.response)}`);
  for (const value of ["fan@", "Łucja"]) expect(later.text).toContain(`value="${value}"`);
  expect(later.text).toMatch(/value="card_decline" checked/);

  answers = { "*": GONE.refuses ?? bff };
  const noted = await send(`/de${CHECKOUT}`, { do: "keep", ...typed, email: "fan@example.com" }, { cookie: HELD });
  expect([noted.response.status, noted.text]).toEqual([204, ""]);
  answers = {};
  expect((await open(CHECKOUT, `${HELD}; draft-${REF}=${draftIn(noted.response)}`)).text).toContain("fan@example.com");
});

test("other tickets than are held are shown with what they cost before they are ordered", async () => {
  const changed = { do: "order", email: "fan@example.com", method: "card_approve", "quantity-0": "3", total: "5000" };
  const { text } = await send(CHECKOUT, changed, { cookie: HELD });
  expect(writes.map(({ what }) => what)).toEqual([`PATCH /v1/holds/${HOLD}`]);
  expect(text).toContain("Your tickets are changed.");
});

test("tickets at two prices are two lines of the bill, one quantity, and guests who stay with their tickets", async () => {
  const [line] = QUOTE.lines;
  if (line === undefined) throw new Error("no line");
  const early = { ...line, name: "Entry", phase: "Early bird", quantity: 1, unitPrice: 1000, total: 1000 };
  const lines = [early, { ...early, phase: null, quantity: 2, unitPrice: 2500, total: 5000 }];
  const asks = { attendeeNames: "required" as const, questions: [], paymentMethods: ["card" as const] };
  const two = { ...hold(), quote: { ...QUOTE, lines, total: 6000 }, asks };
  answers[`GET /v1/holds/${HOLD}`] = () => Response.json(two);
  const { text } = await open(CHECKOUT, HELD);
  expect(text).toContain("1 × Entry (Early bird)");
  expect(text).toMatch(/2 × Entry(?! \()/);
  expect(text).toMatch(/name="quantity-0" value="3"/);
  expect(text).not.toContain('name="quantity-1"');
  const names = [...text.matchAll(/name="(guest-[^"]+-name)"/g)].map(([, field = ""]) => field);
  expect(new Set(names).size).toBe(3);
  const guests = Object.fromEntries(names.map((field, at) => [field, `Guest ${at}`]));
  await send(CHECKOUT, { ...pay, total: "6000", ...guests }, { cookie: HELD });
  const attendees = [0, 1, 2].map((at) => ({ line: at === 0 ? 0 : 1, at: Math.max(0, at - 1), name: `Guest ${at}` }));
  expect(writes[0]).toMatchObject({ what: "POST /v1/orders", body: { attendees } });
});

test("a lapsed hold whose tax and questions changed is shown and ordered as it would be now", async () => {
  const tax = { name: "VAT", rate: 19_000, included: true, amount: 798 };
  const asks = { attendeeNames: "required" as const, questions: [], paymentMethods: ["card" as const] };
  const again = { quote: { ...QUOTE, tax }, quoteTag: "today", asks };
  answers[`GET /v1/holds/${HOLD}`] = () => Response.json({ ...hold("lapsed"), again });
  const { text } = await open(CHECKOUT, HELD);
  expect(text).toContain("Prices, fees, taxes or questions have changed since you chose them: the total is €50 now.");
  expect(text).toContain("19%");
  expect(text).toContain('name="quote-tag" value="today"');
  const names = [...text.matchAll(/name="(guest-[^"]+-name)"/g)].map(([, field = ""]) => field);
  expect(names).toHaveLength(2);
  const guests = Object.fromEntries(names.map((field) => [field, "Ada"]));
  await send(CHECKOUT, { ...pay, "quote-tag": "today", ...guests }, { cookie: HELD });
  expect(writes[0]).toMatchObject({ body: { quoteTag: "today", attendees: [{ name: "Ada" }, { name: "Ada" }] } });
});

test("an order refused for another tax at the same total says so plainly, and asks again with the new quote", async () => {
  const tax = { name: "VAT", rate: 19_000, included: true, amount: 798 };
  answers["POST /v1/orders"] = () =>
    Response.json(
      {
        ...{ type: "x", title: "x", status: 409, code: "price-changed", requestId: "x" },
        ...{ quote: { ...QUOTE, tax }, quoteTag: "today", asks: hold().asks },
      },
      { status: 409, headers: { "Content-Type": "application/problem+json" } },
    );
  const { text } = await send(CHECKOUT, { ...pay, "quote-tag": "seen" }, { cookie: HELD });
  expect(text).toContain("Please check everything below; the total is €50.");
  expect(text).toContain('name="quote-tag" value="today"');
});

test("a change that costs something else by today's rules is agreed to by pressing its button again", async () => {
  answers[`PATCH /v1/holds/${HOLD}`] = () =>
    Response.json(
      {
        ...{ type: "x", title: "x", status: 409, code: "price-changed", requestId: "x" },
        ...{ quote: { ...QUOTE, total: 8925 }, quoteTag: "newer", asks: hold().asks },
      },
      { status: 409, headers: { "Content-Type": "application/problem+json" } },
    );
  const change = { do: "change", "quantity-0": "3" };
  const { response, text } = await send(CHECKOUT, change, { cookie: HELD });
  expect(response.status).toBe(409);
  expect(text).toContain("With this change they cost €89.25 in total.");
  expect(text).toContain('name="agreed" value="newer"');
  await send(CHECKOUT, { ...change, agreed: "newer" }, { cookie: HELD });
  expect(writes.at(-1)).toMatchObject({ body: { lines: [{ quantity: 3 }], quoteTag: "newer" } });
});

test("a tab that still shows other tickets orders, changes and gives up nothing, and shows what is held now", async () => {
  const shown = (await open(CHECKOUT, HELD)).text;
  const tickets = /name="tickets" value="([^"]+)"/.exec(shown)?.[1] ?? "";
  const chosen = { ...hold(), quote: { ...QUOTE, lines: QUOTE.lines.map((line) => ({ ...line, quantity: 3 })) } };
  answers[`GET /v1/holds/${HOLD}`] = () => Response.json(chosen);
  for (const wish of ["order", "change", "release"]) {
    const sent = { ...pay, do: wish, tickets, "quantity-0": "2" };
    const { response, text } = await send(CHECKOUT, sent, { cookie: HELD });
    expect([wish, response.status, writes]).toEqual([wish, 409, []]);
    expect(text).toContain("in another tab or window");
    expect(text).toContain(`value="${pay.email}"`);
    expect(text).toMatch(/name="quantity-0" value="3"/);
  }
  answers = {};
  await send(CHECKOUT, { ...pay, tickets }, { cookie: HELD });
  expect(writes[0]?.what).toBe("POST /v1/orders");
});

test("another date is chosen without losing what was typed", async () => {
  const other = { do: `other-${PERFORMANCE}`, email: "fan@example.com" };
  const { response } = await send(`/de${CHECKOUT}`, other, { cookie: HELD });
  expect(response.headers.get("Location")).toBe(`/de${TICKETS}?add=yes`);
  expect(draftIn(response)).not.toBe("");
  const elsewhere = await send(CHECKOUT, { do: "other-//evil.example" }, { cookie: HELD });
  expect(elsewhere.response.headers.get("Location")).toBe(CHECKOUT);
});

test("what is chosen comes to a total with the order's fee in it, also without a script", async () => {
  answers[`GET /v1/performances/${PERFORMANCE}/availability`] = async (request) => {
    const sold: unknown = await (await saleBff(request)).json();
    return Response.json({ ...Object(sold), feePerOrder: 150 });
  };
  const { text } = await open(`${TICKETS}?ticket-${TYPE}=3`);
  expect(text).toMatch(/<output[^>]*>€76\.50<\/output>/);
  expect((await open(TICKETS)).text).toMatch(/<output[^>]*>–<\/output>/);
  expect((await open(`/de${TICKETS}?ticket-${TYPE}=3`)).text).toMatch(/<output[^>]*>76,50\s€<\/output>/);
});

test("tax on top is in the total as the order will charge it, and the page says why it is not the sum", async () => {
  answers[`GET /v1/performances/${PERFORMANCE}/availability`] = async (request) => {
    const sold = Availability.parse(await (await saleBff(request)).json());
    const ticketTypes = sold.ticketTypes.map((type) => ({ ...type, price: 2176, tax: 177 }));
    const tax = { name: "Sales tax", rate: 8875, included: false };
    return Response.json({ ...sold, rounding: "net-sum", tax, ticketTypes });
  };
  const { text } = await open(`${TICKETS}?ticket-${TYPE}=5`);
  expect(text).toMatch(/<output[^>]*>€108\.82<\/output>/);
  expect(text).toContain("Tax is calculated on the whole order");
});

test("in German the sale is German: its words, its addresses, the order's language and the way back from the bank", async () => {
  const page = await open(`/de${CHECKOUT}`, HELD);
  expect(page.text).toContain("Für 50\u00a0€ kaufen");
  expect(page.text).toContain(`action="/de${CHECKOUT}"`);
  expect(page.response.headers.get("Content-Language")).toBe("de");
  const { response } = await send(`/de${CHECKOUT}`, pay, { cookie: HELD });
  expect(response.headers.get("Location")).toBe(`/de/orders/${ORDER}/${KEY}`);
  expect(writes[0]).toMatchObject({ body: { locale: "de" } });
  expect(writes[1]).toMatchObject({ body: { returnUrl: `http://fans.test/de/orders/${ORDER}/${KEY}` } });
});
