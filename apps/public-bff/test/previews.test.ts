import { PreviewPage } from "@liveotter/contracts/public/catalogue";
import { type Instant, instant } from "@liveotter/core/instant";
import { asCurrency } from "@liveotter/core/money";
import { connect } from "@liveotter/database/connect";
import { createEvent } from "@liveotter/database/promoter/create-event";
import type { EventDraft } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { updateEvent } from "@liveotter/database/promoter/update-event";
import { signPreview } from "@liveotter/integrations/preview/preview-token";
import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { faults, newIsolate } from "./api.ts";
import { newPromoter, performance, promoterRole, published, type TestPromoter, variable } from "./catalogue.ts";

const SECRET = "a secret of at least 32 characters, for previews";
const { get } = newIsolate({ instead: { PREVIEW_SECRET: SECRET } });
const now = () => instant(Date.now());
const inAnHour = () => instant(Math.floor(Date.now() / 1000) * 1000 + 3_600_000);
afterEach(() => faults.clear());

async function draftOf(actor: TestPromoter, more: Partial<EventDraft> = {}): Promise<MyEvent> {
  const currency = asCurrency("EUR");
  if (currency === null) throw new Error("no euro");
  const draft: EventDraft = {
    ...{ slug: `event-${crypto.randomUUID()}`, name: "Not yet", summary: "Two hours.", description: "", genre: "jazz" },
    ...{ languages: ["en"], tags: [], url: null, currency, performances: [performance(48)] },
    ticketTypes: [
      { name: "Standard", price: 1500 },
      { name: "For friends", price: 0, hidden: true },
    ],
    ...more,
  };
  const made = await createEvent(promoterRole(), actor, draft, { key: crypto.randomUUID(), body: "{}" }, now());
  if (made.outcome !== "created") throw new Error(made.outcome);
  return made.event;
}
const linkTo = async (
  { id }: MyEvent,
  { promoterId }: TestPromoter,
  expiresAt: Instant = inAnHour(),
  secret = SECRET,
) => `/v1/previews/${await signPreview(secret, { eventId: id, promoterId, expiresAt })}`;

test("a draft is shown as fans would see it, with each change, and kept by nobody", async () => {
  const actor = await newPromoter();
  const event = await draftOf(actor);
  const link = await linkTo(event, actor);
  const response = await get(link);
  expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
  expect(response.headers.get("x-robots-tag")).toBe("noindex");
  const page = PreviewPage.parse(await response.json());
  expect(page).toMatchObject({
    preview: { status: "draft" },
    event: { name: "Not yet", status: "published", ticketTypes: [{ name: "Standard", price: 1500 }] },
  });
  expect(page.event.performances).toHaveLength(1);
  expect((await get(`/v1/events/${event.slug}`)).status).toBe(404);

  await updateEvent(promoterRole(), actor, { eventId: event.id, version: event.version }, { name: "Soon" }, now());
  expect(await (await get(link)).json()).toMatchObject({ event: { name: "Soon" } });
});

test("an event without a date is shown as well, and a published one as it is", async () => {
  const actor = await newPromoter();
  const bare = await draftOf(actor, { performances: [], ticketTypes: [] });
  expect(await (await get(await linkTo(bare, actor))).json()).toMatchObject({ event: { performances: [] } });
  const open = await published(actor);
  expect(await (await get(await linkTo(open, actor))).json()).toMatchObject({ preview: { status: "published" } });
});

test("a link that has expired, was altered, or names another promoter shows nothing", async () => {
  const [actor, other] = [await newPromoter(), await newPromoter()];
  const event = await draftOf(actor);
  const link = await linkTo(event, actor);
  const answers = await Promise.all([
    get(await linkTo(event, actor, instant(Date.now() - 1000))),
    get(await linkTo(event, actor, inAnHour(), `${SECRET}!`)),
    get(await linkTo(event, other)),
    get(`${link.slice(0, -10)}AAAAAAAAAA`),
    get("/v1/previews/x"),
    newIsolate().get(link),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(404));
  expect(answers.map(({ headers }) => headers.get("cache-control"))).toEqual(Array(6).fill("no-store"));
});

test("while Postgres is away it says when to come back", async () => {
  const actor = await newPromoter();
  const link = await linkTo(await draftOf(actor), actor);
  await faults.put("postgres", { mode: "refuse", role: "liveotter_public" });
  const response = await newIsolate({ instead: { PREVIEW_SECRET: SECRET } }).get(link);
  expect([response.status, response.headers.has("retry-after")]).toEqual([503, true]);
});

test("of what is not public, the public's role sees the one event that its transaction names, and for no longer", async () => {
  const actor = await newPromoter();
  const [shown, hidden] = [await draftOf(actor), await draftOf(actor)];
  const fans = connect({ url: variable("DATABASE_URL_PUBLIC"), httpEndpoint: variable("DATABASE_HTTP_ENDPOINT") });
  const everything = [
    sql`SELECT id FROM events WHERE id IN (${shown.id}::uuid, ${hidden.id}::uuid)`,
    sql`SELECT DISTINCT event_id AS id FROM performances WHERE event_id IN (${shown.id}::uuid, ${hidden.id}::uuid)`,
    sql`SELECT DISTINCT event_id AS id FROM ticket_types WHERE event_id IN (${shown.id}::uuid, ${hidden.id}::uuid)`,
  ];
  const setting = sql`SELECT set_config('app.preview_event', ${shown.id}, true)`;
  const [, ...seen] = await fans.transaction([setting, ...everything]);
  expect(seen).toEqual(Array(3).fill([{ id: shown.id }]));
  expect(await fans.transaction(everything)).toEqual([[], [], []]);

  const hiddenTypes = sql`SELECT name FROM ticket_types WHERE event_id = ${shown.id}::uuid`;
  const [, names] = await fans.transaction([setting, hiddenTypes]);
  expect(names).toEqual([{ name: "Standard" }]);
});
