import { env } from "cloudflare:workers";
import type { CatalogueEventDetail } from "@liveotter/core/catalogue/catalogue";
import type { PromoterId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { connect, type Database } from "@liveotter/database/connect";
import { announceChanges } from "@liveotter/database/jobs/announce-changes";
import { newId } from "@liveotter/database/new-id";
import type { Actor, EventDraft } from "@liveotter/database/promoter/event-draft";
import { readCatalogueVersion } from "@liveotter/database/public/read-catalogue-version";
import { readAllVenues, readWholeCatalogue } from "@liveotter/database/public/read-whole-catalogue";
import * as fresh from "@liveotter/devstack/new-event";
import { ensureSearchIndex, putEvents } from "@liveotter/integrations/search/index-catalogue";
import { writeSnapshot } from "@liveotter/integrations/snapshot/write-snapshot";
import { sql } from "drizzle-orm";
import { inject } from "vitest";

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
  const promoterId = newId<PromoterId>();
  const slug = `promoter-${promoterId}`;
  await owner().query(sql`INSERT INTO promoters (id, slug, name) VALUES (${promoterId}::uuid, ${slug}, 'A promoter')`);
  return { promoterId, userId: null, requestId: "test", slug };
}

export const published = (actor: Actor, more?: Partial<EventDraft>) => fresh.published(promoterRole(), actor, more);
export const { performance } = fresh;

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
