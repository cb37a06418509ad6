import type { PerformanceReply } from "@liveotter/contracts/public/catalogue";
import type { Locale } from "../words/locale.ts";
import { countryName } from "./names.ts";

/** One line saying where: `Tivoli, Utrecht, Netherlands`, `Online`, `Utrecht, Netherlands and online`. */
export function placeLine(locale: Locale, { place, online }: Pick<PerformanceReply, "place" | "online">): string {
  const { format } = locale.words;
  if (place === null) return online ? format.online : format.placeToCome;
  const parts = [place.venue?.name, place.city, countryName(locale, place.country)];
  const line = parts.filter((part) => part !== undefined && part !== "").join(", ");
  return online ? format.andOnline(line) : line;
}
