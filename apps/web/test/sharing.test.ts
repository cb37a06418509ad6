import { type Miniflare, type Request, Response } from "miniflare";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWeb } from "./built-web.ts";
import { bffOver, eventNamed } from "./catalogue.ts";

const FILE = "3f0c2f0e-6d3a-4a54-9d0b-5f3a0f6a9b1c.jpg";
const EVENT = {
  ...eventNamed("jazz-night", "Jazz & <Night>", 1),
  ...{ cover: FILE, lineUp: ["Ada Reed", "<b>Otto"], access: "Step-free.\nA hearing loop.", summary: "Two hours." },
};
const catalogue = bffOver([EVENT]);
const cards: string[] = [];
let cardAnswer = () => new Response("card", { headers: { "content-type": "image/jpeg", "set-cookie": "a=b" } });

let web: Miniflare;
beforeAll(async () => {
  web = await startWeb((request: Request) => {
    const { pathname, search } = new URL(request.url);
    if (!/\/card\.\w+$/.test(pathname)) return catalogue(request);
    cards.push(pathname + search);
    return cardAnswer();
  });
});
afterAll(() => web.dispose());

const open = (path: string) => web.dispatchFetch(`http://fans.test${path}`);
/** Names of `<meta>` and what they say. */
const metaOf = (page: string) =>
  new Map(
    [...page.matchAll(/<meta (?:property|name)="([^"]*)" content="([^"]*)">/g)].map(([, name, said]) => [name, said]),
  );

test("an event says how it is shared, in each language, with a card whose address changes with it", async () => {
  for (const [prefix, locale] of [
    ["", "en_GB"],
    ["/de", "de_DE"],
  ]) {
    const page = await (await open(`${prefix}/events/jazz-night`)).text();
    const meta = metaOf(page);
    expect(Object.fromEntries(meta)).toMatchObject({
      "og:title": "Jazz &#38; &#60;Night&#62;",
      "og:description": "Two hours.",
      "og:url": `http://fans.test${prefix}/events/jazz-night`,
      "og:locale": locale,
      "og:image:type": "image/jpeg",
      "og:image:width": "1200",
      "og:image:height": "630",
      "twitter:card": "summary_large_image",
    });
    const card = meta.get("og:image") ?? "";
    expect(card).toMatch(new RegExp(`^http://fans.test${prefix}/events/jazz-night/card.jpg\\?v=\\w+$`));
    for (const hreflang of ["en", "de", "x-default"]) expect(page).toContain(`hreflang="${hreflang}"`);
  }
});

test("what an order costs besides its tickets stands beside their price", async () => {
  expect(await (await open("/events/jazz-night")).text()).toMatch(/€25\s*<span class="[^"]*">\s*plus €1.50 per order/);
});

test("a card is the BFF's, in the page's language, and sets no cookie", async () => {
  for (const [path, asked] of [
    ["/events/jazz-night/card.jpg?v=abc", "/v1/events/jazz-night/card.png?v=abc&locale=en"],
    ["/de/events/jazz-night/card.png?v=abc&locale=en", "/v1/events/jazz-night/card.png?v=abc&locale=de"],
  ]) {
    const response = await open(path ?? "");
    expect([response.status, response.headers.get("content-type"), cards.at(-1)]).toEqual([200, "image/jpeg", asked]);
    expect(response.headers.has("set-cookie")).toBe(false);
  }
  cardAnswer = () => new Response("no", { status: 500 });
  const gone = await open("/events/jazz-night/card.png");
  expect([gone.status, gone.headers.has("retry-after")]).toEqual([503, true]);
});

test("its page names who plays and how to get in, leads there, and offers its cover in sizes that keep their place", async () => {
  const page = await (await open("/events/jazz-night")).text();
  expect(page).toContain("<bdi>Ada Reed</bdi>");
  expect(page).not.toContain("<b>Otto");
  expect(page).toContain("Step-free.\nA hearing loop.");
  expect(page).toMatch(
    /href="https:\/\/www\.openstreetmap\.org\/(directions|search)\?[^"]*" rel="noopener noreferrer"/,
  );
  const [picture = ""] = /<picture>.*?<\/picture>/s.exec(page) ?? [];
  expect(picture).toMatch(/type="image\/avif" srcset="\/media\/[^"]* 400w,[^"]* 1600w" sizes="[^"]+"/);
  expect(picture).toMatch(/<img [^>]*width="1200" height="800"/);
});

test("the sitemap is an index, whose parts have each page in every language", async () => {
  const index = await (await open("/sitemap.xml")).text();
  expect(index).toContain("<loc>http://fans.test/sitemap-1.xml</loc>");
  const part = await (await open("/sitemap-1.xml")).text();
  for (const path of ["/events/jazz-night", "/de/events/jazz-night"])
    expect(part).toContain(`<loc>http://fans.test${path}</loc>`);
  expect((await open("/de/sitemap.xml")).status).toBe(404);
});
