import type { FileRecord } from "./file-reader.ts";

/** What a column can mean, and under which names it comes: in any case, with or without spaces and hyphens. */
const NAMES = {
  externalId: ["externalId", "event", "eventId", "id", "key"],
  name: ["name", "title", "eventName"],
  startDate: ["startDate", "date", "day", "start"],
  time: ["time", "startTime"],
  endDate: ["endDate", "end"],
  duration: ["duration", "durationMinutes", "minutes"],
  fold: ["fold"],
  online: ["online", "isOnline"],
  venue: ["venue", "venueName", "location"],
  street: ["street", "address"],
  city: ["city", "town"],
  country: ["country", "countryCode"],
  zone: ["zone", "timeZone", "tz"],
  lat: ["lat", "latitude"],
  lon: ["lon", "lng", "longitude"],
  url: ["url", "website", "link"],
  summary: ["summary", "subtitle"],
  description: ["description", "text"],
  genre: ["genre", "category"],
  languages: ["languages", "locales", "language", "locale"],
  tags: ["tags", "topics", "tag", "topic", "keywords"],
  lineUp: ["lineUp", "artists", "artist", "performers", "performer", "speakers"],
  access: ["access", "accessibility", "accessInformation"],
  currency: ["currency"],
  tickets: ["tickets", "ticketTypes"],
  price: ["price"],
  quota: ["quota", "capacity"],
} as const;

export type Meaning = keyof typeof NAMES;

const plain = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

const MEANINGS: ReadonlyMap<string, Meaning> = new Map(
  Object.entries(NAMES).flatMap(([meaning, names]) =>
    // Exactly the table's keys.
    names.map((name) => [plain(name), meaning as Meaning] as const),
  ),
);

export const meaningOf = (column: string): Meaning | undefined => MEANINGS.get(plain(column));

/** The columns of these that mean nothing to us. */
export const ignoredColumns = (columns: readonly string[]): string[] =>
  columns.filter((column) => column !== "" && meaningOf(column) === undefined);

/** A row by what its columns mean: of several for one thing, the first that says something. */
export class MeantRow {
  readonly #values = new Map<Meaning, { readonly column: string; readonly value: unknown }>();

  constructor({ fields }: FileRecord) {
    for (const [column, value] of Object.entries(fields)) {
      const meaning = meaningOf(column);
      if (meaning === undefined || isEmpty(value) || this.#values.has(meaning)) continue;
      this.#values.set(meaning, { column, value });
    }
  }

  /** Undefined when nothing is said. */
  value(meaning: Meaning): unknown {
    return this.#values.get(meaning)?.value;
  }

  /** As the file calls it. */
  column(meaning: Meaning): string {
    return this.#values.get(meaning)?.column ?? meaning;
  }
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === "string" ? value.trim() === "" : Array.isArray(value) && value.length === 0;
}
