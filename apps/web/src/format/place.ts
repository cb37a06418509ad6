import type { PerformanceReply } from "@liveotter/contracts/public/catalogue";
import { placeLine as fullLine, placeName } from "@liveotter/core/place/place-line";
import type { Locale } from "../words/locale.ts";

/** One line saying where: `Tivoli, Utrecht, Netherlands`, `Online`, `Utrecht, Netherlands and online`. */
export function placeLine(locale: Locale, { place, online }: Pick<PerformanceReply, "place" | "online">): string {
  const { format } = locale.words;
  if (place === null) return online ? format.online : format.placeToCome;
  const line = placeName(place, locale.lang);
  return online ? format.andOnline(line) : line;
}

/** The same with the street, for someone who has a ticket. */
export function fullPlaceLine(locale: Locale, { place, online }: Pick<PerformanceReply, "place" | "online">): string {
  const { format } = locale.words;
  if (place === null) return online ? format.online : format.placeToCome;
  const line = fullLine(place, locale.lang);
  return online ? format.andOnline(line) : line;
}
