import type { CatalogueEvent } from "./catalogue/catalogue.ts";
import { mediaPath } from "./picture/media-file.ts";
import { shortMark } from "./short-mark.ts";

/** Counts up when covers are to be drawn differently, so that every address changes. */
const DRAWING = 1;

/** What a cover is drawn from. */
type Drawn = Pick<CatalogueEvent, "slug" | "name" | "genre">;

/**
 * Where an event's cover is: the uploaded one, or `/covers/{slug}.{mark}.svg`. The mark changes with everything the
 * drawing shows, so that either address may be kept for ever.
 */
export function coverPath(event: Drawn & Pick<CatalogueEvent, "cover">): string {
  if (event.cover != null) return mediaPath(event.cover);
  return `/covers/${event.slug}.${coverMark(event)}.svg`;
}

export const coverMark = ({ name, genre }: Drawn): string => shortMark(`${DRAWING} ${genre} ${name}`);
