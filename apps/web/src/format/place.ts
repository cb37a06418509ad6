import type { PerformanceReply } from "@liveotter/contracts/public/catalogue";
import { countryName } from "./names.ts";

/** One line saying where: `Tivoli, Utrecht, Netherlands`, `Online`, `Utrecht, Netherlands and online`. */
export function placeLine({ place, online }: Pick<PerformanceReply, "place" | "online">): string {
  if (place === null) return online ? "Online" : "Place to be announced";
  const parts = [place.venue?.name, place.city, countryName(place.country)];
  const line = parts.filter((part) => part !== undefined && part !== "").join(", ");
  return online ? `${line} and online` : line;
}
