import type { CatalogueEventDetail } from "@liveotter/core/catalogue/catalogue";
import { instant } from "@liveotter/core/instant";
import { SALE_STATES, type SaleState } from "@liveotter/core/sale/sale-state";
import { Response } from "miniflare";
import { expect, test } from "vitest";
import { ENGLISH, localeOf } from "../src/words/locale.ts";
import type { FakeBff } from "./built-web.ts";
import { bffOver, eventNamed } from "./catalogue.ts";
import { openWeb } from "./open-web.ts";
import { PERFORMANCE, saleBff } from "./sale.ts";

const GERMAN = localeOf("/de", false).locale;
const HOUR = 3_600_000;
const NEEDS_CODE: readonly SaleState[] = ["presale", "code-only"];
const takesCode = (state: SaleState) => NEEDS_CODE.includes(state) || state === "sold-out";

const on = (slug: string, more: Partial<CatalogueEventDetail> = {}): CatalogueEventDetail => ({
  ...eventNamed(slug, `Otters ${slug}`, 1),
  ticketTypes: [{ name: "Entry", price: 2500 }],
  ...more,
});
/** What lists know by themselves. */
const soon = instant(Date.now() + HOUR);
const past = instant(Date.now() - HOUR);
const CARDS: readonly (readonly [SaleState, Partial<CatalogueEventDetail>])[] = [
  ["presale", { onSaleAt: soon, presaleAt: past }],
  ["code-only", { selling: "code-only", ticketTypes: [], priceFrom: null, priceTo: null }],
  ["stopped", { selling: "stopped" }],
  ["ended", { salesEndAt: past }],
  ["cancelled", { status: "cancelled" }],
  ["postponed", { status: "postponed" }],
];
const catalogue = bffOver([
  ...SALE_STATES.map((state) => on(`is-${state}`)),
  ...CARDS.map(([state, more], number) => ({ ...on(`card-${state}`, more), id: eventNamed("x", "x", number + 1).id })),
  on("silent"),
]);
/** What the sale answers of the one date that all events share; null: nothing. */
let answer: { state: SaleState; seconds: number } | null = null;
const bff: FakeBff = async (request) => {
  const { pathname } = new URL(request.url);
  if (!pathname.endsWith("/availability")) return catalogue(request);
  if (answer === null) return new Response("broken", { status: 500 });
  const { state, seconds } = answer;
  const said: unknown = await (await saleBff(request)).json();
  const asOf = new Date(Date.now() - seconds * 1000).toISOString();
  return Response.json({ ...Object(said), state, asOf, takesCode: takesCode(state) });
};
const open = openWeb(bff);
const ticketsOf = (state: string) => `/events/is-${state}/tickets/${PERFORMANCE}`;

test.each(SALE_STATES)(
  "%s is said in the same word on the event's page and where quantities are chosen",
  async (state) => {
    answer = { state, seconds: 0 };
    for (const [locale, prefix] of [
      [ENGLISH, ""],
      [GERMAN, "/de"],
    ] as const) {
      const word = locale.words.states[state];
      const event = await open(`${prefix}/events/is-${state}`);
      expect(event.response.status).toBe(200);
      // That tickets are on sale, or may be, the button says; when they will be, the date; that there are none, no button.
      const plain = ["on-sale", "unknown", "upcoming", "not-sold"].includes(state);
      expect(event.text.includes(`>${word}</span>`)).toBe(!plain);
      for (const other of SALE_STATES.filter((one) => one !== state)) {
        expect(event.text).not.toContain(`class="flag">${locale.words.states[other]}<`);
      }
      const canBuy = state === "on-sale" || state === "unknown";
      expect(event.text.includes('class="buy"')).toBe(canBuy || state === "sold-out" || state === "not-enough-left");
      const counted = new RegExp(locale.words.event.countedAt(String.raw`\d\d:\d\d:\d\d`));
      expect(counted.test(event.text)).toBe(state !== "not-sold");

      const choosing = await open(`${prefix}${ticketsOf(state)}`);
      if (state !== "on-sale" && state !== "upcoming") expect(choosing.text).toContain(`${word}.`);
      expect(choosing.text.includes("<select")).toBe(canBuy);
    }
  },
);

test.each(SALE_STATES)(
  "%s offers a code field on the event's page where a code opens tickets, without a script",
  async (state) => {
    answer = { state, seconds: 0 };
    const { text } = await open(`/events/is-${state}?again=1`);
    const form = /<form class="field" action="([^"]*)" method="get">.*?name="code"/s.exec(text);
    expect(form?.[1] ?? null).toBe(takesCode(state) ? ticketsOf(state) : null);
    if (!NEEDS_CODE.includes(state)) return;
    const { text: choosing } = await open(`${ticketsOf(state)}?code=FRIENDS`);
    expect(choosing).toContain('value="FRIENDS"');
  },
);

test.each(CARDS)("a card says %s by what the catalogue knows, and asks nobody", async (state) => {
  answer = null;
  for (const [locale, prefix] of [
    [ENGLISH, ""],
    [GERMAN, "/de"],
  ] as const) {
    const { text } = await open(`${prefix}/events`);
    const card = text.split("<li class=").find((part) => part.includes(`/events/card-${state}"`));
    expect(card).toContain(`<span class="flag">${locale.words.states[state]}</span>`);
    // And the event's page agrees, although nobody answers it.
    const { text: page } = await open(`${prefix}/events/card-${state}`);
    expect(page).toContain(locale.words.states[state]);
  }
});

test("what nobody answers is unknown: tickets can be tried, and nothing is called sold out", async () => {
  answer = null;
  const { text } = await open("/events/silent");
  expect(text).toContain('class="buy"');
  expect(text).not.toMatch(/Sold out|Availability as of/);
  const { response, text: choosing } = await open(`/events/silent/tickets/${PERFORMANCE}`);
  expect(response.status).toBe(503);
  expect(choosing).toContain(`${ENGLISH.words.states.unknown}.`);
});

test("where quantities are chosen, numbers that are seven seconds old say so, and older ones that they may have changed", async () => {
  const at = async (seconds: number, prefix = "") => {
    answer = { state: "on-sale", seconds };
    return (await open(`${prefix}${ticketsOf("on-sale")}`)).text;
  };
  expect(await at(0)).not.toContain("Availability as of");
  expect(await at(7)).toMatch(/Availability as of \d\d:\d\d:\d\d CET\./);
  expect(await at(7, "/de")).toMatch(/Verfügbarkeit von \d\d:\d\d:\d\d MEZ\./);
  expect(await at(30)).toMatch(/What is left may have changed since \d\d:\d\d:\d\d CET\./);
});
