import { priceRange } from "@liveotter/core/event/price-range";
import { foldText } from "@liveotter/core/fold-text";
import { instant, toIso } from "@liveotter/core/instant";
import { placeInTime } from "@liveotter/core/performance-time";
import { codeKey } from "@liveotter/core/sale/sale-code";
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
  readonly lineUp?: readonly string[];
  readonly access?: string;
  readonly url: string | null;
  readonly currency: string;
  readonly seriesId: string | null;
  readonly publishedAt: number;
  /** To be held later than planned, nobody knows when yet. */
  readonly postponed?: boolean;
  readonly performances: readonly SeedPerformance[];
  readonly ticketTypes: readonly SeedTicketType[];
  /** How it is sold; absent: from publication, without quotas, fees or tax. */
  readonly sale?: SeedSale;
}

/** Prices are in minor units, moments in epoch milliseconds, performances and ticket types told by their place in the event. */
export interface SeedTicketType {
  readonly name: string;
  readonly price: number;
  /** Shown to those with a code that opens it. */
  readonly hidden?: boolean;
  /** What a pass admits to. */
  readonly pass?: readonly number[];
  readonly phases?: readonly { readonly name: string; readonly until: number; readonly price: number }[];
}

export interface SeedSale {
  readonly zone: string;
  readonly presaleAt: number | null;
  readonly onSaleAt: number | null;
  readonly maxPerOrder: number | null;
  readonly fees: { perTicket: number; perOrder: number; percent: number; paidBy: "fan" | "promoter" } | null;
  readonly tax: { name: string; rate: number; included: boolean } | null;
  readonly quotas: readonly {
    readonly name: string;
    readonly capacity: number | null;
    readonly performance: number | null;
    readonly ticketTypes: readonly number[];
  }[];
  /** Where to transfer the money, within a week; absent: not offered. */
  readonly transfer?: string;
  readonly payAtDoor?: boolean;
  readonly attendeeNames?: "optional" | "required";
  /** Whether codes change all the time, on a phone alone. */
  readonly rotating?: boolean;
  readonly questions?: readonly {
    readonly label: string;
    readonly kind: "text" | "choice" | "tick";
    readonly of: "order" | "attendee";
    readonly required: boolean;
    readonly choices?: readonly string[];
  }[];
  readonly codes?: readonly SeedCode[];
}

export interface SeedCode {
  readonly code: string;
  /** Hundredths of a per cent off. */
  readonly percent?: number;
  readonly maxUses?: number;
  readonly opens?: "hidden" | "presale";
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
 * promoters' API would. Inside the caller's transaction, as the tables' owner. Prices are those in force at `now`.
 * Answers what could not be placed in time.
 */
export async function writeEvents(
  client: Client,
  random: Random,
  now: number,
  seeds: readonly SeedEvent[],
): Promise<Refusal[]> {
  const events: Row[] = [];
  const performances: Row[] = [];
  const ticketTypes: Row[] = [];
  const phases: Row[] = [];
  const quotas: Row[] = [];
  const quotaTicketTypes: Row[] = [];
  const admissions: Row[] = [];
  const settings: Row[] = [];
  const questions: Row[] = [];
  const codes: Row[] = [];
  const refusals: Refusal[] = [];
  for (const seed of seeds) {
    const id = uuidFrom(random, seed.publishedAt);
    const placed = seed.performances.map((each) => placeInTime({ ...each, durationMinutes: each.minutes }));
    const refused = placed.find((each) => "refused" in each);
    if (refused !== undefined && "refused" in refused) {
      refusals.push({ event: seed, reason: refused.refused });
      continue;
    }
    const prices = priceRange(
      seed.ticketTypes.map(({ phases = [], ...type }) => ({
        ...type,
        phases: phases.map((phase) => ({ ...phase, until: instant(phase.until) })),
      })),
      instant(now),
    );
    const newId = () => uuidFrom(random, seed.publishedAt);
    const own = { promoter_id: seed.promoterId, event_id: id };
    events.push({
      id,
      promoter_id: seed.promoterId,
      series_id: seed.seriesId,
      slug: seed.slug,
      name: seed.name,
      name_key: foldText(seed.name),
      name_words: foldText(seed.name),
      tag_words: foldText(seed.tags.join(" ")),
      summary: seed.summary,
      description: seed.description,
      genre: seed.genre,
      languages: seed.languages,
      tags: seed.tags,
      line_up: seed.lineUp ?? [],
      access_info: seed.access ?? "",
      url: seed.url,
      currency: seed.currency,
      price_from: prices.from,
      price_to: prices.to,
      prices_change_at: iso(prices.changesAt),
      ...saleRow(seed),
      status: seed.postponed === true ? "postponed" : "published",
      published_at: new Date(seed.publishedAt).toISOString(),
      changed_at: new Date(seed.publishedAt).toISOString(),
    });
    const performanceIds = seed.performances.map(newId);
    seed.performances.forEach((performance, at) => {
      const when = placed[at];
      if (when === undefined || "refused" in when) return;
      performances.push({
        id: performanceIds[at],
        ...own,
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
    const typeIds = seed.ticketTypes.map(newId);
    seed.ticketTypes.forEach(({ name, price, hidden = false, pass = [], phases: steps = [] }, position) => {
      const ticket_type_id = typeIds[position];
      ticketTypes.push({ id: ticket_type_id, ...own, listed: true, name, position, hidden, price_minor: price });
      admissions.push(...pass.map((at) => ({ ...own, ticket_type_id, performance_id: performanceIds[at] })));
      steps.forEach(({ name: step, until, price: reduced }, at) => {
        phases.push({ ...own, ticket_type_id, position: at, name: step, until_at: iso(until), price_minor: reduced });
      });
    });
    seed.sale?.quotas.forEach(({ name, capacity, performance, ticketTypes: sold }, position) => {
      const quota_id = newId();
      const performance_id = performance === null ? null : performanceIds[performance];
      quotas.push({ id: quota_id, ...own, performance_id, name, capacity, position });
      quotaTicketTypes.push(...sold.map((at) => ({ ...own, quota_id, ticket_type_id: typeIds[at] })));
    });
    if (seed.sale !== undefined) settings.push({ ...own, ...settingsRow(seed.sale) });
    seed.sale?.questions?.forEach(({ of, choices = [], ...question }, position) => {
      questions.push({ id: newId(), ...own, ...question, position, asked_of: of, choices });
    });
    seed.sale?.codes?.forEach((code) => {
      codes.push({ id: newId(), ...own, ...codeRow(code) });
    });
  }
  await insert(client, "events", events);
  await insert(client, "performances", performances);
  await insert(client, "ticket_types", ticketTypes);
  await insert(client, "price_phases", phases);
  await insert(client, "quotas", quotas);
  await insert(client, "quota_ticket_types", quotaTicketTypes);
  await insert(client, "ticket_type_admissions", admissions);
  await insert(
    client,
    "selling_settings",
    settings,
    `ON CONFLICT (event_id) DO UPDATE SET transfer_instructions = excluded.transfer_instructions,
       transfer_days = excluded.transfer_days, pay_at_door = excluded.pay_at_door, attendee_names = excluded.attendee_names,
       ticket_codes = excluded.ticket_codes`,
  );
  await insert(client, "questions", questions);
  await insert(client, "codes", codes);
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

const iso = (moment: number | null): string | null => (moment === null ? null : new Date(moment).toISOString());

/** The columns that say how an event is sold. */
function saleRow({ sale, performances: [first] }: SeedEvent): Row {
  return {
    sales_zone: sale?.zone ?? first?.zone ?? "UTC",
    presale_at: iso(sale?.presaleAt ?? null),
    on_sale_at: iso(sale?.onSaleAt ?? null),
    max_per_order: sale?.maxPerOrder ?? null,
    fee_per_ticket: sale?.fees?.perTicket ?? null,
    fee_per_order: sale?.fees?.perOrder ?? null,
    fee_percent: sale?.fees?.percent ?? null,
    fee_paid_by: sale?.fees?.paidBy ?? null,
    tax_name: sale?.tax?.name ?? null,
    tax_rate: sale?.tax?.rate ?? null,
    tax_included: sale?.tax?.included ?? null,
  };
}

/** An event's settings are there since its own row is; these say what differs. */
const settingsRow = ({ transfer, payAtDoor = false, attendeeNames, rotating = false }: SeedSale): Row => ({
  transfer_instructions: transfer ?? null,
  transfer_days: transfer === undefined ? null : 7,
  pay_at_door: payAtDoor,
  attendee_names: attendeeNames ?? "none",
  ticket_codes: rotating ? "rotating" : "static",
});

const codeRow = ({ code, percent, maxUses, opens }: SeedCode): Row => ({
  code,
  code_key: codeKey(code),
  effect: percent === undefined ? "none" : "percent",
  value: percent ?? 0,
  max_uses: maxUses ?? null,
  opens_hidden: opens === "hidden",
  opens_presale: opens === "presale",
});

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
