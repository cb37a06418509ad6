import { z } from "@hono/zod-openapi";
import { foldText } from "@liveotter/core/fold-text";
import { asCurrency } from "@liveotter/core/money";

/** Half a surrogate pair is no text: no store takes it. */
const wellFormed = (text: string) => text.isWellFormed();
const HALF = "must be well-formed Unicode";

/** One line that a person reads: trimmed, never empty, without control characters. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine(wellFormed, HALF)
    // Some single letters fold into a whole sentence.
    .refine((text) => foldText(text).length <= 3 * max, "too long once spelled out")
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, "must not contain control characters");

/** Text of several lines: line breaks and tabs are welcome, other control characters are not. */
const prose = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine(wellFormed, HALF)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: keeping them out is the purpose
    .regex(/^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]*$/, "must not contain control characters");

const word = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "a-z, 0-9 and single hyphens")
  .max(40);
const LocalDate = z.iso.date().openapi({ example: "2027-06-12" });
const LocalTime = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "HH:MM")
  .openapi({ example: "20:00" });
const Country = z
  .string()
  .regex(/^[A-Z]{2}$/, "two capital letters, ISO 3166-1")
  .openapi({ example: "PL" });
const Zone = z.string().min(1).max(64).openapi({ example: "Europe/Warsaw" });
const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, "three capital letters, ISO 4217")
  .refine((code) => asCurrency(code) !== null, "no currency in use")
  .openapi({ example: "EUR" });
const Site = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .regex(/^https?:\/\/[^\s\p{Cc}]+$/u, "an address that begins with https:// or http://")
  .refine(wellFormed, HALF);

/** Both or neither: half a coordinate is a mistake. */
const place = {
  city: line(100),
  country: Country,
  zone: Zone,
  lat: z.number().min(-90).max(90).optional(),
  lon: z.number().min(-180).max(180).optional(),
};
const wholeCoordinate = ({ lat, lon }: { lat?: number | undefined; lon?: number | undefined }) =>
  (lat === undefined) === (lon === undefined);

/** Where it is: a venue we know, a venue to find or create, a place without a venue, or only online. */
const Where = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("venue"), venueId: z.uuid() }),
    z.object({ kind: z.literal("new-venue"), name: line(200), street: line(200).optional(), ...place }),
    z.object({ kind: z.literal("place"), ...place }),
    z.object({ kind: z.literal("online"), zone: Zone }),
  ])
  .refine((where) => !("lat" in where || "lon" in where) || wholeCoordinate(where), {
    path: ["lon"],
    message: "lat and lon go together",
  })
  .openapi("Where");

export const PerformanceInput = z
  .object({
    /** The performance this line stands for; absent, a new one. */
    id: z.uuid().optional(),
    date: LocalDate,
    /** Absent or null: only the date is known. */
    time: LocalTime.nullish(),
    endDate: LocalDate.nullish(),
    /** Minutes; three hours when absent. */
    durationMinutes: z
      .int()
      .min(1)
      .max(14 * 24 * 60)
      .nullish(),
    /** Which of the two, on the night when the clocks go back. */
    fold: z.enum(["earlier", "later"]).nullish(),
    /** Streamed as well as held at a place. */
    online: z.boolean().optional(),
    where: Where,
  })
  .openapi("PerformanceInput");
export type PerformanceInput = z.infer<typeof PerformanceInput>;

export const TicketTypeInput = z
  .object({
    /** The ticket type this line stands for; absent, a new one. */
    id: z.uuid().optional(),
    name: line(100),
    /** In minor units of the event's currency. */
    price: z.int().min(0).max(1_000_000_000),
    /** Not shown to the public. Absent, it stays as it was; a new one is shown. */
    hidden: z.boolean().optional(),
  })
  .openapi("TicketTypeInput");
export type TicketTypeInput = z.infer<typeof TicketTypeInput>;

const texts = {
  name: line(200),
  summary: prose(500),
  description: prose(20_000),
  url: Site.nullable(),
  genre: word,
  languages: z.array(line(35)).max(20),
  tags: z.array(line(50)).max(30),
};

export const EventInput = z
  .object({
    ...texts,
    summary: texts.summary.default(""),
    description: texts.description.default(""),
    url: texts.url.default(null),
    languages: texts.languages.default([]),
    tags: texts.tags.default([]),
    currency: Currency,
    performances: z.array(PerformanceInput.omit({ id: true })).max(200),
    ticketTypes: z
      .array(TicketTypeInput.omit({ id: true }))
      .max(50)
      .default([]),
  })
  .openapi("EventInput");
export type EventInput = z.infer<typeof EventInput>;

/** What is absent stays; a list that is given replaces the whole list. */
export const EventChange = z
  .object({
    ...texts,
    currency: Currency,
    performances: z.array(PerformanceInput).max(200),
    ticketTypes: z.array(TicketTypeInput).max(50),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "nothing to change")
  .openapi("EventChange");
export type EventChange = z.infer<typeof EventChange>;

const IsoInstant = z.iso.datetime();

export const MyPerformance = z
  .object({
    id: z.string(),
    date: z.string(),
    time: z.string().nullable(),
    endDate: z.string().nullable(),
    zone: z.string(),
    durationMinutes: z.int().nullable(),
    fold: z.enum(["earlier", "later"]).nullable(),
    startsAt: IsoInstant,
    endsAt: IsoInstant,
    online: z.boolean(),
    status: z.enum(["scheduled", "cancelled", "postponed"]),
    place: z
      .object({
        venue: z.object({ id: z.string(), slug: z.string(), name: z.string() }).nullable(),
        city: z.string(),
        country: z.string(),
        lat: z.number().nullable(),
        lon: z.number().nullable(),
      })
      .nullable(),
  })
  .openapi("MyPerformance");
export type MyPerformance = z.infer<typeof MyPerformance>;

const Status = z.enum(["draft", "published", "postponed", "cancelled"]);

export const MyEventSummary = z
  .object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    status: Status,
    /** Counts up with each saved change; its quoted form is the ETag that `If-Match` takes. */
    version: z.int(),
    genre: z.string(),
    currency: z.string(),
    createdAt: IsoInstant,
    changedAt: IsoInstant,
    publishedAt: IsoInstant.nullable(),
  })
  .openapi("MyEventSummary");
export type MyEventSummary = z.infer<typeof MyEventSummary>;

export const MyEvent = MyEventSummary.extend({
  summary: z.string(),
  description: z.string(),
  url: z.string().nullable(),
  languages: z.array(z.string()),
  tags: z.array(z.string()),
  performances: z.array(MyPerformance),
  ticketTypes: z.array(z.object({ id: z.string(), name: z.string(), price: z.int(), hidden: z.boolean() })),
}).openapi("MyEvent");
export type MyEvent = z.infer<typeof MyEvent>;

export const MyEventList = z
  .object({
    items: z.array(MyEventSummary),
    /** Pass as `cursor` for the next page; null on the last one. */
    nextCursor: z.string().nullable(),
  })
  .openapi("MyEventList");

export const MyEventParams = z.object({
  limit: z.coerce.number().int().min(1).max(100).optional(),
  cursor: z.uuid().optional(),
  status: Status.optional(),
});

/** A word of the client's own, the same whenever it sends the same request again. */
export const IdempotencyKeyHeader = z.object({
  "idempotency-key": z
    .string({ error: "send an Idempotency-Key" })
    .regex(/^[\x21-\x7E]{1,200}$/, "1 to 200 printable characters without spaces"),
});

/** Which version a change is meant for: the ETag it was read with. */
export const IfMatchHeader = z.object({ "if-match": z.string().optional() });
