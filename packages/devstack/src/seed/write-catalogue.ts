import { foldText } from "@liveotter/core/fold-text";
import { toIso } from "@liveotter/core/instant";
import { placeInTime } from "@liveotter/core/performance-time";
import type { Client } from "pg";
import { type Random, uuidFrom } from "./random.ts";

/** An event as a seed states it; everything derived (keys, instants, price range) is worked out when it is written. */
export interface SeedEvent {
  readonly promoterId: string;
  readonly slug: string;
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly genre: string;
  readonly languages: readonly string[];
  readonly tags: readonly string[];
  readonly url: string | null;
  readonly currency: string;
  readonly seriesId: string | null;
  readonly publishedAt: number;
  readonly performances: readonly SeedPerformance[];
  readonly ticketTypes: readonly { readonly name: string; readonly price: number }[];
}

export interface SeedPerformance {
  readonly date: string;
  readonly time: string | null;
  readonly endDate: string | null;
  readonly minutes: number | null;
  readonly zone: string;
  readonly online: boolean;
  readonly place: {
    readonly venueId: string | null;
    readonly city: string;
    readonly country: string;
    readonly lat: number | null;
    readonly lon: number | null;
  } | null;
}

export interface SeedVenue {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly street: string;
  readonly city: string;
  readonly country: string;
  readonly zone: string;
  readonly lat: number;
  readonly lon: number;
}

/** Why an event was not written, in the words of `placeInTime`. */
export interface Refusal {
  readonly event: SeedEvent;
  readonly reason: string;
}

/**
 * Writes events, published, with everything that hangs from them and with the outbox rows of their publication, as the
 * promoters' API would. Inside the caller's transaction, as the tables' owner. Answers what could not be placed in time.
 */
export async function writeEvents(client: Client, random: Random, seeds: readonly SeedEvent[]): Promise<Refusal[]> {
  const events: Row[] = [];
  const performances: Row[] = [];
  const ticketTypes: Row[] = [];
  const refusals: Refusal[] = [];
  for (const seed of seeds) {
    const id = uuidFrom(random, seed.publishedAt);
    const placed = seed.performances.map((each) => placeInTime({ ...each, durationMinutes: each.minutes }));
    const refused = placed.find((each) => "refused" in each);
    if (refused !== undefined && "refused" in refused) {
      refusals.push({ event: seed, reason: refused.refused });
      continue;
    }
    const prices = seed.ticketTypes.map(({ price }) => price);
    events.push({
      id,
      promoter_id: seed.promoterId,
      series_id: seed.seriesId,
      slug: seed.slug,
      name: seed.name,
      name_key: foldText(seed.name),
      summary: seed.summary,
      description: seed.description,
      genre: seed.genre,
      languages: seed.languages,
      tags: seed.tags,
      url: seed.url,
      currency: seed.currency,
      price_from: prices.length === 0 ? null : Math.min(...prices),
      price_to: prices.length === 0 ? null : Math.max(...prices),
      status: "published",
      published_at: new Date(seed.publishedAt).toISOString(),
      changed_at: new Date(seed.publishedAt).toISOString(),
    });
    seed.performances.forEach((performance, at) => {
      const when = placed[at];
      if (when === undefined || "refused" in when) return;
      performances.push({
        id: uuidFrom(random, seed.publishedAt),
        promoter_id: seed.promoterId,
        event_id: id,
        listed: true,
        venue_id: performance.place?.venueId ?? null,
        city: performance.place?.city ?? null,
        city_key: performance.place === null ? null : foldText(performance.place.city),
        country: performance.place?.country ?? null,
        lat: performance.place?.lat ?? null,
        lon: performance.place?.lon ?? null,
        zone: performance.zone,
        online: performance.online,
        local_date: performance.date,
        local_time: performance.time,
        end_local_date: performance.endDate,
        starts_at: toIso(when.startsAt),
        ends_at: toIso(when.endsAt),
      });
    });
    seed.ticketTypes.forEach(({ name, price }, position) => {
      const type = { id: uuidFrom(random, seed.publishedAt), promoter_id: seed.promoterId, event_id: id };
      ticketTypes.push({ ...type, listed: true, name, position, price_minor: price });
    });
  }
  await insert(client, "events", events);
  await insert(client, "performances", performances);
  await insert(client, "ticket_types", ticketTypes);
  const consumers = ["search", "snapshot", "cache"];
  await insert(
    client,
    "outbox",
    events.flatMap(({ id, promoter_id, slug }) =>
      consumers.map((consumer) => ({
        consumer,
        promoter_id,
        aggregate_id: id,
        topic: "event.publish",
        payload: { slug, version: 1 },
      })),
    ),
  );
  return refusals;
}

/** Writes venues, keeping those that exist already (a venue is shared); answers each one's id by `venueKey`. */
export async function writeVenues(client: Client, venues: readonly SeedVenue[]): Promise<Map<string, string>> {
  const rows = venues.map((venue) => ({ ...venue, name_key: foldText(venue.name), city_key: foldText(venue.city) }));
  await insert(client, "venues", rows, "ON CONFLICT DO NOTHING");
  const { rows: known } = await client.query<{ id: string; country: string; city: string; name: string }>(
    "SELECT id, country, city, name FROM venues",
  );
  return new Map(known.map((venue) => [venueKey(venue), venue.id]));
}

export const venueKey = (venue: { country: string; city: string; name: string }): string =>
  `${venue.country} ${foldText(venue.city)} ${foldText(venue.name)}`;

type Row = Readonly<Record<string, unknown>>;

/** Rows per statement: Postgres takes any number in one array, but memory does not. */
const BATCH = 2_000;

/** Inserts rows of one shape. Sent as JSON, so that a statement carries any number of them in one parameter. */
export async function insert(client: Client, table: string, rows: readonly Row[], onConflict = ""): Promise<void> {
  const first = rows[0];
  if (first === undefined) return;
  const columns = Object.keys(first).join(", ");
  for (let from = 0; from < rows.length; from += BATCH) {
    await client.query(
      `INSERT INTO ${table} (${columns})
       SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1) ${onConflict}`,
      [JSON.stringify(rows.slice(from, from + BATCH))],
    );
  }
}
