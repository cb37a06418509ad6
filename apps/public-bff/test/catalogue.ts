import { env } from "cloudflare:workers";
import type { CatalogueEventDetail } from "@liveotter/core/catalogue/catalogue";
import { asId, type PromoterId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { asCurrency } from "@liveotter/core/money";
import { connect, type Database } from "@liveotter/database/connect";
import { announceChanges } from "@liveotter/database/jobs/announce-changes";
import { createEvent } from "@liveotter/database/promoter/create-event";
import type { Actor, EventDraft, PerformanceDraft } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { publishEvent } from "@liveotter/database/promoter/publish-event";
import { readCatalogueVersion } from "@liveotter/database/public/read-catalogue-version";
import { readAllVenues, readWholeCatalogue } from "@liveotter/database/public/read-whole-catalogue";
import { ensureSearchIndex, putEvents } from "@liveotter/integrations/search/index-catalogue";
import { writeSnapshot } from "@liveotter/integrations/snapshot/write-snapshot";
import { sql } from "drizzle-orm";
import { inject } from "vitest";

const HOUR = 3_600_000;

/** One of the variables that the backing provides. */
export function variable(name: string): string {
  const value = inject("env")[name];
  if (value === undefined) throw new Error(`${name} is not provided`);
  return value;
}

const as = (name: string): Database =>
  connect({ url: variable(name), httpEndpoint: variable("DATABASE_HTTP_ENDPOINT"), timeoutMs: 15_000 });
export const owner = () => as("DATABASE_URL");
export const promoterRole = () => as("DATABASE_URL_PROMOTER");
export const jobs = () => as("DATABASE_URL_JOBS");

export interface TestPromoter extends Actor {
  readonly slug: string;
}

/** A tenant of one's own: tests share the database and never wipe it. */
export async function newPromoter(): Promise<TestPromoter> {
  const promoterId = asId<PromoterId>(crypto.randomUUID());
  if (promoterId === null) throw new Error("not a UUID");
  const slug = `promoter-${promoterId}`;
  await owner().query(sql`INSERT INTO promoters (id, slug, name) VALUES (${promoterId}::uuid, ${slug}, 'A promoter')`);
  return { promoterId, userId: null, requestId: "test", slug };
}

export function performance(hoursFromNow: number, more: Partial<PerformanceDraft> = {}): PerformanceDraft {
  const startsAt = instant(Math.floor(Date.now() / 60_000) * 60_000 + hoursFromNow * HOUR);
  const [date = "", time = ""] = new Date(startsAt).toISOString().split("T");
  return {
    date,
    time: time.slice(0, 5),
    endDate: null,
    zone: "UTC",
    startsAt,
    endsAt: instant(startsAt + 2 * HOUR),
    online: false,
    where: { kind: "place", city: "Kraków", country: "PL", lat: 50.06, lon: 19.94 },
    ...more,
  };
}

/** A published event with whatever is given. */
export async function published(actor: Actor, more: Partial<EventDraft> = {}): Promise<MyEvent> {
  const currency = asCurrency("EUR");
  if (currency === null) throw new Error("no euro");
  const draft: EventDraft = {
    slug: `event-${crypto.randomUUID()}`,
    name: "An evening",
    summary: "Two hours.",
    description: "With a break.",
    genre: "jazz",
    languages: ["en"],
    tags: [],
    url: null,
    currency,
    performances: [performance(48)],
    ticketTypes: [{ name: "Standard", price: 1500 }],
    ...more,
  };
  const made = await createEvent(
    promoterRole(),
    actor,
    draft,
    { key: crypto.randomUUID(), body: "{}" },
    instant(Date.now()),
  );
  if (made.outcome !== "created") throw new Error(made.outcome);
  const { id, version } = made.event;
  const event = await publishEvent(promoterRole(), actor, { eventId: id, version }, instant(Date.now()));
  if (event === null) throw new Error("not published");
  return event;
}

/** What `jobs` does after changes, all at once: version, snapshot and index. */
export async function announce(): Promise<void> {
  await announceChanges(jobs());
  const events = await wholeCatalogue();
  const venues = (await readAllVenues(jobs(), { limit: 10_000 })).map(({ venue }) => venue);
  await writeSnapshot(env.CATALOGUE, { version: await readCatalogueVersion(jobs()), events, venues }, Date.now());
  const target = { url: variable("MEILI_URL"), key: variable("MEILI_KEY") };
  await ensureSearchIndex(target, AbortSignal.timeout(10_000));
  await putEvents(target, events, instant(Date.now()), AbortSignal.timeout(10_000));
}

const wholeCatalogue = (): Promise<CatalogueEventDetail[]> =>
  readWholeCatalogue(jobs(), instant(Date.now()), { limit: 10_000 });
