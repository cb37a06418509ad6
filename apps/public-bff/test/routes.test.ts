import { EventList, EventPage, Facets, PromoterPage, VenuePage } from "@liveotter/contracts/public/catalogue";
import { instant } from "@liveotter/core/instant";
import { beforeAll, expect, test } from "vitest";
import { newIsolate } from "./api.ts";
import { announce, newPromoter, performance, published, type TestPromoter } from "./catalogue.ts";

let promoter: TestPromoter;
beforeAll(async () => {
  promoter = await newPromoter();
});
const api = newIsolate();
const SALES = { zone: "Europe/Warsaw", presale: null, end: null, maxPerOrder: null };

test("an event is found in the list, on its page, in the facets and as a calendar", async () => {
  const own = await newPromoter();
  const event = await published(own, { name: "Ōtter & Sons <live>", tags: ["river"] });
  const list = EventList.parse(await api.json(`/v1/events?promoter=${own.slug}`));
  expect(list).toMatchObject({ source: "database", degraded: false, nextCursor: null });
  expect(list.items).toMatchObject([{ slug: event.slug, name: "Ōtter & Sons <live>", priceFrom: 1500, upcoming: 1 }]);

  const page = EventPage.parse(await api.json(`/v1/events/${event.slug}`));
  expect(page.event).toMatchObject({ slug: event.slug, description: "With a break." });
  expect(page.event.cover).toMatch(new RegExp(`^/covers/${event.slug}\\.[0-9a-z]+\\.svg$`));

  const facets = Facets.parse(await api.json(`/v1/facets?promoter=${own.slug}`));
  expect(facets.facets.cities).toEqual([{ value: "krakow", label: "Kraków", country: "PL", count: 1 }]);

  const calendar = await api.get(`/v1/events/${event.slug}.ics`);
  expect(calendar.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
  expect(await calendar.text()).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*SUMMARY:Ōtter & Sons <live>\r\n/);
});

test("pages follow one another without gaps or repeats, in each order", async () => {
  const own = await newPromoter();
  const slugs = new Set<string>();
  for (let i = 0; i < 7; i++) {
    // Equal times and names: ties must be broken the same way on every page.
    const event = await published(own, { name: `Same ${i % 2}`, performances: [performance(24 + (i % 3) * 24)] });
    slugs.add(event.slug);
  }
  for (const sort of ["date", "name", "new"]) {
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const after: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const page = EventList.parse(await api.json(`/v1/events?promoter=${own.slug}&limit=2&sort=${sort}${after}`));
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ slug }) => slug));
      cursor = page.nextCursor;
    }
    expect(seen.length).toBe(7);
    expect(new Set(seen)).toEqual(slugs);
  }
});

test("filters find by city without its accent, by dates, by price and by place", async () => {
  const own = await newPromoter();
  const near = await published(own, { name: "Near" });
  const far = await published(own, {
    name: "Far",
    performances: [
      performance(2000, { where: { kind: "place", city: "Oslo", country: "NO", lat: 59.91, lon: 10.75 } }),
    ],
    ticketTypes: [{ name: "Gold", price: 9000 }],
  });
  const found = async (filter: string) => {
    const list = EventList.parse(await api.json(`/v1/events?promoter=${own.slug}&${filter}`));
    return list.items.map(({ slug }) => slug);
  };
  expect(await found("city=krakow")).toEqual([near.slug]);
  expect(await found("city=KRAK%C3%93W")).toEqual([near.slug]);
  expect(await found("country=no")).toEqual([far.slug]);
  expect(await found("lat=59.9&lon=10.7&radius=20")).toEqual([far.slug]);
  expect(await found("maxPrice=2000&currency=EUR")).toEqual([near.slug]);
  expect(await found(`from=${new Date(Date.now() + 1000 * 3_600_000).toISOString().slice(0, 10)}`)).toEqual([far.slug]);
  expect(await found("online=true")).toEqual([]);
});

test("a date without a time stays one, on the page and in the calendar", async () => {
  const own = await newPromoter();
  const { slug } = await published(own, { performances: [performance(72, { time: null })] });
  const { event } = EventPage.parse(await api.json(`/v1/events/${slug}`));
  expect(event.performances[0]?.time).toBeNull();
  expect(await (await api.get(`/v1/events/${slug}.ics`)).text()).toMatch(/DTSTART;VALUE=DATE:\d{8}\r\n/);
});

test("a venue shows what is on there", async () => {
  const own = await newPromoter();
  const where = {
    kind: "new-venue",
    name: `Hall ${own.slug.slice(9, 17)}`,
    street: "1 Main St",
    city: "Łódź",
    country: "PL",
    lat: 51.76,
    lon: 19.46,
  } as const;
  const [lineUp, access] = [["Otto", "Ada"], "Step-free."];
  const event = await published(own, { performances: [performance(30, { where })], lineUp, access });
  const { event: shown } = EventPage.parse(await api.json(`/v1/events/${event.slug}`));
  expect(shown).toMatchObject({ lineUp, access, performances: [{ place: { street: "1 Main St" } }] });
  const slug = shown.performances[0]?.place?.venue?.slug ?? "";
  const page = VenuePage.parse(await api.json(`/v1/venues/${slug}`));
  expect(page.venue).toMatchObject({ slug, city: "Łódź", street: "1 Main St" });
  expect(page.items.map((item) => item.slug)).toEqual([event.slug]);
  expect((await api.get("/v1/venues/no-such-venue")).status).toBe(404);
});

test("a promoter shows what they put on, in pages, once there is anything", async () => {
  const own = await newPromoter();
  expect((await api.get(`/v1/promoters/${own.slug}`)).status).toBe(404);
  const first = await published(own);
  const second = await published(own, { performances: [performance(48)] });
  await published(await newPromoter());
  const isolate = newIsolate({ noEdge: true });
  const page = PromoterPage.parse(await isolate.json(`/v1/promoters/${own.slug}?limit=1`));
  expect(page).toMatchObject({ source: "database", promoter: { slug: own.slug, name: "A promoter" } });
  const rest = PromoterPage.parse(
    await isolate.json(`/v1/promoters/${own.slug}?limit=1&cursor=${page.nextCursor ?? ""}`),
  );
  expect([...page.items, ...rest.items].map(({ slug }) => slug)).toEqual([first.slug, second.slug]);
  expect(rest.nextCursor).toBeNull();
  const refused = await isolate.get(`/v1/promoters/${own.slug}?limit=0`);
  expect(await refused.json()).toMatchObject({ code: "invalid-request", errors: [{ pointer: "limit" }] });
});

test("what goes on sale later is listed by when, and what is on sale is not", async () => {
  const own = await newPromoter();
  const opening = (hours: number) => ({
    sales: { ...SALES, onSale: instant(Date.now() + hours * 3_600_000) },
    performances: [performance(24 * 30)],
  });
  const late = await published(own, opening(72));
  const soon = await published(own, opening(24));
  await published(own, opening(-24));
  await published(own);
  const list = EventList.parse(await api.json(`/v1/events?promoter=${own.slug}&sort=opening`));
  expect(list.items.map(({ slug }) => slug)).toEqual([soon.slug, late.slug]);
  expect(list.items.map(({ onSaleAt }) => onSaleAt !== null && onSaleAt > new Date().toISOString())).toEqual([
    true,
    true,
  ]);
});

test("what was just published is there within five seconds, though its absence was known", async () => {
  const clock = { offset: 0 };
  const isolate = newIsolate({ clock });
  const slug = `event-${crypto.randomUUID()}`;
  expect((await isolate.get(`/v1/events/${slug}`)).status).toBe(404);
  await published(promoter, { slug });
  clock.offset = 5001;
  expect((await isolate.get(`/v1/events/${slug}`)).status).toBe(200);
});

test("hostile texts of an event come back as data", async () => {
  const own = await newPromoter();
  const name = `<script>alert("1")</script>\u202Eevil ${"x".repeat(150)}`;
  const event = await published(own, { name });
  const response = await api.get(`/v1/events?promoter=${own.slug}`);
  expect(response.headers.get("content-type")).toContain("application/json");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  expect(EventList.parse(await response.json()).items[0]?.name).toBe(name);
  const cover = await api.get(`/covers/${event.slug}.svg`);
  expect(await cover.text()).not.toContain("<script");
});

test("a cover may be kept for ever at the address that the event gives, and only there", async () => {
  const own = await newPromoter();
  const { slug } = await published(own);
  const { event } = EventPage.parse(await api.json(`/v1/events/${slug}`));
  const cover = await api.get(event.cover);
  expect(cover.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(cover.headers.get("content-type")).toContain("image/svg+xml");
  expect(await cover.text()).toMatch(/^<svg/);
  for (const other of [`/covers/${slug}.zzz.svg`, "/covers/anything-at-all.svg", "/covers/%3Cscript%3E.svg"]) {
    const response = await api.get(other);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).not.toContain("immutable");
  }
});

test("an event is found by a word with a typo, a city without its accent, and a beginning", async () => {
  const own = await newPromoter();
  const word = `zylophonia${own.slug.slice(-6).replace(/[^a-z]/g, "q")}`;
  const event = await published(own, { name: `The ${word}` });
  await announce();
  const isolate = newIsolate();
  const search = async (query: string) => {
    const body = await isolate.json(`/v1/search?q=${query}&promoter=${own.slug}`);
    expect(body).toMatchObject({ source: "meilisearch", degraded: false });
    return body;
  };
  expect(await search(word)).toMatchObject({ total: 1, items: [{ slug: event.slug }], nextCursor: null });
  expect(await search(word.replace("zylo", "zlyo"))).toMatchObject({ items: [{ slug: event.slug }] });
  expect(await search("")).toMatchObject({ items: [{ slug: event.slug }] });
  const suggested = await isolate.json(`/v1/suggest?q=${word.slice(0, 8)}`);
  expect(suggested.items).toContainEqual({ kind: "event", label: `The ${word}`, slug: event.slug });
});

test("search pages follow one another without gaps or repeats", async () => {
  const own = await newPromoter();
  const slugs: string[] = [];
  for (let i = 0; i < 5; i++) slugs.push((await published(own, { name: "Quintuple" })).slug);
  await announce();
  const isolate = newIsolate();
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page = await isolate.json(
      `/v1/search?q=quintuple&promoter=${own.slug}&limit=2${cursor && `&cursor=${cursor}`}`,
    );
    expect(page.total).toBe(5);
    seen.push(...(page.items as { slug: string }[]).map(({ slug }) => slug));
    cursor = page.nextCursor as string | null;
  }
  expect(seen.toSorted()).toEqual(slugs.toSorted());
});
