import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { slugFrom } from "@liveotter/core/slug";
import { type Random, randomFrom, uuidFrom } from "./seed/random.ts";
import { withClient } from "./seed/seed-demo.ts";
import { insert, type SeedEvent, writeEvents } from "./seed/write-catalogue.ts";

/**
 * The real conferences and festivals of `../shared/data/` beside the project, as people typed them. They are read from
 * there and never copied into the project.
 */
const FILE = new URL("../../../../shared/data/real-events.json", import.meta.url);

export const realEventsAreHere = existsSync(FILE);

interface RealEvent {
  readonly name: string;
  readonly url: string;
  /** Local dates, `YYYY-MM-DD`; no time, no zone. */
  readonly startDate: string;
  readonly endDate: string;
  readonly city?: string;
  readonly country?: string;
  readonly online?: boolean;
  readonly locales?: string;
  readonly topics: readonly string[];
}

export interface RealEventsReport {
  readonly rows: number;
  readonly loaded: number;
  /** Rows (counted from 0) that were not loaded, and why. */
  readonly rejected: readonly { readonly row: number; readonly reason: string }[];
}

/**
 * Loads the real events, published, under a promoter of their own. Every row is loaded or rejected with its reason. All
 * dates move by the same whole number of years, so that the earliest lies in the year after `now`.
 *
 * @param databaseUrl the tables' owner.
 * @param now epoch milliseconds.
 */
export async function loadRealEvents(databaseUrl: string, now: number): Promise<RealEventsReport> {
  const real: readonly RealEvent[] = JSON.parse(await readFile(FILE, "utf8"));
  const years = new Date(now).getUTCFullYear() + 1 - Math.min(...real.map(({ startDate }) => yearOf(startDate)));
  const random = randomFrom(`real events ${now}`);
  const rejected: { row: number; reason: string }[] = [];
  return withClient(databaseUrl, async (client) => {
    await client.query("BEGIN");
    const promoterId = uuidFrom(random, now);
    const slug = `real-events-${promoterId.slice(-12)}`;
    await insert(client, "promoters", [
      { id: promoterId, slug, name: "Conference Calendar", created_at: new Date(now).toISOString() },
    ]);
    const rowOf = new Map<SeedEvent, number>();
    real.forEach((event, row) => {
      const seed = asSeed(event, row, { years, promoterId, now, random });
      if (typeof seed === "string") rejected.push({ row, reason: seed });
      else rowOf.set(seed, row);
    });
    const refusals = await writeEvents(client, random, now, [...rowOf.keys()]);
    for (const { event, reason } of refusals) {
      rejected.push({ row: rowOf.get(event) ?? -1, reason: `its dates cannot be placed in time: ${reason}` });
    }
    await client.query("COMMIT");
    return { rows: real.length, loaded: rowOf.size - refusals.length, rejected };
  });
}

interface Context {
  readonly years: number;
  readonly promoterId: string;
  readonly now: number;
  readonly random: Random;
}

/** The event to write, or why there is none. */
function asSeed(event: RealEvent, row: number, { years, promoterId, now, random }: Context): SeedEvent | string {
  const city = event.city?.trim() || undefined;
  const online = event.online === true;
  if (city === undefined && !online) return "it names no city and is not online";
  const place = city === undefined ? null : placeOf(city, event.country ?? "");
  if (place === undefined) return `its country "${event.country}" is not known`;
  const date = shift(event.startDate, years);
  const endDate = shift(event.endDate, years);
  const name = event.name.trim();
  return {
    promoterId,
    slug: slugFrom(name, "event", `${date.slice(0, 4)}x${promoterId.slice(-6)}${row}`),
    name,
    summary: "",
    description: "",
    genre: "conference",
    languages: (event.locales ?? "").split(",").flatMap((tag) => (tag.trim() === "" ? [] : [tag.trim().toLowerCase()])),
    tags: event.topics,
    url: event.url,
    currency: "EUR",
    seriesId: null,
    publishedAt: now - Math.floor(random() * 30 * 86_400_000),
    performances: [
      {
        date,
        time: null,
        endDate: endDate === date ? null : endDate,
        minutes: null,
        zone: place?.zone ?? "UTC",
        online,
        place:
          place === null || city === undefined
            ? null
            : { venueId: null, city: place.city, country: place.country, lat: null, lon: null },
      },
    ],
    ticketTypes: [],
  };
}

const yearOf = (date: string): number => Number(date.slice(0, 4));

/** The same day so many years later; 29 February becomes the 28th in a year that has none. */
export function shift(date: string, years: number): string {
  const year = yearOf(date) + years;
  const leap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return `${year}${date.slice(4) === "-02-29" && !leap ? "-02-28" : date.slice(4)}`;
}

/** Where a city is, by what its country is called in the data; `undefined` for a country that is not in the table. */
function placeOf(city: string, country: string): { city: string; country: string; zone: string } | undefined {
  const known = COUNTRIES[country];
  if (known === undefined) return undefined;
  const [code, zone] = known;
  // "Austin, TX": the state says the zone, and is no part of the city's name.
  const [, bare = city, state = ""] = /^(.*), ([A-Z]{2})$/.exec(city) ?? [];
  const zones = ZONES_WITHIN[code] ?? {};
  return { city: bare, country: code, zone: zones[bare] ?? zones[state] ?? zone };
}

/** ISO 3166-1 code and zone by name; of a country with several zones, the one most of its people live in. */
const COUNTRIES: Readonly<Record<string, readonly [code: string, zone: string]>> = {
  Argentina: ["AR", "America/Argentina/Buenos_Aires"],
  Armenia: ["AM", "Asia/Yerevan"],
  Australia: ["AU", "Australia/Sydney"],
  Austria: ["AT", "Europe/Vienna"],
  Bangladesh: ["BD", "Asia/Dhaka"],
  Belarus: ["BY", "Europe/Minsk"],
  Belgium: ["BE", "Europe/Brussels"],
  Bolivia: ["BO", "America/La_Paz"],
  "Bosnia and Herzegovina": ["BA", "Europe/Sarajevo"],
  Brazil: ["BR", "America/Sao_Paulo"],
  Bulgaria: ["BG", "Europe/Sofia"],
  Canada: ["CA", "America/Toronto"],
  "Cayman Islands": ["KY", "America/Cayman"],
  Chile: ["CL", "America/Santiago"],
  China: ["CN", "Asia/Shanghai"],
  Colombia: ["CO", "America/Bogota"],
  Croatia: ["HR", "Europe/Zagreb"],
  Cuba: ["CU", "America/Havana"],
  Cyprus: ["CY", "Asia/Nicosia"],
  "Czech Republic": ["CZ", "Europe/Prague"],
  Denmark: ["DK", "Europe/Copenhagen"],
  "Dominican Republic": ["DO", "America/Santo_Domingo"],
  Egypt: ["EG", "Africa/Cairo"],
  Estonia: ["EE", "Europe/Tallinn"],
  Ethiopia: ["ET", "Africa/Addis_Ababa"],
  Finland: ["FI", "Europe/Helsinki"],
  France: ["FR", "Europe/Paris"],
  Georgia: ["GE", "Asia/Tbilisi"],
  Germany: ["DE", "Europe/Berlin"],
  Ghana: ["GH", "Africa/Accra"],
  Greece: ["GR", "Europe/Athens"],
  Guatemala: ["GT", "America/Guatemala"],
  "Hong Kong": ["HK", "Asia/Hong_Kong"],
  Hungary: ["HU", "Europe/Budapest"],
  Iceland: ["IS", "Atlantic/Reykjavik"],
  India: ["IN", "Asia/Kolkata"],
  Indonesia: ["ID", "Asia/Jakarta"],
  Iran: ["IR", "Asia/Tehran"],
  Ireland: ["IE", "Europe/Dublin"],
  Israel: ["IL", "Asia/Jerusalem"],
  Italy: ["IT", "Europe/Rome"],
  Jamaica: ["JM", "America/Jamaica"],
  Japan: ["JP", "Asia/Tokyo"],
  Jordan: ["JO", "Asia/Amman"],
  Kenya: ["KE", "Africa/Nairobi"],
  Korea: ["KR", "Asia/Seoul"],
  // Not in ISO 3166-1; XK is the code in general use.
  Kosovo: ["XK", "Europe/Belgrade"],
  Latvia: ["LV", "Europe/Riga"],
  Lithuania: ["LT", "Europe/Vilnius"],
  Luxembourg: ["LU", "Europe/Luxembourg"],
  Malaysia: ["MY", "Asia/Kuala_Lumpur"],
  Malta: ["MT", "Europe/Malta"],
  Mauritius: ["MU", "Indian/Mauritius"],
  Mexico: ["MX", "America/Mexico_City"],
  Moldova: ["MD", "Europe/Chisinau"],
  Morocco: ["MA", "Africa/Casablanca"],
  Namibia: ["NA", "Africa/Windhoek"],
  Nepal: ["NP", "Asia/Kathmandu"],
  Netherlands: ["NL", "Europe/Amsterdam"],
  "New Zealand": ["NZ", "Pacific/Auckland"],
  Nigeria: ["NG", "Africa/Lagos"],
  "North Macedonia": ["MK", "Europe/Skopje"],
  Norway: ["NO", "Europe/Oslo"],
  Panama: ["PA", "America/Panama"],
  Peru: ["PE", "America/Lima"],
  Philippines: ["PH", "Asia/Manila"],
  Poland: ["PL", "Europe/Warsaw"],
  Portugal: ["PT", "Europe/Lisbon"],
  "Puerto Rico": ["PR", "America/Puerto_Rico"],
  Qatar: ["QA", "Asia/Qatar"],
  Romania: ["RO", "Europe/Bucharest"],
  Russia: ["RU", "Europe/Moscow"],
  "Saudi Arabia": ["SA", "Asia/Riyadh"],
  Scotland: ["GB", "Europe/London"],
  Serbia: ["RS", "Europe/Belgrade"],
  Singapore: ["SG", "Asia/Singapore"],
  Slovakia: ["SK", "Europe/Bratislava"],
  Slovenia: ["SI", "Europe/Ljubljana"],
  "South Africa": ["ZA", "Africa/Johannesburg"],
  "South Korea": ["KR", "Asia/Seoul"],
  Spain: ["ES", "Europe/Madrid"],
  Sweden: ["SE", "Europe/Stockholm"],
  Switzerland: ["CH", "Europe/Zurich"],
  Taiwan: ["TW", "Asia/Taipei"],
  Tanzania: ["TZ", "Africa/Dar_es_Salaam"],
  Thailand: ["TH", "Asia/Bangkok"],
  Tunisia: ["TN", "Africa/Tunis"],
  Turkey: ["TR", "Europe/Istanbul"],
  "U.K.": ["GB", "Europe/London"],
  "U.S.A.": ["US", "America/New_York"],
  Ukraine: ["UA", "Europe/Kyiv"],
  "United Arab Emirates": ["AE", "Asia/Dubai"],
  Uruguay: ["UY", "America/Montevideo"],
  Vietnam: ["VN", "Asia/Ho_Chi_Minh"],
};

const states = (codes: string, zone: string) => Object.fromEntries(codes.split(" ").map((code) => [code, zone]));

/** Zones by state or city, where a country has more than the one of the table above. */
const ZONES_WITHIN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  US: {
    ...states("AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI", "America/Chicago"),
    ...states("CO ID MT NM UT WY", "America/Denver"),
    ...states("CA NV OR WA", "America/Los_Angeles"),
    AZ: "America/Phoenix",
    HI: "Pacific/Honolulu",
    AK: "America/Anchorage",
    IN: "America/Indiana/Indianapolis",
    ON: "America/Toronto",
    Chattanooga: "America/New_York",
    Knoxville: "America/New_York",
  },
  CA: {
    Vancouver: "America/Vancouver",
    Victoria: "America/Vancouver",
    Edmonton: "America/Edmonton",
    Calgary: "America/Edmonton",
    Banff: "America/Edmonton",
    Regina: "America/Regina",
    Winnipeg: "America/Winnipeg",
    Halifax: "America/Halifax",
    "St. John’s": "America/St_Johns",
  },
  AU: {
    Melbourne: "Australia/Melbourne",
    Brisbane: "Australia/Brisbane",
    "Gold Coast": "Australia/Brisbane",
    Perth: "Australia/Perth",
  },
  BR: {
    Fortaleza: "America/Fortaleza",
    Recife: "America/Recife",
    "Porto de Galinhas": "America/Recife",
    Aracaju: "America/Maceio",
    Salvador: "America/Bahia",
    "Feira De Santana": "America/Bahia",
    Belém: "America/Belem",
  },
  ES: {
    Tenerife: "Atlantic/Canary",
    Canarias: "Atlantic/Canary",
    "Gran Canaria": "Atlantic/Canary",
  },
  ID: { Bali: "Asia/Makassar" },
  MX: { "Puerto Vallarta": "America/Mexico_City", Mazatlán: "America/Mazatlan" },
  PT: { Funchal: "Atlantic/Madeira" },
  RU: { Novosibirsk: "Asia/Novosibirsk", Yekaterinburg: "Asia/Yekaterinburg" },
};
