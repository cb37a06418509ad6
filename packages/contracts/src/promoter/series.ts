import { z } from "@hono/zod-openapi";
import { line } from "../text.ts";

export const SeriesInput = z.strictObject({ name: line(200) }).openapi("SeriesInput");
export type SeriesInput = z.infer<typeof SeriesInput>;

/** Events that belong together: a festival's, a season's. */
export const MySeries = z
  .object({
    id: z.string(),
    /** Its address among the fans; stays when the name changes. */
    slug: z.string(),
    name: z.string(),
    /** Counts up with each saved change; its quoted form is the ETag that `If-Match` takes. */
    version: z.int(),
    /** Archived ones left out. */
    eventCount: z.int(),
    createdAt: z.iso.datetime(),
  })
  .openapi("MySeries");
export type MySeries = z.infer<typeof MySeries>;

/** Newest first. */
export const MySeriesList = z
  .object({ items: z.array(MySeries), nextCursor: z.string().nullable() })
  .openapi("MySeriesList");
export type MySeriesList = z.infer<typeof MySeriesList>;

export const MySeriesParams = z.object({
  limit: z.coerce.number().int().min(1).max(100).optional(),
  cursor: z.string().max(500).optional(),
});
