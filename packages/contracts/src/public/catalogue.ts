import { z } from "@hono/zod-openapi";

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
    priceFrom: z.int().nullable(),
    priceTo: z.int().nullable(),
    promoter: Named,
    series: Named.nullable(),
    /** Path of the cover picture on the fans' host. */
    cover: z.string(),
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
    url: z.string().nullable(),
    performances: z.array(PerformanceReply),
    ticketTypes: z.array(z.object({ name: z.string(), price: z.int() })),
  }),
}).openapi("EventPage");
export type EventPage = z.infer<typeof EventPage>;

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

export const SearchPage = Answer.extend({
  items: z.array(EventSummary),
  facets: FacetCounts,
  /** How many events match; an estimate when `source` is `meilisearch`. */
  total: z.int(),
  nextCursor: z.string().nullable(),
}).openapi("SearchPage");
export type SearchPage = z.infer<typeof SearchPage>;

export const Suggestions = Answer.extend({
  items: z.array(z.object({ kind: z.enum(["event", "city", "venue"]), label: z.string(), slug: z.string() })),
}).openapi("Suggestions");
export type Suggestions = z.infer<typeof Suggestions>;

const text = (max: number) => z.string().trim().min(1).max(max);
const slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "a slug: a-z, 0-9 and single hyphens")
  .max(120);
const flag = z.enum(["true", "false"]).transform((value) => value === "true");
const coordinate = (limit: number) =>
  z.coerce
    .number()
    .min(-limit)
    .max(limit)
    .transform((degrees) => Math.round(degrees * 100) / 100);

/** Filters of lists, facets and search. Unknown parameters are ignored. Prices in minor units. */
export const FilterParams = z.object({
  city: text(100).optional(),
  country: z
    .string()
    .regex(/^[A-Za-z]{2}$/, "two letters, ISO 3166-1")
    .optional(),
  lat: coordinate(90).optional(),
  lon: coordinate(180).optional(),
  /** Kilometres around lat/lon. */
  radius: z.coerce.number().min(1).max(500).optional(),
  from: LocalDate.optional(),
  to: LocalDate.optional(),
  genre: slug.optional(),
  maxPrice: z.coerce.number().int().min(0).max(1_000_000_000).optional(),
  currency: z
    .string()
    .regex(/^[A-Za-z]{3}$/, "three letters, ISO 4217")
    .optional(),
  online: flag.optional(),
  promoter: slug.optional(),
  venue: slug.optional(),
  series: slug.optional(),
});

export const ListParams = FilterParams.extend({
  sort: z.enum(["date", "name", "new"]).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
  cursor: z.string().max(500).optional(),
});

export const SearchParams = FilterParams.extend({
  q: z.string().trim().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
  cursor: z.string().max(500).optional(),
});

export const SuggestParams = z.object({ q: text(100), limit: z.coerce.number().int().min(1).max(20).optional() });
