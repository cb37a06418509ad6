import type { PerformanceNews } from "../mail/order-news.ts";
import type { SpelledPlace } from "../place/place-line.ts";

/** What ticket holders are told of a performance; local dates and times. */
export interface WhenAndWhere extends PerformanceNews {
  readonly endDate: string | null;
  /** IANA zone. */
  readonly zone: string;
}

export type ChangedPart = "date" | "time" | "place";

/** What a ticket holder should hear about; empty: nothing. Coordinates and durations are no news. */
export function whatChanged(was: WhenAndWhere, is: WhenAndWhere): ChangedPart[] {
  const parts: ChangedPart[] = [];
  if (was.date !== is.date || was.endDate !== is.endDate) parts.push("date");
  if (was.time !== is.time || was.zone !== is.zone) parts.push("time");
  if (was.online !== is.online || spelled(was.place) !== spelled(is.place)) parts.push("place");
  return parts;
}

const spelled = (place: SpelledPlace | null): string =>
  JSON.stringify(place && [place.venue?.name ?? null, place.street ?? null, place.city, place.country]);
