import { z } from "@hono/zod-openapi";
import { asCurrency } from "@liveotter/core/money";
import { HALF, line, prose, wellFormed } from "../text.ts";

export const word = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "a-z, 0-9 and single hyphens")
  .max(40);
const LocalDate = z.iso.date("must be a date like 2027-06-12").openapi({ example: "2027-06-12" });
const LocalTime = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "must be a time like 20:00")
  .openapi({ example: "20:00" });
const Country = z
  .string()
  .regex(/^[A-Z]{2}$/, "must be two capital letters, ISO 3166-1")
  .openapi({ example: "PL" });
const Zone = z.string().min(1).max(64).openapi({ example: "Europe/Warsaw" });
export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, "must be three capital letters, ISO 4217")
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
    z.strictObject({ kind: z.literal("venue"), venueId: z.uuid() }),
    z.strictObject({ kind: z.literal("new-venue"), name: line(200), street: line(200).optional(), ...place }),
    z.strictObject({ kind: z.literal("place"), ...place }),
    z.strictObject({ kind: z.literal("online"), zone: Zone }),
  ])
  .refine((where) => !("lat" in where || "lon" in where) || wholeCoordinate(where), {
    path: ["lon"],
    message: "lat and lon go together",
  })
  .openapi("Where");

/** A new line's name within this request, so that other lines can point at it before it has an id. */
const Ref = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "a-z, 0-9 and hyphens, at most 40")
  .openapi({ example: "vip" });
/** The `id` of a line that is kept, or the `ref` of one that is new in this request. */
const Pointer = z.string().min(1).max(40);

export const PerformanceInput = z
  .strictObject({
    /** The performance this line stands for; absent, a new one. */
    id: z.uuid().optional(),
    ref: Ref.optional(),
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

/** In minor units of the event's currency. */
const Price = z.int().min(0).max(1_000_000_000);
const Fold = z.enum(["earlier", "later"]);

/** A time on the clocks of `sales.zone`. One that they skip, or show twice without `fold`, is refused with the choices. */
export const Moment = z.strictObject({ date: LocalDate, time: LocalTime, fold: Fold.nullish() }).openapi("Moment");
export type Moment = z.infer<typeof Moment>;

/** Another price until a moment. */
const PricePhaseInput = z.strictObject({ name: line(100), until: Moment, price: Price }).openapi("PricePhaseInput");

const PerOrder = z.int().min(1).max(1000);

export const TicketTypeInput = z
  .strictObject({
    /** The ticket type this line stands for; absent, a new one. */
    id: z.uuid().optional(),
    ref: Ref.optional(),
    name: line(100),
    description: prose(500).optional(),
    /** In minor units of the event's currency, when no phase is on. */
    price: Price,
    /** In order of time: the first that is not over gives the price. */
    phases: z.array(PricePhaseInput).max(10).optional(),
    /** Not shown to the public. Absent, it stays as it was; a new one is shown. */
    hidden: z.boolean().optional(),
    minPerOrder: PerOrder.nullish(),
    maxPerOrder: PerOrder.nullish(),
    /** A pass: one ticket that admits to each of these. Absent or null: to the one performance the fan picks. */
    pass: z.array(Pointer).min(2).max(200).nullish(),
  })
  .refine(({ minPerOrder, maxPerOrder }) => (minPerOrder ?? 1) <= (maxPerOrder ?? 1000), {
    path: ["maxPerOrder"],
    message: "must not be below minPerOrder",
  })
  .openapi("TicketTypeInput");
export type TicketTypeInput = z.infer<typeof TicketTypeInput>;

/**
 * A pool of capacity. A ticket type is sold for a performance when at least one quota covers both; of several, the
 * smallest governs.
 */
export const QuotaInput = z
  .strictObject({
    /** The quota this line stands for; absent, a new one. */
    id: z.uuid().optional(),
    name: line(100),
    /** Tickets; null: without limit. */
    capacity: z.int().min(0).max(10_000_000).nullable(),
    /** The one performance it is for; absent or null, it spans all. */
    performance: Pointer.nullish(),
    ticketTypes: z.array(Pointer).min(1).max(50),
  })
  .openapi("QuotaInput");
export type QuotaInput = z.infer<typeof QuotaInput>;

/** When tickets are sold, and how many at once. */
export const SalesInput = z
  .strictObject({
    /** The zone whose clocks every time of the sale is read on, price phases included. */
    zone: Zone,
    /** From then with an access code. */
    presale: Moment.nullish(),
    /** From then for everybody; absent or null: from publication. */
    onSale: Moment.nullish(),
    /** Absent or null: each performance is sold until it ends. */
    end: Moment.nullish(),
    maxPerOrder: PerOrder.nullish(),
  })
  .openapi("SalesInput");
export type SalesInput = z.infer<typeof SalesInput>;

export const Fees = z
  .object({
    perTicket: Price,
    perOrder: Price,
    /** Hundredths of a per cent of the ticket's price: 250 is 2.5 %. */
    percent: z.int().min(0).max(10_000),
    /** Whether they come on top of the price, or out of it. */
    paidBy: z.enum(["fan", "promoter"]),
  })
  .openapi("Fees");
export type Fees = z.infer<typeof Fees>;

export const Tax = z
  .object({
    name: line(50).openapi({ example: "VAT" }),
    /** Thousandths of a per cent: 19000 is 19 %. */
    rate: z.int().min(0).max(100_000),
    /** Whether prices contain it, or it is added. */
    included: z.boolean(),
  })
  .openapi("Tax");
export type Tax = z.infer<typeof Tax>;

const texts = {
  name: line(200),
  summary: prose(500),
  description: prose(20_000),
  url: Site.nullable(),
  genre: word,
  languages: z.array(line(35)).max(20),
  tags: z.array(line(50)).max(30),
  /** Who plays or speaks, in the order in which they are shown. */
  lineUp: z.array(line(100)).max(50),
  /** What somebody should know who needs a ramp, a seat, an interpreter or a companion. */
  access: prose(5000),
};

const saleParts = {
  ticketTypes: z.array(TicketTypeInput).max(50),
  quotas: z.array(QuotaInput).max(200),
  sales: SalesInput,
  /** Null: no fees. */
  fees: z.strictObject(Fees.shape).nullable(),
  /** Null: no tax is shown or added. */
  tax: z.strictObject(Tax.shape).nullable(),
  /** One of the promoter's series; null: none. */
  seriesId: z.uuid().nullable(),
};

export const EventInput = z
  .strictObject({
    ...texts,
    summary: texts.summary.default(""),
    description: texts.description.default(""),
    url: texts.url.default(null),
    languages: texts.languages.default([]),
    tags: texts.tags.default([]),
    // Left out where nothing is said: a row that was imported before there were any says the same as then.
    lineUp: texts.lineUp.optional(),
    access: texts.access.optional(),
    currency: Currency,
    performances: z.array(PerformanceInput).max(200),
    ticketTypes: z.array(TicketTypeInput).max(50).default([]),
    quotas: saleParts.quotas.default([]),
    /** Absent: in the zone of the first performance, from publication, without limits. */
    sales: saleParts.sales.optional(),
    fees: saleParts.fees.default(null),
    tax: saleParts.tax.default(null),
    seriesId: saleParts.seriesId.default(null),
  })
  .openapi("EventInput");
export type EventInput = z.infer<typeof EventInput>;

/** What is absent stays; a list that is given replaces the whole list. */
export const EventChange = z
  .strictObject({
    ...texts,
    currency: Currency,
    performances: z.array(PerformanceInput).max(200),
    ...saleParts,
    /** With true, tickets to what this moves may be returned for as many days as the event's settings say. */
    refundWindow: z.boolean(),
    /** For smaller quotas, and for quotas whose ticket types change while tickets are in carts. */
    alsoFromCarts: z.boolean(),
  })
  .partial()
  .refine(({ alsoFromCarts: _, ...change }) => Object.keys(change).length > 0, "nothing to change")
  .openapi("EventChange");
export type EventChange = z.infer<typeof EventChange>;

/** The performances that would be saved; absent: none changes, and everyone with a ticket is counted. */
export const HoldersPreviewInput = z
  .strictObject({ performances: z.array(PerformanceInput).max(200).optional() })
  .openapi("HoldersPreviewInput");
export type HoldersPreviewInput = z.infer<typeof HoldersPreviewInput>;

/** Who would be emailed about a change. */
export const HoldersPreview = z
  .object({
    /** Of the event that was looked at. */
    version: z.int(),
    /** Different addresses: buyers, and attendees with an address of their own. */
    people: z.int(),
    orders: z.int(),
    tickets: z.int(),
    /** How long tickets may be returned, if `refundWindow` is sent along; 0: the settings allow none. */
    refundWindowDays: z.int(),
    /** Those that would move, and what about them is news; with nothing sent, those that are not over. */
    performances: z.array(
      z.object({
        id: z.string(),
        date: z.string(),
        time: z.string().nullable(),
        changed: z.array(z.enum(["date", "time", "place"])),
      }),
    ),
  })
  .openapi("HoldersPreview");
export type HoldersPreview = z.infer<typeof HoldersPreview>;

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

const Status = z.enum(["draft", "published", "postponed", "cancelled", "archived"]);

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
    /** The first performance that is not over, else the last; null without any. */
    next: z
      .object({ date: z.string(), time: z.string().nullable(), zone: z.string(), city: z.string().nullable() })
      .nullable(),
    performanceCount: z.int(),
    /** Path of the uploaded picture, on this host and the fans' alike; null: a cover is drawn. */
    coverUrl: z.string().nullable(),
  })
  .openapi("MyEventSummary");
export type MyEventSummary = z.infer<typeof MyEventSummary>;

/** As `Moment`, with the instant it names. */
export const MyMoment = z
  .object({ date: z.string(), time: z.string(), fold: Fold.nullable(), at: IsoInstant })
  .openapi("MyMoment");

export const MyTicketType = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    price: z.int(),
    phases: z.array(z.object({ name: z.string(), until: MyMoment, price: z.int() })),
    hidden: z.boolean(),
    minPerOrder: z.int().nullable(),
    maxPerOrder: z.int().nullable(),
    /** Ids of performances. */
    pass: z.array(z.string()).nullable(),
  })
  .openapi("MyTicketType");
export type MyTicketType = z.infer<typeof MyTicketType>;

export const MyQuota = z
  .object({
    id: z.string(),
    name: z.string(),
    capacity: z.int().nullable(),
    /** Id of the one performance it is for, or null. */
    performance: z.string().nullable(),
    /** Ids. */
    ticketTypes: z.array(z.string()),
  })
  .openapi("MyQuota");
export type MyQuota = z.infer<typeof MyQuota>;

const MySales = z
  .object({
    zone: z.string(),
    presale: MyMoment.nullable(),
    onSale: MyMoment.nullable(),
    end: MyMoment.nullable(),
    maxPerOrder: z.int().nullable(),
  })
  .openapi("MySales");

export const MyEvent = MyEventSummary.extend({
  summary: z.string(),
  description: z.string(),
  url: z.string().nullable(),
  languages: z.array(z.string()),
  tags: z.array(z.string()),
  lineUp: z.array(z.string()),
  access: z.string(),
  performances: z.array(MyPerformance),
  ticketTypes: z.array(MyTicketType),
  quotas: z.array(MyQuota),
  sales: MySales,
  fees: Fees.nullable(),
  tax: Tax.nullable(),
  series: z.object({ id: z.string(), slug: z.string(), name: z.string() }).nullable(),
  /** The uploaded picture, or null: then a cover is drawn. */
  cover: z.object({ url: z.string(), width: z.int(), height: z.int() }).nullable(),
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
  cursor: z.string().max(500).optional(),
  /** Words to find in names, tags, cities and venues, by their beginnings; without accents and case. */
  q: z.string().max(200).optional(),
  status: Status.optional(),
  /** With a performance on or after, on or before this local date. */
  from: LocalDate.optional(),
  to: LocalDate.optional(),
  seriesId: z.uuid().optional(),
  /** Newest first unless told. */
  sort: z.enum(["created", "changed", "date", "name"]).optional(),
});

/** One thing that stands in the way of publishing (`error`), or that its promoter should know (`warning`). */
const PreflightFinding = z
  .object({
    severity: z.enum(["error", "warning"]),
    /** A stable word for it. */
    code: z.string(),
    /** RFC 6901 pointer into the event: `/performances/0/date`. */
    pointer: z.string(),
    detail: z.string(),
  })
  .openapi("PreflightFinding");

export const Preflight = z
  .object({
    /** Of the event that was looked at. */
    version: z.int(),
    publishable: z.boolean(),
    findings: z.array(PreflightFinding),
  })
  .openapi("Preflight");
export type Preflight = z.infer<typeof Preflight>;

/** What may be done to an event now; each is `POST /v1/events/{id}/{action}`. */
export const EventActionName = z.enum([
  "publication",
  "withdrawal",
  "postponement",
  "rescheduling",
  "cancellation",
  "archiving",
]);
export type EventActionName = z.infer<typeof EventActionName>;

/** Needed once passes that admit to the performance are sold. `keep`: they stay valid for their other performances. */
export const PerformanceCancellation = z
  .strictObject({ passes: z.enum(["keep", "refund"]).optional() })
  .openapi("PerformanceCancellation");
export type PerformanceCancellation = z.infer<typeof PerformanceCancellation>;

/** Money is minor units of `currency`. */
export const PerformanceCancellationPreview = z
  .object({
    /** Of the event that was looked at. */
    version: z.int(),
    currency: z.string(),
    /** Paid or free, with a valid ticket to the performance. */
    orders: z.int(),
    /** Not paid yet: they end. */
    pendingOrders: z.int(),
    tickets: z.int(),
    /** Orders whose buyer is emailed, once each. */
    mails: z.int(),
    /** What is refunded, passes apart. */
    amount: z.int(),
    /** Passes that admit to it, and what is refunded if they are. */
    passes: z.object({ count: z.int(), amount: z.int() }),
  })
  .openapi("PerformanceCancellationPreview");
export type PerformanceCancellationPreview = z.infer<typeof PerformanceCancellationPreview>;

/** A copy as a new draft, each local date moved by so many days; times of the sale move along. */
export const DuplicateInput = z
  .strictObject({ shiftDays: z.int().min(-3660).max(3660), name: line(200).optional() })
  .openapi("DuplicateInput");
export type DuplicateInput = z.infer<typeof DuplicateInput>;
