import type { Interest } from "@liveotter/contracts/public/interests";
import { Request, Response } from "miniflare";
import { beforeEach, expect, test } from "vitest";
import type { FakeBff } from "./built-web.ts";
import { openWeb } from "./open-web.ts";
import { EVENT, interest, saleBff, TOLD } from "./sale.ts";

let writes: { readonly what: string; readonly body: unknown }[] = [];
/** What a test wants answered otherwise, by method and path. */
let answers: Record<string, FakeBff> = {};
const bff: FakeBff = async (request) => {
  const { pathname } = new URL(request.url);
  const what = `${request.method} ${pathname}`;
  if (request.method !== "GET") {
    const text = await request.clone().text();
    writes.push({ what, body: text === "" ? null : JSON.parse(text) });
  }
  return (answers[what] ?? saleBff)(request);
};

const call = openWeb(bff);
beforeEach(() => {
  writes = [];
  answers = {};
});

const ASK = `/events/${EVENT.slug}/tell-me`;
const DATE = EVENT.performances[0]?.id ?? "";
const LINK = `/tell-me/${TOLD}`;
const API = `/v1/interests/${TOLD}`;
const OWN = { "Sec-Fetch-Site": "same-origin" };
const said = (status: number, code: string) => () =>
  Response.json(
    { type: "t", title: "t", status, code, requestId: "r" },
    { status, headers: { "Content-Type": "application/problem+json" } },
  );
const send = (path: string, form: Record<string, string>, headers: Record<string, string> = OWN) =>
  call(path, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams(form).toString(),
  });

test("an address that is left is asked to confirm, in the page's language, and no cookie is set by it", async () => {
  for (const [prefix, locale] of [
    ["", "en"],
    ["/de", "de"],
  ] as const) {
    writes = [];
    const { response } = await send(prefix + ASK, { email: " fan@example.com ", kind: "returned" });
    expect([response.status, response.headers.get("location")]).toEqual([303, `${prefix}${ASK}?sent=yes`]);
    expect(writes).toEqual([
      {
        what: `POST /v1/events/${EVENT.slug}/interests`,
        body: { email: "fan@example.com", kind: "returned", performanceId: null, locale },
      },
    ]);
    expect(response.headers.get("set-cookie")).toBeNull();
  }
  const { text, response } = await call(`${ASK}?sent=yes`);
  expect(text).toContain("Check your e-mail");
  expect(response.headers.get("cache-control")).toContain("no-store");
});

test("of a date that is sold out that date is waited for, and of no other event's", async () => {
  expect((await call(`${ASK}?date=${DATE}`)).text).toContain(`<input type="hidden" name="date" value="${DATE}">`);
  const { response } = await send(ASK, { email: "fan@example.com", kind: "returned", date: DATE });
  expect(response.headers.get("location")).toBe(`${ASK}?date=${DATE}&sent=yes`);
  await send(ASK, { email: "fan@example.com", kind: "returned", date: "00000000-0000-7000-8000-00000000ffff" });
  await send(ASK, { email: "fan@example.com", kind: "on-sale", date: DATE });
  expect(writes.map(({ body }) => (body as { performanceId: unknown }).performanceId)).toEqual([DATE, null, null]);
  const performance = { id: DATE, date: "2026-12-24", time: "20:00" };
  answers = { [`GET ${API}`]: () => Response.json({ ...interest, kind: "returned", performance }) };
  expect((await call(LINK)).text).toMatch(/<time datetime="2026-12-24">Thu, 24 Dec 2026 · 20:00<\/time>/);
});

test("what is wrong is said beside the field, with what was typed still in it", async () => {
  expect((await send(ASK, { email: "", kind: "returned" })).text).toContain("Enter your e-mail address.");
  const typed = await send(ASK, { email: "fan", kind: "returned" });
  expect([typed.response.status, writes]).toEqual([400, []]);
  expect(typed.text).toContain("Enter a full e-mail address");
  expect(typed.text).toMatch(
    /<input(?=[^>]*aria-invalid="true")(?=[^>]*aria-describedby="email-hurdle")[^>]*value="fan"/,
  );
  for (const [status, code, words] of [
    [400, "invalid-request", "Enter a full e-mail address, like name@example.com."],
    [409, "invalid-state", "Tickets are on sale by now"],
    [429, "too-many-requests", "Please wait 60 seconds"],
    [503, "busy", "We could not find out whether a mail was sent"],
  ] as const) {
    answers = { [`POST /v1/events/${EVENT.slug}/interests`]: said(status, code) };
    const { response, text } = await send(ASK, { email: "fan@example.com", kind: "on-sale" });
    expect([code, response.status]).toEqual([code, status]);
    expect(text).toContain(words);
    expect(text).toContain('value="fan@example.com"');
  }
});

test("opening the mailed link does nothing, its button confirms, and no other site hears of it", async () => {
  const { response, text } = await call(LINK);
  expect([response.status, writes]).toEqual([200, []]);
  expect(response.headers.get("referrer-policy")).toBe("no-referrer");
  expect(response.headers.get("x-robots-tag")).toContain("noindex");
  expect(text).toContain("Yes, tell me");
  const confirmed = await send(LINK, { do: "confirm" });
  expect([confirmed.response.status, confirmed.response.headers.get("location")]).toEqual([303, LINK]);
  expect(writes).toEqual([{ what: `POST ${API}/confirmation`, body: null }]);
});

test.each<[string, Partial<Interest>, string, boolean]>([
  ["unconfirmed", { kind: "returned" }, "again?", true],
  ["waiting", { state: "waiting" }, "You will be told before", false],
  ["told", { state: "told" }, "We have told you", false],
  ["over", { state: "over" }, "nothing left to be told", false],
])("who is %s is told so, and can be forgotten", async (_, more, words, asks) => {
  answers = { [`GET ${API}`]: () => Response.json({ ...interest, ...more }) };
  const { text } = await call(LINK);
  expect(text).toContain(words);
  expect(text.includes('value="confirm"')).toBe(asks);
  expect(text).toContain('value="end"');
});

test("a mail program unsubscribes by a bare form, in either encoding, without a redirect", async () => {
  const bare = await send(LINK, { "List-Unsubscribe": "One-Click" }, {});
  const body = new FormData();
  body.set("List-Unsubscribe", "One-Click");
  const encoded = new globalThis.Response(body);
  const parts = await call(`/de${LINK}`, {
    method: "POST",
    headers: { "Content-Type": encoded.headers.get("Content-Type") ?? "", Origin: "https://mail.example" },
    body: await encoded.text(),
  });
  expect([bare.response.status, parts.response.status]).toEqual([200, 200]);
  expect(bare.text).toContain("Nobody is waiting by this link");
  expect(writes.map(({ what }) => what)).toEqual([`DELETE ${API}`, `DELETE ${API}`]);
  // Whoever has been forgotten already is no error.
  answers = { [`DELETE ${API}`]: said(404, "not-found") };
  expect((await send(LINK, { "List-Unsubscribe": "One-Click" }, {})).response.status).toBe(200);
  // What is not done is not said to be: mail programs try again.
  answers = { [`DELETE ${API}`]: said(503, "busy"), [`GET ${API}`]: said(503, "busy") };
  expect((await send(LINK, { "List-Unsubscribe": "One-Click" }, {})).response.status).toBe(503);
  expect((await call(LINK)).response.status).toBe(503);
});

test("an event says when its sale opens, and offers to tell of it, until it does", async () => {
  const shown = async (onSaleAt: string, slug: string) => {
    answers = {
      [`GET /v1/events/${slug}`]: async () => {
        const of = new Request(`http://bff.test/v1/events/${EVENT.slug}`);
        const page = (await (await saleBff(of)).json()) as { event: object };
        const ticketTypes = [{ name: "Entry", price: 1500 }];
        return Response.json({ ...page, event: { ...page.event, slug, onSaleAt, ticketTypes } });
      },
    };
    return (await call(`/events/${slug}`)).text;
  };
  const waiting = await shown("2099-01-01T10:00:00.000Z", "opens-later");
  expect(waiting).toContain('<a class="button" href="/events/opens-later/tell-me">Tell me when tickets go on sale</a>');
  expect(waiting).toMatch(/On sale from<\/dt><dd><time datetime="2099-01-01T10:00:00.000Z" data-zone="[^"]+">/);
  expect(await shown("2020-01-01T10:00:00.000Z", "opened")).not.toContain("/tell-me");
});

test("an event that is sold out, or not on sale yet, leads here; one that is over or cancelled has nothing to tell", async () => {
  const path = `/v1/performances/${EVENT.performances[0]?.id}/availability`;
  for (const [state, to, label] of [
    ["sold-out", `${ASK}?date=${DATE}`, "Tell me when there are tickets again"],
    ["upcoming", ASK, "Tell me when tickets go on sale"],
  ] as const) {
    answers = {
      [`GET ${path}`]: async (request) => {
        const shown = await (await saleBff(request)).json();
        return Response.json({ ...(shown as object), state });
      },
    };
    const { text } = await call(`/events/${EVENT.slug}/tickets/${EVENT.performances[0]?.id}`);
    expect(text).toContain(`<a class="button" href="${to}">${label}</a>`);
  }
  answers = {
    [`GET /v1/events/${EVENT.slug}`]: async (request) => {
      const page = (await (await saleBff(request)).json()) as { event: object };
      return Response.json({ ...page, event: { ...page.event, status: "cancelled" } });
    },
  };
  expect((await call(ASK)).text).toContain("There is nothing to wait for");
  expect((await call("/events/no-such-event/tell-me")).response.status).toBe(404);
});
