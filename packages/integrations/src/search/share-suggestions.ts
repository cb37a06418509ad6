import { foldText } from "@liveotter/core/fold-text";
import type { Suggestion } from "./catalogue-search.ts";

/**
 * `limit` suggestions: at most a third each for cities and venues while there are events to fill the rest, more when
 * there are not. An event that comes back each year is named once, by its first coming.
 */
export function shareSuggestions(
  found: { readonly [kind in "events" | "cities" | "venues"]: readonly Suggestion[] },
  limit: number,
): Suggestion[] {
  const events = [
    ...new Map(found.events.toReversed().map((event) => [foldText(event.label) || event.label, event])).values(),
  ];
  events.reverse();
  const share = Math.floor(limit / 3);
  const cities = found.cities.slice(0, Math.max(share, limit - events.length - Math.min(share, found.venues.length)));
  const venues = found.venues.slice(0, Math.max(share, limit - events.length - cities.length));
  return [...cities, ...events.slice(0, Math.max(0, limit - cities.length - venues.length)), ...venues].slice(0, limit);
}
