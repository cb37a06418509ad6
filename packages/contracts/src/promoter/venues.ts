import { z } from "@hono/zod-openapi";

/** A place that all promoters share. It comes about with the first performance there. */
export const Venue = z
  .object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    street: z.string().nullable(),
    city: z.string(),
    country: z.string(),
    zone: z.string(),
    lat: z.number().nullable(),
    lon: z.number().nullable(),
  })
  .openapi("KnownVenue");
export type Venue = z.infer<typeof Venue>;

/** Best first; no cursor, since whoever does not find it types on. */
export const VenueList = z.object({ items: z.array(Venue) }).openapi("KnownVenueList");
export type VenueList = z.infer<typeof VenueList>;

export const VenueParams = z.object({
  /** Words of its name or city, by their beginnings; without accents and case. */
  q: z.string().max(200),
  limit: z.coerce.number().int().min(1).max(50).optional(),
});
