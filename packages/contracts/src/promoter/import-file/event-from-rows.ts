import { foldText } from "@liveotter/core/fold-text";
import { countryCode } from "@liveotter/core/place/country-code";
import { likelyZone } from "@liveotter/core/place/likely-zone";
import { slugFrom } from "@liveotter/core/slug";
import { EventInput } from "../events.ts";
import { type Meaning, MeantRow } from "./columns.ts";
import type { FieldError, FileRecord } from "./file-reader.ts";
import { rowComplaint } from "./row-complaint.ts";
import { type TicketLine, ticketLines } from "./ticket-lines.ts";

/** What is said of events whose row does not say it. */
export interface ImportDefaults {
  readonly genre: string;
  readonly currency: string;
}

/** What one or more rows say about one event. */
export interface RowsEvent {
  readonly input: EventInput;
  /** By which the event is known again: equal for equal events, in every file of the promoter. */
  readonly identity: string;
  /** Of each performance: nobody said its zone, so that a known venue's goes before it. */
  readonly zoneGuessed: readonly boolean[];
}

/** `errors`: of each row, in order; with any, there is no event. */
export type RowsRead =
  | { readonly event: RowsEvent; readonly errors?: never }
  | { readonly event?: never; readonly errors: readonly (readonly FieldError[])[] };

/** What makes rows that follow one another one event: the promoter's own id for it. */
export const groupOf = (record: FileRecord): string | null =>
  record.errors.length > 0 ? null : (wordsOf(new MeantRow(record).value("externalId")) ?? null);

/** What a report calls the row, whatever is in it. */
export function nameOfRow(record: FileRecord): string {
  const name = wordsOf(new MeantRow(record).value("name")) ?? "";
  return name
    .toWellFormed()
    .replace(/\p{Cc}/gu, " ")
    .slice(0, 200)
    .toWellFormed();
}

/**
 * The event that these rows are: one performance a row; what is said of the event is said in the first row, and in the
 * others alike or not at all.
 */
export function eventFromRows(records: readonly FileRecord[], defaults: ImportDefaults): RowsRead {
  const errors: FieldError[][] = records.map((record) => [...record.errors]);
  const rows = records.map((record, index) => new RowOfEvent(record, errors[index] ?? []));
  const [first] = rows;
  if (first === undefined || errors.some((found) => found.length > 0)) return { errors };
  for (const row of rows.slice(1)) row.mustAgreeWith(first);

  const performances = rows.map((row, index) => ({ ...row.performance(), ref: `p${index}` }));
  const currency = (first.text("currency") ?? defaults.currency).toUpperCase();
  const tickets = ticketLines(first.row, currency, first.refuse);
  const genre = first.text("genre");
  // Names have commas: "Tyler, The Creator".
  const names = first.list("lineUp", /[;|\n]/);
  const texts = {
    name: first.text("name"),
    // As browsers read it.
    url: first.text("url")?.replaceAll(" ", "%20") ?? null,
    genre: genre === undefined ? defaults.genre : slugFrom(genre, ""),
    summary: first.text("summary") ?? "",
    description: first.text("description") ?? "",
    languages: first.list("languages").map((tag) => tag.toLowerCase()),
    tags: first.list("tags"),
    lineUp: names.length === 0 ? undefined : names,
    access: first.text("access"),
  };
  if (texts.name === undefined) first.refuse("name", "is missing");
  const sale = { currency, ticketTypes: typesOf(tickets), quotas: quotasOf(tickets, performances) };
  const bare = performances.map(({ zoneGuessed: _, ...performance }) => performance);
  const parsed = EventInput.safeParse({ ...texts, ...sale, performances: bare }, { error: rowComplaint });
  for (const { path, message } of parsed.error?.issues ?? []) {
    const { row, meaning } = columnAt(path);
    (rows[row] ?? first).refuse(meaning, message);
  }
  if (!parsed.success || errors.some((found) => found.length > 0)) return { errors };
  const zoneGuessed = performances.map((each) => each.zoneGuessed);
  return { event: { input: parsed.data, identity: identityOf(first, parsed.data), zoneGuessed } };
}

/** A row, and what is wrong with it so far. */
class RowOfEvent {
  readonly row: MeantRow;
  readonly refuse: (meaning: Meaning, detail: string) => void;

  constructor(record: FileRecord, errors: FieldError[]) {
    this.row = new MeantRow(record);
    this.refuse = (meaning, detail) => {
      const pointer = this.row.column(meaning);
      // The first complaint about each column: the others often follow from it.
      if (!errors.some((error) => error.pointer === pointer)) errors.push({ pointer, detail });
    };
  }

  text(meaning: Meaning): string | undefined {
    const value = this.row.value(meaning);
    const words = wordsOf(value);
    if (value !== undefined && words === undefined) this.refuse(meaning, "is no text");
    return words;
  }

  list(meaning: Meaning, between = /[,;|]/): string[] {
    const value = this.row.value(meaning);
    const parts = Array.isArray(value) ? value.map(wordsOf) : (this.text(meaning)?.split(between) ?? []);
    if (parts.includes(undefined)) this.refuse(meaning, "is no list of texts");
    return [...new Set(parts.flatMap((part) => part?.trim() || []))];
  }

  number(meaning: Meaning): number | undefined {
    const words = this.text(meaning);
    if (words === undefined) return undefined;
    const value = /^-?\d{1,15}(?:\.\d{1,15})?$/.test(words) ? Number(words) : Number.NaN;
    if (Number.isNaN(value)) this.refuse(meaning, "is no number");
    return value;
  }

  flag(meaning: Meaning): boolean {
    const words = this.text(meaning)?.toLowerCase() ?? "no";
    if (!YES.has(words) && !NO.has(words)) this.refuse(meaning, "is neither yes nor no");
    return YES.has(words);
  }

  performance() {
    const date = this.text("startDate");
    if (date === undefined) this.refuse("startDate", "is missing");
    const { where, zoneGuessed } = this.#where();
    return {
      date,
      // Seconds and a missing zero are how spreadsheets write times.
      time: this.text("time")
        ?.replace(/^(\d:)/, "0$1")
        .replace(/^(\d\d:\d\d):00$/, "$1"),
      endDate: this.text("endDate"),
      durationMinutes: this.number("duration"),
      fold: this.text("fold")?.toLowerCase(),
      online: this.flag("online"),
      ...{ where, zoneGuessed },
    };
  }

  #where() {
    const [venue, typedCity, typedCountry] = [this.text("venue"), this.text("city"), this.text("country")];
    const country = typedCountry === undefined ? null : countryCode(typedCountry);
    if (typedCountry !== undefined && country === null) this.refuse("country", "is no country that we know");
    const likely = country === null ? null : likelyZone(country, typedCity ?? "");
    const said = this.text("zone");
    const zone = said ?? likely?.zone ?? "UTC";
    const zoneGuessed = said === undefined;
    if (typedCity === undefined) {
      if (venue !== undefined) this.refuse("city", "is missing: a venue has one");
      else if (!this.flag("online")) this.refuse("city", "is missing, and it is not online either");
      return { where: { kind: "online", zone }, zoneGuessed };
    }
    if (typedCountry === undefined) this.refuse("country", "is missing: a city has one");
    const place = { city: likely?.city ?? typedCity, country, zone, lat: this.number("lat"), lon: this.number("lon") };
    if (venue === undefined) return { where: { kind: "place", ...place }, zoneGuessed };
    return { where: { kind: "new-venue", name: venue, street: this.text("street"), ...place }, zoneGuessed };
  }

  /** What is said of the whole event must not be said in two ways. */
  mustAgreeWith(first: RowOfEvent): void {
    for (const meaning of OF_THE_EVENT) {
      const value = this.row.value(meaning);
      if (value === undefined || JSON.stringify(value) === JSON.stringify(first.row.value(meaning))) continue;
      this.refuse(meaning, "is not what the first row of this event says");
    }
  }
}

const YES = new Set(["true", "yes", "y", "1", "x"]);
const NO = new Set(["false", "no", "n", "0"]);

const OF_THE_EVENT: readonly Meaning[] = [
  ...(["name", "url", "summary", "description", "genre", "languages", "tags"] as const),
  ...(["lineUp", "access"] as const),
  ...(["currency", "tickets", "price", "quota"] as const),
];

/** What stands there as text; undefined when it is none. */
function wordsOf(value: unknown): string | undefined {
  if (typeof value === "string") return value.trim() || undefined;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function typesOf(tickets: readonly TicketLine[]) {
  return tickets.map(({ name, price }, index) => ({ ref: `t${index}`, name, price }));
}

/** A number of tickets is one of each performance; without a number, one pool without limit does for all. */
function quotasOf(tickets: readonly TicketLine[], performances: readonly { readonly ref: string }[]) {
  const each: readonly (string | null)[] = performances.length > 1 ? performances.map(({ ref }) => ref) : [null];
  const limited = tickets.flatMap(({ name, quota }, index) =>
    quota === null
      ? []
      : each.map((performance) => ({ name, capacity: quota, performance, ticketTypes: [`t${index}`] })),
  );
  const open = tickets.flatMap(({ quota }, index) => (quota === null ? [`t${index}`] : []));
  return open.length === 0 ? limited : [...limited, { name: "Tickets", capacity: null, ticketTypes: open }];
}

/** Which column of which row a path into the event comes from. */
function columnAt(path: readonly PropertyKey[]): { row: number; meaning: Meaning } {
  const [top, index, field, inner] = path;
  if (top === "performances") {
    const name = String(field === "where" ? inner : field);
    return { row: Number(index ?? 0), meaning: OF_A_PERFORMANCE[name] ?? "startDate" };
  }
  if (top === "ticketTypes" || top === "quotas") return { row: 0, meaning: "tickets" };
  // What is left is called alike here and there.
  return { row: 0, meaning: OF_THE_EVENT.find((meaning) => meaning === top) ?? "name" };
}

/** The columns of a performance's fields, `where` included. */
export const OF_A_PERFORMANCE: Readonly<Record<string, Meaning>> = {
  date: "startDate",
  time: "time",
  endDate: "endDate",
  durationMinutes: "duration",
  fold: "fold",
  online: "online",
  name: "venue",
  street: "street",
  city: "city",
  country: "country",
  zone: "zone",
  lat: "lat",
  lon: "lon",
};

/** The promoter's own id, or else what tells it from others: name, first day, place and address. */
function identityOf(first: RowOfEvent, { name, url, performances }: EventInput): string {
  const own = first.text("externalId");
  if (own !== undefined) return JSON.stringify(["id", own]);
  const [performance] = performances;
  const where = performance?.where;
  const place = where !== undefined && "city" in where ? [foldText(where.city), where.country] : [];
  return JSON.stringify(["row", foldText(name), performance?.date, place, url]);
}
