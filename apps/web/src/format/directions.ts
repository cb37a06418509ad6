import type { PerformanceReply } from "@liveotter/contracts/public/catalogue";
import type { Locale } from "../words/locale.ts";
import { countryName } from "./names.ts";

type Place = NonNullable<PerformanceReply["place"]>;

/** `Oudegracht 1, Utrecht, Netherlands`: the place without its name. */
export const addressLine = (locale: Locale, { street, city, country }: Place): string =>
  [street, city, countryName(locale, country)].filter((part) => part !== null && part !== "").join(", ");

/** A map of others that shows the way there; followed by whoever wants it, and never loaded. */
export function directionsTo(locale: Locale, place: Place): string {
  const { lat, lon, venue } = place;
  if (lat !== null && lon !== null) return `https://www.openstreetmap.org/directions?to=${lat}%2C${lon}`;
  const words = [...(place.street === null && venue !== null ? [venue.name] : []), addressLine(locale, place)].join(
    ", ",
  );
  return `https://www.openstreetmap.org/search?query=${encodeURIComponent(words.toWellFormed())}`;
}
