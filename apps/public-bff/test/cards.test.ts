import { env } from "cloudflare:workers";
import { EventPage } from "@liveotter/contracts/public/catalogue";
import { addressBlock } from "@liveotter/core/address-block";
import { cardMark } from "@liveotter/core/share-card";
import { expectPicture, setCover } from "@liveotter/database/promoter/set-cover";
import { beforeAll, expect, test } from "vitest";
import { shareCards } from "../src/pictures/share-cards.ts";
import { newIsolate } from "./api.ts";
import { newPromoter, promoterRole, published } from "./catalogue.ts";
import { photograph } from "./photograph.ts";

const api = newIsolate({ noEdge: true });
let slug: string;
beforeAll(async () => {
  ({ slug } = await published(await newPromoter(), { name: "Zażółć: ночь & <b>" }));
});

const markOf = async (which: string) => cardMark(EventPage.parse(await api.json(`/v1/events/${which}`)).event);
/** Of a PNG: its signature, width and height. */
async function measured(response: Response): Promise<[string, number, number]> {
  const view = new DataView(await response.arrayBuffer());
  return [
    String.fromCharCode(view.getUint8(1), view.getUint8(2), view.getUint8(3)),
    view.getUint32(16),
    view.getUint32(20),
  ];
}

test("a card is a picture of 1200 by 630, to be kept for ever under the address that says what it shows", async () => {
  const response = await api.get(`/v1/events/${slug}/card.png?v=${await markOf(slug)}`);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "image/png",
    "cache-control": "public, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
  });
  const etag = response.headers.get("etag") ?? "";
  expect(await measured(response)).toEqual(["PNG", 1200, 630]);
  const again = await api.get(`/v1/events/${slug}/card.png`, { "if-none-match": etag });
  expect([again.status, again.headers.get("cache-control")?.startsWith("public, max-age=300,")]).toEqual([304, true]);
});

test("one drawn in another language is another card; once drawn it is kept in the data centre", async () => {
  const { get } = newIsolate();
  const english = await (await get(`/v1/events/${slug}/card.png`)).arrayBuffer();
  const german = await (await get(`/v1/events/${slug}/card.png?locale=de`)).arrayBuffer();
  expect(new Uint8Array(german)).not.toEqual(new Uint8Array(english));
  const elsewhere = newIsolate();
  expect(await elsewhere.deps.cards.kept(EventPage.parse(await api.json(`/v1/events/${slug}`)).event, "de")).toEqual(
    german,
  );
});

test("what is no event has none, and no other language is known", async () => {
  expect((await api.get("/v1/events/no-such-event/card.png")).status).toBe(404);
  const response = await api.get(`/v1/events/${slug}/card.png?locale=xa`);
  expect([response.status, await response.json()]).toMatchObject([400, { errors: [{ pointer: "locale" }] }]);
});

test("an uploaded cover is on the card; while Images is away it is drawn without, and kept for minutes", async () => {
  const actor = await newPromoter();
  const event = await published(actor);
  const file = `${crypto.randomUUID()}.png`;
  await env.MEDIA.put(`covers/${file}`, await photograph(900, 600));
  await expectPicture(promoterRole(), actor.promoterId, file);
  const at = { eventId: event.id, version: event.version };
  await setCover(promoterRole(), actor, at, { file, width: 900, height: 600 });
  const path = `/v1/events/${event.slug}/card.png?v=${await markOf(event.slug)}`;
  const without = await newIsolate({ without: ["METRICS", "IMAGES"] }).get(path);
  expect([without.status, without.headers.get("cache-control")]).toEqual([200, expect.stringContaining("max-age=300")]);
  const whole = await newIsolate().get(path);
  expect(whole.headers.get("content-type")).toBe("image/jpeg");
  expect(whole.headers.get("cache-control")).toContain("immutable");
  expect(new Uint8Array(await whole.arrayBuffer())).not.toEqual(new Uint8Array(await without.arrayBuffer()));
});

test("all who ask for one while it is drawn are given the same", async () => {
  const { event } = EventPage.parse(await api.json(`/v1/events/${slug}`));
  const put: string[] = [];
  const edge = { match: async () => undefined, put: async (name: string) => void put.push(name) };
  const none = () => Promise.reject(new Error("there are none"));
  const { draw } = shareCards(edge, { read: none, readSized: none }, none, Date.now);
  const working: Promise<unknown>[] = [];
  const drawn = await Promise.all(
    Array.from({ length: 5 }, () => draw(event, "en", (work) => void working.push(work))),
  );
  await Promise.all(working);
  expect(new Set(drawn.map(({ card }) => card)).size).toBe(1);
  expect(put).toHaveLength(1);
});

test("whoever asks for too many that are not drawn yet is told to wait", async () => {
  // A minute that has just begun.
  const { get, deps } = newIsolate({ noEdge: true, clock: { offset: -(Date.now() % 60_000) } });
  const own = { "cf-connecting-ip": "192.0.2.7" };
  const of = { name: "card-address", limit: 120, seconds: 60 };
  for (let drawn = 0; drawn < 120; drawn++) deps.limits.useHere({ of, subject: addressBlock("192.0.2.7") });
  const refused = await get(`/v1/events/${slug}/card.png`, own);
  expect([refused.status, refused.headers.has("retry-after")]).toEqual([429, true]);
  expect((await get(`/v1/events/${slug}/card.png`, { "cf-connecting-ip": "192.0.2.250" })).status).toBe(200);
});
