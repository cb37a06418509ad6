import { z } from "@hono/zod-openapi";
import { foldText } from "@liveotter/core/fold-text";
import { asCurrency } from "@liveotter/core/money";

/** Times on the wire are ISO 8601 instants in UTC; money is minor units beside an ISO 4217 code. */
const IsoInstant = z.iso.datetime();
const LocalDate = z.iso.date();

const Named = z.object({ slug: z.string(), name: z.string() });

/** Where the content came from: the record itself, the search engine, or the last good copy at the edge. */
export const Source = z.enum(["database", "meilisearch", "snapshot"]);
export type Source = z.infer<typeof Source>;

const Answer = z.object({
  /** When the content shown here became current. */
  asOf: IsoInstant,
  source: Source,
  /** True when this answer is older than it should be because something behind it is failing. */
  degraded: z.boolean(),
});

export const PlaceReply = z.object({
  venue: Named.nullable(),
  /** Of the venue. Absent in answers that were kept before it was told. */
  street: z.string().nullable().default(null),
  city: z.string(),
  country: z.string(),
  lat: z.number().nullable(),
  lon: z.number().nullable(),
});

export const PerformanceReply = z
  .object({
    id: z.string(),
    date: LocalDate,
    /** `HH:MM` at the place, or null when only the date is known. */
    time: z.string().nullable(),
    endDate: LocalDate.nullable(),
    zone: z.string(),
    startsAt: IsoInstant,
    endsAt: IsoInstant,
    online: z.boolean(),
    status: z.enum(["scheduled", "cancelled", "postponed"]),
    place: PlaceReply.nullable(),
  })
  .openapi("Performance");
export type PerformanceReply = z.infer<typeof PerformanceReply>;

export const EventSummary = z
  .object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    summary: z.string(),
    genre: z.string(),
    languages: z.array(z.string()),
    tags: z.array(z.string()),
    status: z.enum(["published", "postponed", "cancelled"]),
    currency: z.string(),
    /** The cheapest and the dearest ticket as fans pay them, fees and tax included; null without a price. */
    priceFrom: z.int().nullable(),
    priceTo: z.int().nullable(),
    promoter: Named,
    series: Named.nullable(),
    /** Path of the cover picture on the fans' host. */
    cover: z.string(),
    /** From when anybody may buy; null since publication. Absent in answers that were kept before it was told. */
    onSaleAt: IsoInstant.nullable().default(null),
    /** From when holders of a presale code may. Absent, as what follows, in answers kept from before. */
    presaleAt: IsoInstant.nullable().default(null),
    /** Null: each performance sells until it ends. */
    salesEndAt: IsoInstant.nullable().default(null),
    /** To whom it sells, whatever its times are and whatever is left. */
    selling: z.enum(["open", "code-only", "stopped", "nothing"]).default("open"),
    /** The performance this list found the event by, and how many upcoming ones there are in all. */
    next: PerformanceReply,
    upcoming: z.int(),
  })
  .openapi("EventSummary");
export type EventSummary = z.infer<typeof EventSummary>;

export const EventList = Answer.extend({
  items: z.array(EventSummary),
  /** Pass as `cursor` for the next page; null on the last one. */
  nextCursor: z.string().nullable(),
}).openapi("EventList");
export type EventList = z.infer<typeof EventList>;

export const EventPage = Answer.extend({
  event: EventSummary.omit({ next: true, upcoming: true }).extend({
    description: z.string(),
    /** Who plays or speaks, in the promoter's order. Absent, as `access`, in answers kept from before there were any. */
    lineUp: z.array(z.string()).default([]),
    /** For whoever needs a ramp, a seat, an interpreter or a companion; empty while unknown. */
    access: z.string().default(""),
    url: z.string().nullable(),
    performances: z.array(PerformanceReply),
    ticketTypes: z.array(z.object({ name: z.string(), price: z.int() })),
    /** What an order costs besides its tickets, in minor units. */
    orderFee: z.int().default(0),
  }),
}).openapi("EventPage");
export type EventPage = z.infer<typeof EventPage>;

/** An event as its promoter shows it to somebody before the public sees it. */
export const PreviewPage = EventPage.extend({
  preview: z.object({
    /** What it is to the public: nothing, while it is a draft or archived. */
    status: z.enum(["draft", "published", "postponed", "cancelled", "archived"]),
    /** Of the link. */
    expiresAt: z.iso.datetime(),
  }),
}).openapi("PreviewPage");
export type PreviewPage = z.infer<typeof PreviewPage>;

const FacetCount = z.object({ value: z.string(), label: z.string(), count: z.int() });
const FacetCounts = z.object({
  cities: z.array(FacetCount.extend({ country: z.string() })),
  countries: z.array(FacetCount),
  genres: z.array(FacetCount),
  promoters: z.array(FacetCount),
  currencies: z.array(FacetCount),
  total: z.int(),
});
export const Facets = Answer.extend({ facets: FacetCounts }).openapi("Facets");
export type Facets = z.infer<typeof Facets>;

export const VenuePage = Answer.extend({
  venue: Named.extend({
    street: z.string().nullable(),
    city: z.string(),
    country: z.string(),
    zone: z.string(),
    lat: z.number().nullable(),
    lon: z.number().nullable(),
  }),
  items: z.array(EventSummary),
  nextCursor: z.string().nullable(),
}).openapi("VenuePage");
export type VenuePage = z.infer<typeof VenuePage>;

/** Who puts events on, once there is one for the public to see. */
export const PromoterPage = Answer.extend({
  promoter: Named,
  items: z.array(EventSummary),
  nextCursor: z.string().nullable(),
}).openapi("PromoterPage");
export type PromoterPage = z.infer<typeof PromoterPage>;

export const SearchPage = Answer.extend({
  items: z.array(EventSummary),
  facets: FacetCounts,
  /** How many events match, over all pages. */
  total: z.int(),
  nextCursor: z.string().nullable(),
}).openapi("SearchPage");
export type SearchPage = z.infer<typeof SearchPage>;

export const Suggestions = Answer.extend({
  items: z.array(z.object({ kind: z.enum(["event", "city", "venue"]), label: z.string(), slug: z.string() })),
}).openapi("Suggestions");
export type Suggestions = z.infer<typeof Suggestions>;

/** Controls (NUL, line breaks) become spaces, so that none reaches a store; length counts after trimming. */
const text = (max: number) =>
  z
    .string()
    .transform((typed) => typed.replace(/\p{Cc}+/gu, " ").trim())
    .pipe(z.string().max(max))
    .openapi({ type: "string", maxLength: max });
const someText = (max: number) =>
  text(max)
    .refine((typed) => foldText(typed) !== "", "must contain a letter or a digit")
    .openapi({ type: "string", minLength: 1, maxLength: max });

/** What addresses a thing: in paths, and in filters. */
export const Slug = z
  .string()
  .max(120)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "a-z, 0-9 and single hyphens");

const flag = z
  .enum(["true", "false"])
  .transform((value) => value === "true")
  .openapi({ type: "boolean" });

/** Plain decimals alone: `Number` would also take "", "0x1f" and "1e3". */
const decimal = (min: number, max: number) =>
  z.coerce
    .string()
    .regex(/^-?\d{1,12}(?:\.\d{1,17})?$/, "must be a number")
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .openapi({ type: "number", minimum: min, maximum: max });
const whole = (min: number, max: number) =>
  z.coerce
    .string()
    .regex(/^-?\d{1,12}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .openapi({ type: "integer", minimum: min, maximum: max });

/** Two decimals, about a kilometre: neighbours ask the same question, and nobody's exact place is kept. */
const coordinate = (limit: number) => decimal(-limit, limit).transform((degrees) => Math.round(degrees * 100) / 100);

const SearchedDate = LocalDate.refine((date) => date >= "1970-01-01", "must be 1970-01-01 or later");
const CurrencyCode = z
  .string()
  .regex(/^[A-Za-z]{3}$/, "three letters, ISO 4217")
  .refine((code) => asCurrency(code) !== null, "no currency in use");

const filters = {
  city: someText(100).optional().openapi({ description: "City, with or without accents", example: "Kraków" }),
  country: z
    .string()
    .regex(/^[A-Za-z]{2}$/, "two letters, ISO 3166-1")
    .optional()
    .openapi({ description: "ISO 3166-1 alpha-2", example: "PL" }),
  lat: coordinate(90)
    .optional()
    .openapi({ type: "number", minimum: -90, maximum: 90, description: "Degrees north; needs `lon`. Rounded to 0.01" }),
  lon: coordinate(180).optional().openapi({
    type: "number",
    minimum: -180,
    maximum: 180,
    description: "Degrees east; needs `lat`. Rounded to 0.01",
  }),
  radius: decimal(1, 500).optional().openapi({ description: "Kilometres around `lat` and `lon`; 50 unless told" }),
  from: SearchedDate.optional().openapi({ description: "First local date of interest" }),
  to: SearchedDate.optional().openapi({ description: "Last local date of interest" }),
  genre: Slug.optional().openapi({ example: "music" }),
  maxPrice: whole(0, 1_000_000_000)
    .optional()
    .openapi({ description: "Highest lowest price, in minor units of `currency`, which it needs; 0 means free" }),
  currency: CurrencyCode.optional().openapi({ description: "ISO 4217; only read beside `maxPrice`", example: "EUR" }),
  online: flag.optional().openapi({ description: "Only, or only not, online" }),
  promoter: Slug.optional().openapi({ description: "Slug of a promoter" }),
  venue: Slug.optional().openapi({ description: "Slug of a venue" }),
  series: Slug.optional().openapi({ description: "Slug of a series" }),
};
const page = {
  limit: whole(1, 100).optional().openapi({ description: "Items per page; 20 unless told" }),
  cursor: z.string().max(500).optional().openapi({ description: "`nextCursor` of the page before" }),
};

type Filters = z.output<z.ZodObject<typeof filters>>;

/** What no parameter can say of itself. Names the parameter that is missing or wrong. */
function together(given: Filters, context: z.core.$RefinementCtx): void {
  const refuse = (name: keyof Filters, message: string) => context.addIssue({ code: "custom", path: [name], message });
  if (given.lat !== undefined && given.lon === undefined) refuse("lon", "is needed beside lat");
  if (given.lat === undefined && given.lon !== undefined) refuse("lat", "is needed beside lon");
  if (given.radius !== undefined && given.lat === undefined && given.lon === undefined) {
    refuse("lat", "is needed beside radius, as is lon");
  }
  if (given.maxPrice !== undefined && given.currency === undefined) refuse("currency", "is needed beside maxPrice");
  if (given.from !== undefined && given.to !== undefined && given.from > given.to) {
    refuse("to", "must not be before from");
  }
}

/** Filters of lists, facets and search. Unknown parameters are ignored. Prices in minor units. */
export const FilterParams = z.object(filters).superRefine(together);

export const ListParams = z
  .object({
    ...filters,
    sort: z.enum(["date", "name", "new", "opening"]).optional().openapi({
      description: "`date` unless told; `opening` gives those alone whose sale has yet to open, soonest first",
    }),
    ...page,
  })
  .superRefine(together);

export const SearchParams = z
  .object({
    q: text(200).optional().openapi({ description: "Words, as typed; empty finds everything", example: "jazz krakow" }),
    ...filters,
    ...page,
  })
  .superRefine(together);

/** A page of what is on at a venue, or put on by a promoter. */
export const PageParams = z.object(page);

export const SuggestParams = z.object({
  q: text(100).openapi({ description: "The beginning of a name, city or venue", example: "kra" }),
  limit: whole(1, 20).optional().openapi({ description: "8 unless told" }),
});
