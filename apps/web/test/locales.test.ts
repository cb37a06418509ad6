import { Response } from "miniflare";
import { expect, test } from "vitest";
import { en } from "../src/words/en.ts";
import type { FakeBff } from "./built-web.ts";
import { openWeb } from "./open-web.ts";
import { linksOf, textsOf } from "./page-text.ts";
import { everyPage, NOWHERE, PUBLIC_PAGES, SALE_PAGES, TEXTS } from "./pages.ts";
import { EVENT, HELD, HOSTILE, KEY, ORDER, PERFORMANCE, TYPE } from "./sale.ts";

let gone = false;
const bff: FakeBff = (request) => (gone ? new Response("no", { status: 500 }) : everyPage(request));

const call = openWeb(bff, { PSEUDO_LOCALES: "true" });
const open = (path: string) => call(path, { headers: { Cookie: HELD } });

/** Every page, as it is and where there is little to show; and its status, where that is not 200. */
const PAGES: readonly (readonly [path: string, status?: number])[] = [
  ...[...PUBLIC_PAGES, ...SALE_PAGES].map((path) => [path, path === NOWHERE ? 404 : 200] as const),
  ["/in/atlantis", 404],
  ["/events?price=1.500&currency=EUR"],
  ["/events?city=Atlantis&genre=jazz&price=20&currency=EUR&online=true"],
  ["/search"],
  [`/events/${EVENT.slug}`],
  [`/events/${EVENT.slug}/tickets/${PERFORMANCE}?add=yes&ticket-${TYPE}=2`],
  [`/orders/${ORDER}/${KEY}/tickets.pdf`, 503],
  [`/events/${EVENT.slug}/tell-me?sent=yes`],
  [`/tell-me/${"x".repeat(64)}`],
  [`/order-email/${"x".repeat(64)}`],
];

/** What promoters and Intl say. */
const NAMES = [...TEXTS, HOSTILE, "Old Hall", "Night Shift", "Kraków", "Poland"];

/** What is left of a text without what stands in brackets, names, and what is the same in every language. */
function plain(text: string): string {
  let rest = NAMES.reduce((left, name) => left.replaceAll(name, ""), text);
  for (let before = ""; before !== rest; ) {
    before = rest;
    rest = rest.replace(/\[[^[\]]*\]/g, "");
  }
  return rest.replace(/LiveOtter|\b[A-Z]{3}\b|\S+@\S+/g, "");
}

test.each(PAGES)("%s says nothing past the catalogue", async (path, status = 200) => {
  const { response, text } = await open(`/xa${path === "/" ? "" : path}`);
  expect(response.status).toBe(status);
  expect(response.headers.get("Content-Language")).toBe("en-XA");
  expect(textsOf(text).filter((each) => /\p{L}{2}/u.test(plain(each)))).toEqual([]);
});

test("a price that can be read in two ways filters nothing, and the form names both readings", async () => {
  const english = (await open("/events?price=1.500&currency=EUR")).text;
  expect(english).toContain("1.500 could mean 1,500.00 or 1.50. Write 1500 or 1.50.");
  expect(english).toContain('aria-describedby="filter-price-error"');
  const german = (await open("/de/events?price=1,500&currency=EUR")).text;
  expect(german).toContain("1,500 kann 1.500,00 oder 1,50 heißen. Bitte 1500 oder 1,50 schreiben.");
  // To a German reader it is a thousand and a half.
  const read = (await open("/de/events?price=1.500&currency=EUR")).text;
  expect(read).not.toContain("filter-price-error");
  expect(read).toContain('value="1500"');
});

/** Sentences of English: what is in one of them is left in no other language. */
const ENGLISH = Object.values(en).flatMap((section) =>
  Object.values(section).filter((text): text is string => typeof text === "string" && text.split(" ").length > 2),
);

test.each(PAGES)("%s is in German, and leads to German pages", async (path, status = 200) => {
  const { response, text } = await open(`/de${path === "/" ? "" : path}`);
  expect(response.status).toBe(status);
  expect(response.headers.get("Content-Language")).toBe("de");
  expect(text).toMatch(/<html lang="de" dir="ltr"/);
  expect(ENGLISH.filter((sentence) => textsOf(text).includes(sentence))).toEqual([]);
  const own = linksOf(text).filter((link) => /^\/(?!v1\/)/.test(link));
  expect(own.length).toBeGreaterThan(5);
  expect(own.filter((link) => !/^\/de(?:\/|$)/.test(link))).toEqual([]);
});

test("a language of right to left is written so", async () => {
  const { text } = await open("/xb/events");
  expect(text).toMatch(/<html lang="en-XB" dir="rtl"/);
});

test("a page and its translations name each other, for fans and for search engines", async () => {
  for (const [path, canonical] of [
    ["/events?city=Krakow", "/events?city=Krakow"],
    ["/de/events?utm=x&city=Krakow", "/de/events?city=Krakow"],
  ] as const) {
    const { text } = await open(path);
    expect(text).toContain(`<link rel="canonical" href="http://fans.test${canonical}">`);
    expect(text).toContain('hreflang="en" href="http://fans.test/events?city=Krakow"');
    expect(text).toContain('hreflang="de" href="http://fans.test/de/events?city=Krakow"');
    expect(text).toContain('hreflang="x-default" href="http://fans.test/events?city=Krakow"');
    expect(text).toMatch(/<a href="\/de\/events\?city=Krakow"[^>]*>Deutsch<\/a>/);
    expect(text).toMatch(/<a href="\/events\?city=Krakow"[^>]*>English<\/a>/);
  }
  // No language at all: nothing to be found.
  const { text } = await open("/xa/events");
  expect(text).toContain('name="robots" content="noindex"');
  expect(text).not.toContain('rel="alternate"');
});

test("each language has copies of its own, and its own word where there is none", async () => {
  const [english, german] = [await open("/events?city=Atlantis"), await open("/de/events?city=Atlantis")];
  expect(english.text).toContain("No upcoming events");
  expect(german.text).toContain("Keine kommenden Veranstaltungen");
  for (const [path, { text }] of [
    ["/events?city=Atlantis", english],
    ["/de/events?city=Atlantis", german],
  ] as const) {
    const again = await open(path);
    expect(again.response.headers.get("Cache-Status")).toContain("hit");
    expect(again.text).toBe(text);
  }
  expect((await open("/de/nowhere")).response.status).toBe(404);
  expect((await open("/de/sitemap.xml")).response.status).toBe(404);
  gone = true;
  const none = await open("/de/events?genre=soul");
  gone = false;
  expect(none.response.status).toBe(503);
  expect(none.text).toContain("Gleich wieder da");
});
