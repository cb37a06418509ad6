import type {
  CatalogueEvent,
  CatalogueEventDetail,
  CataloguePerformance,
  HowSold,
  Named,
  Place,
  PublicEventStatus,
} from "@liveotter/core/catalogue/catalogue";
import type { EventId, PerformanceId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Currency } from "@liveotter/core/money";

/**
 * Events as rows beside tables of what they share (places, promoters, words): a third of the size, and in memory one
 * place is one object however many performances it has. An index of -1 stands for null.
 */
interface EventTable {
  readonly names: readonly Named[];
  readonly places: readonly Place[];
  readonly words: readonly string[];
  readonly rows: readonly EventRow[];
}

type EventRow = readonly [
  id: string,
  slug: string,
  name: string,
  summary: string,
  genre: number,
  languages: readonly number[],
  tags: readonly number[],
  status: number,
  currency: number,
  priceFrom: number | null,
  priceTo: number | null,
  promoter: number,
  series: number,
  publishedAt: number,
  changedAt: number,
  performances: readonly PerformanceRow[],
  /** Absent in rows that were written before there were any. */
  cover?: string | null,
  lineUp?: readonly number[],
  onSaleAt?: number | null,
  presaleAt?: number | null,
  salesEndAt?: number | null,
  selling?: number,
];

type PerformanceRow = readonly [
  id: string,
  date: string,
  time: string | null,
  endDate: string | null,
  zone: number,
  startsAt: number,
  endsAt: number,
  online: 0 | 1,
  status: number,
  place: number,
];

/** What `encodeDetails` adds to each event, in the same order. */
type DetailRow = readonly [
  description: string,
  url: string | null,
  ticketTypes: CatalogueEventDetail["ticketTypes"],
  /** Absent, as what follows, in rows that were written before there was any. */
  access?: string,
  orderFee?: number,
];

export const encodeEvents = (events: readonly CatalogueEvent[]): string => JSON.stringify(toTable(events));

/** The events of a text that `encodeEvents` wrote; its checksum vouches for its shape. */
export function decodeEvents(text: string, shared: Shared): CatalogueEvent[] {
  return fromTable(JSON.parse(text) as EventTable, shared);
}

export const encodeDetails = (events: readonly CatalogueEventDetail[]): string =>
  JSON.stringify({
    ...toTable(events),
    details: events.map(
      ({ description, url, ticketTypes, access, orderFee }): DetailRow => [
        description,
        url,
        ticketTypes,
        access,
        orderFee,
      ],
    ),
  });

/** The events of a text that `encodeDetails` wrote; its checksum vouches for its shape. */
export function decodeDetails(text: string, shared: Shared): CatalogueEventDetail[] {
  const table = JSON.parse(text) as EventTable & { details: readonly DetailRow[] };
  return fromTable(table, shared).map((event, at) => {
    const [description, url, ticketTypes, access = "", orderFee = 0] =
      at in table.details ? (table.details[at] ?? NO_DETAIL) : NO_DETAIL;
    return { ...event, description, access, url, ticketTypes, orderFee };
  });
}

const NO_DETAIL: DetailRow = ["", null, []];

/** Equal things of different texts become one object. */
export class Shared {
  readonly #things = new Map<string, unknown>();

  one<T>(thing: T): T {
    const key = JSON.stringify(thing);
    const known = this.#things.get(key);
    // Equal JSON is equal data, so what is found under the key is of the thing's own type.
    if (known !== undefined) return known as T;
    this.#things.set(key, thing);
    return thing;
  }
}

function toTable(events: readonly CatalogueEvent[]): EventTable {
  const [names, places, words] = [new Numbered<Named>(), new Numbered<Place>(), new Numbered<string>()];
  const rows = events.map(
    (event): EventRow => [
      event.id,
      event.slug,
      event.name,
      event.summary,
      words.at(event.genre),
      event.languages.map((word) => words.at(word)),
      event.tags.map((word) => words.at(word)),
      words.at(event.status),
      words.at(event.currency),
      event.priceFrom,
      event.priceTo,
      names.at(event.promoter),
      names.at(event.series),
      event.publishedAt,
      event.changedAt,
      event.performances.map(
        (performance): PerformanceRow => [
          performance.id,
          performance.date,
          performance.time,
          performance.endDate,
          words.at(performance.zone),
          performance.startsAt,
          performance.endsAt,
          performance.online ? 1 : 0,
          words.at(performance.status),
          places.at(performance.place),
        ],
      ),
      event.cover ?? null,
      (event.lineUp ?? NONE).map((word) => words.at(word)),
      event.onSaleAt ?? null,
      event.presaleAt ?? null,
      event.salesEndAt ?? null,
      words.at(event.selling ?? "open"),
    ],
  );
  return { names: names.all, places: places.all, words: words.all, rows };
}

/** Distinct things in order of first sight. */
class Numbered<T> {
  readonly all: T[] = [];
  readonly #numbers = new Map<string, number>();

  at(thing: T | null): number {
    if (thing === null) return -1;
    const key = JSON.stringify(thing);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.all.length);
    return this.all.push(thing) - 1;
  }
}

function fromTable(table: EventTable, shared: Shared): CatalogueEvent[] {
  const [names, places, words] = [
    table.names.map((name) => shared.one(name)),
    table.places.map((place) => shared.one(place)),
    table.words.map((word) => shared.one(word)),
  ];
  const word = (at: number) => words[at] ?? "";
  const name = (at: number) => names[at] ?? null;
  // The writer put typed values into these columns; here they get their types back.
  return table.rows.map((row) => ({
    id: row[0] as EventId,
    slug: row[1],
    name: row[2],
    summary: row[3],
    genre: word(row[4]),
    languages: row[5].length === 0 ? NONE : row[5].map(word),
    tags: row[6].length === 0 ? NONE : row[6].map(word),
    status: word(row[7]) as PublicEventStatus,
    currency: word(row[8]) as Currency,
    priceFrom: row[9],
    priceTo: row[10],
    promoter: name(row[11]) ?? NOBODY,
    series: name(row[12]),
    publishedAt: row[13] as Instant,
    changedAt: row[14] as Instant,
    cover: row[16] ?? null,
    onSaleAt: (row[18] ?? null) as Instant | null,
    presaleAt: (row[19] ?? null) as Instant | null,
    salesEndAt: (row[20] ?? null) as Instant | null,
    selling: (row[21] === undefined ? "open" : word(row[21])) as HowSold,
    lineUp: row[17] === undefined || row[17].length === 0 ? NONE : row[17].map(word),
    performances: row[15].map(
      ([id, date, time, endDate, zone, startsAt, endsAt, online, status, place]): CataloguePerformance => ({
        id: id as PerformanceId,
        date,
        time,
        endDate,
        zone: word(zone),
        startsAt: startsAt as Instant,
        endsAt: endsAt as Instant,
        online: online === 1,
        status: word(status) as CataloguePerformance["status"],
        place: places[place] ?? null,
      }),
    ),
  }));
}

const NONE: readonly string[] = [];
const NOBODY: Named = { slug: "", name: "" };
