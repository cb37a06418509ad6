import { setTimeout as sleep } from "node:timers/promises";
import type { CataloguePerformance } from "@liveotter/core/catalogue/catalogue";
import { asId, type PerformanceId } from "@liveotter/core/ids";
import { Response } from "miniflare";
import { expect, test } from "vitest";
import type { FakeBff } from "./built-web.ts";
import { bffOver, eventNamed } from "./catalogue.ts";
import { openWeb } from "./open-web.ts";
import { saleBff } from "./sale.ts";

const night = (number: number): CataloguePerformance => {
  const id = asId<PerformanceId>(`00000000-0000-7000-8000-0000000000f${number}`);
  const [one] = eventNamed("any", "Any", 1).performances;
  if (id === null || one === undefined) throw new Error("not an id");
  return { ...one, id };
};
const on = (slug: string, nights: readonly CataloguePerformance[]) => ({
  ...eventNamed(slug, `Otters, ${slug}`, nights.length),
  ...{ performances: nights, ticketTypes: [{ name: "Entry", price: 2500 }] },
});
const [FULL, FREE, SILENT, BROKEN] = [night(1), night(2), night(3), night(4)];
const catalogue = bffOver([on("one-night", [FULL]), on("some-left", [FULL, FREE]), on("not-known", [SILENT, BROKEN])]);

/** Of one date nothing is left, of one there is; of one nobody says anything, and one cannot be counted. */
const bff: FakeBff = async (request) => {
  const { pathname } = new URL(request.url);
  if (!pathname.endsWith("/availability")) return catalogue(request);
  const at = (performance: CataloguePerformance) => pathname.includes(performance.id);
  if (at(SILENT)) await sleep(2_000);
  if (at(BROKEN)) return new Response("broken", { status: 500 });
  const answer = await saleBff(request);
  const said: unknown = await answer.json();
  return Response.json({ ...Object(said), state: at(FULL) ? "sold-out" : "on-sale" });
};
const open = openWeb(bff);
const tellMe = (slug: string, { id }: CataloguePerformance) => `href="/events/${slug}/tell-me?date=${id}"`;
const tickets = (slug: string, { id }: CataloguePerformance) => `href="/events/${slug}/tickets/${id}"`;

test("an event of which nothing is left says so, offers to be told, and lets one look again", async () => {
  const { text } = await open("/events/one-night");
  expect(text).toContain("Sold out for now");
  expect(text).toContain(tellMe("one-night", FULL));
  expect(text).toContain(tickets("one-night", FULL));
  expect(text).toContain('"availability":"https://schema.org/SoldOut"');
  expect((await open("/de/events/one-night")).text).toContain("Zurzeit ausverkauft");
  // Its page may be minutes old: where it leads to, one can look again.
  expect((await open(`/events/one-night/tell-me?date=${FULL.id}`)).text).toContain(tickets("one-night", FULL));
});

test("where one date is sold out, it alone says so, and the others are sold", async () => {
  const { text } = await open("/events/some-left");
  expect(text.match(/Sold out for now/g)).toHaveLength(1);
  expect(text).toContain(tellMe("some-left", FULL));
  expect(text).toContain(tickets("some-left", FREE));
  expect(text).not.toContain(tickets("some-left", FULL));
  expect(text).not.toContain("schema.org/SoldOut");
});

test("of what is not known in time nothing is said, and the page is there", async () => {
  const { response, text } = await open("/events/not-known");
  expect(response.status).toBe(200);
  expect(text).not.toContain("Sold out");
  expect(text).toContain(tickets("not-known", SILENT));
  expect(text).toContain(tickets("not-known", BROKEN));
  // Failures to count say nothing of the catalogue: its breaker stays closed, and pages are made from it.
  for (const slug of ["one-night", "some-left"]) {
    expect((await open(`/de/events/${slug}`)).response.headers.get("Cache-Status")).not.toContain("fallback");
  }
});
