import type { PerformanceReply } from "@liveotter/contracts/public/catalogue";
import { addressLine, placeLine } from "@liveotter/core/place/place-line";
import type { Locale } from "../words/locale.ts";

type Place = NonNullable<PerformanceReply["place"]>;

/** A map of others that shows the way there; followed by whoever wants it, and never loaded. */
export function directionsTo(locale: Locale, place: Place): string {
  const { lat, lon } = place;
  if (lat !== null && lon !== null) return `https://www.openstreetmap.org/directions?to=${lat}%2C${lon}`;
  const words = place.street === null ? placeLine(place, locale.lang) : addressLine(place, locale.lang);
  return `https://www.openstreetmap.org/search?query=${encodeURIComponent(words.toWellFormed())}`;
}
