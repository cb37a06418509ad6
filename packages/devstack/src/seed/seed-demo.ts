import { randomBytes } from "node:crypto";
import { minorDigits } from "@liveotter/core/money";
import { slugFrom } from "@liveotter/core/slug";
import { hashPassword } from "better-auth/crypto";
import pg from "pg";
import { saleOf, streamOf } from "./demo-sale.ts";
import { LISTINGS, type Listing, type Pattern } from "./listings.ts";
import { CITIES, type CityKey, type DemoCity, type DemoVenue } from "./places.ts";
import { between, type Random, randomFrom, uuidFrom } from "./random.ts";
import { tryOut } from "./try-out.ts";
import {
  insert,
  type SeedEvent,
  type SeedPerformance,
  type SeedVenue,
  venueKey,
  writeEvents,
  writeVenues,
} from "./write-catalogue.ts";

/** How a person signs in for one of the demo's promoters. */
export interface DemoLogin {
  readonly promoter: string;
  readonly role: "owner" | "manager";
  readonly email: string;
  readonly password: string;
}

export interface DemoOptions {
  /** The tables' owner. */
  readonly databaseUrl: string;
  /** Epoch milliseconds; events lie in the twelve months after its day. */
  readonly now: number;
  /** The same seed on the same day gives the same catalogue; passwords are always random. */
  readonly seed?: string;
}

/** Each with its owner and its manager. */
const PROMOTERS = [
  {
    name: "Otter & Reed Presents",
    slug: "otter-and-reed",
    fees: true,
    people: {
      owner: ["Wren Abbott", "wren@otterandreed.example"],
      manager: ["Idris Vale", "idris@otterandreed.example"],
    },
  },
  {
    name: "Long Tide Live",
    slug: "long-tide-live",
    fees: true,
    people: {
      owner: ["Marisol Quint", "marisol@longtide.example"],
      manager: ["Tomasz Rybak", "tomasz@longtide.example"],
    },
  },
  {
    name: "Paper Lantern Stages",
    slug: "paper-lantern",
    fees: false,
    people: {
      owner: ["Kofi Arima", "kofi@paperlantern.example"],
      manager: ["June Okafor", "june@paperlantern.example"],
    },
  },
] as const;

const DAY_MS = 86_400_000;
/** The first events are a few days off, the last ones almost a year. */
const FIRST_DAY = 2;
const LAST_DAY = 362;

/** Whether nobody has created an event here yet. */
export async function isEmpty(databaseUrl: string): Promise<boolean> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ empty: boolean }>("SELECT NOT EXISTS (SELECT FROM promoters) AS empty");
    return rows[0]?.empty === true;
  });
}

/**
 * Writes the demo: three promoters, each with an owner and a manager who can sign in, their venues, series and published events, in one transaction.
 * @throws when the demo's promoters exist already.
 */
export async function seedDemo(options: DemoOptions): Promise<{ events: number; logins: readonly DemoLogin[] }> {
  const { databaseUrl, now, seed = "liveotter" } = options;
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const random = randomFrom(`${seed} ${new Date(today).toISOString().slice(0, 10)}`);
  return withClient(databaseUrl, async (client) => {
    await client.query("BEGIN");
    const { ids, logins } = await writePromoters(client, random, today);
    const venueIds = await writeVenues(client, demoVenues(random, today));
    const seriesIds = await writeSeries(client, random, today, ids);
    const events = LISTINGS.flatMap((listing) =>
      (listing.cities.length === 0 ? [null] : listing.cities).map((city) =>
        demoEvent(listing, city, { random, today, promoterIds: ids, venueIds, seriesIds }),
      ),
    );
    events.push(...tryOut(today, ids[0] ?? ""));
    const refusals = await writeEvents(client, random, now, events);
    const first = refusals[0];
    if (first !== undefined) throw new Error(`the demo's "${first.event.name}" cannot be placed: ${first.reason}`);
    await client.query("COMMIT");
    return { events: events.length, logins };
  });
}

/** Runs `work` on a connection of its own; an unfinished transaction ends with the connection. */
export async function withClient<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function writePromoters(
  client: pg.Client,
  random: Random,
  today: number,
): Promise<{ ids: readonly string[]; logins: readonly DemoLogin[] }> {
  const ids: string[] = [];
  const logins: DemoLogin[] = [];
  for (const { name, slug, people } of PROMOTERS) {
    const promoterId = uuidFrom(random, today);
    await insert(client, "promoters", [{ id: promoterId, slug, name, created_at: new Date(today).toISOString() }]);
    for (const role of ["owner", "manager"] as const) {
      const [person, email] = people[role];
      const password = randomBytes(9).toString("base64url");
      const userId = uuidFrom(random, today);
      const times = { created_at: new Date(today).toISOString(), updated_at: new Date(today).toISOString() };
      await insert(client, "users", [{ id: userId, name: person, email, email_verified: true, ...times }]);
      await insert(client, "accounts", [
        {
          id: uuidFrom(random, today),
          user_id: userId,
          account_id: userId,
          provider_id: "credential",
          password: await hashPassword(password),
          ...times,
        },
      ]);
      const member = { promoter_id: promoterId, user_id: userId, role, created_at: times.created_at };
      await insert(client, "promoter_members", [member]);
      logins.push({ promoter: name, role, email, password });
    }
    ids.push(promoterId);
  }
  return { ids, logins };
}

async function writeSeries(
  client: pg.Client,
  random: Random,
  today: number,
  promoterIds: readonly string[],
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const rows = LISTINGS.flatMap(({ series, promoter }) => {
    if (series === undefined || ids.has(series)) return [];
    const id = uuidFrom(random, today);
    ids.set(series, id);
    const created_at = new Date(today).toISOString();
    return [{ id, promoter_id: promoterIds[promoter], slug: slugFrom(series, "series"), name: series, created_at }];
  });
  await insert(client, "series", rows);
  return ids;
}

function demoVenues(random: Random, today: number): SeedVenue[] {
  return Object.values(CITIES).flatMap((city: DemoCity) =>
    city.venues.map(({ name, street, offset: [north, east] }) => ({
      id: uuidFrom(random, today),
      slug: slugFrom(name, "venue", slugFrom(city.name, "city")),
      name,
      street,
      city: city.name,
      country: city.country,
      zone: city.zone,
      lat: round(city.lat + north),
      lon: round(city.lon + east),
    })),
  );
}

interface Context {
  readonly random: Random;
  readonly today: number;
  readonly promoterIds: readonly string[];
  readonly venueIds: ReadonlyMap<string, string>;
  readonly seriesIds: ReadonlyMap<string, string>;
}

function demoEvent(listing: Listing, cityKey: CityKey | null, context: Context): SeedEvent {
  const { random, today } = context;
  const city: DemoCity | null = cityKey === null ? null : CITIES[cityKey];
  const currency = city?.currency ?? "EUR";
  const promoterId = context.promoterIds[listing.promoter];
  if (promoterId === undefined) throw new Error(`"${listing.name}" has no promoter`);
  const alone = listing.cities.length <= 1;
  const performances = performancesOf(listing, city, context);
  const priced =
    listing.prices.length === 0
      ? [{ name: "Free ticket", price: 0 }]
      : listing.prices.map(([name, euros]) => ({ name, price: localPrice(euros, currency, city?.tenEuros ?? 10) }));
  const sold =
    city === null
      ? { ticketTypes: priced, sale: streamOf(performances, priced) }
      : saleOf({
          ...{ random, today, city, venue: listing.venue, performances, ticketTypes: priced },
          fees: PROMOTERS[listing.promoter].fees && listing.prices.length > 0,
        });
  return {
    promoterId,
    slug: slugFrom(listing.name, "event", alone || city === null ? "" : slugFrom(city.name, "city")),
    name: listing.name,
    summary: listing.summary,
    description: listing.description,
    genre: listing.genre,
    languages: listing.languages ?? (city === null ? [] : [city.language]),
    tags: listing.tags,
    lineUp: listing.lineUp ?? [],
    access: city === null ? "Captions in English and in the language of the stage." : ACCESS[listing.venue],
    url: null,
    currency,
    seriesId: listing.series === undefined ? null : (context.seriesIds.get(listing.series) ?? null),
    // Put on sale at some hour of the past two months.
    publishedAt: today - between(random, 1, 60 * 24) * 3_600_000,
    performances,
    ...sold,
  };
}

function performancesOf(listing: Listing, city: DemoCity | null, { random, today, venueIds }: Context) {
  const slots = datesOf(listing.when, listing.month, random, today);
  const venue = city === null ? undefined : venueFor(city, listing, random);
  const where =
    city === null || venue === undefined
      ? { zone: "Europe/London", place: null }
      : {
          zone: city.zone,
          place: {
            venueId: venueIds.get(venueKey({ country: city.country, city: city.name, name: venue.name })) ?? null,
            city: city.name,
            country: city.country,
            lat: round(city.lat + venue.offset[0]),
            lon: round(city.lon + venue.offset[1]),
          },
        };
  return slots.map((slot): SeedPerformance => ({ ...slot, ...where, online: listing.online !== undefined }));
}

/** A venue of the kind that the listing asks for, or the city's largest room. */
function venueFor(city: DemoCity, { venue }: Listing, random: Random): DemoVenue | undefined {
  const fitting = city.venues.filter(({ kind }) => kind === venue);
  const rooms = fitting.length > 0 ? fitting : city.venues.filter(({ kind }) => kind !== "park");
  return rooms[between(random, 0, rooms.length - 1)];
}

const COMPANION = "Companions of disabled guests come free: write to us when you have your ticket.";
/** What the demo's promoters say of each kind of place. */
const ACCESS: Readonly<Record<Listing["venue"], string>> = {
  hall: `Step-free from the street to the stalls, with an accessible toilet on the same floor. A hearing loop in the stalls.\n${COMPANION}`,
  club: "Two steps at the door; the team lays a ramp on request. Seats along the wall, kept for whoever needs one.",
  theatre: `Six wheelchair places in row L, a lift to the circle. Audio description on Thursdays.\n${COMPANION}`,
  arena: `Level entrance at gate C, raised platforms at both sides, quiet room beside block 12.\n${COMPANION}`,
  park: "Firm paths from both gates, a raised platform at the main stage, accessible toilets beside each bar.",
  gallery: "Step-free throughout. Large-print labels and folding stools at the desk.",
};

type Slot = Pick<SeedPerformance, "date" | "time" | "endDate" | "minutes">;

function datesOf(pattern: Pattern, month: number | undefined, random: Random, today: number): Slot[] {
  const day = firstDay(pattern, month, random, today);
  switch (pattern.kind) {
    case "night":
      return [slot(day, pattern.time, pattern.minutes)];
    case "repeat":
      return Array.from({ length: pattern.performances }, (_, n) =>
        slot(day + n * pattern.everyDays * DAY_MS, pattern.time, pattern.minutes),
      );
    case "run": {
      const slots: Slot[] = [];
      for (let at = day; slots.length < pattern.performances; at += DAY_MS) {
        const weekday = weekdayOf(at);
        if (weekday === 1) continue;
        if (weekday === 6 && pattern.matinee !== undefined) slots.push(slot(at, pattern.matinee, pattern.minutes));
        slots.push(slot(at, pattern.time, pattern.minutes));
      }
      return slots;
    }
    case "days":
      return [
        {
          date: dateOf(day),
          time: null,
          endDate: pattern.days === 1 ? null : dateOf(day + (pattern.days - 1) * DAY_MS),
          minutes: null,
        },
      ];
  }
}

/** The day it begins: in its month if it has one, on a weekday that suits it, and over before the year is. */
function firstDay(pattern: Pattern, month: number | undefined, random: Random, today: number): number {
  const latest = LAST_DAY - spanOf(pattern);
  const candidates = Array.from({ length: Math.max(1, latest - FIRST_DAY) }, (_, n) => today + (FIRST_DAY + n) * DAY_MS)
    .filter((at) => suits(pattern, weekdayOf(at)))
    .filter((at, _, all) => month === undefined || new Date(at).getUTCMonth() + 1 === month || all.length === 1);
  // In a month that is almost over, or that the window does not hold, any suitable day will do.
  const day = candidates[between(random, 0, candidates.length - 1)];
  return day ?? firstDay(pattern, undefined, random, today);
}

function spanOf(pattern: Pattern): number {
  switch (pattern.kind) {
    case "night":
      return 1;
    case "repeat":
      return pattern.performances * pattern.everyDays;
    case "run":
      return Math.ceil((pattern.performances * 7) / 6) + 2;
    case "days":
      return pattern.days;
  }
}

function suits(pattern: Pattern, weekday: number): boolean {
  switch (pattern.kind) {
    case "night":
      return pattern.weekdays?.includes(weekday) ?? true;
    case "repeat":
      return weekday === pattern.weekday;
    case "run":
      return weekday !== 1;
    case "days":
      // Festivals begin on a Friday or a Saturday, a single day is a weekend day, exhibitions open on a Thursday.
      return pattern.days > 7
        ? weekday === 4
        : pattern.days === 1
          ? weekday >= 6
          : weekday === (pattern.days === 2 ? 6 : 5);
  }
}

const slot = (day: number, time: string, minutes: number | undefined): Slot => ({
  date: dateOf(day),
  time,
  endDate: null,
  minutes: minutes ?? null,
});

const dateOf = (day: number): string => new Date(day).toISOString().slice(0, 10);

/** 1 is Monday, 7 is Sunday. */
const weekdayOf = (day: number): number => ((new Date(day).getUTCDay() + 6) % 7) + 1;

/** Four decimals are eleven metres: a venue's door. */
const round = (degrees: number): number => Math.round(degrees * 10_000) / 10_000;

/** Euros as a price people would print here, in minor units. */
function localPrice(euros: number, currency: string, tenEuros: number): number {
  const step = tenEuros >= 1000 ? 100 : tenEuros >= 100 ? 10 : tenEuros >= 30 ? 5 : 1;
  const major = Math.max(step, Math.round((euros * tenEuros) / 10 / step) * step);
  return major * 10 ** minorDigits(currency);
}
